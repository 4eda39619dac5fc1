//! Principals as the API takes and shows them.

use bezant_identity::access::{
    Attributes, ExternalId, Label, Principal, PrincipalKind, State as AccessState,
};
use bezant_kernel::{GroupId, PrincipalId, Tenant, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{giver, parse_region, present, role_names};
use crate::external_id;
use crate::problem::{Code, Problem};
use crate::profile::Profile;

/// Somebody, or a program, that can act: a user, an agent or a service account.
#[derive(Serialize, ToSchema)]
#[schema(as = Principal)]
pub(crate) struct PrincipalDto {
    #[schema(value_type = String, example = "prn_01h455vb4pex5vsknk084sn02q")]
    pub(crate) id: PrincipalId,
    /// Always `principal`.
    object: &'static str,
    /// `user`, `agent` or `service_account`.
    kind: &'static str,
    /// `active`, `suspended` or `deleted`.
    status: &'static str,
    /// A person's name, or what a program is called. Null where nobody knows it any more.
    name: Option<String>,
    /// A person's e-mail address.
    email: Option<String>,
    /// A person's phone number.
    phone: Option<String>,
    /// What an outside directory calls them.
    external_id: Option<String>,
    /// The responsible person of a program.
    #[schema(value_type = Option<String>)]
    owner: Option<PrincipalId>,
    /// The roles that were given to them alone.
    roles: Vec<String>,
    /// All of their roles: by groups and by their identity provider too.
    effective_roles: Vec<String>,
    /// The groups that they are in.
    #[schema(value_type = Vec<String>)]
    groups: Vec<GroupId>,
    attributes: AttributesDto,
    /// The outside provider that they sign in by.
    identity_provider: Option<String>,
    /// Whether they are run from outside.
    provisioned: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Who made them: an id, or `node`.
    created_by: String,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// Grows by one with each change.
    pub(crate) version: u64,
}

/// What the access policy asks about beside roles.
#[derive(Serialize, ToSchema)]
#[schema(as = PrincipalAttributes)]
struct AttributesDto {
    /// Where they belong, if that matters.
    #[schema(example = "eu")]
    region: Option<String>,
    /// Whether they are certified to work with card data.
    pci: bool,
    /// Whether they are authorized to work with health data.
    hipaa: bool,
}

impl PrincipalDto {
    pub(crate) fn of(access: &AccessState, tenant: Tenant, principal: &Principal) -> PrincipalDto {
        PrincipalDto {
            id: principal.id,
            object: "principal",
            kind: principal.kind.as_str(),
            status: principal.status.as_str(),
            name: principal.name.as_ref().map(|name| name.as_str().to_owned()),
            email: None,
            phone: None,
            external_id: None,
            owner: principal.owner,
            roles: role_names(&principal.roles),
            effective_roles: role_names(&access.roles_of(tenant, principal.id)),
            groups: principal.groups.iter().copied().collect(),
            attributes: AttributesDto {
                region: principal
                    .attributes
                    .region
                    .as_ref()
                    .map(|region| region.as_str().to_owned()),
                pci: principal.attributes.pci,
                hipaa: principal.attributes.hipaa,
            },
            identity_provider: principal
                .outside
                .as_ref()
                .map(|account| account.provider.as_str().to_owned()),
            provisioned: principal.provisioned,
            created_at: principal.created_at,
            created_by: giver(&principal.created_by),
            changed_at: principal.changed_at,
            version: principal.version,
        }
    }

    /// The same with what could be opened.
    pub(crate) fn with(mut self, profile: Option<Profile>) -> PrincipalDto {
        if let Some(profile) = profile {
            self.external_id = external_id::of(&profile).map(str::to_owned);
            self.name = self.name.or(profile.name);
            self.email = profile.email;
            self.phone = profile.phone;
        }
        self
    }
}

/// A new principal. They have no role yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPrincipalBody {
    /// `user`, `agent` or `service_account`.
    pub(crate) kind: String,
    /// A person's name, or what the program is called.
    pub(crate) name: Option<String>,
    /// A user's e-mail address, unlike that of any other.
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    /// What an outside directory calls them.
    pub(crate) external_id: Option<String>,
    /// The responsible person of an agent or service account.
    #[schema(value_type = Option<String>)]
    pub(crate) owner: Option<PrincipalId>,
    #[serde(default)]
    pub(crate) attributes: AttributesBody,
    /// Whether SCIM and outside providers may change them.
    #[serde(default)]
    pub(crate) provisioned: bool,
}

/// What the access policy asks about beside roles.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttributesBody {
    region: Option<String>,
    #[serde(default)]
    pci: bool,
    #[serde(default)]
    hipaa: bool,
}

impl AttributesBody {
    pub(crate) fn attributes(&self) -> Result<Attributes, Problem> {
        let region = self.region.as_deref();
        Ok(Attributes {
            region: region
                .map(|text| parse_region("attributes.region", text))
                .transpose()?,
            pci: self.pci,
            hipaa: self.hipaa,
        })
    }
}

/// What shall be different: what is left out stays, null takes away.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrincipalChange {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(crate) name: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(crate) email: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(crate) phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(crate) external_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(crate) owner: Option<Option<PrincipalId>>,
    /// All of them.
    pub(crate) attributes: Option<AttributesBody>,
    pub(crate) provisioned: Option<bool>,
}

/// The name of a program.
pub(crate) fn label(field: &str, text: &str) -> Result<Label, Problem> {
    Label::new(text).map_err(|wrong| Problem::mistake(field, Code::FieldInvalid, wrong.to_string()))
}

/// What an outside directory calls somebody or something, as it is written.
pub(crate) fn written_external_id(text: &str) -> Result<ExternalId, Problem> {
    ExternalId::new(text)
        .map_err(|wrong| Problem::mistake("external_id", Code::FieldInvalid, wrong.to_string()))
}

/// What a principal is, by its word.
pub(crate) fn kind(field: &str, word: &str) -> Result<PrincipalKind, Problem> {
    let message = "it is 'user', 'agent' or 'service_account'";
    PrincipalKind::from_word(word).ok_or_else(|| Problem::mistake(field, Code::FieldInvalid, message))
}

/// Which principals.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PrincipalParams {
    /// `user`, `agent` or `service_account`.
    pub(crate) kind: Option<String>,
    /// `active`, `suspended` or `deleted`; those that are not deleted if left out.
    pub(crate) status: Option<String>,
    /// The one with this e-mail address.
    pub(crate) email: Option<String>,
    /// The one whom an outside directory calls so.
    pub(crate) external_id: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

/// What somebody may do now, and where each of it comes from.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectivePermissions {
    #[schema(value_type = String)]
    pub(crate) principal: PrincipalId,
    /// Always `effective_permissions`.
    pub(crate) object: &'static str,
    /// `active`, `suspended` or `deleted`. Who is not active may do nothing.
    pub(crate) status: &'static str,
    pub(crate) permissions: Vec<EffectivePermission>,
}

/// One thing that somebody may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectivePermission {
    #[schema(example = "payments.read")]
    pub(crate) permission: &'static str,
    /// Each way by which they have it.
    pub(crate) from: Vec<PermissionSource>,
}

/// One way to a permission.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct PermissionSource {
    /// The role that permits it.
    pub(crate) role: String,
    /// How they have the role: `principal`, `group` or `identity_provider`.
    pub(crate) by: &'static str,
    /// The group's id, or the provider's name.
    pub(crate) through: Option<String>,
}
