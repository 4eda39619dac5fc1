//! What there is and where: OpenID Connect Discovery 1.0, RFC 8414, and the keys.

use axum::extract::State;
use axum::response::Response;
use bezant_credentials::jwt::JwkSet;
use bezant_identity::Permission;
use bezant_identity::oauth::{Claim, Flow};
use serde::Serialize;

use super::answer::{Refused, public_json};
use super::keys;
use super::realm::Realm;
use crate::edge::Edge;

#[derive(Serialize)]
struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    device_authorization_endpoint: String,
    end_session_endpoint: String,
    scopes_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: Vec<&'static str>,
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 3],
    introspection_endpoint_auth_methods_supported: [&'static str; 2],
    revocation_endpoint_auth_methods_supported: [&'static str; 3],
    code_challenge_methods_supported: [&'static str; 1],
    claims_supported: [&'static str; 13],
    prompt_values_supported: [&'static str; 4],
    authorization_response_iss_parameter_supported: bool,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    service_documentation: String,
}

const SECRETS: [&str; 2] = ["client_secret_basic", "client_secret_post"];
const ANY_CLIENT: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// Describes a tenant's server.
pub(super) async fn describe(State(edge): State<Edge>, realm: Realm) -> Response {
    let claims = Claim::ALL.into_iter().map(Claim::as_str);
    let permissions = Permission::ALL.iter().map(|one| one.as_str());
    let mut documentation = edge.identity().public_url.clone();
    documentation.set_path("/docs");
    public_json(&Description {
        authorization_endpoint: realm.url("authorize"),
        token_endpoint: realm.url("token"),
        userinfo_endpoint: realm.url("userinfo"),
        jwks_uri: realm.url("jwks"),
        introspection_endpoint: realm.url("introspect"),
        revocation_endpoint: realm.url("revoke"),
        device_authorization_endpoint: realm.url("device"),
        end_session_endpoint: realm.url("logout"),
        issuer: realm.issuer,
        scopes_supported: claims.chain(permissions).collect(),
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: Flow::ALL.into_iter().map(Flow::as_str).collect(),
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
        token_endpoint_auth_methods_supported: ANY_CLIENT,
        introspection_endpoint_auth_methods_supported: SECRETS,
        revocation_endpoint_auth_methods_supported: ANY_CLIENT,
        code_challenge_methods_supported: ["S256"],
        claims_supported: [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "amr",
            "azp",
            "at_hash",
            "sid",
            "name",
            "email",
        ],
        prompt_values_supported: ["none", "login", "consent", "select_account"],
        authorization_response_iss_parameter_supported: true,
        claims_parameter_supported: false,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        service_documentation: documentation.to_string(),
    })
}

/// The keys that tokens are verified with.
pub(super) async fn keys(State(edge): State<Edge>, _: Realm) -> Result<Response, Refused> {
    if keys::published(&edge).is_empty() {
        keys::tend_signing_keys(&edge).await?;
    }
    Ok(public_json(&JwkSet {
        keys: keys::published(&edge),
    }))
}
