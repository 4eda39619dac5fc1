//! Principals and roles.

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject};
use serde::Deserialize;

use super::{reading, thing};
use crate::connection::RestPage;
use crate::cost;
use crate::money::{BigInt, DateTime};
use crate::reads::{Asked, Reading, Thing};

/// Which principals. What is left out does not narrow the list.
#[derive(Default, InputObject)]
pub(crate) struct PrincipalFilter {
    /// `user`, `agent` or `service_account`.
    kind: Option<String>,
    /// `active`, `suspended` or `deleted`; those that are not deleted if left out.
    status: Option<String>,
    /// The one with this e-mail address.
    email: Option<String>,
    /// The one whom an outside directory calls so.
    external_id: Option<String>,
}

impl PrincipalFilter {
    pub(crate) fn asked(self) -> Asked {
        Asked::of_all(Reading::Principals)
            .with("kind", self.kind)
            .with("status", self.status)
            .with("email", self.email)
            .with("external_id", self.external_id)
    }
}

/// Somebody, or a program, that can act: a user, an agent or a service account.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Principal {
    /// Such as `prn_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    /// `user`, `agent` or `service_account`.
    kind: String,
    /// `active`, `suspended` or `deleted`.
    status: String,
    /// A person's name, or what a program is called. Null where nobody knows it any more.
    name: Option<String>,
    /// A person's e-mail address.
    email: Option<String>,
    /// A person's phone number.
    phone: Option<String>,
    /// What an outside directory calls them.
    external_id: Option<String>,
    #[graphql(skip)]
    owner: Option<String>,
    #[graphql(skip)]
    roles: Vec<String>,
    #[graphql(skip)]
    effective_roles: Vec<String>,
    /// The ids of the groups that they are in.
    groups: Vec<ID>,
    /// What the access policy asks about beside roles.
    attributes: PrincipalAttributes,
    /// The outside provider that they sign in by.
    identity_provider: Option<String>,
    /// Whether they are run from outside.
    provisioned: bool,
    /// When they were made.
    created_at: DateTime,
    /// Who made them: an id, or `node`.
    created_by: String,
    /// When they changed last.
    changed_at: DateTime,
    /// Grows by one with each change.
    version: BigInt,
}

#[ComplexObject]
impl Principal {
    /// The responsible person of a program.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn owner(&self, context: &Context<'_>) -> Result<Option<Principal>> {
        match &self.owner {
            Some(id) => thing(context, Thing::Principal, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The roles that were given to them alone.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn roles(&self, context: &Context<'_>) -> Result<Option<Vec<Role>>> {
        named(context, &self.roles).await.map(Some)
    }

    /// All of their roles: by groups and by their identity provider too.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn effective_roles(&self, context: &Context<'_>) -> Result<Option<Vec<Role>>> {
        named(context, &self.effective_roles).await.map(Some)
    }
}

/// The roles of these names, out of the one list that a call reads.
async fn named(context: &Context<'_>, names: &[String]) -> Result<Vec<Role>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut all: RestPage<Role> = reading(context, Asked::of_all(Reading::Roles)).await?;
    all.data.retain(|role| names.contains(&role.name));
    Ok(all.data)
}

/// What the access policy asks about beside roles.
#[derive(Deserialize, SimpleObject)]
struct PrincipalAttributes {
    /// Where they belong, if that matters.
    region: Option<String>,
    /// Whether they are certified to work with card data.
    pci: bool,
    /// Whether they are authorized to work with health data.
    hipaa: bool,
}

/// A named set of permissions.
#[derive(Deserialize, SimpleObject)]
pub(crate) struct Role {
    /// Such as `operator`.
    name: String,
    /// What it is for.
    description: String,
    /// What it permits.
    permissions: Vec<String>,
    /// Whether every tenant has it and nobody changes it.
    built_in: bool,
    /// When it was made.
    created_at: Option<DateTime>,
    /// When it changed last.
    changed_at: Option<DateTime>,
    /// Grows by one with each change.
    version: BigInt,
}
