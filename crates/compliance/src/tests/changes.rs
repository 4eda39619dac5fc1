//! What was changed of how money moves.

use bezant_audit::{DataClass, Decision, Kind};

use super::{ANN, BOB, Listed, at, cell, change, event, field, figure, reading, request, table, tenant};
use crate::changes;
use crate::reading::{Scope, Span};
use crate::report::Report;

const APPROVAL: &str = "apr_01h455vb4pex5vsknk084sn02q";
const KEY: &str = "key_01h455vb4pex5vsknk084sn02q";

fn assigned(role: &str) -> bezant_audit::Changed {
    let name = format!("role:{role}");
    event(
        "role.assigned",
        "principal",
        BOB,
        vec![field(&name, None, Some(role))],
    )
}

fn report(records: Vec<bezant_audit::Record>, span: Span) -> Report {
    let records = Listed(records);
    changes(&reading(&records, Scope::Tenant(tenant(1)), span), at(99)).unwrap()
}

#[test]
fn a_role_that_took_a_second_person_names_both() {
    let report = report(
        vec![
            change(
                1,
                tenant(1),
                ANN,
                vec![event("approval.requested", "approval", APPROVAL, vec![])],
            ),
            change(
                2,
                tenant(1),
                BOB,
                vec![
                    event("approval.given", "approval", APPROVAL, vec![]),
                    assigned("admin"),
                ],
            ),
            change(3, tenant(1), ANN, vec![assigned("viewer")]),
            change(4, tenant(1), "node", vec![assigned("operator")]),
        ],
        Span::default(),
    );
    let rows = &table(&report, "changes").rows;
    let said: Vec<String> = rows
        .iter()
        .map(|row| cell(&report, "changes", row, "four_eyes"))
        .collect();
    assert_eq!(said, ["approved", "not_required", "without"]);
    for (column, expected) in [
        ("kind", "roles"),
        ("by", BOB),
        ("approved_by", BOB),
        ("approved_at_position", "2"),
        ("asked_by", ANN),
        ("asked_at_position", "1"),
        ("field", "role:admin"),
        ("old", ""),
        ("new", "admin"),
    ] {
        assert_eq!(cell(&report, "changes", &rows[0], column), expected, "{column}");
    }
    assert_eq!(rows[0].stands_on.trail.to_string(), "1-2");
    assert_eq!(rows[0].stands_on.log.to_string(), "102");
    assert_eq!(figure(&report, "changes"), (3, "2-4".to_owned()));
    assert_eq!(figure(&report, "without"), (1, "4".to_owned()));
}

/// Proposed by the first, approved by the second, activated.
fn rules(approver: &str) -> Vec<bezant_audit::Record> {
    let of = |name: &str, what: &str| vec![event(name, "routing", "", vec![field(what, None, Some("1"))])];
    vec![
        change(
            1,
            tenant(1),
            ANN,
            of("routing_rules.proposed", "proposed_version"),
        ),
        change(
            2,
            tenant(1),
            approver,
            of("routing_rules.approved", "approved_version"),
        ),
        change(3, tenant(1), ANN, of("routing_rules.activated", "active_version")),
    ]
}

#[test]
fn rules_are_approved_by_another_than_their_author() {
    for (approver, expected, by) in [(BOB, "approved", BOB), (ANN, "without", "")] {
        let report = report(
            rules(approver),
            Span {
                from: Some(at(3)),
                to: None,
            },
        );
        let rows = &table(&report, "changes").rows;
        assert_eq!(rows.len(), 1, "what led to it is before the span");
        assert_eq!(cell(&report, "changes", &rows[0], "four_eyes"), expected);
        assert_eq!(cell(&report, "changes", &rows[0], "approved_by"), by);
    }
}

#[test]
fn keys_are_told_if_they_move_money() {
    let made = |second, id: &str, permissions: &str| {
        let fields = vec![
            field("permissions", None, Some(permissions)),
            field("scopes", None, Some("")),
        ];
        change(
            second,
            tenant(1),
            ANN,
            vec![event("api_key.created", "api_key", id, fields)],
        )
    };
    let revoked = |second, id: &str| {
        let fields = vec![field("status", Some("active"), Some("revoked"))];
        change(
            second,
            tenant(1),
            ANN,
            vec![event("api_key.revoked", "api_key", id, fields)],
        )
    };
    const OTHER: &str = "key_01h455vb4pex5vsknk084sn02r";
    const UNSEEN: &str = "key_01h455vb4pex5vsknk084sn02s";
    let report = report(
        vec![
            made(1, KEY, "payments.read payments.refund"),
            made(2, OTHER, "payments.read"),
            revoked(3, KEY),
            revoked(4, OTHER),
            revoked(5, UNSEEN),
        ],
        Span::default(),
    );
    assert_eq!(figure(&report, "changes"), (3, "1 3 5".to_owned()));
    let kinds = &table(&report, "kinds").rows;
    assert_eq!(cell(&report, "kinds", &kinds[0], "kind"), "credentials");
    assert_eq!(cell(&report, "kinds", &kinds[0], "not_required"), "3");
}

#[test]
fn another_tenants_changes_are_not_there() {
    let report = report(
        vec![change(1, tenant(2), ANN, vec![assigned("admin")])],
        Span::default(),
    );
    assert_eq!(figure(&report, "changes"), (0, String::new()));
    assert!(table(&report, "changes").rows.is_empty());
}

#[test]
fn who_is_said_by_the_request_where_the_event_does_not() {
    let hook = |second| {
        let fields = vec![field("host", None, Some("hooks.example"))];
        change(
            second,
            tenant(1),
            "",
            vec![event("webhook_endpoint.created", "webhook_endpoint", KEY, fields)],
        )
    };
    let asked = |who: &str, correlation: &str| {
        let mut record = request(9, tenant(1), who, DataClass::Configuration, Decision::Allowed);
        record.correlation = correlation.to_owned();
        if let Some(Kind::Request(request)) = &mut record.kind {
            request.method = "POST".to_owned();
        }
        record
    };
    let report = report(
        vec![
            hook(1),
            asked(ANN, "change-1"),
            hook(3),
            asked(ANN, "change-3"),
            asked(BOB, "change-3"),
            hook(6),
        ],
        Span::default(),
    );
    let rows = &table(&report, "changes").rows;
    let who: Vec<String> = rows
        .iter()
        .map(|row| cell(&report, "changes", row, "by"))
        .collect();
    assert_eq!(who, [ANN, "", ""], "two under one id are nobody");
    assert_eq!(rows[0].stands_on.trail.to_string(), "1-2");
}
