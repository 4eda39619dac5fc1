//! Exit codes: what the caller can do about a command that did not succeed.
//!
//! 0 is success, and 2 a command line that can't be read, which the parser of arguments ends with by itself.

use std::process::ExitCode;

use reqwest::StatusCode;

use crate::Failure;
use crate::commands::ledger::problem::Refused;
use crate::commands::payments::MoneyDidNotMove;

/// It can't be done as it was asked for: change what is asked.
const CHANGE_IT: u8 = 1;
/// The key is not known, or may not do this: bring another, or a role.
const OTHER_KEY: u8 = 3;
/// Not now: the same again can succeed later.
const LATER: u8 = 4;
/// The node did as it was told, and the payment was declined or failed.
const MONEY_DID_NOT_MOVE: u8 = 5;

/// The code that a failure ends the process with.
pub(crate) fn code(failure: &Failure) -> ExitCode {
    ExitCode::from(number(failure))
}

fn number(failure: &Failure) -> u8 {
    if failure.is::<MoneyDidNotMove>() {
        return MONEY_DID_NOT_MOVE;
    }
    let Some(refused) = failure.downcast_ref::<Refused>() else {
        return CHANGE_IT;
    };
    match refused.status {
        _ if refused.is_in_flight => LATER,
        None => LATER,
        Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => OTHER_KEY,
        Some(StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) => LATER,
        Some(status) if status.is_server_error() => LATER,
        Some(_) => CHANGE_IT,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::*;

    #[test]
    fn each_failure_says_what_helps() {
        let base = Url::parse("http://127.0.0.1/").unwrap();
        let of = |status: u16, code: &str| -> Failure {
            let body = format!(r#"{{"code":"{code}","detail":"no"}}"#);
            Refused::answered(&base, StatusCode::from_u16(status).unwrap(), &body, None).into()
        };
        for (failure, expected) in [
            (of(422, "request_invalid"), CHANGE_IT),
            (of(404, "payment_not_found"), CHANGE_IT),
            (of(409, "payment_state_conflict"), CHANGE_IT),
            (of(409, "idempotency_key_in_flight"), LATER),
            (of(401, "api_key_unknown"), OTHER_KEY),
            (of(403, "permission_missing"), OTHER_KEY),
            (of(429, "rate_limited"), LATER),
            (of(503, "overloaded"), LATER),
            (Refused::unanswered("silence".to_owned()).into(), LATER),
            ("no such file".into(), CHANGE_IT),
            (MoneyDidNotMove("declined".to_owned()).into(), MONEY_DID_NOT_MOVE),
        ] {
            assert_eq!(number(&failure), expected, "{failure}");
        }
    }
}
