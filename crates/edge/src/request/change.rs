//! A request that changes something: who asks, how, and with which body.

use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use bezant_core::{Command, Core, Rejection, Reply};
use bezant_engine::{Correlation, IdempotencyKey, SubmitError, Submitted, Wait};
use bezant_identity::Authority;
use bezant_kernel::{Id, IdKind, Tenant};
use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::{BodyKind, headers, read_body};
use crate::auth::{Caller, admitted, route_of};
use crate::correlation;
use crate::edge::Edge;
use crate::problem::Problem;

/// An authenticated request that changes something.
pub(crate) struct Change {
    pub(crate) tenant: Tenant,
    /// Who asks.
    pub(crate) caller: Caller,
    pub(crate) body: Bytes,
    /// How long the caller waits for something to settle.
    pub(crate) wait: Wait,
    /// The version that the caller has seen.
    pub(crate) expected_version: Option<u64>,
    correlation: Correlation,
    idempotency: Option<IdempotencyKey>,
}

/// What was done.
pub(crate) struct Done {
    pub(crate) reply: Reply,
    /// Whether it was done before, under the same idempotency key.
    pub(crate) replayed: bool,
}

impl FromRequest<Edge> for Change {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        Change::read_as(request, edge, edge.limits().max_body_bytes).await
    }
}

impl Change {
    /// The id that the request goes by.
    pub(crate) fn correlation_id(&self) -> Correlation {
        self.correlation.clone()
    }

    /// With a JSON body.
    pub(crate) async fn read_as(
        request: Request,
        edge: &Edge,
        max_body_bytes: usize,
    ) -> Result<Self, Problem> {
        Change::read(request, edge, BodyKind::Json, max_body_bytes).await
    }

    async fn read(
        request: Request,
        edge: &Edge,
        kind: BodyKind,
        max_body_bytes: usize,
    ) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = admitted(&parts.extensions)?;
        let limits = edge.limits();
        let wait = headers::wait(&parts.headers, limits);
        let expected_version = headers::expected_version(&parts.headers)?;
        let key = headers::idempotency_key(&parts.headers)?;
        let body = read_body(&parts.headers, body, kind, max_body_bytes, limits.body_within).await?;
        if kind == BodyKind::Json
            && let Some(rules) = &edge.protection().rules
        {
            rules.check_json(route_of(&parts.extensions), &body)?;
        }
        let idempotency = key.map(|key| scoped(&caller, &parts.method, &parts.uri, key, &body));
        let correlation = correlation_of(&mut parts.extensions, &parts.headers);
        Ok(Change {
            tenant: caller.tenant,
            caller,
            body,
            wait,
            expected_version,
            correlation,
            idempotency,
        })
    }
}

/// The same with the body of a bulk request.
pub(crate) struct BulkChange(pub(crate) Change);

impl FromRequest<Edge> for BulkChange {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let bound = edge.limits().max_bulk_body_bytes;
        let change = Change::read_as(request, edge, bound).await?;
        Ok(BulkChange(change))
    }
}

/// A file, with the query of its path as a part of what is asked. Few are taken in at a time.
pub(crate) struct Upload {
    pub(crate) change: Change,
    /// What the file says it is.
    pub(crate) content_type: Option<String>,
    _permit: OwnedSemaphorePermit,
}

impl Upload {
    async fn read(request: Request, edge: &Edge, kind: BodyKind, max_bytes: usize) -> Result<Self, Problem> {
        let permit = edge.heavy_permit()?;
        let query = request.uri().query().unwrap_or_default().to_owned();
        let content_type = request.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let mut change = Change::read(request, edge, kind, max_bytes).await?;
        change.idempotency = change.idempotency.map(|file| {
            let (scope, file) = (format!("{:032x}", file.scope), file.fingerprint.to_be_bytes());
            IdempotencyKey::new(change.tenant, "file", &scope, &[&file, query.as_bytes()].concat())
        });
        Ok(Upload {
            change,
            content_type,
            _permit: permit,
        })
    }
}

impl FromRequest<Edge> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let bound = bezant_reconciliation::MAXIMUM_FILE_BYTES;
        Upload::read(request, edge, BodyKind::File, bound).await
    }
}

/// The same where the file is CSV.
pub(crate) struct CsvUpload(pub(crate) Upload);

impl FromRequest<Edge> for CsvUpload {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let bound = edge.limits().max_import_body_bytes;
        Ok(CsvUpload(
            Upload::read(request, edge, BodyKind::Csv, bound).await?,
        ))
    }
}

/// The keys of principals are their own: an answer that is given again must not show one what another has made. The API keys
/// that belong to no principal stand for the tenant, and share theirs.
fn scoped(caller: &Caller, method: &Method, uri: &Uri, key: &str, body: &[u8]) -> IdempotencyKey {
    let endpoint = match &caller.by {
        Authority::Principal { id, .. } => format!("{method} {} {id}", uri.path()),
        Authority::Node | Authority::Key(_) | Authority::Anyone => {
            [method.as_str(), " ", uri.path()].concat()
        }
    };
    IdempotencyKey::new(caller.tenant, &endpoint, key, body)
}

/// The correlation id that the request goes by.
pub(crate) fn correlation_of(extensions: &mut axum::http::Extensions, headers: &HeaderMap) -> Correlation {
    extensions
        .remove::<Correlation>()
        .unwrap_or_else(|| correlation::of(headers))
}

impl Change {
    /// The id of what the request makes. A repetition under the same idempotency key is about the same thing.
    pub(crate) fn new_id<K: IdKind>(&self, edge: &Edge) -> Id<K> {
        match &self.idempotency {
            Some(key) => Id::derive(&[&key.scope.to_be_bytes(), &key.fingerprint.to_be_bytes()]),
            None => edge.new_id(),
        }
    }

    /// Whether a text can be an idempotency key.
    pub(crate) fn is_key(text: &str) -> bool {
        headers::is_key(text.as_bytes())
    }

    /// The nth of several changes that the request asks for, as if it had been posted to that path alone. Without a key of its own it
    /// has the request's, if there is one.
    pub(crate) fn item(&self, nth: usize, path: &'static str, key: Option<String>, body: Vec<u8>) -> Change {
        let idempotency = match (key, self.idempotency) {
            (Some(key), _) => Some(scoped(
                &self.caller,
                &Method::POST,
                &Uri::from_static(path),
                &key,
                &body,
            )),
            (None, Some(whole)) => {
                let key = format!("{:032x} {nth}", whole.scope);
                Some(IdempotencyKey::new(self.tenant, "item", &key, &body))
            }
            (None, None) => None,
        };
        Change {
            tenant: self.tenant,
            caller: self.caller.clone(),
            body: body.into(),
            wait: self.wait,
            expected_version: None,
            correlation: self.correlation.clone(),
            idempotency,
        }
    }

    /// Hands one command of several to the engine. Each must be one that can be repeated: an idempotency key is for one only.
    pub(crate) async fn submit_one_of(&self, edge: &Edge, command: Command) -> Submitted<Core> {
        let request = bezant_engine::Request {
            tenant: self.tenant,
            correlation: self.correlation.clone(),
            idempotency: None,
            command,
        };
        edge.engine().submit(request, Wait::Committed).await
    }

    /// Hands the command to the engine. A command that changes nothing is done already.
    pub(crate) async fn submit(&self, edge: &Edge, command: Command, wait: Wait) -> Result<Done, Problem> {
        let done = self.try_submit(edge, command, self.idempotency, wait).await;
        done.map_err(Problem::from)
    }

    /// The nth of several commands that the request leads to. Each keeps its own answer under the caller's idempotency key.
    pub(crate) async fn submit_part(
        &self,
        edge: &Edge,
        nth: usize,
        command: Command,
    ) -> Result<Done, SubmitError<Rejection>> {
        let idempotency = self.idempotency.map(|whole| {
            let key = format!("{:032x} {nth}", whole.scope);
            IdempotencyKey::new(self.tenant, "part", &key, &whole.fingerprint.to_be_bytes())
        });
        self.try_submit(edge, command, idempotency, Wait::Committed).await
    }

    async fn try_submit(
        &self,
        edge: &Edge,
        command: Command,
        idempotency: Option<IdempotencyKey>,
        wait: Wait,
    ) -> Result<Done, SubmitError<Rejection>> {
        let request = bezant_engine::Request {
            tenant: self.tenant,
            correlation: self.correlation.clone(),
            idempotency,
            command,
        };
        match edge.engine().submit(request, wait).await {
            Ok(outcome) => Ok(Done {
                reply: outcome.reply,
                replayed: outcome.replayed,
            }),
            Err(SubmitError::Rejected(Rejection::Unchanged(reply))) => Ok(Done {
                reply: *reply,
                replayed: false,
            }),
            Err(error) => Err(error),
        }
    }
}
