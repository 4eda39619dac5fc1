//! Problem details (RFC 9457): what went wrong, under a stable code that has a page in `docs/errors/`.

mod books;
mod code;
mod flow;
pub(crate) mod pages;
mod reconciliation;
mod refusal;
mod routing;
mod status;
mod vault;

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bezant_engine::Correlation;
use bezant_kernel::AccountId;
use bezant_ledger::AccountPaths;
use serde::Serialize;
use utoipa::ToSchema;

pub use code::CODES;
pub(crate) use code::Code;
pub(crate) use status::status_of;

/// When to come back where nothing better is known.
const RETRY_SOON: Duration = Duration::from_secs(1);

/// Why a request was not done. Written out by [`crate::front`], which knows the correlation id.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    mistakes: Vec<Mistake>,
    retry_after: Option<Duration>,
    current_status: Option<&'static str>,
    current_version: Option<u64>,
    /// Which item of a list in the request it is about.
    item: Option<usize>,
    /// The account that it says there is not.
    missing: Option<AccountId>,
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Mistake {
    /// Where: the field's path in the JSON body, or the name of the parameter or header.
    #[schema(example = "payment_method.token")]
    pub(crate) path: String,
    /// A stable code.
    #[schema(example = "field_missing")]
    pub(crate) code: &'static str,
    /// In plain words.
    pub(crate) message: String,
    /// The line of a text in the request, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// The character in that line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

impl Mistake {
    pub(crate) fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Mistake {
            path: path.into(),
            code,
            message: message.into(),
            line: None,
            column: None,
            hint: None,
        }
    }
}

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem::with(code.status(), code.as_str(), detail)
    }

    fn with(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem(Box::new(Parts {
            status,
            code,
            detail: detail.into(),
            mistakes: Vec::new(),
            retry_after: None,
            current_status: None,
            current_version: None,
            item: None,
            missing: None,
        }))
    }

    /// One wrong field, parameter or header.
    pub(crate) fn mistake(path: impl Into<String>, code: Code, message: impl Into<String>) -> Self {
        Problem::mistakes(vec![Mistake::new(path, code.as_str(), message)])
    }

    pub(crate) fn mistakes(mistakes: Vec<Mistake>) -> Self {
        assert!(!mistakes.is_empty(), "a wrong request says what is wrong");
        let detail = match &mistakes[..] {
            [one] if one.path.is_empty() => one.message.clone(),
            [one] => format!("{}: {}", one.path, one.message),
            many => format!("{} fields are wrong", many.len()),
        };
        let mut problem = Problem::new(Code::RequestInvalid, detail);
        problem.0.mistakes = mistakes;
        problem
    }

    /// The same with what is wrong, one by one.
    pub(crate) fn with_mistakes(mut self, mistakes: Vec<Mistake>) -> Self {
        self.0.mistakes = mistakes;
        self
    }

    /// What a conditional request (RFC 9110, 13) asked for is not so.
    pub(crate) fn changed_since(header: &str, detail: &'static str) -> Self {
        Problem::with(StatusCode::PRECONDITION_FAILED, "version_mismatch", detail).at(header)
    }

    pub(crate) fn overloaded() -> Self {
        let detail = "more is under way than this node takes on at once";
        Problem::new(Code::Overloaded, detail).retry_after(RETRY_SOON)
    }

    /// The same about a request whose items stand in this list.
    pub(crate) fn in_list(mut self, list: &str) -> Self {
        let parts = &mut *self.0;
        if let Some(item) = parts.item {
            let place = format!("{list}[{item}]");
            if parts.mistakes.is_empty() {
                let mistake = Mistake::new("", parts.code, parts.detail.clone());
                parts.mistakes.push(mistake);
            }
            for mistake in &mut parts.mistakes {
                mistake.path = match &*mistake.path {
                    "" => place.clone(),
                    path if path == list => path.to_owned(),
                    field => format!("{place}.{field}"),
                };
            }
        }
        self
    }

    /// The same where the request names accounts by these paths: an id that stands for one says nothing to the caller.
    pub(crate) fn in_words_of(mut self, paths: &AccountPaths) -> Self {
        let parts = &mut *self.0;
        if let Some((path, currency)) = parts.missing.and_then(|id| paths.path(id)) {
            let detail = format!("there is no account at {path} in {currency}");
            for mistake in &mut parts.mistakes {
                mistake.message.clone_from(&detail);
            }
            parts.detail = detail.into();
        }
        self
    }

    /// The same about this field of the request.
    pub(crate) fn at(mut self, path: &str) -> Self {
        let parts = &mut *self.0;
        parts.mistakes = vec![Mistake::new(path, parts.code, parts.detail.clone())];
        self
    }

    pub(crate) fn retry_after(mut self, after: Duration) -> Self {
        self.0.retry_after = Some(after);
        self
    }

    pub(crate) fn is(&self, code: Code) -> bool {
        self.0.code == code.as_str()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    /// In plain words.
    pub(crate) fn detail(&self) -> &str {
        &self.0.detail
    }

    pub(crate) fn code(&self) -> &'static str {
        self.0.code
    }

    /// What is wrong with the input, one by one.
    pub(crate) fn wrong(&self) -> &[Mistake] {
        &self.0.mistakes
    }

    /// When to come back.
    pub(crate) fn retry_after_time(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What to present instead, by the words of RFC 6750 (3.1).
    fn challenge(&self) -> Option<&'static str> {
        if self.is(Code::AccessTokenInvalid) {
            Some("Bearer realm=\"bezant\", error=\"invalid_token\"")
        } else if self.is(Code::PermissionMissing) {
            Some("Bearer realm=\"bezant\", error=\"insufficient_scope\"")
        } else {
            (self.0.status == StatusCode::UNAUTHORIZED).then_some("Bearer realm=\"bezant\"")
        }
    }

    /// The written form.
    pub(crate) fn written<'a>(&'a self, correlation: &'a Correlation) -> ProblemDto<'a> {
        let parts = &*self.0;
        ProblemDto {
            kind: format!("/docs/errors/{}", parts.code),
            title: pages::title(parts.code),
            status: parts.status.as_u16(),
            code: parts.code,
            detail: &parts.detail,
            errors: &parts.mistakes,
            current_status: parts.current_status,
            current_version: parts.current_version,
            correlation_id: correlation.as_str(),
        }
    }

    /// Puts the written form into a response that has only the status yet.
    pub(crate) fn write_to(&self, response: &mut Response, correlation: &Correlation) {
        let parts = &*self.0;
        let bytes = serde_json::to_vec(&self.written(correlation))
            .expect("a problem has text keys and writes to memory");
        *response.body_mut() = Body::from(bytes);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(after) = parts.retry_after {
            // Whole seconds, rounded up, at least one.
            let seconds = after.as_millis().div_ceil(1_000).max(1).to_string();
            headers.insert(
                RETRY_AFTER,
                HeaderValue::from_str(&seconds).expect("digits are plain ASCII"),
            );
        }
        if [Code::BodyTooLarge, Code::BodyIncomplete, Code::RequestTimeout]
            .into_iter()
            .any(|code| self.is(code))
        {
            // What is left of the body will not be read, so the connection can't carry another request.
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(challenge) = self.challenge() {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.status;
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDto<'a> {
    /// The page about it.
    #[serde(rename = "type")]
    #[schema(example = "/docs/errors/request_invalid")]
    kind: String,
    /// The kind of problem, for people.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// The kind of problem, for programs. Stable.
    #[schema(example = "request_invalid")]
    code: &'a str,
    /// This problem, for people.
    detail: &'a str,
    /// What is wrong with the input; nothing where it is not about single fields.
    #[serde(skip_serializing_if = "<[Mistake]>::is_empty")]
    #[schema(value_type = Vec<Mistake>)]
    errors: &'a [Mistake],
    /// Where the payment stands, if that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_status: Option<&'a str>,
    /// The version the payment has, if that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<u64>,
    /// For questions: it is in the node's log too.
    correlation_id: &'a str,
}
