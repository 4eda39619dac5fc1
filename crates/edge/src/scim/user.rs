//! A user between three forms: SCIM's resource, its writable document, and what identity keeps, sealed and not.

use bezant_credentials::seal::{Lookup, Subject};
use bezant_identity::access::{ExternalId, Group, Principal};
use bezant_identity::{LookupHash, Sealed};
use bezant_kernel::{PrincipalId, Tenant};
use serde_json::{Map, Value, json};

use super::tag;
use crate::edge::Edge;
use crate::external_id;
use crate::problem::Problem;
use crate::profile::{self, Profile};

/// The schema's name.
pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// Where a profile has what is kept for SCIM alone, under SCIM's names.
const KEPT: &str = "scim";

/// Whether a profile comes from a directory.
pub(crate) fn is_from_directory(profile: &Profile) -> bool {
    profile.rest.contains_key(KEPT)
}

/// The profile of a user.
pub(crate) async fn profile_of(edge: &Edge, principal: &Principal) -> Result<Profile, Problem> {
    let sealer = &edge.identity().sealer;
    let opened = profile::open(sealer, Subject::Principal(principal.id), &principal.profile).await?;
    Ok(opened.unwrap_or_default())
}

/// A profile sealed for its owner.
pub(crate) async fn sealed(edge: &Edge, id: PrincipalId, profile: &Profile) -> Result<Sealed, Problem> {
    profile::seal(&edge.identity().sealer, Subject::Principal(id), profile).await
}

/// Where a user's resource is.
pub(super) fn location(edge: &Edge, principal: &Principal) -> String {
    format!("{}/scim/v2/Users/{}", base(edge), principal.id)
}

/// Where this node is reached, without a slash at the end.
pub(super) fn base(edge: &Edge) -> &str {
    edge.identity().public_url.as_str().trim_end_matches('/')
}

/// What a client can write, as it is now.
pub(super) fn document(principal: &Principal, profile: &Profile) -> Map<String, Value> {
    let kept = profile.rest.get(KEPT).and_then(Value::as_object);
    let mut document = kept.cloned().unwrap_or_default();
    // Who was marked as provisioned later has an address and a name from before.
    let name = profile.email.clone().unwrap_or_else(|| principal.id.to_string());
    document.insert("userName".to_owned(), name.into());
    document.insert("active".to_owned(), principal.is_active().into());
    if let Some(id) = external_id::of(profile) {
        document.insert("externalId".to_owned(), id.into());
    }
    if let Some(name) = &profile.name
        && !document.contains_key("displayName")
        && !document.contains_key("name")
    {
        document.insert("displayName".to_owned(), name.clone().into());
    }
    document
}

/// The profile that a document means. What other parts keep in it stays.
pub(super) fn profile(document: &Map<String, Value>, before: &Profile) -> Profile {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let name = document.get("name");
    let part = |part: &str| text(name.and_then(|name| name.get(part)));
    let both = match (part("givenName"), part("familyName")) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (given, family) => given.or(family),
    };
    let phones = document.get("phoneNumbers").and_then(Value::as_array);
    let phone = phones.and_then(|all| all.iter().find(|one| one["primary"] == true).or(all.first()));
    let mut kept = document.clone();
    kept.remove("userName");
    kept.remove("active");
    let external = kept.remove("externalId");
    let mut rest = before.rest.clone();
    rest.insert(KEPT.to_owned(), Value::Object(kept));
    let mut profile = Profile {
        email: text(document.get("userName")),
        name: text(document.get("displayName"))
            .or_else(|| part("formatted"))
            .or(both),
        phone: text(phone.and_then(|phone| phone.get("value"))),
        rest,
    };
    external_id::set(&mut profile, external.as_ref().and_then(Value::as_str));
    profile
}

/// The resource.
pub(super) fn resource<'a>(
    edge: &Edge,
    principal: &Principal,
    profile: &Profile,
    groups: impl Iterator<Item = &'a Group>,
) -> Map<String, Value> {
    let mut resource = document(principal, profile);
    let groups: Vec<Value> = groups
        .map(|group| {
            json!({
                "value": group.id.to_string(),
                "display": group.name.as_str(),
                "$ref": format!("{}/scim/v2/Groups/{}", base(edge), group.id),
            })
        })
        .collect();
    if !groups.is_empty() {
        resource.insert("groups".to_owned(), Value::Array(groups));
    }
    resource.insert("schemas".to_owned(), json!([SCHEMA]));
    resource.insert("id".to_owned(), principal.id.to_string().into());
    let meta = json!({
        "resourceType": "User",
        "created": principal.created_at.to_string(),
        "lastModified": principal.changed_at.to_string(),
        "location": location(edge, principal),
        "version": tag(principal.version),
    });
    resource.insert("meta".to_owned(), meta);
    resource
}

/// What a user of this name is found by.
pub(super) fn email_hash(edge: &Edge, tenant: Tenant, name: &str) -> LookupHash {
    edge.identity().sealer.lookup_hash(tenant, Lookup::Email, name)
}

/// What a user with this external id is found by.
pub(super) fn external_hash(edge: &Edge, tenant: Tenant, id: &str) -> ExternalId {
    external_id::hash(&edge.identity().sealer, tenant, id)
}
