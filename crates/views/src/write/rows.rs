//! The rows that a batch writes.

use super::insert::{Row, Values};
use super::memory::Standing;

/// A tenant's number.
pub(crate) struct TenantRow {
    pub(crate) number: i64,
    pub(crate) id: u128,
}

impl Row for TenantRow {
    const HEAD: &'static str = "INSERT INTO tenants (number, id) VALUES ";
    const TAIL: &'static str = "";
    const COLUMNS: usize = 2;

    fn bind(self, values: &mut Values) {
        values.add(self.number);
        values.add(id_bytes(self.id));
    }
}

/// A payment that was created in the batch, as it stands at its end.
pub(crate) struct CreatedRow {
    pub(crate) id: u128,
    pub(crate) currency: u16,
    pub(crate) amount: i64,
    pub(crate) method: u32,
    pub(crate) created_at: i64,
    pub(crate) customer: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) created_by: Option<u128>,
    /// The keyed hash of an e-mail address.
    pub(crate) billed: Option<[u8; 32]>,
    pub(crate) standing: Option<Standing>,
}

impl Row for CreatedRow {
    const HEAD: &'static str = "INSERT INTO payments (key, id, status, currency, amount, captured, refunded, method, \
        version, last, created_at, updated_at, gateway, failure_code, facts, course, customer, reference, description, \
        created_by, billed) VALUES ";
    const TAIL: &'static str = "";
    const COLUMNS: usize = 21;

    fn bind(self, values: &mut Values) {
        let standing = self
            .standing
            .expect("a created payment stands somewhere at the end of its batch");
        values.add(standing.key);
        values.add(id_bytes(self.id));
        values.add(standing.status.number());
        values.add(self.currency);
        values.add(self.amount);
        values.add(standing.captured);
        values.add(standing.refunded);
        values.add(self.method);
        values.add(standing.version);
        values.add(standing.last);
        values.add(self.created_at);
        values.add(standing.updated_at);
        values.add(standing.gateway.map(|gateway| gateway.to_string()));
        values.add(standing.failure_code);
        values.add(standing.facts.0);
        values.add(standing.course.stored());
        values.add(self.customer);
        values.add(self.reference);
        values.add(self.description);
        values.add(self.created_by.map(id_bytes));
        values.add(self.billed.map(|hash| hash.to_vec()));
    }
}

/// An older payment that changed in the batch.
pub(crate) struct ChangedRow(pub(crate) Standing);

impl Row for ChangedRow {
    const HEAD: &'static str = "UPDATE payments SET status = new.column2, captured = new.column3, \
        refunded = new.column4, version = new.column5, last = new.column6, updated_at = new.column7, \
        gateway = new.column8, failure_code = new.column9, course = new.column10 FROM (VALUES ";
    const TAIL: &'static str = ") AS new WHERE payments.key = new.column1";
    const COLUMNS: usize = 10;

    fn bind(self, values: &mut Values) {
        let standing = self.0;
        values.add(standing.key);
        values.add(standing.status.number());
        values.add(standing.captured);
        values.add(standing.refunded);
        values.add(standing.version);
        values.add(standing.last);
        values.add(standing.updated_at);
        values.add(standing.gateway.map(|gateway| gateway.to_string()));
        values.add(standing.failure_code);
        values.add(standing.course.stored());
    }
}

/// A payment's events of one entry.
pub(crate) struct HistoryRow {
    pub(crate) key: i64,
    pub(crate) previous: Option<i64>,
    pub(crate) at: i64,
    pub(crate) events: Vec<u8>,
}

impl Row for HistoryRow {
    const HEAD: &'static str = "INSERT INTO history (key, previous, at, events) VALUES ";
    const TAIL: &'static str = "";
    const COLUMNS: usize = 4;

    fn bind(self, values: &mut Values) {
        values.add(self.key);
        values.add(self.previous);
        values.add(self.at);
        values.add(self.events);
    }
}

/// Where something with this hash is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LookupRow {
    pub(crate) generation: i64,
    pub(crate) hash: i64,
    pub(crate) key: i64,
}

impl Row for LookupRow {
    const HEAD: &'static str = "INSERT OR IGNORE INTO lookups (generation, hash, key) VALUES ";
    const TAIL: &'static str = "";
    const COLUMNS: usize = 3;

    fn bind(self, values: &mut Values) {
        values.add(self.generation);
        values.add(self.hash);
        values.add(self.key);
    }
}

/// An id as it is stored.
pub(crate) fn id_bytes(id: u128) -> Vec<u8> {
    id.to_be_bytes().to_vec()
}
