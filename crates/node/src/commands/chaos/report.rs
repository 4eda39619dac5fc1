//! The report of an experiment: for people in Markdown, for programs in JSON, with the same content.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::conduct::Story;
use super::experiment::Experiment;
use super::record::{Measures, Payment};
use super::verdict::{Phase, percent};
use crate::Failure;

/// Grows when a field changes its meaning.
const VERSION: u32 = 1;

/// A second of an experiment.
struct Second {
    number: u64,
    phase: Option<Phase>,
    measures: Measures,
    faults: Vec<String>,
}

/// Writes `report.md` and `report.json`.
pub(super) fn write(folder: &Path, experiment: &Experiment, story: &Story) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("report.md"), markdown(experiment, story))?;
    let json = format!("{:#}\n", json(experiment, story));
    std::fs::write(folder.join("report.json"), json)?;
    Ok(())
}

/// The report for programs.
pub(super) fn json(experiment: &Experiment, story: &Story) -> Value {
    let seconds = timeline(story).into_iter().map(|second| {
        let mut row = json!(second.measures);
        row["second"] = second.number.into();
        row["phase"] = json!(second.phase);
        row["faults"] = json!(second.faults);
        row
    });
    let phases = story.phases.iter().map(|(phase, span)| {
        json!({ "phase": phase, "from_ms": milliseconds(span.start), "to_ms": milliseconds(span.end) })
    });
    let faults = story.faults.iter().map(|injected| {
        json!({
            "fault": injected.planned.fault,
            "in_words": injected.planned.fault.to_string(),
            "from_ms": injected.began.map(milliseconds),
            "to_ms": injected.ended.map(milliseconds),
        })
    });
    let mut report = json!(story.verdict);
    report["version"] = VERSION.into();
    report["experiment"] = json!({ "name": experiment.name, "description": experiment.description });
    report["began_at"] = json!(story.began_at);
    report["payments"] = story.payments.len().into();
    report["phases"] = phases.collect();
    report["findings"] = json!(story.findings);
    report["faults"] = faults.collect();
    report["last_complaint"] = json!(story.complaint);
    report["timeline"] = seconds.collect();
    report
}

/// The report for people.
fn markdown(experiment: &Experiment, story: &Story) -> String {
    let mut text = String::new();
    let mut say = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    say(&format!("# Chaos experiment: {}\n", experiment.name));
    if !experiment.description.is_empty() {
        say(&format!("{}\n", experiment.description));
    }
    say(&format!("**Verdict: {}.**\n", story.verdict.in_words()));
    say(&format!(
        "Begun at {}, {} payments.\n",
        story.began_at,
        story.payments.len()
    ));
    if let Some(complaint) = &story.complaint {
        say(&format!("The last error was: {}\n", cell(complaint)));
    }
    if !story.findings.is_empty() {
        say("## Hypothesis\n\n| When | What | Bound | Found | Held |\n|---|---|---|---|---|");
    }
    for finding in &story.findings {
        say(&format!(
            "| {} | {} | {} | {} | {} |",
            finding.phase.as_str(),
            finding.what,
            finding.bound,
            cell(&finding.found),
            if finding.is_held { "yes" } else { "**no**" }
        ));
    }
    say("\n## Faults\n\n| Fault | From (s) | To (s) |\n|---|---|---|");
    for injected in &story.faults {
        let began = injected.began.map_or_else(|| "never".into(), seconds);
        let ended = injected.ended.map_or_else(|| "–".into(), seconds);
        say(&format!(
            "| {} | {began} | {ended} |",
            cell(&injected.planned.fault.to_string())
        ));
    }
    say("\n## Timeline\n\nBy the second in which payments were due.\n");
    say("| Second | Phase | Sent | Approved | Declined | Open | Errors | p95 (ms) | Faults |");
    say("|---|---|---|---|---|---|---|---|---|");
    for second in timeline(story) {
        let measures = &second.measures;
        say(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            second.number,
            second.phase.map_or("", Phase::as_str),
            measures.sent,
            measures.approved,
            measures.declined,
            measures.open + measures.waiting,
            measures.errors,
            measures.p95_ms.map_or_else(|| "–".into(), |ms| ms.to_string()),
            cell(&second.faults.join("; "))
        ));
    }
    text
}

/// What is said at the end on the terminal.
pub(super) fn in_words(story: &Story) -> String {
    let mut text = String::new();
    for finding in &story.findings {
        let word = if finding.is_held { "held  " } else { "MISSED" };
        // Writing to a text can't fail.
        let _ = writeln!(text, "  {word}  {}", finding.in_words());
    }
    let approval = Measures::of(story.payments.iter(), Duration::MAX).approval_basis_points();
    let approval = approval.map_or_else(String::new, |share| format!(", {} approved", percent(share)));
    let _ = writeln!(text, "{} payments{approval}", story.payments.len());
    if let Some(complaint) = &story.complaint {
        let _ = writeln!(text, "the last error was: {complaint}");
    }
    text + &story.verdict.in_words()
}

fn timeline(story: &Story) -> Vec<Second> {
    let last = story.payments.iter().map(|payment| payment.due.as_secs()).max();
    let count = last.map_or(0, |last| last + 1);
    let mut by_second: Vec<Vec<&Payment>> = Vec::new();
    by_second.resize_with(usize::try_from(count).unwrap_or_default(), Vec::new);
    for payment in &story.payments {
        let second = usize::try_from(payment.due.as_secs()).expect("counted above");
        by_second[second].push(payment);
    }
    let second = |(number, payments): (u64, Vec<&Payment>)| {
        let (from, to) = (Duration::from_secs(number), Duration::from_secs(number + 1));
        let meets = story.faults.iter().filter(|fault| fault.meets(from, to));
        let middle = from + Duration::from_millis(500);
        let phase = story.phases.iter().find(|(_, span)| span.contains(&middle));
        Second {
            number,
            phase: phase.map(|(phase, _)| *phase),
            measures: Measures::of(payments.into_iter(), to),
            faults: meets.map(|fault| fault.planned.fault.to_string()).collect(),
        }
    };
    (0..count).zip(by_second).map(second).collect()
}

/// Text of others in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn seconds(span: Duration) -> String {
    let ms = milliseconds(span);
    format!("{}.{}", ms / 1_000, ms % 1_000 / 100)
}
