//! The stored form of the versions of rules: texts. They are compiled again when they are read.

use std::sync::Arc;

use bezant_kernel::Timestamp;
use bezant_kernel::wire::Corrupt;
use prost::Message;

use crate::versions::RuleBook;
use crate::{Actor, RuleSet, RulesVersion};

#[derive(Clone, PartialEq, Message)]
pub(super) struct RuleBookWire {
    #[prost(bool, tag = "1")]
    four_eyes: bool,
    #[prost(uint32, tag = "2")]
    count: u32,
    #[prost(message, repeated, tag = "3")]
    versions: Vec<RulesVersionWire>,
    #[prost(uint32, optional, tag = "4")]
    active: Option<u32>,
    #[prost(uint32, repeated, tag = "5")]
    before: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct RulesVersionWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(string, tag = "2")]
    source: String,
    #[prost(string, tag = "3")]
    author: String,
    #[prost(uint64, tag = "4")]
    proposed_at: u64,
    #[prost(string, optional, tag = "5")]
    approver: Option<String>,
    #[prost(uint64, tag = "6")]
    approved_at: u64,
    #[prost(uint64, optional, tag = "7")]
    activated_at: Option<u64>,
}

pub(super) fn book_wire(book: &RuleBook) -> RuleBookWire {
    let version = |(number, version): (&u32, &RulesVersion)| RulesVersionWire {
        version: *number,
        source: version.source.to_string(),
        author: version.author.as_str().to_owned(),
        proposed_at: version.proposed_at.as_microseconds(),
        approver: version.approved.as_ref().map(|(by, _)| by.as_str().to_owned()),
        approved_at: version
            .approved
            .as_ref()
            .map_or(0, |(_, at)| at.as_microseconds()),
        activated_at: version.activated_at.map(Timestamp::as_microseconds),
    };
    RuleBookWire {
        four_eyes: book.four_eyes,
        count: book.count,
        versions: book.versions.iter().map(version).collect(),
        active: book.active_version(),
        before: book.before.clone(),
    }
}

pub(super) fn book_from(wire: RuleBookWire) -> Result<RuleBook, Corrupt> {
    let mut book = RuleBook {
        four_eyes: wire.four_eyes,
        count: wire.count,
        before: wire.before,
        ..RuleBook::default()
    };
    for version in wire.versions {
        let approved_at = Timestamp::from_microseconds(version.approved_at);
        let read = RulesVersion {
            source: version.source.into(),
            author: Actor::stored(&version.author),
            proposed_at: Timestamp::from_microseconds(version.proposed_at),
            approved: version.approver.map(|by| (Actor::stored(&by), approved_at)),
            activated_at: version.activated_at.map(Timestamp::from_microseconds),
        };
        book.versions.insert(version.version, read);
    }
    if !book
        .before
        .iter()
        .all(|version| book.versions.contains_key(version))
    {
        return Err(Corrupt("rules to roll back to that are not there"));
    }
    if let Some(active) = wire.active {
        book.active = Some((active, compiled(&book, active)?));
    }
    Ok(book)
}

pub(super) fn compiled(book: &RuleBook, version: u32) -> Result<Arc<RuleSet>, Corrupt> {
    let found = book
        .versions
        .get(&version)
        .ok_or(Corrupt("rules that are not there"))?;
    let rules = RuleSet::recompile(&found.source).map_err(|_| Corrupt("rules that do not compile"))?;
    Ok(Arc::new(rules))
}
