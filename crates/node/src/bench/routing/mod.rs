//! Routing: what the learning strategy gains over other ways of choosing, and how long a decision takes.
//!
//! The week comes from `examples/routing/week.toml` or a file of your own; its bounds are checked, and a result outside of
//! them ends the benchmark with a failure. The machine's own part is measured beside the decision.

mod decision;
mod overhead;

use std::path::Path;

use bezant_routing_lab::{Scenario, Tally, Way, run};

pub(crate) use decision::decision;
pub(super) use decision::{BUSY_FROM, Machine, thread_time};
pub(crate) use overhead::overhead;

use super::Measured;
use crate::Failure;
use crate::output::note;

/// Other weeks of the same kind, to show that the file's seed is not a lucky one. Settings were chosen on other seeds.
const OTHER_SEEDS: [u64; 4] = [22, 23, 24, 25];

/// Percentage points of approval over the best rival; and what was not reached.
pub(crate) fn uplift(file: Option<&Path>, as_json: bool) -> Result<(Measured, Vec<String>), Failure> {
    let scenario = crate::commands::routing::scenario(file)?;
    let bounds = scenario.bounds();
    let mut missed = Vec::new();
    let mine = run(&scenario, Way::Strategy);
    let oracle = run(&scenario, Way::Oracle);
    let rivals = Way::RIVALS.map(|way| (way, run(&scenario, way)));
    let regret = oracle.expected() - mine.expected();
    let best = rivals
        .iter()
        .map(|(_, rival)| rival.approval())
        .max()
        .unwrap_or_default();
    let uplift = mine.approval() - best;
    if uplift < bounds.uplift_at_least {
        missed.push(format!(
            "the strategy is {} points better than the best rival; {} are stated",
            points(uplift),
            points(bounds.uplift_at_least)
        ));
    }
    if regret > bounds.regret_at_most {
        missed.push(format!(
            "the regret is {} points; {} are stated",
            points(regret),
            points(bounds.regret_at_most)
        ));
    }
    for (way, rival) in &rivals {
        if rival.approval() >= mine.approval() || rival.cost() < mine.cost() {
            missed.push(format!(
                "the strategy does not beat {} in approval at equal or lower cost",
                way.name()
            ));
        }
    }
    if !as_json {
        note(&format!(
            "\n{} payments, seed {}\n  {:<20} {:>10} {:>12} {:>10} {:>8}",
            mine.payments,
            scenario.seed(),
            "way",
            "approval",
            "true rate",
            "cost",
            "regret"
        ));
        let all = [(Way::Strategy, &mine)].into_iter();
        let all = all.chain(rivals.iter().map(|(way, tally)| (*way, tally)));
        for (way, tally) in all.chain([(Way::Oracle, &oracle)]) {
            note(&row(way, tally, &oracle));
        }
        note(&others(&scenario));
    }
    let measured = Measured {
        bench: "routing_approval_uplift",
        value: uplift as f64 / 100.0,
        unit: "points",
        ceiling: Some((oracle.approval() - best) as f64 / 100.0),
        latencies: None,
        how: format!(
            "percentage points over the best rival, ceiling: the oracle's; {} payments; regret {} of at most {}",
            mine.payments,
            points(regret),
            points(bounds.regret_at_most)
        ),
    };
    Ok((measured, missed))
}

fn row(way: Way, tally: &Tally, oracle: &Tally) -> String {
    format!(
        "  {:<20} {:>8} % {:>10} % {:>7}.{} bp {:>8}",
        way.name(),
        points(tally.approval()),
        points(tally.expected()),
        tally.cost() / 100,
        tally.cost() % 100 / 10,
        points(oracle.expected() - tally.expected())
    )
}

/// A line for each of the other seeds, with the rivals that were cheaper there.
fn others(scenario: &Scenario) -> String {
    let lines = OTHER_SEEDS.map(|seed| {
        let other = scenario.clone().with_seed(seed);
        let mine = run(&other, Way::Strategy);
        let rivals = Way::RIVALS.map(|way| (way, run(&other, way)));
        let best = rivals
            .iter()
            .map(|(_, rival)| rival.approval())
            .max()
            .unwrap_or_default();
        let cheaper = rivals
            .iter()
            .filter(|(_, rival)| rival.cost() < mine.cost())
            .map(|(way, rival)| {
                format!(
                    "; {} is cheaper and approves {} %",
                    way.name(),
                    points(rival.approval())
                )
            });
        let cheaper: String = cheaper.collect();
        let uplift = points(mine.approval() - best);
        format!("  seed {seed}: {uplift} points over the best rival{cheaper}\n")
    });
    lines.concat()
}

/// Hundredths of a point.
fn points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}
