//! What surrounds every call: the key, the deadline, the bounds, counts and times.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, Method, Request, Response};
use bezant_identity::Permission;
use bezant_proto::ledger::v1::ledger_server::{LedgerServer, SERVICE_NAME};
use bezant_transport::RequestBody;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service as _;
use tracing::Instrument;

use super::about::About;
use super::backend::LedgerCaller;
use super::service::Service;
use super::transcode::{Call, Transcoder};
use crate::access::Access;
use crate::audit::{self, Answered, Noted};
use crate::auth::{Asked, Caller, authorize, still_may};
use crate::correlation;
use crate::degradation::{Priority, noting};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::signin::Visitor;

/// The largest message that is taken in: a full batch and what surrounds it, twice over.
const MAX_MESSAGE_BYTES: usize = 2 << 20;

/// A caller that was let in. In the extensions of every request that reaches the service.
#[derive(Clone)]
pub(super) struct Admitted {
    pub(super) caller: LedgerCaller,
    /// When a stream has to end, if its caller says so.
    pub(super) deadline: Option<Instant>,
    let_in: Caller,
    /// Held as long as a stream is open; calls hold theirs while they are answered.
    _permit: Option<Arc<OwnedSemaphorePermit>>,
}

impl Admitted {
    pub(super) fn of<T>(request: &tonic::Request<T>) -> &Admitted {
        request
            .extensions()
            .get()
            .expect("only admitted calls reach the service")
    }

    /// Whether the key that let the caller in still would.
    pub(super) fn check_key(&self, edge: &Edge) -> Result<(), Problem> {
        still_may(edge, &self.let_in)
    }
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Shape {
    Call,
    Stream,
}

/// Each method with what it takes.
const METHODS: &[(&str, Permission, Shape)] = &[
    ("CreateTransfers", Permission::LedgerWrite, Shape::Call),
    ("CreateTransfer", Permission::LedgerWrite, Shape::Call),
    ("StreamTransfers", Permission::LedgerWrite, Shape::Stream),
    ("OpenAccounts", Permission::LedgerWrite, Shape::Call),
    ("GetAccounts", Permission::LedgerRead, Shape::Call),
    ("GetTransfers", Permission::LedgerRead, Shape::Call),
    ("AccountTransfers", Permission::LedgerRead, Shape::Stream),
    ("Balance", Permission::LedgerRead, Shape::Call),
];

/// The front of one connection.
pub(super) struct Front {
    pub(super) edge: Edge,
    server: LedgerServer<Service>,
    transcoder: Transcoder,
    about: About,
}

impl Front {
    pub(super) fn new(service: Service, transcoder: Transcoder, about: About) -> Self {
        Front {
            edge: service.edge.clone(),
            server: LedgerServer::new(service).max_decoding_message_size(MAX_MESSAGE_BYTES),
            transcoder,
            about,
        }
    }

    /// What is not the ledger's own: the REST interface, and what is served.
    async fn elsewhere(
        &self,
        request: Request<RequestBody>,
        label: &mut &'static str,
    ) -> Result<Response<Body>, Status> {
        let path = request.uri().path();
        if let Some(call) = Call::of(path) {
            *label = call.name;
            // To read the message, and then to wait for what was asked for.
            let limits = self.edge.limits();
            let longest = limits.body_within + limits.longest_wait;
            let wait = grpc_timeout(request.headers())?.map_or(longest, |wait| wait.min(longest));
            return self.transcoder.answer(call, request, wait).await;
        }
        if let Some((name, service)) = self.about.of(path) {
            *label = name;
            return self.about.answer(service, request).await;
        }
        Err(Problem::new(Code::RouteNotFound, "there is no such method").into())
    }

    pub(super) async fn answer(&self, mut request: Request<RequestBody>) -> Response<Body> {
        let began = Instant::now();
        let correlation = correlation::of(request.headers());
        // A request that the call becomes goes by the same id, in the same trace.
        correlation::tell(&correlation, request.headers_mut());
        let method = method_of(request.uri().path());
        let noted = self.edge.audit().map(|_| Noted::default());
        let address = Visitor::from((request.extensions(), request.headers())).address();
        let path = method.map(|_| request.uri().path().to_owned());
        if let (Some(noted), Some(_)) = (&noted, method) {
            request.extensions_mut().insert(noted.clone());
        }
        let mut label = method.map_or("unknown", |(name, ..)| name);
        let span = correlation::span(&correlation, "gRPC", label);
        let response = async {
            let Some(&(_, permission, shape)) = method else {
                return self.elsewhere(request, &mut label).await;
            };
            let caller = {
                // As the policy sees it: calls that read are GET, others POST.
                let as_method = if permission == Permission::LedgerRead {
                    Method::GET
                } else {
                    Method::POST
                };
                let asked = Asked {
                    method: &as_method,
                    route: request.uri().path(),
                    extensions: request.extensions(),
                    headers: request.headers(),
                };
                let access = Access::needs(permission);
                audit::begin(&self.edge, &as_method, asked.route, asked.extensions, access)?;
                authorize(&self.edge, &asked, access).await?
            };
            let reads = permission == Permission::LedgerRead;
            if !reads && self.edge.degradation().is_read_only() {
                return Err(Problem::read_only().into());
            }
            let wait = grpc_timeout(request.headers())?;
            let admitted = Admitted {
                caller: LedgerCaller {
                    tenant: caller.tenant,
                    correlation: correlation.clone(),
                },
                let_in: caller,
                deadline: None,
                _permit: None,
            };
            match shape {
                Shape::Call => {
                    let class = if reads { Priority::Read } else { Priority::New };
                    self.call(request, admitted, wait, class).await
                }
                Shape::Stream => {
                    self.stream(request, admitted, wait.map(|wait| began + wait))
                        .await
                }
            }
        }
        .instrument(span)
        .await;
        let mut response = response.unwrap_or_else(Status::into_http);
        correlation::tell(&correlation, response.headers_mut());
        if let (Some(auditing), Some(noted), Some(path)) = (self.edge.audit(), &noted, &path) {
            let answered = Answered {
                at: self.edge.now(),
                correlation: &correlation,
                client: Some(address),
                country: None,
                listener: "grpc",
                method: "gRPC",
                route: path,
                resources: Vec::new(),
                rows: None,
                status: http_status(&response),
                code: "",
            };
            auditing.record(noted, answered);
        }
        count(label, &response, began);
        response
    }

    /// A call with one answer, which comes in bounded time.
    async fn call(
        &self,
        mut request: Request<RequestBody>,
        admitted: Admitted,
        wait: Option<Duration>,
        class: Priority,
    ) -> Result<Response<Body>, Status> {
        let Some(place) = self.edge.request_places().take(class) else {
            return Err(Problem::overloaded().into());
        };
        let longest = self.edge.limits().longest_wait;
        let wait = wait.map_or(longest, |wait| wait.min(longest));
        request.extensions_mut().insert(admitted);
        let answered = tokio::time::timeout(wait, noting(self.server.clone().call(request))).await;
        match answered {
            Ok((Ok(response), waited)) => {
                // The status of a call that failed stands in the head; what was refused says nothing about the time that work takes.
                if !response.headers().contains_key("grpc-status") {
                    place.finish(waited);
                }
                Ok(response)
            }
            Ok((Err(never), _)) => match never {},
            Err(_) => Err(Problem::deadline_passed().into()),
        }
    }

    /// A stream, which is open as long as both sides want.
    async fn stream(
        &self,
        mut request: Request<RequestBody>,
        mut admitted: Admitted,
        deadline: Option<Instant>,
    ) -> Result<Response<Body>, Status> {
        let Ok(permit) = self.edge.stream_permits().try_acquire_owned() else {
            return Err(Problem::overloaded().into());
        };
        admitted._permit = Some(Arc::new(permit));
        admitted.deadline = deadline;
        request.extensions_mut().insert(admitted);
        match self.server.clone().call(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }
}

fn method_of(path: &str) -> Option<&'static (&'static str, Permission, Shape)> {
    let name = path
        .strip_prefix('/')?
        .strip_prefix(SERVICE_NAME)?
        .strip_prefix('/')?;
    METHODS.iter().find(|(method, ..)| *method == name)
}

/// How long a caller waits: up to eight digits and a unit (gRPC over HTTP/2, "Timeout").
fn grpc_timeout(headers: &HeaderMap) -> Result<Option<Duration>, Problem> {
    let Some(value) = headers.get("grpc-timeout") else {
        return Ok(None);
    };
    let wrong = || {
        let what = "it must be up to eight digits and one of H, M, S, m, u, n";
        Problem::mistake("grpc-timeout", Code::HeaderInvalid, what)
    };
    let text = value.to_str().map_err(|_| wrong())?;
    let unit = text.chars().last().ok_or_else(wrong)?;
    let digits = &text[..text.len() - unit.len_utf8()];
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    match unit {
        'H' => Ok(Duration::from_secs(number * 3_600)),
        'M' => Ok(Duration::from_secs(number * 60)),
        'S' => Ok(Duration::from_secs(number)),
        'm' => Ok(Duration::from_millis(number)),
        'u' => Ok(Duration::from_micros(number)),
        'n' => Ok(Duration::from_nanos(number)),
        _ => Err(wrong()),
    }
    .map(Some)
}

/// What an answer would be over HTTP.
fn http_status(response: &Response<Body>) -> u16 {
    match Status::from_header_map(response.headers()).map(|status| status.code()) {
        None | Some(tonic::Code::Ok) => 200,
        Some(tonic::Code::Unauthenticated) => 401,
        Some(tonic::Code::PermissionDenied) => 403,
        Some(tonic::Code::NotFound) => 404,
        Some(tonic::Code::ResourceExhausted) => 429,
        Some(tonic::Code::Unavailable) => 503,
        Some(tonic::Code::Internal | tonic::Code::Unknown | tonic::Code::DataLoss) => 500,
        Some(_) => 422,
    }
}

/// Of a stream, its opening is counted.
fn count(method: &'static str, response: &Response<Body>, began: Instant) {
    // A call that went well has its status behind the body.
    let status = match response.headers().get("grpc-status") {
        None => "0".to_owned(),
        Some(status) => status.to_str().unwrap_or("unknown").to_owned(),
    };
    metrics::counter!("grpc_requests_total", "method" => method, "status" => status).increment(1);
    metrics::histogram!("grpc_request_duration_seconds", "method" => method)
        .record(began.elapsed().as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn every_method_of_the_protocol_has_its_row() {
        let proto = include_str!("../../../proto/proto/bezant/ledger/v1/ledger.proto");
        let described: Vec<&str> = proto
            .lines()
            .filter_map(|line| line.trim().strip_prefix("rpc "))
            .map(|line| line.split('(').next().unwrap())
            .collect();
        let mut rows: Vec<&str> = METHODS.iter().map(|(name, ..)| *name).collect();
        let mut wanted = described.clone();
        rows.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(rows, wanted);
        assert!(method_of("/bezant.ledger.v1.Ledger/Balance").is_some());
        for other in [
            "",
            "/",
            "/Balance",
            "/bezant.ledger.v1.Ledger/balance",
            "/bezant.ledger.v1.LedgerBalance",
        ] {
            assert!(method_of(other).is_none(), "{other}");
        }
    }

    #[test]
    fn timeouts_are_read_as_grpc_writes_them() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", HeaderValue::from_str(text).unwrap());
            grpc_timeout(&headers).ok().flatten()
        };
        assert_eq!(read("5S"), Some(Duration::from_secs(5)));
        assert_eq!(read("99999999H"), Some(Duration::from_secs(99_999_999 * 3_600)));
        assert_eq!(read("250m"), Some(Duration::from_millis(250)));
        assert_eq!(read("1u"), Some(Duration::from_micros(1)));
        for wrong in ["", "S", "5", "5s", "-5S", "123456789S", "5 S", "0x5S"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert!(matches!(grpc_timeout(&HeaderMap::new()), Ok(None)));
    }
}
