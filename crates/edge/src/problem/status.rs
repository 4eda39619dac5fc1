//! Problems as gRPC says them: a status, with the stable code in a `google.rpc.ErrorInfo`.

use std::time::Duration;

use axum::http::StatusCode;
use bezant_representations::Node;
use tonic::{Code as GrpcCode, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::{Code, Problem, RETRY_SOON};

/// The `domain` of our codes.
const DOMAIN: &str = "bezant";

impl Problem {
    /// A caller's own deadline is over. What it asked for may be carried out nevertheless.
    pub(crate) fn deadline_passed() -> Self {
        let detail = "the deadline passed; it may be carried out nevertheless, and asking again is safe";
        Problem::new(Code::RequestTimeout, detail)
    }

    /// The node stops and takes in nothing more.
    pub(crate) fn closing() -> Self {
        Problem::new(Code::EngineStopped, "the node is stopping").retry_after(RETRY_SOON)
    }
}

fn grpc_code(status: StatusCode, code: &str) -> GrpcCode {
    if code == Code::RouteNotFound.as_str() {
        return GrpcCode::Unimplemented;
    }
    match status {
        StatusCode::UNAUTHORIZED => GrpcCode::Unauthenticated,
        StatusCode::FORBIDDEN => GrpcCode::PermissionDenied,
        StatusCode::NOT_FOUND => GrpcCode::NotFound,
        StatusCode::REQUEST_TIMEOUT => GrpcCode::DeadlineExceeded,
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => GrpcCode::FailedPrecondition,
        StatusCode::SERVICE_UNAVAILABLE => GrpcCode::Unavailable,
        StatusCode::INSUFFICIENT_STORAGE | StatusCode::TOO_MANY_REQUESTS => GrpcCode::ResourceExhausted,
        other if other.is_client_error() => GrpcCode::InvalidArgument,
        _ => GrpcCode::Internal,
    }
}

/// The same of a problem that is written already.
pub(crate) fn status_of(status: StatusCode, problem: &Node, retry_after: Option<Duration>) -> Status {
    let text = |node: &Node, field: &str| {
        node.get(field)
            .and_then(Node::text)
            .unwrap_or_default()
            .to_owned()
    };
    let code = text(problem, "code");
    let mut details = ErrorDetails::with_error_info(code.as_str(), DOMAIN, []);
    if let Some(after) = retry_after {
        details.set_retry_info(Some(after));
    }
    for mistake in problem.get("errors").map(Node::items).unwrap_or_default() {
        details.add_bad_request_violation(text(mistake, "path"), text(mistake, "message"));
    }
    Status::with_error_details(grpc_code(status, &code), text(problem, "detail"), details)
}

impl From<Problem> for Status {
    fn from(problem: Problem) -> Self {
        let parts = &*problem.0;
        let mut details = ErrorDetails::with_error_info(parts.code, DOMAIN, []);
        if let Some(after) = parts.retry_after {
            details.set_retry_info(Some(after));
        }
        for mistake in &parts.mistakes {
            details.add_bad_request_violation(mistake.path.as_str(), mistake.message.as_str());
        }
        Status::with_error_details(
            grpc_code(parts.status, parts.code),
            parts.detail.as_ref(),
            details,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_edge_has_a_status_that_says_what_to_do() {
        let cases = [
            (Code::ApiKeyUnknown, GrpcCode::Unauthenticated),
            (Code::PermissionMissing, GrpcCode::PermissionDenied),
            (Code::TransferNotFound, GrpcCode::NotFound),
            (Code::RouteNotFound, GrpcCode::Unimplemented),
            (Code::RequestTimeout, GrpcCode::DeadlineExceeded),
            (Code::RequestInvalid, GrpcCode::InvalidArgument),
            (Code::BodyTooLarge, GrpcCode::InvalidArgument),
            (Code::IdempotencyKeyInFlight, GrpcCode::FailedPrecondition),
            (Code::Overloaded, GrpcCode::Unavailable),
            (Code::StorageFull, GrpcCode::ResourceExhausted),
            (Code::RequestsPerSecondReached, GrpcCode::ResourceExhausted),
            (Code::ViewsDamaged, GrpcCode::Internal),
        ];
        for (code, expected) in cases {
            let status = Status::from(Problem::new(code, "why"));
            let details = status.get_error_details();
            let info = details.error_info().unwrap();
            assert_eq!(
                (status.code(), &*info.reason, &*info.domain),
                (expected, code.as_str(), "bezant")
            );
        }
    }

    #[test]
    fn a_status_says_where_and_when() {
        let status = Status::from(Problem::mistake("records", Code::FieldInvalid, "odd"));
        let details = status.get_error_details();
        let mistakes = &details.bad_request().unwrap().field_violations;
        assert_eq!(
            (&*mistakes[0].field, &*mistakes[0].description),
            ("records", "odd")
        );
        let later = Status::from(Problem::overloaded()).get_error_details();
        assert_eq!(later.retry_info().unwrap().retry_delay, Some(RETRY_SOON));
    }
}
