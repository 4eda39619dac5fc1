//! The second person behind a change, as far as the trail tells: who asked, who agreed, and where that stands.
//!
//! ```text
//!   approval.requested  by A at 7 ──▶ approval.given by B at 9, and in the same record what was asked
//!   routing_rules.proposed by A ──▶ routing_rules.approved by B ──▶ routing_rules.activated
//! ```

use std::collections::BTreeMap;

use bezant_audit::{Change, Changed};

use super::kinds::ChangeKind;

/// Whether a second person stands behind a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FourEyes {
    /// Somebody else than who asked has agreed.
    Approved {
        /// Who.
        by: String,
        /// Where the trail has that.
        position: u64,
        /// Who asked, and where, if the trail has it.
        asked: Option<(String, u64)>,
    },
    /// What is of this kind takes none.
    NotRequired,
    /// What is of this kind can take one, and there was none.
    Without,
}

impl FourEyes {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            FourEyes::Approved { .. } => "approved",
            FourEyes::NotRequired => "not_required",
            FourEyes::Without => "without",
        }
    }
}

/// By whom, and where.
type Said = (String, u64);

/// What the trail has told of second persons so far.
#[derive(Default)]
pub(super) struct Seconds {
    asked: BTreeMap<String, Said>,
    /// By version: the rules are the node's own.
    proposed: BTreeMap<String, Said>,
    approved: BTreeMap<String, Said>,
}

impl Seconds {
    /// Takes in what an event says about them.
    pub(super) fn take_in(&mut self, position: u64, change: &Change, event: &Changed) {
        let said = || (change.by.clone(), position);
        match &*event.event {
            "approval.requested" => {
                self.asked.insert(event.id.clone(), said());
            }
            // What was decided is not asked any more.
            "approval.rejected" => {
                self.asked.remove(&event.id);
            }
            "routing_rules.proposed" => {
                if let Some(version) = new_value(event, "proposed_version") {
                    self.proposed.insert(version, said());
                }
            }
            "routing_rules.approved" => {
                if let Some(version) = new_value(event, "approved_version") {
                    self.approved.insert(version, said());
                }
            }
            _ => {}
        }
    }

    /// Who stands behind one event of a change.
    pub(super) fn behind(
        &self,
        position: u64,
        change: &Change,
        event: &Changed,
        kind: ChangeKind,
    ) -> FourEyes {
        let given = change.events.iter().find(|other| other.event == "approval.given");
        if let Some(given) = given {
            return FourEyes::Approved {
                by: change.by.clone(),
                position,
                asked: self.asked.get(&given.id).cloned(),
            };
        }
        match kind {
            ChangeKind::RoutingRules => self.behind_rules(event),
            // Nobody can give these without a second person but who administers the machine, and what the rules ask none for.
            ChangeKind::Roles | ChangeKind::IdentityProviders => match &*change.by {
                "node" => FourEyes::Without,
                _ => FourEyes::NotRequired,
            },
            ChangeKind::RoutingSettings
            | ChangeKind::Fees
            | ChangeKind::Gateways
            | ChangeKind::PaymentPolicy
            | ChangeKind::Tenants
            | ChangeKind::Credentials
            | ChangeKind::AccessPolicy
            | ChangeKind::WebhookEndpoints
            | ChangeKind::Accounts => FourEyes::NotRequired,
        }
    }

    /// A version of the rules counts as approved by two where another than its author has approved it.
    fn behind_rules(&self, event: &Changed) -> FourEyes {
        match &*event.event {
            "routing_rules.activated" | "routing_rules.rolled_back" => {}
            // That four eyes are asked for or not any more is a change that one makes alone.
            "routing_rules.four_eyes_set" => return FourEyes::Without,
            _ => return FourEyes::NotRequired,
        }
        let Some(version) = new_value(event, "active_version") else {
            return FourEyes::Without;
        };
        match (self.approved.get(&version), self.proposed.get(&version)) {
            (Some((by, position)), Some(author)) if author.0 != *by => FourEyes::Approved {
                by: by.clone(),
                position: *position,
                asked: Some(author.clone()),
            },
            _ => FourEyes::Without,
        }
    }
}

fn new_value(event: &Changed, field: &str) -> Option<String> {
    let found = event.fields.iter().find(|difference| difference.field == field)?;
    found.new.clone()
}
