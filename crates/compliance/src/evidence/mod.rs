//! Evidence: what was looked at on a running node, what that says about a control, and how it is signed and checked.
//!
//! ```text
//!   a node, its files ──looked at──▶ Finding ──judge──▶ Item: met, not met, or not Bezant's to say ──▶ a file each
//!                                                        all of them ──▶ summary.pdf ──▶ manifest.json, signed
//! ```
//!
//! In come findings, by who may look; out come files and their check. Pure. It must never call met what nobody looked at: an [`Item`] is
//! made from a [`Finding`] alone, and what a finding does not say counts against it.

mod bundle;
mod judge;
mod summary;

use bezant_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::bundle::{Bundle, Checked, Listed, Manifest, NotAsSigned, check};

/// What evidence is gathered of.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// How callers reach the node, and how long its certificates last.
    Listeners,
    /// Where the root key is.
    RootKey,
    /// Whether all data keys are wrapped by the newest key.
    DataKeys,
    /// Whether the audit trail is as it was written.
    AuditTrail,
    /// Whether everything gets into it.
    AuditCompleteness,
    /// How the card vault is.
    Vault,
    /// Card data where it must not be.
    CardViolations,
    /// Users who prove themselves by one thing only.
    SecondFactors,
    /// Keys that never expire.
    KeyExpiry,
    /// Accounts and keys that nobody uses.
    UnusedAccess,
    /// Who may do what.
    Roles,
    /// The access policy in force.
    AccessPolicy,
    /// Whether the machine's clock is kept right.
    Clock,
    /// What runs.
    Versions,
}

impl Kind {
    /// All of them, in the order of the files.
    pub const ALL: [Kind; 14] = [
        Kind::Listeners,
        Kind::RootKey,
        Kind::DataKeys,
        Kind::AuditTrail,
        Kind::AuditCompleteness,
        Kind::Vault,
        Kind::CardViolations,
        Kind::SecondFactors,
        Kind::KeyExpiry,
        Kind::UnusedAccess,
        Kind::Roles,
        Kind::AccessPolicy,
        Kind::Clock,
        Kind::Versions,
    ];

    /// The word in files and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Listeners => "listeners",
            Kind::RootKey => "root_key",
            Kind::DataKeys => "data_keys",
            Kind::AuditTrail => "audit_trail",
            Kind::AuditCompleteness => "audit_completeness",
            Kind::Vault => "vault",
            Kind::CardViolations => "card_violations",
            Kind::SecondFactors => "second_factors",
            Kind::KeyExpiry => "key_expiry",
            Kind::UnusedAccess => "unused_access",
            Kind::Roles => "roles",
            Kind::AccessPolicy => "access_policy",
            Kind::Clock => "clock",
            Kind::Versions => "versions",
        }
    }
}

/// What somebody saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Of what.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// How to look again.
    pub command: String,
    /// Which position of the main log the node had then, where what was seen follows from it.
    pub log_position: Option<u64>,
    /// What was seen.
    pub seen: Value,
}

/// What a finding says about what is required.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is as it should be.
    Met,
    /// It is not.
    NotMet,
    /// A person, or another system, has to say.
    NotBezantsToSay,
}

impl Status {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::NotMet => "not met",
            Status::NotBezantsToSay => "not Bezant's to say",
        }
    }
}

/// A finding with what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it says.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// Requirements of PCI DSS 4.0 that it is about.
    pub requirements: Vec<String>,
    /// What was seen.
    #[serde(flatten)]
    pub finding: Finding,
}

impl Item {
    /// What a finding says. There is no other way to a status.
    #[must_use]
    pub fn of(finding: Finding) -> Item {
        let (status, reason) = judge::judge(&finding);
        let controls = crate::controls::CONTROLS.iter();
        let about = controls.filter(|control| control.evidence.contains(&finding.kind));
        Item {
            status,
            reason,
            requirements: about.map(|control| control.requirement.to_owned()).collect(),
            finding,
        }
    }
}
