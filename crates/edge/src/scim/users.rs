//! `/Users`: read, made, changed and deleted.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::access::{
    Command, NewPrincipal, Principal, PrincipalChanges, PrincipalKind, PrincipalStatus, Request,
};
use bezant_kernel::{PrincipalId, Tenant};
use serde_json::{Map, Value, json};

use super::error::{Kind, Refusal};
use super::request::{Asks, Gives};
use super::{answer, attributes, bare, listing, patch, user};
use crate::edge::Edge;
use crate::profile::Profile;
use crate::request::PathText;

/// A change is tried so often when somebody else changes the same user in between.
const TRIES: usize = 3;

/// The schema of lists.
pub(super) const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Whether SCIM shows this one.
pub(super) fn is_shown(principal: &Principal) -> bool {
    principal.kind == PrincipalKind::User && principal.provisioned && !principal.is_deleted()
}

fn found(edge: &Edge, tenant: Tenant, id: &str) -> Result<Principal, Refusal> {
    let id: Option<PrincipalId> = id.parse().ok();
    let principal = id.and_then(|id| {
        edge.directory().read(|directory| {
            let principal = directory.identity().access.principal(tenant, id);
            principal.filter(|principal| is_shown(principal)).cloned()
        })
    });
    principal.ok_or_else(|| Refusal::not_found("there is no such user, or none that is provisioned"))
}

/// The resources of these users, as much of them as is asked for.
pub(super) fn resources(edge: &Edge, asks: &Asks, users: &[(Principal, Profile)]) -> Vec<Value> {
    edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let resource = |(principal, profile): &(Principal, Profile)| {
            let groups = principal
                .groups
                .iter()
                .filter_map(|id| access.group(asks.tenant, *id));
            let groups = groups.filter(|group| group.provisioned);
            asks.query
                .projection
                .of(user::resource(edge, principal, profile, groups))
        };
        users.iter().map(resource).collect()
    })
}

async fn respond(
    edge: &Edge,
    asks: &Asks,
    status: StatusCode,
    principal: Principal,
) -> Result<Response, Refusal> {
    let profile = user::profile_of(edge, &principal).await?;
    let (version, location) = (principal.version, user::location(edge, &principal));
    let body = resources(edge, asks, &[(principal, profile)]).remove(0);
    Ok(super::resource(status, &body, version, &location))
}

pub(super) async fn read(
    State(edge): State<Edge>,
    PathText(id): PathText,
    asks: Asks,
) -> Result<Response, Refusal> {
    let principal = found(&edge, asks.tenant, &id)?;
    if asks.has_version(principal.version) {
        return Ok(bare(StatusCode::NOT_MODIFIED));
    }
    respond(&edge, &asks, StatusCode::OK, principal).await
}

pub(super) async fn list(State(edge): State<Edge>, asks: Asks) -> Result<Response, Refusal> {
    let page = listing::page(&edge, &asks).await?;
    let resources = resources(&edge, &asks, &page.users);
    let body = json!({
        "schemas": [LIST],
        "totalResults": page.total,
        "startIndex": asks.query.skip + 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    Ok(answer(StatusCode::OK, &body))
}

pub(super) async fn create(State(edge): State<Edge>, gives: Gives) -> Result<Response, Refusal> {
    let document = attributes::document(gives.object()?)?;
    let asks = &gives.asks;
    let (email, external_id) = keys(&edge, asks.tenant, &document);
    // Looked for before, so that a client that tries again and again leaves no keys of nobody behind.
    let is_taken = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let by_id = external_id
            .as_ref()
            .and_then(|id| access.principal_by_external_id(asks.tenant, id));
        access.principal_by_email(asks.tenant, &email).or(by_id).is_some()
    });
    if is_taken {
        let detail = "another user has this userName or externalId; one that was made here is found once it is marked as provisioned";
        return Err(Refusal::new(Kind::Uniqueness, detail));
    }
    let id = edge.new_id();
    let profile = user::profile(&document, &Profile::default());
    let new = NewPrincipal {
        email: Some(email),
        profile: user::sealed(&edge, id, &profile).await?,
        external_id,
        provisioned: true,
        ..NewPrincipal::user(id)
    };
    asks.command(&edge, Command::CreatePrincipal(new)).await?;
    if document.get("active") == Some(&Value::Bool(false)) {
        asks.command(&edge, Command::Suspend { id }).await?;
    }
    let made = found(&edge, asks.tenant, &id.to_string())?;
    respond(&edge, asks, StatusCode::CREATED, made).await
}

pub(super) async fn replace(
    State(edge): State<Edge>,
    PathText(id): PathText,
    gives: Gives,
) -> Result<Response, Refusal> {
    let new = attributes::document(gives.object()?)?;
    let replaced = |before: Map<String, Value>| {
        let mut after = new.clone();
        // Nobody who is suspended acts again because a client does not mention it.
        if let (false, Some(active)) = (after.contains_key("active"), before.get("active")) {
            after.insert("active".to_owned(), active.clone());
        }
        Ok(after)
    };
    update(&edge, &gives.asks, &id, replaced).await
}

pub(super) async fn change(
    State(edge): State<Edge>,
    PathText(id): PathText,
    gives: Gives,
) -> Result<Response, Refusal> {
    let operations = patch::operations(&gives.body)?;
    let changed = |mut document: Map<String, Value>| {
        for operation in &operations {
            patch::apply(&mut document, operation)?;
        }
        attributes::document(&document)
    };
    update(&edge, &gives.asks, &id, changed).await
}

pub(super) async fn delete(
    State(edge): State<Edge>,
    PathText(id): PathText,
    asks: Asks,
) -> Result<Response, Refusal> {
    let principal = found(&edge, asks.tenant, &id)?;
    asks.check_version(principal.version)?;
    asks.command(&edge, Command::Delete { id: principal.id }).await?;
    Ok(bare(StatusCode::NO_CONTENT))
}

fn keys(
    edge: &Edge,
    tenant: Tenant,
    document: &Map<String, Value>,
) -> (
    bezant_identity::LookupHash,
    Option<bezant_identity::access::ExternalId>,
) {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let external = text("externalId").map(|id| user::external_hash(edge, tenant, id));
    (
        user::email_hash(edge, tenant, text("userName").unwrap_or_default()),
        external,
    )
}

/// Makes a user what `change` makes of their document, once more if it has changed in between.
async fn update(
    edge: &Edge,
    asks: &Asks,
    id: &str,
    change: impl Fn(Map<String, Value>) -> Result<Map<String, Value>, Refusal>,
) -> Result<Response, Refusal> {
    let mut tries = 0;
    loop {
        let principal = found(edge, asks.tenant, id)?;
        asks.check_version(principal.version)?;
        let before = user::profile_of(edge, &principal).await?;
        let document = change(user::document(&principal, &before))?;
        match save(edge, asks, &principal, &before, &document).await {
            Err(refusal) if refusal.is_changed_in_between() && !asks.says_version() && tries < TRIES => {
                tries += 1
            }
            Err(refusal) => return Err(refusal),
            Ok(()) => {
                let principal = found(edge, asks.tenant, id)?;
                return respond(edge, asks, StatusCode::OK, principal).await;
            }
        }
    }
}

async fn save(
    edge: &Edge,
    asks: &Asks,
    principal: &Principal,
    before: &Profile,
    document: &Map<String, Value>,
) -> Result<(), Refusal> {
    let id = principal.id;
    let wanted = document.get("active").and_then(Value::as_bool);
    // Who shall stop stops first, whatever becomes of the rest.
    if wanted == Some(false) && principal.is_active() {
        asks.command(edge, Command::Suspend { id }).await?;
    }
    let (email, external_id) = keys(edge, asks.tenant, document);
    let profile = user::profile(document, before);
    // An address that a provider did not verify is shown, and nobody is found by it: it is no change to leave it so.
    let shown = user::document(principal, before);
    let is_other = document.get("userName") != shown.get("userName") && principal.email != Some(email);
    let mut changes = PrincipalChanges {
        email: is_other.then_some(Some(email)),
        external_id: (principal.external_id != external_id).then_some(external_id),
        ..PrincipalChanges::default()
    };
    if profile != *before {
        changes.profile = Some(user::sealed(edge, id, &profile).await?);
    }
    if changes != PrincipalChanges::default() {
        let seen = edge.directory().read(|directory| {
            let now = directory.identity().access.principal(asks.tenant, id);
            now.map(|now| now.version)
        });
        let suspended_here = u64::from(wanted == Some(false) && principal.is_active());
        if seen != Some(principal.version + suspended_here) {
            return Err(Refusal::changed_in_between());
        }
        let approval = edge.new_id();
        let ask = Command::Ask {
            request: Request::ChangePrincipal { id, changes },
            approval,
            seen_version: seen,
        };
        asks.command(edge, ask).await?;
        asks.check_done(edge, approval)?;
    }
    if wanted == Some(true) && principal.status == PrincipalStatus::Suspended {
        asks.command(edge, Command::Reactivate { id }).await?;
    }
    Ok(())
}
