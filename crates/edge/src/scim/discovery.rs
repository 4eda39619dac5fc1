//! What this server can do, in SCIM's words: `/ServiceProviderConfig`, `/ResourceTypes`, `/Schemas`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::attributes::{Type, USER};
use super::error::Refusal;
use super::request::{Asks, LARGEST_PAGE};
use super::users::LIST;
use super::{answer, groups, user};
use crate::edge::Edge;
use crate::request::PathText;

pub(super) async fn service_provider(State(edge): State<Edge>, asks: Asks) -> Result<Response, Refusal> {
    let location = format!("{}/scim/v2/ServiceProviderConfig", user::base(&edge));
    let config = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": LARGEST_PAGE },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer",
            "description": "An API key or an access token with the permission scim.manage.",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": location },
    });
    let config = config.as_object().cloned().unwrap_or_default();
    Ok(answer(StatusCode::OK, &asks.query.projection.of(config)))
}

fn all_resource_types(edge: &Edge) -> Vec<Value> {
    let one = |name: &str, schema: &str, description: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name,
            "name": name,
            "description": description,
            "endpoint": format!("/{name}s"),
            "schema": schema,
            "meta": {
                "resourceType": "ResourceType",
                "location": format!("{}/scim/v2/ResourceTypes/{name}", user::base(edge)),
            },
        })
    };
    vec![
        one("User", user::SCHEMA, "A person who signs in."),
        one("Group", groups::SCHEMA, "People who have roles together."),
    ]
}

fn list(all: Vec<Value>) -> Response {
    let body = json!({
        "schemas": [LIST], "totalResults": all.len(), "startIndex": 1, "itemsPerPage": all.len(), "Resources": all,
    });
    answer(StatusCode::OK, &body)
}

fn one_of(all: Vec<Value>, id: &str) -> Result<Response, Refusal> {
    let found = all.into_iter().find(|one| one["id"] == id);
    found
        .map(|one| answer(StatusCode::OK, &one))
        .ok_or_else(|| Refusal::not_found("there is no such thing"))
}

pub(super) async fn resource_types(State(edge): State<Edge>, _: Asks) -> Result<Response, Refusal> {
    Ok(list(all_resource_types(&edge)))
}

pub(super) async fn resource_type(
    State(edge): State<Edge>,
    PathText(id): PathText,
    _: Asks,
) -> Result<Response, Refusal> {
    one_of(all_resource_types(&edge), &id)
}

pub(super) async fn schemas(State(edge): State<Edge>, _: Asks) -> Result<Response, Refusal> {
    Ok(list(all_schemas(&edge)))
}

pub(super) async fn schema(
    State(edge): State<Edge>,
    PathText(id): PathText,
    _: Asks,
) -> Result<Response, Refusal> {
    one_of(all_schemas(&edge), &id)
}

/// How an attribute is described; the rest is as for most of them.
#[derive(Copy, Clone)]
struct Described {
    required: bool,
    case_exact: bool,
    mutability: &'static str,
    uniqueness: &'static str,
}

const USUAL: Described = Described {
    required: false,
    case_exact: false,
    mutability: "readWrite",
    uniqueness: "none",
};

const READ_ONLY: Described = Described {
    mutability: "readOnly",
    ..USUAL
};

fn attribute(name: &str, kind: Type, described: Described) -> Value {
    let (word, many, parts) = match kind {
        Type::Text => ("string", false, &[][..]),
        Type::Boolean => ("boolean", false, &[][..]),
        Type::Complex(parts) => ("complex", false, parts),
        Type::Many(parts) => ("complex", true, parts),
    };
    let mut attribute = json!({
        "name": name, "type": word, "multiValued": many, "description": description(name), "required": described.required,
        "mutability": described.mutability, "returned": "default",
    });
    if word == "string" {
        attribute["caseExact"] = described.case_exact.into();
        attribute["uniqueness"] = described.uniqueness.into();
    }
    if word == "complex" {
        let part = |(name, kind): &(&str, Type)| attribute_of_part(name, *kind, described);
        attribute["subAttributes"] = parts.iter().map(part).collect();
    }
    attribute
}

fn attribute_of_part(name: &str, kind: Type, whole: Described) -> Value {
    let mut part = attribute(
        name,
        kind,
        Described {
            required: false,
            ..whole
        },
    );
    if name == "$ref" {
        part["type"] = "reference".into();
        part["referenceTypes"] = json!(["User", "Group"]);
        part["caseExact"] = true.into();
    }
    part
}

fn description(name: &str) -> &'static str {
    match name {
        "userName" => "The e-mail address by which the user signs in.",
        "externalId" => "What the directory calls it.",
        "active" => "Whether the user may act. One who may not is suspended.",
        "name" => "The parts of the user's name.",
        "displayName" => "The name to show.",
        "emails" => "E-mail addresses. The user signs in by userName, which is one too.",
        "phoneNumbers" => "Telephone numbers.",
        "groups" => "The provisioned groups that the user is in.",
        "members" => "The users in the group.",
        "value" => "The value itself.",
        "primary" => "Whether it is the first to use.",
        _ => "As in RFC 7643.",
    }
}

fn all_schemas(edge: &Edge) -> Vec<Value> {
    let of_user = |(name, kind): &(&str, Type)| {
        let described = match *name {
            "userName" => Described {
                required: true,
                uniqueness: "server",
                ..USUAL
            },
            "externalId" => Described {
                case_exact: true,
                ..USUAL
            },
            _ => USUAL,
        };
        attribute(name, *kind, described)
    };
    const REFERENCES: &[(&str, Type)] = &[
        ("value", Type::Text),
        ("$ref", Type::Text),
        ("display", Type::Text),
    ];
    const MEMBERS: &[(&str, Type)] = &[("value", Type::Text), ("$ref", Type::Text), ("type", Type::Text)];
    // What all resources have in common is in no schema (RFC 7643, 3.1).
    let user = USER.iter().filter(|(name, _)| *name != "externalId").map(of_user);
    let user = user.chain([attribute("groups", Type::Many(REFERENCES), READ_ONLY)]);
    let name = Described {
        required: true,
        uniqueness: "server",
        case_exact: true,
        ..USUAL
    };
    let group = [
        attribute("displayName", Type::Text, name),
        attribute("members", Type::Many(MEMBERS), USUAL),
    ];
    let one = |id: &str, name: &str, attributes: Vec<Value>| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": id,
            "name": name,
            "description": if name == "User" { "A person who signs in." } else { "People who have roles together." },
            "attributes": attributes,
            "meta": { "resourceType": "Schema", "location": format!("{}/scim/v2/Schemas/{id}", user::base(edge)) },
        })
    };
    vec![
        one(user::SCHEMA, "User", user.collect()),
        one(groups::SCHEMA, "Group", group.to_vec()),
    ]
}
