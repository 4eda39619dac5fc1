//! The commands of this machine's own administration: tenants and whatever else nobody can give themselves.
//!
//! In come requests through a socket that only the node's user can open, or straight from the command line on the data of a
//! stopped node: that is the proof, and the commands are given in the name of the node. Out go the same objects as in the API.
//! It must never be reachable from a network, and never show a secret but in the answer that makes it.

mod clients;
mod compliance;
mod keyring;
mod keys;
mod people;
mod retention;
mod rules;
mod signing_keys;
mod tenants;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use bezant_core::{Command, Core, Rejection};
use bezant_engine::{Clock, Correlation, Engine, Request, SubmitError, SystemClock, Unavailable, Wait};
use bezant_identity::{Action, Authority, access};
use bezant_kernel::{Id, IdKind, Tenant, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::correlation;
use crate::directory::DirectoryHandle;
use crate::edge::Edge;
use crate::front::{Front, front};
use crate::identity::IdentityParts;
use crate::problem::{Code, Problem};
use crate::request::parse;
use crate::routes::{method_not_allowed, not_found};

/// What the administration stands on.
pub struct AdminParts {
    engine: Engine<Core>,
    directory: DirectoryHandle,
    /// What reads and writes personal data, which only a running node does.
    edge: Option<Edge>,
}

impl AdminParts {
    /// On the data of a stopped node: without personal data.
    pub async fn of_stopped(engine: Engine<Core>) -> Result<AdminParts, Unavailable> {
        Ok(AdminParts {
            directory: DirectoryHandle::start(&engine).await?,
            engine,
            edge: None,
        })
    }
}

impl Edge {
    /// What the administration of this node stands on.
    pub fn admin_parts(&self) -> AdminParts {
        AdminParts {
            engine: self.engine().clone(),
            directory: self.directory().clone(),
            edge: Some(self.clone()),
        }
    }
}

#[derive(Clone)]
struct Admin {
    engine: Engine<Core>,
    directory: DirectoryHandle,
    edge: Option<Edge>,
    clock: Arc<dyn Clock>,
}

/// The service for this machine's own commands, below `/admin/v1`.
pub fn admin_router(parts: AdminParts) -> Router {
    let audit = parts.edge.as_ref().and_then(|edge| edge.audit().cloned());
    let admin = Admin {
        engine: parts.engine,
        directory: parts.directory,
        edge: parts.edge,
        clock: Arc::new(SystemClock),
    };
    Router::new()
        .route("/admin/v1/tenants", post(tenants::create).get(tenants::list))
        .route(
            "/admin/v1/tenants/{name}",
            get(tenants::read).patch(tenants::change),
        )
        .route("/admin/v1/tenants/{name}/suspend", post(tenants::suspend))
        .route("/admin/v1/tenants/{name}/resume", post(tenants::resume))
        .route("/admin/v1/tenants/{name}/close", post(tenants::close))
        .route("/admin/v1/tenants/{name}/export", get(tenants::export))
        .route("/admin/v1/keys", post(keys::create).get(keys::list))
        .route("/admin/v1/keys/{id}/revoke", post(keys::revoke))
        .route("/admin/v1/keys/{id}/rotate", post(keys::rotate))
        .route("/admin/v1/keys/{id}/signing", post(keys::set_signing))
        .route("/admin/v1/keys/{id}/signing/remove", post(keys::remove_signing))
        .route("/admin/v1/principals", post(people::create).get(people::list))
        .route("/admin/v1/principals/{id}/suspend", post(people::suspend))
        .route("/admin/v1/principals/{id}/reactivate", post(people::reactivate))
        .route("/admin/v1/principals/{id}/roles", post(people::give_role))
        .route(
            "/admin/v1/principals/{id}/roles/withdraw",
            post(people::withdraw_role),
        )
        .route("/admin/v1/principals/{id}/erase", post(people::erase))
        .route(
            "/admin/v1/principals/{id}/recovery-link",
            post(people::recovery_link),
        )
        .route("/admin/v1/invitations", post(people::invite))
        .route("/admin/v1/roles", post(rules::define_role).get(rules::roles))
        .route("/admin/v1/approvals", get(rules::approvals))
        .route("/admin/v1/approvals/{id}/approve", post(rules::approve))
        .route("/admin/v1/approvals/{id}/reject", post(rules::reject))
        .route(
            "/admin/v1/oauth-clients",
            post(clients::create).get(clients::list),
        )
        .route("/admin/v1/tenants/{name}/legal-holds", post(retention::place))
        .route(
            "/admin/v1/tenants/{name}/legal-holds/release",
            post(retention::release),
        )
        .route("/admin/v1/retention", get(retention::read))
        .route("/admin/v1/retention/run", post(retention::run))
        .route("/admin/v1/keyring", get(keyring::read))
        .route("/admin/v1/keyring/rotate", post(keyring::rotate))
        .route("/admin/v1/signing-keys", get(signing_keys::list))
        .route("/admin/v1/signing-keys/rotate", post(signing_keys::rotate))
        .route("/admin/v1/compliance/facts", get(compliance::facts))
        .route(
            "/admin/v1/compliance/health-access",
            get(compliance::health_access),
        )
        .route(
            "/admin/v1/compliance/changes",
            get(compliance::configuration_changes),
        )
        .route("/admin/v1/compliance/consents", get(compliance::consents_given))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Front::local().audited(audit), front))
        .with_state(admin)
}

/// Whose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantParams {
    /// The tenant's name or id; all if left out, where that can be.
    tenant: Option<String>,
}

#[derive(Serialize)]
struct Rows<T> {
    data: Vec<T>,
}

impl Admin {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn new_id<K: IdKind>(&self) -> Id<K> {
        Id::v7(self.now(), rand::random())
    }

    /// Waits until the directory has everything that is committed now.
    async fn settled(&self) {
        self.directory.catch_up(self.engine.committed()).await;
    }

    /// Looks something up in what is committed now.
    async fn read<T>(&self, look: impl FnOnce(&bezant_identity::State) -> T) -> T {
        self.settled().await;
        self.directory.read(|directory| look(directory.identity()))
    }

    /// The tenant with this name or id.
    async fn tenant(&self, text: &str) -> Result<Tenant, Problem> {
        let found = self.read(|identity| {
            let by_id = text.parse().ok().and_then(|id| identity.tenancy.tenant(id));
            let found = by_id.or_else(|| identity.tenancy.tenant_named(text));
            found.map(|tenant| Tenant::new(tenant.id))
        });
        found.await.ok_or_else(|| {
            let message = "there is no tenant of this name or id";
            Problem::mistake("tenant", Code::FieldInvalid, message)
        })
    }

    /// The tenant that a list is about, if it is about one.
    async fn wanted(&self, params: &TenantParams) -> Result<Option<Tenant>, Problem> {
        match params.tenant.as_deref() {
            Some(text) => self.tenant(text).await.map(Some),
            None => Ok(None),
        }
    }

    /// The tenants that a list is about.
    async fn tenants(&self, params: &TenantParams) -> Result<Vec<Tenant>, Problem> {
        match self.wanted(params).await? {
            Some(tenant) => Ok(vec![tenant]),
            None => {
                let all = self.read(|identity| {
                    let ids = identity.tenancy.tenants().map(|tenant| Tenant::new(tenant.id));
                    ids.collect()
                });
                Ok(all.await)
            }
        }
    }

    /// A body with the tenant that it is about, beside what the API takes.
    async fn about<T: DeserializeOwned>(&self, body: &[u8]) -> Result<(Tenant, T), Problem> {
        let (tenant, rest) = split(body)?;
        Ok((self.tenant(&tenant).await?, rest))
    }

    /// Gives a command in the name of the node. What changes nothing is done already.
    async fn give(&self, tenant: Tenant, action: Action) -> Result<(), Problem> {
        let request = Request {
            tenant,
            // So that the audit trail has the request and the change under one id.
            correlation: correlation::of_task()
                .unwrap_or_else(|| Correlation::new("administration").expect("a short text")),
            idempotency: None,
            command: Command::Identity(bezant_identity::Command {
                by: Authority::Node,
                action,
            }),
        };
        match self.engine.submit(request, Wait::Committed).await {
            Ok(_) | Err(SubmitError::Rejected(Rejection::Unchanged(_))) => {}
            Err(error) => return Err(error.into()),
        }
        self.settled().await;
        Ok(())
    }

    /// Asks for what would take a second person of anybody else.
    async fn ask(&self, tenant: Tenant, request: access::Request) -> Result<(), Problem> {
        let command = access::Command::Ask {
            request,
            approval: self.new_id(),
            seen_version: None,
        };
        self.give(tenant, Action::Access(command)).await
    }

    /// What reads and writes personal data, if the node is running.
    fn people(&self) -> Option<&IdentityParts> {
        self.edge.as_ref().map(Edge::identity)
    }

    /// The running node.
    fn running(&self) -> Result<&Edge, Problem> {
        let needed = || {
            Problem::new(
                Code::NodeNotRunning,
                "personal data and private keys take a running node: start it first",
            )
        };
        self.edge.as_ref().ok_or_else(needed)
    }
}

/// The tenant in a body, and the rest of it.
fn split<T: DeserializeOwned>(body: &[u8]) -> Result<(String, T), Problem> {
    let mut fields: Map<String, Value> = parse(body)?;
    let tenant = match fields.remove("tenant") {
        Some(Value::String(text)) => text,
        Some(_) => return Err(Problem::mistake("tenant", Code::FieldInvalid, "it is a text")),
        None => return Err(Problem::mistake("tenant", Code::FieldMissing, "it says whose")),
    };
    let rest = serde_json::to_vec(&fields).expect("what was JSON is JSON");
    Ok((tenant, parse(&rest)?))
}

/// What was just committed and is not in the directory yet: it will be in a moment.
fn behind() -> Problem {
    Problem::overloaded()
}
