//! Decisions are kept, found again, and tried with another policy.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bezant_kernel::Timestamp;

use super::*;

fn decision(allow: bool) -> Decision {
    let word = if allow { "admin" } else { "no_grant" };
    Decision {
        allow,
        reasons: vec![Reason::new(word).unwrap()].into(),
        version: 3,
        cached: false,
        took: Duration::ZERO,
    }
}

fn at(number: u64) -> Timestamp {
    Timestamp::from_microseconds(1_000_000 * number)
}

fn every() -> Sampling {
    Sampling { changes: 1, reads: 1 }
}

fn all() -> Filter {
    Filter {
        limit: usize::MAX,
        ..Filter::default()
    }
}

fn read(folder: &Path, filter: &Filter) -> Vec<u64> {
    let found = read_decisions(folder, filter).unwrap();
    found
        .records
        .iter()
        .map(|record| record.at.as_microseconds() / 1_000_000)
        .collect()
}

#[test]
fn what_was_decided_is_found_again_by_who_and_when() {
    let folder = tempfile::tempdir().unwrap();
    let log = FileDecisionLog::open(folder.path(), every()).unwrap();
    for number in 0..10_u64 {
        let mut input = payment(&["admin"]);
        input.principal.id = Subject::Principal(PrincipalId::from_u128(u128::from(number % 2) + 1));
        input.resource.tenant = TenantId::from_u128(u128::from(number % 5) + 1);
        log.record(&Arc::new(input), &decision(number != 4), at(number), "cor-1");
    }
    drop(log);
    let folder = folder.path();
    assert_eq!(read(folder, &all()), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(read(folder, &Filter { limit: 3, ..all() }), [9, 8, 7]);
    let since = Some(at(8));
    assert_eq!(read(folder, &Filter { since, ..all() }), [9, 8]);
    let allow = Some(false);
    assert_eq!(read(folder, &Filter { allow, ..all() }), [4]);
    let tenant = Some(TenantId::from_u128(3));
    assert_eq!(read(folder, &Filter { tenant, ..all() }), [7, 2]);
    let principal = Some(Subject::Principal(PrincipalId::from_u128(2)));
    let filter = Filter {
        tenant,
        principal,
        ..all()
    };
    assert_eq!(read(folder, &filter), [7]);
    let kept = read_decisions(folder, &filter).unwrap().records.remove(0);
    assert_eq!(
        (kept.version, kept.correlation_id.as_str(), kept.allow),
        (3, "cor-1", true)
    );
    assert_eq!(kept.reasons, vec![Reason::new("admin").unwrap()]);
}

#[test]
fn files_are_few_and_a_torn_line_harms_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let open = || FileDecisionLog::with_limits(folder.path(), every(), 8_000, 1_000).unwrap();
    let log = open();
    for number in 0..100 {
        log.record(&Arc::new(payment(&["admin"])), &decision(true), at(number), "c");
    }
    drop(log);
    let mut sizes: Vec<u64> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .collect();
    sizes.sort();
    assert!(sizes.len() == 4 && sizes[3] <= 8_000, "{sizes:?}");
    let before = read(folder.path(), &all());
    assert!((10..100).contains(&before.len()) && before[0] == 99, "{before:?}");
    let newest = folder.path().join("decisions.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(newest).unwrap();
    file.write_all(b"{\"at\":\"20").unwrap();
    let log = open();
    log.record(&Arc::new(payment(&["admin"])), &decision(true), at(100), "c");
    drop(log);
    let found = read_decisions(folder.path(), &all()).unwrap();
    assert_eq!((found.unreadable, found.records[0].at), (1, at(100)));
    let mut oldest_first = Vec::new();
    read_every_decision(folder.path(), |record| oldest_first.push(record.at)).unwrap();
    assert!(oldest_first.is_sorted() && oldest_first.len() == found.records.len());
}

#[test]
fn denials_are_all_kept_and_reads_one_in_so_many() {
    let folder = tempfile::tempdir().unwrap();
    let log = FileDecisionLog::open(
        folder.path(),
        Sampling {
            changes: 0,
            reads: 10,
        },
    )
    .unwrap();
    for number in 0..40 {
        log.record(
            &Arc::new(reading(&["viewer"])),
            &decision(true),
            at(number),
            "read",
        );
        log.record(
            &Arc::new(payment(&["admin"])),
            &decision(true),
            at(number),
            "change",
        );
        log.record(
            &Arc::new(reading(&["viewer"])),
            &decision(false),
            at(number),
            "denied",
        );
    }
    drop(log);
    let mut found = std::collections::BTreeMap::new();
    read_every_decision(folder.path(), |record| {
        *found.entry(record.correlation_id).or_insert(0) += 1
    })
    .unwrap();
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [("denied".to_owned(), 40), ("read".to_owned(), 4)]
    );
}

#[test]
fn another_policy_is_tried_on_what_was_decided() {
    let built_in = Policy::built_in();
    let asked = [
        payment(&["admin"]),
        payment(&["viewer"]),
        reading(&["viewer"]),
        payment(&["operator"]),
    ];
    let records = asked.into_iter().map(|input| DecisionRecord {
        at: at(1),
        allow: built_in.decide(&input).allow,
        reasons: Vec::new(),
        version: 0,
        correlation_id: "c".to_owned(),
        input: Arc::new(input),
    });
    let records: Vec<DecisionRecord> = records.collect();
    let same = compare(&built_in, records.clone());
    assert_eq!((same.same, same.newly_denied, same.newly_allowed), (4, 0, 0));
    let other = policy(
        r#"default decision := {"allow": false, "reasons": ["quiet_hours"]}
decision := {"allow": true, "reasons": ["viewer"]} if "viewer" in input.principal.roles"#,
    );
    let found = compare(&other, records);
    assert_eq!((found.same, found.newly_denied, found.newly_allowed), (1, 2, 1));
    assert_eq!(found.denied_examples[0].reasons, ["quiet_hours"]);
    assert_eq!(found.allowed_examples[0].record.input.principal.roles, ["viewer"]);
}
