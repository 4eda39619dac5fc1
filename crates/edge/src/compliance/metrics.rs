//! What auditors watch, as metrics: access to health data, and what breaks the rules for card data.
//!
//! In come questions that were decided and requests that were refused; out go counters. Who somebody is stands there as a pseudonym that
//! takes the node's keyring to make. It must never name anybody, or let callers make labels without end.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use bezant_keyring::Secret;
use bezant_policy::{DataClass, Decision, Input};
use metrics::counter;

/// Users who have a row of their own in the metrics of a node; all others share one.
const MOST_USERS: usize = 1_000;
const PSEUDONYM_BYTES: usize = 6;

/// Counts what auditors watch.
pub(crate) struct Compliance {
    pseudonyms: Secret,
    users: Mutex<HashSet<[u8; PSEUDONYM_BYTES]>>,
}

/// What breaks the rules for card data (PCI DSS 4.0, 3 and 7).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum PciViolation {
    /// A card number came where none may be kept. It was refused.
    NumberOutsideTheVault,
    /// Somebody without the certification asked for what carries card data. It was refused.
    UncertifiedCaller,
    /// A number was asked for with a purpose that the caller may not name. It was refused.
    PurposeDenied,
}

impl PciViolation {
    pub(crate) fn count(self) {
        let (violation, service) = match self {
            PciViolation::NumberOutsideTheVault => ("number_outside_the_vault", "edge"),
            PciViolation::UncertifiedCaller => ("uncertified_caller", "policy"),
            PciViolation::PurposeDenied => ("purpose_denied", "vault"),
        };
        counter!("pci_violations_total", "violation_type" => violation, "service" => service).increment(1);
    }
}

impl Compliance {
    /// With this key for pseudonyms.
    pub(crate) fn new(pseudonyms: Secret) -> Compliance {
        Compliance {
            pseudonyms,
            users: Mutex::default(),
        }
    }

    /// Counts what was decided about a request.
    pub(crate) fn note(&self, question: &Input, decision: &Decision) {
        for class in &question.request.data_classes {
            match class {
                DataClass::Phi => {
                    let permission = question.request.permission;
                    let area = permission.and_then(|permission| permission.as_str().split('.').next());
                    counter!(
                        "hipaa_data_access_total",
                        "user" => self.user(&question.principal.id.to_string()),
                        "authorized" => if decision.allow { "true" } else { "false" },
                        "data_type" => area.unwrap_or("other"),
                    )
                    .increment(1);
                }
                DataClass::Pci if !decision.allow => PciViolation::UncertifiedCaller.count(),
                DataClass::Pci => {}
            }
        }
    }

    fn user(&self, id: &str) -> String {
        let hash = blake3::keyed_hash(self.pseudonyms.as_bytes(), id.as_bytes());
        let short = *hash
            .as_bytes()
            .first_chunk::<PSEUDONYM_BYTES>()
            .expect("a hash is longer");
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if !users.contains(&short) && users.len() >= MOST_USERS {
            return "other".to_owned();
        }
        users.insert(short);
        let mut text = String::with_capacity(2 * PSEUDONYM_BYTES);
        for byte in short {
            write!(text, "{byte:02x}").expect("a string takes all text");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_the_same_for_one_and_says_nothing_without_the_key() {
        let compliance = Compliance::new(Secret::random());
        let ann = compliance.user("usr_ann");
        assert_eq!((ann.len(), compliance.user("usr_ann")), (12, ann.clone()));
        assert_ne!(ann, compliance.user("usr_bob"));
        assert_ne!(ann, Compliance::new(Secret::random()).user("usr_ann"));
        for number in 0..MOST_USERS {
            compliance.user(&number.to_string());
        }
        assert_eq!(compliance.user("usr_late"), "other");
        assert_eq!(compliance.user("usr_ann"), ann, "who was there stays");
    }
}
