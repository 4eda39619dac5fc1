//! `[retention]`: after how many days what is deleted.

use bezant_edge::Retention;
use serde::Deserialize;

use crate::audit::AuditConfig;

/// PCI DSS 4.0, 10.5.1: twelve months of history at least.
const SHORTEST_AUDIT_DAYS: u32 = 365;
const LONGEST_DAYS: u32 = 100 * 366;

/// What is left out is kept for ever.
#[derive(Copy, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RetentionConfig {
    /// Cards in the vault, counted from the end of the month on them.
    pub expired_cards_days: Option<u32>,
    /// The personal data of people who were suspended or deleted, counted from then.
    pub left_people_days: Option<u32>,
    /// Records of the audit trail.
    pub audit_days: Option<u32>,
}

/// What is wrong with `[retention]`.
#[derive(Debug, thiserror::Error)]
#[error("retention.{key}: it must be {shortest} to {LONGEST_DAYS}")]
pub(crate) struct RetentionConfigError {
    key: &'static str,
    shortest: u32,
}

impl RetentionConfig {
    pub(crate) fn check(&self) -> Result<(), RetentionConfigError> {
        let rules = [
            ("expired_cards_days", self.expired_cards_days, 1),
            ("left_people_days", self.left_people_days, 1),
            ("audit_days", self.audit_days, SHORTEST_AUDIT_DAYS),
        ];
        for (key, days, shortest) in rules {
            if days.is_some_and(|days| !(shortest..=LONGEST_DAYS).contains(&days)) {
                return Err(RetentionConfigError { key, shortest });
            }
        }
        Ok(())
    }

    /// The rules, for an edge.
    pub(crate) fn build(&self, audit: &AuditConfig) -> Retention {
        Retention {
            expired_cards_days: self.expired_cards_days,
            left_people_days: self.left_people_days,
            audit_days: self.audit_days,
            audit_exports: audit
                .export
                .iter()
                .map(|export| export.name().to_owned())
                .collect(),
        }
    }
}
