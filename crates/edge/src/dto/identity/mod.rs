//! The JSON of who there is and what they may do.

pub(crate) mod approval;
pub(crate) mod client;
pub(crate) mod consent;
pub(crate) mod group;
pub(crate) mod hold;
pub(crate) mod invitation;
pub(crate) mod key;
pub(crate) mod key_proof;
pub(crate) mod policy;
pub(crate) mod principal;
pub(crate) mod provider;
pub(crate) mod role;
pub(crate) mod tenant;

use std::collections::BTreeSet;

use bezant_identity::access::RoleName;
use bezant_identity::{Authority, Permission, Permissions, Region};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Code, Problem};

/// Who gave a command: an id, or `node` for who administers the machine.
pub(crate) fn giver(by: &Authority) -> String {
    match by {
        Authority::Node => "node".to_owned(),
        Authority::Principal { id, .. } => id.to_string(),
        Authority::Key(id) => id.to_string(),
        Authority::Anyone => "anyone".to_owned(),
    }
}

/// Permissions by their words.
pub(crate) fn words(permissions: Permissions) -> Vec<&'static str> {
    permissions.iter().map(Permission::as_str).collect()
}

/// The permissions with these words.
pub(crate) fn permissions(field: &str, words: &[String]) -> Result<Permissions, Problem> {
    let one = |(index, word): (usize, &String)| {
        let unknown = || {
            let path = format!("{field}[{index}]");
            Problem::mistake(path, Code::FieldInvalid, "there is no permission of this name")
        };
        Permission::from_word(word).ok_or_else(unknown)
    };
    words.iter().enumerate().map(one).collect()
}

/// The role with this name. Whether there is one, the machine knows.
pub(crate) fn role(field: &str, name: &str) -> Result<RoleName, Problem> {
    RoleName::new(name).map_err(|wrong| Problem::mistake(field, Code::FieldInvalid, wrong.to_string()))
}

/// The roles with these names.
pub(crate) fn roles(field: &str, names: &[String]) -> Result<BTreeSet<RoleName>, Problem> {
    let one = |(index, name): (usize, &String)| role(&format!("{field}[{index}]"), name);
    names.iter().enumerate().map(one).collect()
}

/// The names of roles.
pub(crate) fn role_names<'a>(roles: impl IntoIterator<Item = &'a RoleName>) -> Vec<String> {
    roles.into_iter().map(|role| role.as_str().to_owned()).collect()
}

/// A field that may be left out (it stays) or null (it is taken away).
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Where data or people are.
pub(crate) fn parse_region(field: &str, text: &str) -> Result<Region, Problem> {
    let message = "a region is 1 to 32 of a-z, 0-9 and -, with a letter or digit first";
    text.parse()
        .map_err(|_| Problem::mistake(field, Code::FieldInvalid, message))
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleToGive {
    /// Its name.
    #[schema(example = "operator")]
    pub(crate) role: String,
}

/// What is there no longer.
#[derive(Serialize, ToSchema)]
#[schema(as = RemovedFromIdentity)]
pub(crate) struct Removed {
    /// Its id or name.
    pub(crate) id: String,
    /// Of which kind it was.
    pub(crate) object: &'static str,
    /// Always true.
    pub(crate) deleted: bool,
}

impl Removed {
    pub(crate) fn of(object: &'static str, id: impl ToString) -> Removed {
        Removed {
            id: id.to_string(),
            object,
            deleted: true,
        }
    }
}

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}
