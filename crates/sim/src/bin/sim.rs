//! `sim`: runs many seeds and names those that fail.
//!
//! `cargo run -p bezant-sim -- --seeds 1..200 [--steps N]`; `--seeds` takes a range with both ends included, and so does
//! `--bad-gateways`, which runs them with gateways at their worst.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::process::ExitCode;

use bezant_sim::{Options, Report, run};

/// Seeds per line of output.
const GROUP: u64 = 25;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match parse(&arguments) {
        Some((seeds, options)) => match run_all(seeds, options) {
            Ok(0) => ExitCode::SUCCESS,
            Ok(_) | Err(_) => ExitCode::FAILURE,
        },
        None => {
            // Without a place to say it, the exit code says enough.
            drop(writeln!(
                io::stderr(),
                "usage: sim --seeds|--bad-gateways FIRST..LAST [--steps N]"
            ));
            ExitCode::from(2)
        }
    }
}

fn parse(arguments: &[String]) -> Option<(RangeInclusive<u64>, Options)> {
    let mut seeds = 1..=200;
    let mut options = Options::default();
    for pair in arguments.chunks(2) {
        match pair {
            [flag, value] if flag == "--seeds" || flag == "--bad-gateways" => {
                options.bad_gateways = flag == "--bad-gateways";
                seeds = match value.split_once("..") {
                    Some((first, last)) => first.parse().ok()?..=last.parse().ok()?,
                    None => {
                        let only = value.parse().ok()?;
                        only..=only
                    }
                };
            }
            [flag, value] if flag == "--steps" => options.steps = value.parse().ok()?,
            _ => return None,
        }
    }
    (options.steps > 0).then_some((seeds, options))
}

fn run_all(seeds: RangeInclusive<u64>, options: Options) -> io::Result<u64> {
    let mut out = io::stdout().lock();
    let (mut failures, mut group) = (0, Vec::new());
    let last = *seeds.end();
    for seed in seeds {
        match run(seed, options) {
            Ok(report) => group.push(report),
            Err(failure) => {
                failures += 1;
                writeln!(out, "FAILED {failure}")?;
            }
        }
        if seed % GROUP == 0 || seed == last {
            summarize(&mut out, seed, &group)?;
            group.clear();
        }
    }
    let verdict = if failures == 0 {
        "every invariant held".to_owned()
    } else {
        format!("{failures} seeds failed")
    };
    writeln!(out, "{verdict}")?;
    Ok(failures)
}

fn summarize(out: &mut impl Write, last: u64, group: &[Report]) -> io::Result<()> {
    let sum = |of: fn(&Report) -> u64| group.iter().map(of).sum::<u64>();
    writeln!(
        out,
        "up to seed {last}: {} runs held, {} payments ({} captured), {} records, {} gateway calls, {} starts, \
         {} power losses, {} full disks, {} snapshots, {} whole replays, {} answers repeated",
        group.len(),
        sum(|report| report.payments.into()),
        sum(|report| report.captured.into()),
        sum(|report| report.records),
        sum(|report| report.gateway_calls),
        sum(|report| report.starts.into()),
        sum(|report| report.power_losses.into()),
        sum(|report| report.full_disks.into()),
        sum(|report| report.snapshots.into()),
        sum(|report| report.comparisons.into()),
        sum(|report| report.binding_answers.into()),
    )?;
    let mut seen = BTreeMap::<&str, u32>::new();
    for (what, count) in group.iter().flat_map(|report| &report.ledger) {
        *seen.entry(what).or_default() += count;
    }
    let listed = |seen: &BTreeMap<&str, u32>| {
        let seen = seen.iter().map(|(what, count)| format!("{what} {count}"));
        seen.collect::<Vec<_>>().join(", ")
    };
    let mut of_gateways = BTreeMap::<&str, u32>::new();
    for (what, count) in group.iter().flat_map(|report| &report.gateways) {
        *of_gateways.entry(what).or_default() += count;
    }
    writeln!(out, "  gateways: {}", listed(&of_gateways))?;
    writeln!(
        out,
        "  {} transfers told, {} bits flipped; {}",
        sum(|report| report.transfers),
        sum(|report| report.flipped_bits.into()),
        listed(&seen)
    )
}
