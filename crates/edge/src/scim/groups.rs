//! `/Groups`: read, made, changed and deleted, with who is in them.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::access::{
    Command, ExternalId, Group, GroupChanges, Label, MAXIMUM_MEMBERS_AT_ONCE, NewGroup, PrincipalKind,
    Request,
};
use bezant_kernel::{GroupId, PrincipalId};
use serde_json::{Map, Value, json};

use super::error::{Kind, Refusal};
use super::filter::{Clause, Operator};
use super::members::{Members, Plan, named, plan};
use super::request::{Asks, Gives};
use super::users::LIST;
use super::{answer, bare, patch, tag, user};
use crate::edge::Edge;
use crate::request::PathText;

/// The schema's name.
pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// One answer names at most so many members.
const MOST_MEMBERS: usize = 100_000;
/// One change takes at most so many out, each by itself.
const MOST_GOING: usize = 1_000;

fn found(edge: &Edge, asks: &Asks, id: &str) -> Result<Group, Refusal> {
    let id: Option<GroupId> = id.parse().ok();
    let group = id.and_then(|id| {
        edge.directory().read(|directory| {
            let group = directory.identity().access.group(asks.tenant, id);
            group.filter(|group| group.provisioned).cloned()
        })
    });
    group.ok_or_else(|| Refusal::not_found("there is no such group, or none that is provisioned"))
}

fn location(edge: &Edge, group: &Group) -> String {
    format!("{}/scim/v2/Groups/{}", user::base(edge), group.id)
}

/// A group's resource. `room` is how many members can still be named.
fn resource(edge: &Edge, asks: &Asks, group: &Group, room: &mut usize) -> Result<Value, Refusal> {
    let mut resource = Map::new();
    resource.insert("schemas".to_owned(), json!([SCHEMA]));
    resource.insert("id".to_owned(), group.id.to_string().into());
    resource.insert("displayName".to_owned(), group.name.as_str().into());
    if let Some(external) = &group.external_id {
        resource.insert("externalId".to_owned(), external.as_str().into());
    }
    if asks.query.projection.has("members") {
        let ids: Vec<PrincipalId> = edge.directory().read(|directory| {
            let members = directory.identity().access.members(asks.tenant, group.id);
            members.take(*room + 1).collect()
        });
        if ids.len() > *room {
            let detail =
                "the answer would name more than 100,000 members: ask with excludedAttributes=members";
            return Err(Refusal::new(Kind::TooMany, detail));
        }
        *room -= ids.len();
        let base = user::base(edge);
        let member = |id: &PrincipalId| json!({ "value": id.to_string(), "type": "User", "$ref": format!("{base}/scim/v2/Users/{id}") });
        resource.insert("members".to_owned(), ids.iter().map(member).collect());
    }
    let meta = json!({
        "resourceType": "Group",
        "created": group.created_at.to_string(),
        "lastModified": group.changed_at.to_string(),
        "location": location(edge, group),
        "version": tag(group.version),
    });
    resource.insert("meta".to_owned(), meta);
    Ok(asks.query.projection.of(resource))
}

fn respond(edge: &Edge, asks: &Asks, status: StatusCode, id: GroupId) -> Result<Response, Refusal> {
    let group = found(edge, asks, &id.to_string())?;
    let mut room = MOST_MEMBERS;
    let body = resource(edge, asks, &group, &mut room)?;
    Ok(super::resource(
        status,
        &body,
        group.version,
        &location(edge, &group),
    ))
}

pub(super) async fn read(
    State(edge): State<Edge>,
    PathText(id): PathText,
    asks: Asks,
) -> Result<Response, Refusal> {
    let group = found(&edge, &asks, &id)?;
    if asks.has_version(group.version) {
        return Ok(bare(StatusCode::NOT_MODIFIED));
    }
    respond(&edge, &asks, StatusCode::OK, group.id)
}

pub(super) async fn list(State(edge): State<Edge>, asks: Asks) -> Result<Response, Refusal> {
    let clauses = asks.query.filter.as_ref().map_or(&[][..], |filter| &filter.0);
    check(clauses)?;
    let fitting: Vec<Group> = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let is_member = |group: &Group, id: Option<PrincipalId>| {
            let principal = id.and_then(|id| access.principal(asks.tenant, id));
            principal.is_some_and(|principal| principal.groups.contains(&group.id))
        };
        let fits = |group: &Group, clause: &Clause| match &*clause.attribute {
            "displayname" => clause.fits(&group.name.as_str().into(), false),
            "externalid" => group
                .external_id
                .as_ref()
                .is_some_and(|id| clause.fits(&id.as_str().into(), true)),
            "id" => clause.fits(&group.id.to_string().into(), true),
            _ => is_member(group, clause.value.as_str().and_then(|text| text.parse().ok())),
        };
        let groups = access.groups(asks.tenant).filter(|group| group.provisioned);
        groups
            .filter(|group| clauses.iter().all(|clause| fits(group, clause)))
            .cloned()
            .collect()
    });
    let mut room = MOST_MEMBERS;
    let page = fitting.iter().skip(asks.query.skip).take(asks.query.count);
    let resources: Vec<Value> = page
        .map(|group| resource(&edge, &asks, group, &mut room))
        .collect::<Result<_, _>>()?;
    let body = json!({
        "schemas": [LIST],
        "totalResults": fitting.len(),
        "startIndex": asks.query.skip + 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    Ok(answer(StatusCode::OK, &body))
}

fn check(clauses: &[Clause]) -> Result<(), Refusal> {
    let is_known = |clause: &Clause| {
        let is_text = clause.value.is_string();
        match &*clause.attribute {
            "displayname" | "externalid" | "id" => is_text,
            "members" | "members.value" => is_text && clause.operator == Operator::Equal,
            _ => false,
        }
    };
    if clauses.iter().all(is_known) {
        return Ok(());
    }
    let detail = "groups are found by displayName, externalId, id and members (eq)";
    Err(Refusal::new(Kind::InvalidFilter, detail))
}

/// What a whole resource says of a group.
fn whole(object: &Map<String, Value>) -> Result<Plan, Refusal> {
    let field = |wanted: &str| {
        let found = object.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    };
    let text = |name: &str| match field(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
        Some(_) => Err(Refusal::new(
            Kind::InvalidValue,
            format!("{name}: it must be a text"),
        )),
    };
    let name = text("displayName")?;
    if name.is_none() {
        return Err(Refusal::new(Kind::InvalidValue, "displayName: it is missing"));
    }
    Ok(Plan {
        name,
        external_id: Some(text("externalId")?),
        members: Members {
            cleared: true,
            coming: named(field("members").unwrap_or(&Value::Null))?,
            going: BTreeSet::new(),
        },
    })
}

fn label(text: &str) -> Result<Label, Refusal> {
    Label::new(text).map_err(|error| Refusal::new(Kind::InvalidValue, format!("displayName: {error}")))
}

fn external(text: &str) -> Result<ExternalId, Refusal> {
    ExternalId::new(text).map_err(|error| Refusal::new(Kind::InvalidValue, format!("externalId: {error}")))
}

/// Checked before anything is done, so that a request is done whole or not at all.
fn check_members(edge: &Edge, asks: &Asks, members: &Members) -> Result<(), Refusal> {
    if members.coming.len() > MAXIMUM_MEMBERS_AT_ONCE || members.going.len() > MOST_GOING {
        let detail = "one request adds at most 10,000 members and takes at most 1,000 out";
        return Err(Refusal::bare(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let missing = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let is_user = |id: &PrincipalId| {
            let found = access.principal(asks.tenant, *id);
            found.is_some_and(|one| one.kind == PrincipalKind::User && !one.is_deleted())
        };
        members.coming.iter().find(|id| !is_user(id)).copied()
    });
    match missing {
        Some(id) => Err(Refusal::new(
            Kind::InvalidValue,
            format!("members: there is no user {id}"),
        )),
        None => Ok(()),
    }
}

pub(super) async fn create(State(edge): State<Edge>, gives: Gives) -> Result<Response, Refusal> {
    let (asks, plan) = (&gives.asks, whole(gives.object()?)?);
    check_members(&edge, asks, &plan.members)?;
    let id = edge.new_id();
    let new = NewGroup {
        id,
        name: label(plan.name.as_deref().unwrap_or_default())?,
        external_id: plan.external_id.flatten().as_deref().map(external).transpose()?,
        provisioned: true,
    };
    asks.command(&edge, Command::CreateGroup(new)).await?;
    let members = Members {
        cleared: false,
        ..plan.members
    };
    change_members(&edge, asks, id, members).await?;
    respond(&edge, asks, StatusCode::CREATED, id)
}

pub(super) async fn replace(
    State(edge): State<Edge>,
    PathText(id): PathText,
    gives: Gives,
) -> Result<Response, Refusal> {
    let plan = whole(gives.object()?)?;
    update(&edge, &gives.asks, &id, plan).await
}

pub(super) async fn change(
    State(edge): State<Edge>,
    PathText(id): PathText,
    gives: Gives,
) -> Result<Response, Refusal> {
    let plan = plan(&patch::operations(&gives.body)?)?;
    update(&edge, &gives.asks, &id, plan).await
}

pub(super) async fn delete(
    State(edge): State<Edge>,
    PathText(id): PathText,
    asks: Asks,
) -> Result<Response, Refusal> {
    let group = found(&edge, &asks, &id)?;
    asks.check_version(group.version)?;
    asks.command(&edge, Command::RemoveGroup { id: group.id }).await?;
    Ok(bare(StatusCode::NO_CONTENT))
}

async fn update(edge: &Edge, asks: &Asks, id: &str, plan: Plan) -> Result<Response, Refusal> {
    let group = found(edge, asks, id)?;
    asks.check_version(group.version)?;
    check_members(edge, asks, &plan.members)?;
    let name = plan.name.as_deref().map(label).transpose()?;
    let external_id = match plan.external_id {
        Some(Some(text)) => Some(Some(external(&text)?)),
        Some(None) => Some(None),
        None => None,
    };
    let changes = GroupChanges {
        name: name.filter(|name| *name != group.name),
        external_id: external_id.filter(|id| *id != group.external_id),
        provisioned: None,
    };
    if changes != GroupChanges::default() {
        let approval = edge.new_id();
        let ask = Command::Ask {
            request: Request::ChangeGroup {
                id: group.id,
                changes,
            },
            approval,
            seen_version: asks.says_version().then_some(group.version),
        };
        asks.command(edge, ask).await?;
        asks.check_done(edge, approval)?;
    }
    change_members(edge, asks, group.id, plan.members).await?;
    respond(edge, asks, StatusCode::OK, group.id)
}

async fn change_members(edge: &Edge, asks: &Asks, group: GroupId, members: Members) -> Result<(), Refusal> {
    let approval = edge.new_id();
    if members.cleared {
        let replace = Command::ReplaceMembers {
            group,
            members: members.coming,
            approval,
        };
        asks.command(edge, replace).await?;
        return asks.check_done(edge, approval);
    }
    // Who goes, goes first: a second person for who comes must not keep anybody in.
    for member in members.going {
        asks.command(edge, Command::RemoveMember { group, member })
            .await?;
    }
    if !members.coming.is_empty() {
        let add = Command::Ask {
            request: Request::AddMembers {
                group,
                members: members.coming,
            },
            approval,
            seen_version: None,
        };
        asks.command(edge, add).await?;
    }
    asks.check_done(edge, approval)
}
