//! Bodies in the form that a caller sends and prefers. Handlers speak JSON; this stands around them.
//!
//! Before the handler a body in XML or Protobuf becomes one that turns into JSON while it is read, so whoever may not ask is refused
//! before a byte of it is; behind it the answer, a problem too, is written as `Accept` says. What an operation reads or writes itself
//! (files, exports, live events) is left as it is.

use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bezant_engine::Correlation;
use bezant_representations::{
    Body as Described, Chosen, Error, Format, Message, Messages, Operation, Operations, body_format, choose,
    problem_to_xml, to_json, to_xml,
};
use bytes::Bytes;
use futures::stream;

use crate::openapi::openapi_json;
use crate::problem::{Code, Problem};
use crate::request::collect;

/// The largest body in another form: as much as a bulk request has. What comes out of it has the bound of its route.
const MAX_BODY_BYTES: usize = 4 << 20;

/// The largest answer that is converted: more than a page of anything has.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// The package of the messages.
const PACKAGE: &str = "bezant.api.v1";

/// What bodies look like.
pub(crate) struct Forms {
    pub(crate) operations: Operations,
    pub(crate) messages: Messages,
}

impl Forms {
    /// Made once, from what is compiled in.
    pub(crate) fn get() -> &'static Forms {
        static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms {
            operations: Operations::of(openapi_json()).expect("the OpenAPI document is whole"),
            messages: Messages::of(bezant_proto::DESCRIPTORS, PACKAGE).expect("the descriptors are whole"),
        });
        &FORMS
    }

    /// Whether all that an operation answers with is a message.
    fn has_messages(&self, operation: &Operation) -> bool {
        let mut answers = operation.answers().peekable();
        answers.peek().is_some() && answers.all(|body| self.messages.get(&body.schema).is_some())
    }
}

/// One request and its answer.
pub(crate) struct Exchange {
    chosen: Chosen,
    operation: Option<&'static Operation>,
    /// Whether another `Accept` could lead to another answer.
    varies: bool,
}

impl Exchange {
    /// Looks at what a request wants, and makes its body one of JSON.
    pub(crate) fn begin(request: &mut Request, route: &str) -> Result<Exchange, Problem> {
        if !request.uri().path().starts_with("/api/") {
            return Ok(Exchange::usual());
        }
        let forms = Forms::get();
        let operation = forms.operations.get(request.method().as_str(), route);
        let chosen = match (accepted(forms, operation, request.headers()), operation) {
            (Some(chosen), _) => chosen,
            // There will be a problem, and none that is about this header.
            (None, None) => Chosen::USUAL,
            // The caller has asked for a table by name.
            (None, Some(_)) if has_format(request) => Chosen::USUAL,
            (None, Some(_)) => {
                let detail = "nothing of what the header Accept lists can be given here";
                return Err(Problem::new(Code::NotAcceptable, detail));
            }
        };
        if let Some(body) = operation.and_then(|operation| operation.request.as_ref()) {
            take_in(forms, body, request)?;
        }
        Ok(Exchange {
            chosen,
            operation,
            varies: true,
        })
    }

    /// For what is never another form.
    pub(crate) fn usual() -> Exchange {
        Exchange {
            chosen: Chosen::USUAL,
            operation: None,
            varies: false,
        }
    }

    /// Puts an answer into the form that was chosen.
    pub(crate) async fn end(self, mut response: Response, correlation: &Correlation) -> Response {
        if !self.varies {
            return response;
        }
        let is_problem = match essence(response.headers()) {
            Some("application/json") => false,
            Some("application/problem+json") => true,
            Some(_) | None => return response,
        };
        response
            .headers_mut()
            .append(VARY, HeaderValue::from_static("accept"));
        let (format, kind) = match is_problem {
            true => (self.chosen.problem, self.chosen.problem_type),
            false => (self.chosen.answer, self.chosen.answer_type),
        };
        if !matches!(format, Format::Xml | Format::Protobuf) {
            if !is_problem && format == Format::Json && kind != Chosen::USUAL.answer_type {
                response
                    .headers_mut()
                    .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            return response;
        }
        let (mut head, body) = response.into_parts();
        let written = match to_bytes(body, MAX_ANSWER_BYTES).await {
            // The answer to a HEAD.
            Ok(json) if json.is_empty() => Ok(Vec::new()),
            Ok(json) => self.write(format, is_problem, head.status.as_u16(), &json),
            Err(_) => Err(Error::NotRepresentable(
                "the answer is too large for this form".to_owned(),
            )),
        };
        match written {
            Ok(bytes) => {
                head.headers.remove(CONTENT_LENGTH);
                head.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                Response::from_parts(head, Body::from(bytes))
            }
            Err(error) => {
                let detail = format!("it was done, and its answer can't be given in this form: {error}");
                let problem = Problem::new(Code::NotAcceptable, detail);
                let mut response = problem.clone().into_response();
                problem.write_to(&mut response, correlation);
                response
            }
        }
    }

    fn write(&self, format: Format, is_problem: bool, status: u16, json: &[u8]) -> Result<Vec<u8>, Error> {
        let forms = Forms::get();
        let problem = forms.operations.problem();
        let described = match is_problem {
            true => Some(problem),
            false => self
                .operation
                .and_then(|operation| operation.answer(status).or_else(|| operation.answers().next())),
        };
        let described =
            described.ok_or_else(|| Error::NotRepresentable("nothing describes it".to_owned()))?;
        match (format, is_problem) {
            (Format::Xml, true) => problem_to_xml(&forms.operations, json),
            (Format::Xml, false) => to_xml(&forms.operations, described, json),
            (Format::Protobuf, _) => match forms.messages.get(&described.schema) {
                Some(message) => message.write_json(json),
                None => Err(Error::NotRepresentable("it has no Protobuf message".to_owned())),
            },
            (Format::Json | Format::Itself, _) => unreachable!("what is JSON already is not converted"),
        }
    }
}

/// What is answered; nothing where nothing can be.
fn accepted(forms: &Forms, operation: Option<&Operation>, headers: &HeaderMap) -> Option<Chosen> {
    if !headers.contains_key(ACCEPT) {
        return Some(Chosen::USUAL);
    }
    let (has_messages, itself) = match operation {
        Some(operation) => (forms.has_messages(operation), &operation.gives_itself[..]),
        None => (true, &[][..]),
    };
    // What is no text is a range that takes nothing.
    let values = headers
        .get_all(ACCEPT)
        .iter()
        .map(|value| value.to_str().unwrap_or("?"));
    choose(values, has_messages, itself).ok()
}

fn has_format(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').any(|pair| pair.starts_with("format="))
}

fn essence(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()
}

/// How a body is read.
enum Form {
    Xml(Described),
    Protobuf(Message),
}

/// Makes a body of XML or Protobuf one that turns into JSON when it is read. Any other stays as it is.
fn take_in(forms: &'static Forms, described: &Described, request: &mut Request) -> Result<(), Problem> {
    let Some(kind) = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return Ok(());
    };
    let form = match body_format(kind) {
        Some(Format::Xml) => Form::Xml(described.clone()),
        Some(Format::Protobuf) => match forms.messages.get(&described.schema) {
            Some(message) => Form::Protobuf(message),
            None => {
                let detail = "this request has no Protobuf message; send JSON or XML";
                return Err(Problem::new(Code::ContentTypeUnsupported, detail));
            }
        },
        Some(Format::Json | Format::Itself) => return Ok(()),
        None => {
            let detail = "the body must be JSON, XML or Protobuf, in UTF-8 and of version 1";
            return Err(Problem::new(Code::ContentTypeUnsupported, detail));
        }
    };
    let body = std::mem::take(request.body_mut());
    let json = async move {
        let bytes = collect(body, MAX_BODY_BYTES).await.map_err(Refused)?;
        converted(forms, &form, &bytes).map_err(|error| {
            let detail = format!("the body can't be read: {error}");
            Refused(Problem::new(Code::BodyMalformed, detail))
        })
    };
    *request.body_mut() = Body::from_stream(stream::once(json));
    let headers = request.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(())
}

fn converted(forms: &Forms, form: &Form, bytes: &Bytes) -> Result<Bytes, Error> {
    match form {
        Form::Xml(_) if bytes.is_empty() => Ok(Bytes::new()),
        Form::Xml(described) => to_json(&forms.operations, described, bytes).map(Bytes::from),
        // A message in which nothing is said has no bytes.
        Form::Protobuf(message) => Ok(message.read(bytes)?.to_bytes().into()),
    }
}

/// Why a body could not be read: the error of a stream, with the problem in it.
#[derive(Debug, thiserror::Error)]
#[error("the body was refused")]
pub(crate) struct Refused(pub(crate) Problem);

impl Refused {
    /// The problem behind the error of a body, however often it was wrapped.
    pub(crate) fn of(error: &axum::Error) -> Option<Problem> {
        let first: &(dyn std::error::Error + 'static) = error;
        let mut causes = std::iter::successors(Some(first), |error| error.source());
        causes.find_map(|cause| Some(cause.downcast_ref::<Refused>()?.0.clone()))
    }
}
