//! The versions of the rules: proposed, approved, active, and back again.
//!
//! ```text
//!   propose ──▶ proposed ──approve──▶ approved ──activate──▶ active ──another is activated──▶ approved
//!                                         ▲                    │
//!                                         └─────roll back──────┘  (the version before is active again)
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use bezant_kernel::{GatewayName, Timestamp};

use crate::{Actor, Event, Rejection, RuleSet};

/// So many versions stay at hand; older ones that are not active and can't be rolled back to are only in the log.
pub const MAXIMUM_RULE_VERSIONS: usize = 64;
/// So many steps back are possible.
const MOST_STEPS_BACK: usize = 16;

/// Where a version stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum RulesStatus {
    /// Waits for its approval.
    Proposed,
    /// May become active.
    Approved,
    /// Payments are routed by it.
    Active,
}

impl RulesStatus {
    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            RulesStatus::Proposed => "proposed",
            RulesStatus::Approved => "approved",
            RulesStatus::Active => "active",
        }
    }
}

/// A version of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesVersion {
    /// The text.
    pub source: Arc<str>,
    /// Who proposed it.
    pub author: Actor,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved it and when.
    pub approved: Option<(Actor, Timestamp)>,
    /// When it became active for the last time.
    pub activated_at: Option<Timestamp>,
}

/// All that is kept about rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RuleBook {
    pub(crate) four_eyes: bool,
    /// How many versions there were.
    pub(crate) count: u32,
    pub(crate) versions: BTreeMap<u32, RulesVersion>,
    pub(crate) active: Option<(u32, Arc<RuleSet>)>,
    /// The versions that were active before, the last one last.
    pub(crate) before: Vec<u32>,
}

impl RuleBook {
    pub(crate) fn status(&self, version: u32) -> Option<RulesStatus> {
        let found = self.versions.get(&version)?;
        Some(if self.active_version() == Some(version) {
            RulesStatus::Active
        } else if found.approved.is_some() {
            RulesStatus::Approved
        } else {
            RulesStatus::Proposed
        })
    }

    pub(crate) fn active_version(&self) -> Option<u32> {
        self.active.as_ref().map(|(version, _)| *version)
    }

    fn version(&self, version: u32) -> Result<&RulesVersion, Rejection> {
        self.versions
            .get(&version)
            .ok_or(Rejection::RulesUnknown(version))
    }

    pub(crate) fn propose(
        &self,
        gateways: &[GatewayName],
        source: String,
        by: Actor,
    ) -> Result<Event, Rejection> {
        RuleSet::compile(&source, gateways).map_err(Rejection::RulesInvalid)?;
        let version = self.count + 1;
        Ok(Event::RulesProposed { version, source, by })
    }

    pub(crate) fn approve(&self, version: u32, by: Actor) -> Result<Event, Rejection> {
        let found = self.version(version)?;
        if self.four_eyes && found.author == by {
            return Err(Rejection::RulesNeedFourEyes(version));
        }
        // One who approved alone may be joined by another: with four eyes a version of one actor can't be activated.
        let is_by_author = |(approver, _): &(Actor, Timestamp)| *approver == found.author;
        let counts = found
            .approved
            .as_ref()
            .is_some_and(|one| !self.four_eyes || !is_by_author(one));
        if counts {
            return Err(Rejection::RulesApprovedAlready(version));
        }
        Ok(Event::RulesApproved { version, by })
    }

    pub(crate) fn activate(
        &self,
        gateways: &[GatewayName],
        version: u32,
        by: Actor,
    ) -> Result<Event, Rejection> {
        let found = self.version(version)?;
        let Some((approver, _)) = &found.approved else {
            return Err(Rejection::RulesNotApproved(version));
        };
        if self.four_eyes && *approver == found.author {
            return Err(Rejection::RulesNeedFourEyes(version));
        }
        if self.active_version() == Some(version) {
            return Err(Rejection::RulesActiveAlready(version));
        }
        // Gateways may be gone since it was proposed.
        RuleSet::compile(&found.source, gateways).map_err(Rejection::RulesInvalid)?;
        Ok(Event::RulesActivated { version, by })
    }

    /// Gateways are not checked again: in need the way back is open.
    pub(crate) fn roll_back(&self, by: Actor) -> Result<Event, Rejection> {
        let from = self.active_version().ok_or(Rejection::RulesNotActive)?;
        let to = self.before.last().copied();
        Ok(Event::RulesRolledBack { from, to, by })
    }

    /// Whether an experiment may follow the version.
    pub(crate) fn may_be_tried(&self, version: u32) -> bool {
        self.versions.get(&version).is_some_and(|found| {
            let approval = found.approved.as_ref();
            approval.is_some_and(|(approver, _)| !self.four_eyes || *approver != found.author)
        })
    }

    /// The version's rules; it was decided on before, so it is there and compiles.
    pub(crate) fn compiled(&self, version: u32) -> Arc<RuleSet> {
        let found = self
            .versions
            .get(&version)
            .expect("a version that was decided on is there");
        Arc::new(RuleSet::recompile(&found.source).expect("what was proposed had been compiled"))
    }

    /// `tried` is the version of a running experiment.
    pub(crate) fn proposed(
        &mut self,
        at: Timestamp,
        version: u32,
        source: &str,
        by: &Actor,
        tried: Option<u32>,
    ) {
        self.count = version;
        let proposed = RulesVersion {
            source: source.into(),
            author: by.clone(),
            proposed_at: at,
            approved: None,
            activated_at: None,
        };
        self.versions.insert(version, proposed);
        while self.versions.len() > MAXIMUM_RULE_VERSIONS {
            let is_needed =
                |one: u32| [self.active_version(), tried].contains(&Some(one)) || self.before.contains(&one);
            let oldest = self.versions.keys().copied().find(|&one| !is_needed(one));
            self.versions
                .remove(&oldest.expect("fewer versions are needed than kept"));
        }
    }

    pub(crate) fn approved(&mut self, at: Timestamp, version: u32, by: &Actor) {
        let found = self
            .versions
            .get_mut(&version)
            .expect("a version that was decided on is there");
        found.approved = Some((by.clone(), at));
    }

    pub(crate) fn activated(&mut self, at: Timestamp, version: u32) {
        if let Some(left) = self.active_version() {
            self.before.push(left);
            if self.before.len() > MOST_STEPS_BACK {
                self.before.remove(0);
            }
        }
        self.follow(Some(version), at);
    }

    pub(crate) fn rolled_back(&mut self, at: Timestamp, to: Option<u32>) {
        self.before.pop();
        self.follow(to, at);
    }

    fn follow(&mut self, version: Option<u32>, at: Timestamp) {
        self.active = version.map(|version| (version, self.compiled(version)));
        if let Some(found) = version.and_then(|version| self.versions.get_mut(&version)) {
            found.activated_at = Some(at);
        }
    }
}
