//! Roles as the API takes and shows them.

use bezant_identity::Permissions;
use bezant_identity::access::Role;
use bezant_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words;

/// A named set of permissions.
#[derive(Serialize, ToSchema)]
#[schema(as = Role)]
pub(crate) struct RoleDto {
    #[schema(example = "operator")]
    name: String,
    /// Always `role`.
    object: &'static str,
    description: String,
    /// What it permits.
    #[schema(value_type = Vec<String>)]
    permissions: Vec<&'static str>,
    /// Whether every tenant has it and nobody changes it.
    built_in: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    created_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    changed_at: Option<Timestamp>,
    /// Grows by one with each change.
    version: u64,
}

impl From<&Role> for RoleDto {
    fn from(role: &Role) -> Self {
        RoleDto {
            name: role.name.as_str().to_owned(),
            object: "role",
            description: role.description.clone(),
            permissions: words(role.permissions),
            built_in: false,
            created_at: Some(role.created_at),
            changed_at: Some(role.changed_at),
            version: role.version,
        }
    }
}

impl RoleDto {
    /// One that every tenant has.
    pub(crate) fn built_in(name: &str, permissions: Permissions) -> RoleDto {
        let description = match name {
            "admin" => "May do everything in the tenant.",
            "operator" => "Works on payments, and sees what belongs to them.",
            "viewer" => "Sees payments, ledger and reports.",
            "auditor" => "Sees everything and changes nothing.",
            "agent" => "Software that pays: creates payments and sees its own.",
            _ => "",
        };
        RoleDto {
            name: name.to_owned(),
            object: "role",
            description: description.to_owned(),
            permissions: words(permissions),
            built_in: true,
            created_at: None,
            changed_at: None,
            version: 1,
        }
    }
}

/// A new role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    /// 1 to 64 of a-z, 0-9, - and _, with a letter first.
    pub(crate) name: String,
    /// What it is for; at most 200 characters.
    #[serde(default)]
    pub(crate) description: String,
    /// What it permits: nothing that you may not do yourself.
    pub(crate) permissions: Vec<String>,
}

/// All of a role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleBody {
    /// What it is for; at most 200 characters.
    #[serde(default)]
    pub(crate) description: String,
    /// All that it permits from now on.
    pub(crate) permissions: Vec<String>,
}
