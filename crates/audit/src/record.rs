//! What the trail keeps: its records, and their stored form. Tags are never reused.

use std::fmt;

use bezant_kernel::{Tenant, TenantId, Timestamp};
use prost::{Message, Oneof};

use crate::mask::{masked, masked_correlation};

/// A record.
#[derive(Clone, PartialEq, Message)]
pub struct Record {
    /// When it happened: microseconds since 1970.
    #[prost(uint64, tag = "1")]
    pub at_us: u64,
    /// Whose it is; empty where it is the node's own.
    #[prost(string, tag = "2")]
    pub tenant: String,
    /// What ties a request to its changes, to the node's log and to the answer that the caller got.
    #[prost(string, tag = "3")]
    pub correlation: String,
    /// What kind of data it is about: a number of [`DataClass`].
    #[prost(enumeration = "DataClass", tag = "4")]
    pub data_class: i32,
    /// What it is.
    #[prost(oneof = "Kind", tags = "10, 11, 12, 13")]
    pub kind: Option<Kind>,
}

/// What a record is.
#[derive(Clone, PartialEq, Oneof)]
pub enum Kind {
    /// Somebody asked.
    #[prost(message, tag = "10")]
    Request(Request),
    /// Something changed.
    #[prost(message, tag = "11")]
    Change(Change),
    /// A rule found something.
    #[prost(message, tag = "12")]
    Alert(Alert),
    /// Something was done to the trail itself.
    #[prost(message, tag = "13")]
    Custody(Custody),
}

/// Kinds of data, as retention and reports tell them apart.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
pub enum DataClass {
    /// Nothing special, or not known.
    Other = 0,
    /// Payments and refunds.
    Payment = 1,
    /// Accounts, transfers, reconciliations.
    Ledger = 2,
    /// Cards: what PCI-DSS is about.
    Card = 3,
    /// Of people: names, addresses, consents.
    Personal = 4,
    /// Health: what HIPAA is about.
    Health = 5,
    /// How the node, a tenant or access is set up.
    Configuration = 6,
    /// What people and programs prove themselves with.
    Credential = 7,
    /// The trail itself, and decisions about access.
    Audit = 8,
}

impl DataClass {
    /// All of them.
    pub const ALL: [DataClass; 9] = [
        DataClass::Other,
        DataClass::Payment,
        DataClass::Ledger,
        DataClass::Card,
        DataClass::Personal,
        DataClass::Health,
        DataClass::Configuration,
        DataClass::Credential,
        DataClass::Audit,
    ];

    /// The word in API and settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DataClass::Other => "other",
            DataClass::Payment => "payment",
            DataClass::Ledger => "ledger",
            DataClass::Card => "card",
            DataClass::Personal => "personal",
            DataClass::Health => "health",
            DataClass::Configuration => "configuration",
            DataClass::Credential => "credential",
            DataClass::Audit => "audit",
        }
    }

    /// The class with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<DataClass> {
        DataClass::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// Whether reading it must not go unrecorded.
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        match self {
            DataClass::Card | DataClass::Personal | DataClass::Health | DataClass::Audit => true,
            DataClass::Other
            | DataClass::Payment
            | DataClass::Ledger
            | DataClass::Configuration
            | DataClass::Credential => false,
        }
    }
}

/// Somebody asked for something: who, from where, for what, what was decided, what came of it.
#[derive(Clone, PartialEq, Message)]
pub struct Request {
    /// The principal, or the key where it belongs to none; empty where nobody was let in.
    #[prost(string, tag = "1")]
    pub principal: String,
    /// What was presented, by its id.
    #[prost(string, tag = "2")]
    pub credential: String,
    /// Of which kind: `api_key`, `certificate`, `session`, `token`, `local_socket`; empty where nobody was let in.
    #[prost(string, tag = "3")]
    pub credential_kind: String,
    /// From where, as [`crate::Addresses`] keeps it.
    #[prost(string, tag = "4")]
    pub address: String,
    /// From which country, where addresses are looked up.
    #[prost(string, tag = "5")]
    pub country: String,
    /// To which listener.
    #[prost(string, tag = "6")]
    pub listener: String,
    /// How.
    #[prost(string, tag = "7")]
    pub method: String,
    /// The route as it is documented.
    #[prost(string, tag = "8")]
    pub route: String,
    /// The ids in the path.
    #[prost(message, repeated, tag = "9")]
    pub resources: Vec<Fact>,
    /// How many rows were read, where they are counted.
    #[prost(uint64, optional, tag = "10")]
    pub rows: Option<u64>,
    /// By which permission.
    #[prost(string, tag = "11")]
    pub permission: String,
    /// By which version of the access policy, where it gave reasons.
    #[prost(uint32, tag = "12")]
    pub policy_version: u32,
    /// What was decided: a number of [`Decision`].
    #[prost(enumeration = "Decision", tag = "13")]
    pub decision: i32,
    /// Why.
    #[prost(string, repeated, tag = "14")]
    pub reasons: Vec<String>,
    /// The status of the answer.
    #[prost(uint32, tag = "15")]
    pub status: u32,
    /// The code of the problem, where it was one.
    #[prost(string, tag = "16")]
    pub code: String,
    /// The trace that it is part of.
    #[prost(string, tag = "17")]
    pub trace: String,
}

/// What was decided about a request.
#[derive(Copy, Clone, Debug, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub enum Decision {
    /// It is open to anyone, or was not well formed.
    Undecided = 0,
    /// Let in.
    Allowed = 1,
    /// Not let in.
    Denied = 2,
}

impl Decision {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Decision::Undecided => "undecided",
            Decision::Allowed => "allowed",
            Decision::Denied => "denied",
        }
    }
}

/// A name and a value that went through [`masked`].
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Fact {
    /// The field.
    #[prost(string, tag = "1")]
    pub name: String,
    /// What it holds.
    #[prost(string, tag = "2")]
    pub value: String,
}

impl Fact {
    /// A fact. There is no other way to make one, so that nothing gets around the mask.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Fact {
        Fact {
            value: masked(name, value),
            name: name.to_owned(),
        }
    }
}

/// What a record of the main log changed.
#[derive(Clone, PartialEq, Message)]
pub struct Change {
    /// Its position in the main log.
    #[prost(uint64, tag = "1")]
    pub position: u64,
    /// In whose name, where the events say so: an id, or `node`.
    #[prost(string, tag = "2")]
    pub by: String,
    /// What happened, in order; the first ones where there are many.
    #[prost(message, repeated, tag = "3")]
    pub events: Vec<Changed>,
    /// How many more events there were.
    #[prost(uint64, tag = "4")]
    pub more: u64,
}

/// One event of a change.
#[derive(Clone, PartialEq, Message)]
pub struct Changed {
    /// Its name, as in the API.
    #[prost(string, tag = "1")]
    pub event: String,
    /// What kind of thing it is about.
    #[prost(string, tag = "2")]
    pub thing: String,
    /// Which.
    #[prost(string, tag = "3")]
    pub id: String,
    /// What is different.
    #[prost(message, repeated, tag = "4")]
    pub fields: Vec<Difference>,
}

/// A field as it was and as it is; masked.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Difference {
    /// Which.
    #[prost(string, tag = "1")]
    pub field: String,
    /// As it was; nothing where it was not there, or never seen.
    #[prost(string, optional, tag = "2")]
    pub old: Option<String>,
    /// As it is; nothing where it is gone.
    #[prost(string, optional, tag = "3")]
    pub new: Option<String>,
}

/// What a rule found in the stream of records.
#[derive(Clone, PartialEq, Message)]
pub struct Alert {
    /// The rule.
    #[prost(string, tag = "1")]
    pub rule: String,
    /// About whom.
    #[prost(string, tag = "2")]
    pub principal: String,
    /// The record by which it was found.
    #[prost(uint64, tag = "3")]
    pub position: u64,
    /// What was found.
    #[prost(message, repeated, tag = "4")]
    pub facts: Vec<Fact>,
}

/// What was done by the rules of retention, to the trail itself or to other data.
#[derive(Clone, PartialEq, Message)]
pub struct Custody {
    /// `retiring` before parts of the trail go, and `retired` afterwards; `deleted` and `held_back` for other data.
    #[prost(string, tag = "1")]
    pub action: String,
    /// The rule that acted: what kind of data it is for.
    #[prost(string, tag = "2")]
    pub rule: String,
    /// Who.
    #[prost(string, tag = "3")]
    pub by: String,
    /// Why: a word, such as a case's number.
    #[prost(string, tag = "4")]
    pub reason: String,
    /// The first position that left.
    #[prost(uint64, tag = "5")]
    pub first: u64,
    /// The last one.
    #[prost(uint64, tag = "6")]
    pub last: u64,
    /// The signed checkpoint that covers what left, as JSON.
    #[prost(string, tag = "7")]
    pub checkpoint: String,
    /// The main log's position up to which changes had been followed: where to go on if no change is left in the trail.
    #[prost(uint64, tag = "8")]
    pub followed: u64,
    /// How many things it is about.
    #[prost(uint64, tag = "9")]
    pub count: u64,
    /// Their ids, the first ones where there are many.
    #[prost(string, repeated, tag = "10")]
    pub ids: Vec<String>,
}

/// As much of a stored record as says whether it is one of the many that money moving makes.
#[derive(Clone, PartialEq, Message)]
struct Glance {
    #[prost(enumeration = "DataClass", tag = "4")]
    data_class: i32,
    /// Not looked into.
    #[prost(bytes = "bytes", optional, tag = "11")]
    change: Option<bytes::Bytes>,
}

/// Whether a stored record is a change of payments or of the ledger: most are, and who looks for changes of access reads none of them.
#[must_use]
pub(crate) fn is_business(payload: &bytes::Bytes) -> bool {
    Glance::decode(payload.clone()).is_ok_and(|glance| {
        glance.change.is_some() && matches!(glance.data_class(), DataClass::Payment | DataClass::Ledger)
    })
}

/// The bytes are no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no record of the audit trail")]
pub struct NoRecord;

impl Record {
    /// A record of something that happens now.
    #[must_use]
    pub fn new(
        at: Timestamp,
        tenant: Option<Tenant>,
        correlation: &str,
        class: DataClass,
        kind: Kind,
    ) -> Record {
        Record {
            at_us: at.as_microseconds(),
            tenant: tenant.map(|tenant| tenant.id().to_string()).unwrap_or_default(),
            correlation: masked_correlation(correlation),
            data_class: class as i32,
            kind: Some(kind),
        }
    }

    /// From its stored form.
    ///
    /// # Errors
    /// `NoRecord`.
    pub fn read(bytes: &[u8]) -> Result<Record, NoRecord> {
        let record = Record::decode(bytes).map_err(|_| NoRecord)?;
        record.kind.is_some().then_some(record).ok_or(NoRecord)
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp::from_microseconds(self.at_us)
    }

    /// Whether it is this tenant's.
    #[must_use]
    pub fn is_of(&self, tenant: Tenant) -> bool {
        self.tenant.parse::<TenantId>().is_ok_and(|id| id == tenant.id())
    }

    /// Who did it.
    #[must_use]
    pub fn principal(&self) -> &str {
        match &self.kind {
            Some(Kind::Request(request)) => &request.principal,
            Some(Kind::Change(change)) => &change.by,
            Some(Kind::Alert(alert)) => &alert.principal,
            Some(Kind::Custody(custody)) => &custody.by,
            None => "",
        }
    }

    /// The word for what it is.
    #[must_use]
    pub fn kind_word(&self) -> &'static str {
        match &self.kind {
            Some(Kind::Request(_)) => "request",
            Some(Kind::Change(_)) => "change",
            Some(Kind::Alert(_)) => "alert",
            Some(Kind::Custody(_)) => "custody",
            None => "nothing",
        }
    }

    /// The word for what came of it.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match &self.kind {
            Some(Kind::Request(request)) => match (request.decision(), request.status) {
                (Decision::Denied, _) | (_, 401 | 403) => "denied",
                (_, 0..=399) => "done",
                (_, 500..) => "failed",
                (_, 400..=499) => "refused",
            },
            Some(Kind::Alert(_)) => "alert",
            Some(Kind::Change(_) | Kind::Custody(_)) | None => "done",
        }
    }

    /// What was done, for look-ups: a route, or the names of events.
    #[must_use]
    pub fn actions(&self) -> Vec<&str> {
        match &self.kind {
            Some(Kind::Request(request)) => vec![&request.route],
            Some(Kind::Change(change)) => change.events.iter().map(|event| &*event.event).collect(),
            Some(Kind::Alert(alert)) => vec![&alert.rule],
            Some(Kind::Custody(custody)) => vec![&custody.action],
            None => Vec::new(),
        }
    }

    /// What it was done to.
    #[must_use]
    pub fn things(&self) -> Vec<&str> {
        match &self.kind {
            Some(Kind::Request(request)) => request.resources.iter().map(|fact| &*fact.value).collect(),
            Some(Kind::Change(change)) => {
                let ids = change.events.iter().map(|event| &*event.id);
                ids.filter(|id| !id.is_empty()).collect()
            }
            Some(Kind::Custody(custody)) => custody.ids.iter().map(|id| &**id).collect(),
            Some(Kind::Alert(_)) | None => Vec::new(),
        }
    }
}

impl fmt::Display for DataClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
