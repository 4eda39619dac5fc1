//! Outside identity providers as the API takes and shows them.

use std::collections::BTreeMap;

use bezant_identity::access::Provider;
use bezant_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::role_names;

/// How an outside identity provider is used. How to reach it is in the node's configuration.
#[derive(Serialize, ToSchema)]
#[schema(as = IdentityProvider)]
pub(crate) struct ProviderDto {
    /// As in the node's configuration.
    name: String,
    /// Always `identity_provider`.
    object: &'static str,
    /// `oidc`, `saml` or `ldap`.
    kind: &'static str,
    /// Whether the node's configuration has a connection of this name for the tenant. Without one nobody comes by it.
    pub(crate) configured: bool,
    /// The roles of who is in each outside group.
    mapping: BTreeMap<String, Vec<String>>,
    /// The roles of everyone who comes from there.
    default_roles: Vec<String>,
    /// Whether who is not known yet gets an account.
    just_in_time: bool,
    /// Whether an account that SCIM made is linked when the provider says that its e-mail address is verified.
    link_by_email: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// Grows by one with each change.
    pub(crate) version: u64,
}

impl ProviderDto {
    pub(crate) fn of(provider: &Provider, configured: bool) -> ProviderDto {
        let settings = &provider.settings;
        let mapped = settings.mapping.iter();
        ProviderDto {
            name: settings.name.as_str().to_owned(),
            object: "identity_provider",
            kind: settings.kind.as_str(),
            configured,
            mapping: mapped
                .map(|(group, roles)| (group.as_str().to_owned(), role_names(roles)))
                .collect(),
            default_roles: role_names(&settings.default_roles),
            just_in_time: settings.just_in_time,
            link_by_email: settings.link_by_email,
            created_at: provider.created_at,
            changed_at: provider.changed_at,
            version: provider.version,
        }
    }
}

/// All of how a provider is used.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderBody {
    /// `oidc`, `saml` or `ldap`.
    pub(crate) kind: String,
    /// The roles of who is in each outside group.
    #[serde(default)]
    pub(crate) mapping: BTreeMap<String, Vec<String>>,
    /// The roles of everyone who comes from there.
    #[serde(default)]
    pub(crate) default_roles: Vec<String>,
    /// Whether who is not known yet gets an account.
    #[serde(default)]
    pub(crate) just_in_time: bool,
    /// Whether an account that SCIM made is linked when the provider says that its e-mail address is verified.
    #[serde(default)]
    pub(crate) link_by_email: bool,
}
