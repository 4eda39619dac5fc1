//! Who reached health data.

use bezant_audit::{DataClass, Decision, Record};
use proptest::prelude::*;

use super::{ANN, BOB, Listed, at, cell, figure, reading, request, table, tenant};
use crate::accesses;
use crate::reading::{Scope, Span};

fn of(second: u64, tenant_number: u128, who: &str, class: DataClass, decision: Decision) -> Record {
    request(second, tenant(tenant_number), who, class, decision)
}

#[test]
fn health_data_of_the_tenant_and_nothing_else_is_reported() {
    let (health, allowed, denied) = (DataClass::Health, Decision::Allowed, Decision::Denied);
    let records = Listed(vec![
        of(1, 1, ANN, health, allowed),
        of(2, 1, ANN, DataClass::Payment, allowed),
        of(3, 2, ANN, health, allowed),
        of(4, 1, BOB, health, denied),
        of(5, 1, ANN, health, allowed),
        of(9, 1, ANN, health, allowed),
    ]);
    let span = Span {
        from: Some(at(1)),
        to: Some(at(9)),
    };
    let report = accesses(&reading(&records, Scope::Tenant(tenant(1)), span), at(20)).unwrap();
    assert_eq!(figure(&report, "allowed"), (2, "1 5".to_owned()));
    assert_eq!(figure(&report, "refused"), (1, "4".to_owned()));
    assert_eq!(figure(&report, "rows_read"), (4, "1 5".to_owned()));
    assert_eq!(figure(&report, "principals"), (2, "1 4-5".to_owned()));
    let refused = &table(&report, "accesses").rows[1];
    for (column, expected) in [
        ("principal", BOB),
        ("outcome", "denied"),
        ("permission", "payments.read"),
        ("policy_version", "3"),
        ("address", "192.0.2.0/24"),
        ("resources", "id=pay_01h455vb4pex5vsknk084sn02q"),
    ] {
        assert_eq!(cell(&report, "accesses", refused, column), expected);
    }
    assert_eq!(refused.stands_on.trail.to_string(), "4");

    let node = accesses(&reading(&records, Scope::Node, Span::default()), at(20)).unwrap();
    assert_eq!(figure(&node, "allowed"), (4, "1 3 5-6".to_owned()));
}

proptest! {
    #[test]
    fn totals_are_the_sums_of_rows(all in proptest::collection::vec((0..3_u128, 0..2_usize, any::<bool>(), 0..3_usize), 0..60)) {
        const CLASSES: [DataClass; 3] = [DataClass::Health, DataClass::Payment, DataClass::Card];
        let records: Vec<Record> = all
            .iter()
            .enumerate()
            .map(|(second, &(tenant_number, who, is_denied, class))| {
                let decision = if is_denied { Decision::Denied } else { Decision::Allowed };
                of(second as u64, tenant_number, [ANN, BOB][who], CLASSES[class], decision)
            })
            .collect();
        let wanted = |is_denied: bool| {
            all.iter().filter(|one| one.0 == 1 && one.3 == 0 && one.2 == is_denied).count() as u64
        };
        let records = Listed(records);
        let report = accesses(&reading(&records, Scope::Tenant(tenant(1)), Span::default()), at(99)).unwrap();
        prop_assert_eq!(figure(&report, "allowed").0, wanted(false));
        prop_assert_eq!(figure(&report, "refused").0, wanted(true));
        prop_assert_eq!(table(&report, "accesses").rows.len() as u64, wanted(false) + wanted(true));
        for total in &report.figures[..2] {
            prop_assert_eq!(total.stands_on.trail.count(), total.value);
        }
    }
}
