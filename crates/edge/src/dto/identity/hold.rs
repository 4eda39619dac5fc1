//! Legal holds as the API and the admin socket take and show them.

use bezant_identity::tenancy::{Hold, HoldName, Holds};
use bezant_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Code, Problem};

/// While it stands, nothing of the tenant is deleted: not by the rules of retention, and not because somebody asks.
#[derive(Serialize, ToSchema)]
#[schema(as = LegalHold)]
pub(crate) struct HoldDto {
    /// What it is called.
    #[schema(example = "case-2026-14")]
    name: String,
    /// Always `legal_hold`.
    object: &'static str,
    /// Why, for people.
    reason: String,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
}

impl HoldDto {
    fn of(name: &HoldName, hold: &Hold) -> HoldDto {
        HoldDto {
            name: name.to_string(),
            object: "legal_hold",
            reason: hold.reason.clone(),
            placed_at: hold.placed_at,
        }
    }

    /// All of a tenant, by name.
    pub(crate) fn all(holds: &Holds) -> Vec<HoldDto> {
        holds.iter().map(|(name, hold)| HoldDto::of(name, hold)).collect()
    }

    /// The one of this name.
    pub(crate) fn find(holds: &Holds, name: &HoldName) -> Option<HoldDto> {
        holds.get(name).map(|hold| HoldDto::of(name, hold))
    }
}

/// Why nothing is to be deleted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LegalHoldReason)]
pub(crate) struct HoldBody {
    /// For people, at most 500 characters. No personal data: it stays in the log.
    pub(crate) reason: String,
}

/// A hold's name in a path or a body.
pub(crate) fn hold_name(text: &str) -> Result<HoldName, Problem> {
    text.parse().map_err(|_| {
        let message = "a legal hold is called by 1 to 64 of a-z0-9-_.";
        Problem::mistake("name", Code::FieldInvalid, message)
    })
}
