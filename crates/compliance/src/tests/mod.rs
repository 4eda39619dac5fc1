//! Reports of a small trail, in all their forms; evidence that is changed.
#![allow(clippy::unwrap_used)]

mod accesses;
mod changes;
mod evidence;
mod forms;

use bezant_audit::{Change, Changed, DataClass, Decision, Difference, Fact, Kind, Record, Request};
use bezant_kernel::{Tenant, TenantId, Timestamp};
use bezant_log::proof::{Checkpoint, Hex, SignedCheckpoint};
use ed25519_dalek::{Signer, SigningKey};

use crate::error::ComplianceError;
use crate::reading::{Reading, Records, Scope, Span, Visit};
use crate::report::{Report, Row, Table};

pub(crate) const ANN: &str = "usr_01h455vb4pex5vsknk084sn02q";
pub(crate) const BOB: &str = "usr_01h455vb4pex5vsknk084sn02r";

pub(crate) fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub(crate) fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::v7(Timestamp::from_microseconds(1), number))
}

pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_microseconds(1_700_000_000_000_000 + seconds * 1_000_000)
}

/// Records in memory; the first has the position 1.
pub(crate) struct Listed(pub(crate) Vec<Record>);

impl Records for Listed {
    fn each(&self, last: u64, visit: &mut Visit<'_>) -> Result<(), ComplianceError> {
        let numbered = (1..).zip(&self.0);
        numbered
            .take_while(|(position, _)| *position <= last)
            .try_for_each(|(position, record)| visit(position, record))
    }
}

/// A checkpoint of a trail with so many records, as who has the key could write it.
pub(crate) fn checkpoint(position: u64) -> (Checkpoint, SignedCheckpoint) {
    let (log, root, chain) = ([1; 16], [2; 32], [3; 32]);
    let time_us = at(0).as_microseconds();
    let mut message = b"bezant log checkpoint 1\n".to_vec();
    message.extend(log);
    message.extend(position.to_le_bytes());
    message.extend(position.to_le_bytes());
    message.extend(root);
    message.extend(chain);
    message.extend(time_us.to_le_bytes());
    let signed = serde_json::json!({
        "format": "bezant-checkpoint-1", "log": Hex(log), "position": position, "frames": position, "root": Hex(root),
        "chain": Hex(chain), "time_us": time_us, "public_key": Hex(key().verifying_key().to_bytes()),
        "signature": Hex(key().sign(&message).to_bytes()),
    });
    let signed: SignedCheckpoint = serde_json::from_value(signed).unwrap();
    (signed.verify(&key().verifying_key()).unwrap(), signed)
}

pub(crate) fn reading(records: &Listed, scope: Scope, span: Span) -> Reading<'_> {
    let (checkpoint, signed) = checkpoint(records.0.len() as u64);
    Reading {
        records,
        checkpoint,
        signed,
        scope,
        span,
    }
}

pub(crate) fn request(second: u64, of: Tenant, who: &str, class: DataClass, decision: Decision) -> Record {
    let is_denied = decision == Decision::Denied;
    let request = Request {
        principal: who.to_owned(),
        credential: "ses_01h455vb4pex5vsknk084sn02q".to_owned(),
        credential_kind: "session".to_owned(),
        address: "192.0.2.0/24".to_owned(),
        method: "GET".to_owned(),
        route: "/api/v1/payments/{id}".to_owned(),
        resources: vec![Fact::new("id", "pay_01h455vb4pex5vsknk084sn02q")],
        rows: (!is_denied).then_some(2),
        permission: "payments.read".to_owned(),
        policy_version: 3,
        decision: decision as i32,
        reasons: vec!["hipaa_authorized".to_owned()],
        status: if is_denied { 403 } else { 200 },
        ..Request::default()
    };
    Record::new(
        at(second),
        Some(of),
        &format!("request-{second}"),
        class,
        Kind::Request(request),
    )
}

pub(crate) fn field(field: &str, old: Option<&str>, new: Option<&str>) -> Difference {
    Difference {
        field: field.to_owned(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

pub(crate) fn event(event: &str, thing: &str, id: &str, fields: Vec<Difference>) -> Changed {
    Changed {
        event: event.to_owned(),
        thing: thing.to_owned(),
        id: id.to_owned(),
        fields,
    }
}

pub(crate) fn change(second: u64, of: Tenant, by: &str, events: Vec<Changed>) -> Record {
    let change = Change {
        position: 100 + second,
        by: by.to_owned(),
        events,
        more: 0,
    };
    let correlation = format!("change-{second}");
    Record::new(
        at(second),
        Some(of),
        &correlation,
        DataClass::Configuration,
        Kind::Change(change),
    )
}

pub(crate) fn table<'a>(report: &'a Report, name: &str) -> &'a Table {
    report.tables.iter().find(|table| table.name == name).unwrap()
}

pub(crate) fn cell(report: &Report, table_name: &str, row: &Row, column: &str) -> String {
    let columns = table(report, table_name).columns;
    let at = columns.iter().position(|one| one.name == column).unwrap();
    row.cells[at].written()
}

pub(crate) fn figure(report: &Report, name: &str) -> (u64, String) {
    let found = report.figures.iter().find(|figure| figure.name == name).unwrap();
    (found.value, found.stands_on.trail.to_string())
}
