//! The trail as a whole: written, read, exported, damaged, searched.
#![allow(clippy::unwrap_used)]

mod alerts;
mod damage;
mod retention;
mod siem;
mod writing;

use std::path::Path;
use std::time::Duration;

use bezant_kernel::{Tenant, TenantId, Timestamp};
use ed25519_dalek::SigningKey;

use crate::record::{Change, Changed, DataClass, Decision, Difference, Fact, Kind, Record, Request};
use crate::trail::{Options, Trail, WhenUnavailable};

pub(crate) const SOON: Duration = Duration::from_secs(30);

pub(crate) fn key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

pub(crate) fn options(folder: &Path) -> Options {
    Options {
        folder: folder.to_owned(),
        segment_bytes: 256 * 1024,
        write_every: Duration::from_millis(1),
        when_unavailable: WhenUnavailable::Refuse,
        key: key(),
    }
}

pub(crate) fn trail(folder: &Path) -> Trail {
    Trail::open(options(folder)).unwrap()
}

pub(crate) fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::v7(Timestamp::from_microseconds(1), number))
}

pub(crate) fn at(number: u64) -> Timestamp {
    Timestamp::from_microseconds(1_700_000_000_000_000 + number)
}

pub(crate) fn request(number: u64, of: Tenant) -> Record {
    let request = Request {
        principal: "usr_01h455vb4pex5vsknk084sn02q".to_owned(),
        method: "GET".to_owned(),
        route: "/api/v1/payments/{id}".to_owned(),
        address: "192.0.2.0/24".to_owned(),
        resources: vec![Fact::new("id", "pay_01h455vb4pex5vsknk084sn02q")],
        decision: Decision::Allowed as i32,
        status: 200,
        ..Request::default()
    };
    let correlation = format!("request-{number}");
    Record::new(
        at(number),
        Some(of),
        &correlation,
        DataClass::Payment,
        Kind::Request(request),
    )
}

/// Some eight kilobytes.
pub(crate) fn long_request(of: Tenant) -> Record {
    let mut record = request(0, of);
    let Some(Kind::Request(request)) = &mut record.kind else {
        unreachable!("it was made as a request");
    };
    let words = ["payments.read"; 146].join(" ");
    request.resources = vec![Fact::new("permissions", &words); 4];
    record
}

pub(crate) fn change(number: u64, of: Tenant) -> Record {
    let difference = Difference {
        field: "permissions".to_owned(),
        old: Some("payments.read".to_owned()),
        new: Some("payments.read ledger.write".to_owned()),
    };
    let change = Change {
        position: number,
        by: "usr_01h455vb4pex5vsknk084sn02q".to_owned(),
        events: vec![Changed {
            event: "role.changed".to_owned(),
            thing: "role".to_owned(),
            id: "clerk".to_owned(),
            fields: vec![difference],
        }],
        more: 0,
    };
    let correlation = format!("request-{number}");
    Record::new(
        at(number),
        Some(of),
        &correlation,
        DataClass::Configuration,
        Kind::Change(change),
    )
}
