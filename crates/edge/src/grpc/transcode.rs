//! The REST interface over gRPC: a call becomes the request that stands beside it, runs through the same routes, and its answer
//! becomes a message. So there is no rule here, and none of its own for who may do what.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::body::{Body as RestBody, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use bezant_representations::{Bounds, Error, Message, Node};
use bezant_transport::RequestBody;
use bytes::{Buf, BufMut, Bytes};
use tonic::Status;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::Grpc;
use tower::ServiceExt;

use crate::auth::Peer;
use crate::correlation;
use crate::edge::Edge;
use crate::problem::{Code, Problem, status_of};
use crate::representation::Forms;
use crate::respond::REPLAYED;
use crate::routes::router;
use crate::versions::{self, Version};

/// Service and method, and the request that it is.
const METHODS: &[(&str, &str, &str)] = &[
    ("Payments/Create", "POST", "/api/v1/payments"),
    ("Payments/Get", "GET", "/api/v1/payments/{id}"),
    ("Payments/List", "GET", "/api/v1/payments"),
    ("Payments/Confirm", "POST", "/api/v1/payments/{id}/confirm"),
    ("Payments/Capture", "POST", "/api/v1/payments/{id}/capture"),
    ("Payments/Cancel", "POST", "/api/v1/payments/{id}/cancel"),
    ("Payments/Retry", "POST", "/api/v1/payments/{id}/retry"),
    ("Payments/CreateRefund", "POST", "/api/v1/payments/{id}/refunds"),
    (
        "Payments/GetRefund",
        "GET",
        "/api/v1/payments/{id}/refunds/{refund_id}",
    ),
    ("Payments/ListRefunds", "GET", "/api/v1/payments/{id}/refunds"),
    ("Accounts/Open", "POST", "/api/v1/ledger/accounts"),
    ("Accounts/Get", "GET", "/api/v1/ledger/accounts/{id}"),
    ("Accounts/List", "GET", "/api/v1/ledger/accounts"),
    (
        "Accounts/GetBalance",
        "GET",
        "/api/v1/ledger/accounts/{id}/balance",
    ),
    ("Accounts/ListBalances", "GET", "/api/v1/ledger/balances"),
    ("Accounts/CreateTransfers", "POST", "/api/v1/ledger/transfers"),
    ("Accounts/GetTransfer", "GET", "/api/v1/ledger/transfers/{id}"),
    ("Accounts/ListTransfers", "GET", "/api/v1/ledger/transfers"),
];

/// What of a call's metadata means something to REST.
static HEADERS: [HeaderName; 8] = [
    AUTHORIZATION,
    IF_MATCH,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("prefer"),
    HeaderName::from_static("bezant-priority"),
    correlation::HEADER,
    correlation::TRACE_PARENT,
    correlation::TRACE_STATE,
];

/// The largest answer that is turned into a message.
const MAX_ANSWER_BYTES: usize = 4 << 20;

/// A method.
pub(super) struct Call {
    /// As it is counted.
    pub(super) name: &'static str,
    method: Method,
    path: &'static str,
    input: Message,
    output: Message,
}

impl Call {
    /// The method that a request's path names.
    pub(super) fn of(path: &str) -> Option<&'static Call> {
        static CALLS: LazyLock<HashMap<&str, Call>> = LazyLock::new(|| METHODS.iter().map(call).collect());
        CALLS.get(path.strip_prefix("/bezant.api.v1.")?)
    }

    /// Whether it changes nothing.
    pub(super) fn reads(&self) -> bool {
        self.method == Method::GET
    }
}

fn call(&(name, method, path): &(&'static str, &'static str, &'static str)) -> (&'static str, Call) {
    let (service, rpc) = name.split_once('/').expect("a row has a service and a method");
    let messages = Forms::get().messages.method(service, rpc);
    let (input, output) = messages.expect("every row is described");
    let method = if method == "GET" {
        Method::GET
    } else {
        Method::POST
    };
    let call = Call {
        name,
        method,
        path,
        input,
        output,
    };
    (name, call)
}

/// Turns calls into requests.
#[derive(Clone)]
pub(super) struct Transcoder {
    router: Router,
    max_message_bytes: usize,
}

impl Transcoder {
    pub(super) fn new(edge: Edge) -> Transcoder {
        Transcoder {
            max_message_bytes: edge.limits().max_body_bytes,
            router: router(edge),
        }
    }

    pub(super) async fn answer(
        &self,
        call: &'static Call,
        request: Request<RequestBody>,
        within: Duration,
    ) -> Result<Response<Body>, Status> {
        let router = self.router.clone();
        let service = tower::service_fn(move |request: tonic::Request<Bytes>| {
            let router = router.clone();
            async move { carry_out(router, call, request).await }
        });
        let mut grpc = Grpc::new(Whole).max_decoding_message_size(self.max_message_bytes);
        tokio::time::timeout(within, grpc.unary(service, request))
            .await
            .map_err(|_| Problem::deadline_passed().into())
    }
}

async fn carry_out(
    router: Router,
    call: &Call,
    request: tonic::Request<Bytes>,
) -> Result<tonic::Response<Bytes>, Status> {
    let message = call.input.read(request.get_ref()).map_err(|error| {
        let detail = format!("the message can't be read: {error}");
        Problem::new(Code::BodyMalformed, detail)
    })?;
    let peer = request.extensions().get::<Peer>().cloned();
    let headers = request.metadata().clone().into_headers();
    let mut rest = rest_request(call, message, &headers)?;
    if let Some(peer) = peer {
        rest.extensions_mut().insert(peer);
    }
    let answer = match router.oneshot(rest).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, MAX_ANSWER_BYTES).await.map_err(|_| {
        let detail = "the answer is too large for a message; ask for a shorter page";
        Problem::new(Code::NotAcceptable, detail)
    })?;
    if !head.status.is_success() {
        return Err(refusal(head.status, &head.headers, &body));
    }
    let message = call.output.write_json(&body).map_err(|error: Error| {
        let detail = format!("it was done, and its answer can't be given as a message: {error}");
        Problem::new(Code::NotAcceptable, detail)
    })?;
    let mut response = tonic::Response::new(Bytes::from(message));
    for name in [REPLAYED, ETAG] {
        if let Some(value) = head.headers.get(&name) {
            response.metadata_mut().as_mut().insert(name, value.clone());
        }
    }
    Ok(response)
}

fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Status {
    let after = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let problem = Node::parse(body, Bounds::ANSWER).unwrap_or(Node::Null);
    status_of(status, &problem, after.map(Duration::from_secs))
}

/// The fields that the path names go into it; the others into the query of what is read, and into the body of what changes.
fn rest_request(call: &Call, message: Node, headers: &HeaderMap) -> Result<Request<RestBody>, Problem> {
    let Node::Object(mut fields) = message else {
        unreachable!("a message is an object")
    };
    let mut uri = String::with_capacity(call.path.len() + 32);
    for part in call.path.split('/').skip(1) {
        uri.push('/');
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            None => uri.push_str(part),
            Some(name) => {
                let place = fields.iter().position(|(field, _)| field == name);
                let (_, value) = place
                    .map(|place| fields.remove(place))
                    .ok_or_else(|| Problem::mistake(name, Code::FieldMissing, "it must be given"))?;
                push_segment(&mut uri, value.text().expect("what a path names is a text"));
            }
        }
    }
    let body = if call.reads() {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            match value {
                Node::Text(text) | Node::Number(text) => query.append_pair(name, text),
                Node::Boolean(true) => query.append_pair(name, "true"),
                Node::Boolean(false) => query.append_pair(name, "false"),
                // A field that is not known, which will be refused by its name.
                Node::Null | Node::List(_) | Node::Object(_) => query.append_pair(name, ""),
            };
        }
        let query = query.finish();
        if !query.is_empty() {
            uri.push('?');
            uri.push_str(&query);
        }
        RestBody::empty()
    } else {
        RestBody::from(Node::Object(fields).to_bytes())
    };
    let mut request = Request::new(body);
    *request.method_mut() = call.method.clone();
    *request.uri_mut() = uri
        .parse()
        .map_err(|_| Problem::mistake("id", Code::IdInvalid, "it is too long"))?;
    let rest = request.headers_mut();
    for name in &HEADERS {
        if let Some(value) = headers.get(name) {
            rest.insert(name.clone(), value.clone());
        }
    }
    // Messages are of the newest version, whatever this node speaks by itself.
    rest.insert(versions::HEADER, Version::NEWEST.header_value());
    if !call.reads() {
        rest.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(request)
}

/// Writes a text as one part of a path, whatever is in it.
fn push_segment(uri: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Messages as they came in: what they mean is known to their description only.
#[derive(Copy, Clone, Default)]
pub(crate) struct Whole;

impl Codec for Whole {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Whole;
    type Decoder = Whole;

    fn encoder(&mut self) -> Whole {
        Whole
    }

    fn decoder(&mut self) -> Whole {
        Whole
    }
}

impl Encoder for Whole {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(item);
        Ok(())
    }
}

impl Decoder for Whole {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_method_of_the_protocol_is_an_operation_with_the_same_answer() {
        let forms = Forms::get();
        let described: BTreeSet<String> = forms
            .messages
            .methods()
            .iter()
            .map(|(service, method)| format!("{service}/{method}"))
            .collect();
        let rows: BTreeSet<String> = METHODS.iter().map(|(name, ..)| (*name).to_owned()).collect();
        assert_eq!(rows, described);
        for (name, method, path) in METHODS {
            let call = Call::of(&format!("/bezant.api.v1.{name}")).unwrap();
            let operation = forms.operations.get(method, path).unwrap();
            for answer in operation.answers() {
                assert_eq!(forms.messages.get(&answer.schema).unwrap(), call.output, "{name}");
            }
            // What the request takes and its path names is what the message has.
            let mut taken: BTreeSet<String> = path
                .split(['{', '}'])
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            if let Some(request) = &operation.request {
                taken.extend(forms.operations.fields(request).map(str::to_owned));
                assert_eq!(
                    call.input.fields().into_iter().collect::<BTreeSet<_>>(),
                    taken,
                    "{name}"
                );
            }
        }
        assert!(
            Call::of("/bezant.api.v1.Payments/create").is_none() && Call::of("Payments/Create").is_none()
        );
    }

    #[test]
    fn nothing_in_an_id_leads_elsewhere() {
        let mut uri = String::new();
        push_segment(&mut uri, "../a?b#c%2f é");
        assert_eq!(uri, "%2E%2E%2Fa%3Fb%23c%252f%20%C3%A9");
    }
}
