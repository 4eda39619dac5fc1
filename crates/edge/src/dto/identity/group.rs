//! Groups as the API takes and shows them.

use bezant_identity::access::Group;
use bezant_kernel::{GroupId, PrincipalId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{present, role_names};

/// Principals that have roles together.
#[derive(Serialize, ToSchema)]
#[schema(as = Group)]
pub(crate) struct GroupDto {
    #[schema(value_type = String, example = "grp_01h455vb4pex5vsknk084sn02q")]
    pub(crate) id: GroupId,
    /// Always `group`.
    object: &'static str,
    name: String,
    /// What an outside directory calls it.
    external_id: Option<String>,
    /// Whether its members are run from outside.
    provisioned: bool,
    /// What its members have.
    roles: Vec<String>,
    /// How many members it has.
    members: usize,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// Grows by one with each change, of its members too.
    pub(crate) version: u64,
}

impl GroupDto {
    pub(crate) fn of(group: &Group, members: usize) -> GroupDto {
        GroupDto {
            id: group.id,
            object: "group",
            name: group.name.as_str().to_owned(),
            external_id: group.external_id.as_ref().map(|id| id.as_str().to_owned()),
            provisioned: group.provisioned,
            roles: role_names(&group.roles),
            members,
            created_at: group.created_at,
            changed_at: group.changed_at,
            version: group.version,
        }
    }
}

/// A member of a group.
#[derive(Serialize, ToSchema)]
pub(crate) struct Member {
    #[schema(value_type = String)]
    pub(crate) principal: PrincipalId,
}

/// A new group, without roles and members.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGroupBody {
    /// 1 to 64 characters, unlike the name of any other group.
    pub(crate) name: String,
    /// What an outside directory calls it.
    pub(crate) external_id: Option<String>,
    /// Whether SCIM says who is in it.
    #[serde(default)]
    pub(crate) provisioned: bool,
}

/// What shall be different: what is left out stays, null takes away.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupChange {
    pub(crate) name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(crate) external_id: Option<Option<String>>,
    pub(crate) provisioned: Option<bool>,
}

/// Who comes into a group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMembers {
    /// 1 to 1000 principals.
    #[schema(value_type = Vec<String>)]
    pub(crate) principals: Vec<PrincipalId>,
}
