//! The benchmarks of the edge in small, so that what they check is checked with every change: slow connections are held in bounded
//! memory, and a burst is shed without anything done by half. Their own bounds on time are for machines that do nothing else.
#![allow(clippy::unwrap_used)]

use bezant_tests::node::{binary, json, text};
use serde_json::Value;

/// Runs a benchmark: its results by name.
fn bench(arguments: &[&str]) -> Vec<Value> {
    let output = binary()
        .arg("bench")
        .args(arguments)
        .arg("--json")
        .output()
        .unwrap();
    let (results, notes) = (text(&output.stdout), text(&output.stderr));
    // What is too slow here ends it with a failure too, but only after its result.
    assert!(
        !results.is_empty(),
        "{arguments:?} ended with {}:\n{notes}",
        output.status
    );
    results.lines().map(json).collect()
}

fn number(result: &Value, field: &str) -> f64 {
    result[field]
        .as_f64()
        .unwrap_or_else(|| panic!("no {field} in {result}"))
}

#[test]
fn slow_connections_cost_little_and_honest_callers_go_on() {
    let results = bench(&[
        "slow-connections",
        "--slow",
        "500",
        "--connections",
        "8",
        "--seconds",
        "1",
    ]);
    let [throughput, memory] = &results[..] else {
        panic!("{results:?}");
    };
    assert_eq!(throughput["bench"], "edge_slow_connections");
    assert!(number(throughput, "ratio") > 0.3, "{throughput}");
    assert_eq!(memory["bench"], "edge_slow_connections_memory");
    assert!(number(memory, "value") < 50.0, "{memory}");
}

#[test]
fn a_burst_is_shed_and_nothing_is_done_by_half() {
    // What was answered and is not there, or refused and is there, ends it before its result.
    let results = bench(&["burst", "--connections", "16", "--seconds", "1"]);
    let [burst] = &results[..] else {
        panic!("{results:?}");
    };
    assert_eq!(burst["bench"], "edge_burst");
    assert!(number(burst, "value") > 0.0, "{burst}");
}
