//! Why a call did not succeed, by what its caller can do.

use std::time::Duration;

use tonic::{Code, Status, TimeoutExpired};
use tonic_types::StatusExt;

/// The domain of the error codes that the server itself gives.
const DOMAIN: &str = "bezant";

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The address is none that can be connected to. Correct it.
    #[error("'{0}' is no address of the form http://host:port")]
    Address(String),
    /// The text is no API key. Correct it.
    #[error("an API key is printable ASCII that begins with 'bzk_'")]
    KeyMalformed,
    /// The key is not accepted, or may not do this. Use another.
    #[error("{code}: {detail}")]
    Denied {
        /// The server's stable code.
        code: String,
        /// In plain words.
        detail: String,
    },
    /// The call as a whole was refused, and will be refused again. Correct it.
    #[error("{code}: {detail}")]
    Refused {
        /// The server's stable code.
        code: String,
        /// In plain words.
        detail: String,
    },
    /// The server could not be reached or could not take it, as often as it was tried. It may have been carried out
    /// nevertheless; sending the same again is safe.
    #[error("the server is not available ({attempts} attempts): {detail}")]
    Unavailable {
        /// How often it was tried.
        attempts: u32,
        /// In plain words.
        detail: String,
    },
    /// No answer came in time. It may have been carried out nevertheless; sending the same again is safe.
    #[error("no answer came in time")]
    TimedOut,
    /// The server answered what this version of the client does not understand. Update the client.
    #[error("the answer is not understood: {0}")]
    Protocol(&'static str),
    /// A request that holds nothing, or more than a call may. Split it.
    #[error("a request holds from 1 to {most} items, this one has {items}")]
    Size {
        /// How many it has.
        items: usize,
        /// How many it may have.
        most: usize,
    },
}

/// Whether to go on after a failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Another attempt may succeed; not before the given time where the server asks for one.
    Passing {
        detail: String,
        not_before: Option<Duration>,
    },
    /// Another attempt would end the same.
    Final(ClientError),
}

impl Failure {
    pub(crate) fn lost(detail: &str) -> Self {
        Failure::Passing {
            detail: detail.to_owned(),
            not_before: None,
        }
    }
}

/// The transport keeps the deadline too, and calls it a cancellation.
fn is_own_timeout(status: &Status) -> bool {
    let mut source = std::error::Error::source(status);
    while let Some(error) = source {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        source = error.source();
    }
    false
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        if is_own_timeout(&status) {
            return Failure::Final(ClientError::TimedOut);
        }
        let details = status.get_error_details();
        let detail = status.message().to_owned();
        let own = details.error_info().filter(|info| info.domain == DOMAIN);
        // Without the server's own word, the status is made up by what lies between: a lost connection has many codes.
        let is_passing = match status.code() {
            Code::Unavailable => true,
            Code::Cancelled | Code::Unknown | Code::Internal | Code::Aborted | Code::ResourceExhausted => {
                own.is_none()
            }
            _ => false,
        };
        if is_passing {
            return Failure::Passing {
                detail,
                not_before: details.retry_info().and_then(|info| info.retry_delay),
            };
        }
        let code = match own {
            Some(info) => info.reason.clone(),
            None => status.code().description().to_owned(),
        };
        Failure::Final(match status.code() {
            Code::DeadlineExceeded => ClientError::TimedOut,
            Code::Unauthenticated | Code::PermissionDenied => ClientError::Denied { code, detail },
            _ => ClientError::Refused { code, detail },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    fn own(code: Code, retry: Option<Duration>) -> Status {
        let mut details = ErrorDetails::with_error_info("a_code", DOMAIN, []);
        if retry.is_some() {
            details.set_retry_info(retry);
        }
        Status::with_error_details(code, "why", details)
    }

    #[test]
    fn what_may_pass_is_told_from_what_will_not() {
        let second = Some(Duration::from_secs(1));
        let passing = |not_before| Failure::Passing {
            detail: "why".to_owned(),
            not_before,
        };
        let (code, detail) = ("a_code".to_owned(), "why".to_owned());
        let refused = Failure::Final(ClientError::Refused {
            code: code.clone(),
            detail: detail.clone(),
        });
        let cases = [
            (own(Code::Unavailable, second), passing(second)),
            (own(Code::Unavailable, None), passing(None)),
            (Status::unknown("why"), passing(None)),
            (Status::cancelled("why"), passing(None)),
            (own(Code::Internal, None), refused.clone()),
            (own(Code::InvalidArgument, None), refused),
            (
                own(Code::DeadlineExceeded, None),
                Failure::Final(ClientError::TimedOut),
            ),
            (
                own(Code::Unauthenticated, None),
                Failure::Final(ClientError::Denied { code, detail }),
            ),
        ];
        for (status, expected) in cases {
            assert_eq!(Failure::from(status.clone()), expected, "{status:?}");
        }
    }
}
