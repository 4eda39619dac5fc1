//! Each rule says what it should, when it should, and not twice.

use super::*;
use crate::alert::{AlertSettings, Rules, follow_alerts};
use crate::record::{Alert, Custody};

const MINUTE: u64 = 60_000_000;

fn settings() -> AlertSettings {
    AlertSettings {
        mass_read_rows: 100,
        refusals: 3,
        travel_networks: 3,
        ..AlertSettings::default()
    }
}

fn asked(at_us: u64, change: impl FnOnce(&mut Request)) -> Record {
    let mut record = request(at_us, tenant(1));
    if let Some(Kind::Request(request)) = &mut record.kind {
        change(request);
    }
    record
}

/// The rules that speak, record by record.
fn said(records: Vec<Record>) -> Vec<String> {
    let mut rules = Rules::new(settings());
    let found = (1..).zip(&records).flat_map(|(position, record)| {
        let found = rules.look(position, record).into_iter();
        found.map(move |alert| format!("{} {}", alert.position, alert.rule))
    });
    found.collect()
}

#[test]
fn a_mass_read_is_said_once_in_its_span() {
    let read = |minute: u64, rows| asked(minute * MINUTE, |request| request.rows = Some(rows));
    let found = said(vec![
        read(0, 60),
        read(1, 39),
        read(2, 1),
        read(3, 500),
        read(10, 99),
        read(11, 1),
    ]);
    assert_eq!(found, ["3 mass_read", "6 mass_read"]);
    assert_eq!(
        said(vec![read(0, 60), read(10, 60), read(20, 60)]),
        Vec::<String>::new()
    );
}

#[test]
fn refusals_are_counted_for_who_it_is_or_where_they_come_from() {
    let refused = |minute: u64, principal: &str, address: &str| {
        asked(minute * MINUTE, |request| {
            (request.principal, request.address) = (principal.to_owned(), address.to_owned());
            (request.status, request.decision) = (403, Decision::Denied as i32);
        })
    };
    let found = said(vec![
        refused(0, "", "a"),
        refused(0, "", "b"),
        refused(1, "", "a"),
        refused(1, "key", "a"),
        refused(2, "", "a"),
        refused(2, "", "a"),
        refused(9, "key", "a"),
        refused(10, "key", "b"),
        refused(11, "key", "c"),
    ]);
    assert_eq!(found, ["5 repeated_refusals", "9 repeated_refusals"]);
}

#[test]
fn nobody_is_in_two_countries_within_the_hour_or_in_many_networks() {
    let from = |minute: u64, country: &str, address: &str| {
        asked(minute * MINUTE, |request| {
            (request.country, request.address) = (country.to_owned(), address.to_owned());
        })
    };
    let found = said(vec![
        from(0, "DE", ""),
        from(5, "DE", ""),
        from(30, "JP", ""),
        from(95, "US", ""),
        from(96, "US", ""),
    ]);
    assert_eq!(found, ["3 impossible_travel"]);
    let found = said(vec![
        from(0, "", "a"),
        from(1, "", "b"),
        from(2, "", "a"),
        from(90, "", "b"),
        from(91, "", "c"),
        from(92, "", "d"),
        from(93, "", "e"),
    ]);
    assert_eq!(found, ["6 impossible_travel"]);
}

#[test]
fn privileges_the_machines_administrator_and_the_trails_custody_are_always_said() {
    let custody = Custody {
        action: "hold_lifted".to_owned(),
        ..Custody::default()
    };
    let local = |method: &str, status| {
        asked(0, |request| {
            request.credential_kind = "local_socket".to_owned();
            (request.method, request.status) = (method.to_owned(), status);
        })
    };
    let custody = Record::new(at(0), None, "", DataClass::Audit, Kind::Custody(custody));
    let alert = Record::new(at(0), None, "", DataClass::Audit, Kind::Alert(Alert::default()));
    let records = vec![
        change(1, tenant(1)),
        local("POST", 201),
        local("POST", 422),
        local("GET", 200),
        custody,
        alert,
    ];
    assert_eq!(
        said(records),
        ["1 privilege_change", "2 break_glass", "5 trail_custody"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alerts_are_records_of_the_trail_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let trail = trail(folder.path());
    let mut now = change(1, tenant(1));
    now.at_us = u64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_micros()).unwrap();
    // What is long over is not said any more.
    trail.note(&change(1, tenant(1)));
    trail.note(&now);
    let running = tokio::spawn(follow_alerts(trail.clone(), settings(), std::future::pending()));
    let began = std::time::Instant::now();
    while trail.stats().head < 3 {
        assert!(began.elapsed() < SOON);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    running.abort();
    let alert = trail.record(tenant(1), 3).unwrap().unwrap();
    assert_eq!((alert.outcome(), alert.principal()), ("alert", now.principal()));
    assert_eq!(alert.json(3)["alert"]["found_at"], 2);
    assert_eq!(alert.correlation, now.correlation);
}
