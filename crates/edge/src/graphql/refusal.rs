//! Problems as the schema says them.

use bezant_graphql::{Refusal, WrongField};

use crate::problem::{Mistake, Problem};

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        let wrong = |mistake: &Mistake| WrongField {
            path: mistake.path.clone(),
            code: mistake.code,
            message: mistake.message.clone(),
        };
        Refusal {
            code: problem.code(),
            detail: problem.detail().to_owned(),
            status: problem.status().as_u16(),
            retry_after_seconds: problem
                .retry_after_time()
                .map(|after| after.as_secs() + u64::from(after.subsec_nanos() > 0)),
            wrong: problem.wrong().iter().map(wrong).collect(),
        }
    }
}
