//! What became of an operation that was sent before. Nothing here changes anything at Stripe.
//!
//! A capture or void shows in the state of its payment intent, a refund in the list of the intent's refunds. An
//! authorization whose answer was lost has no known reference: it is looked for by its metadata in the list of payment
//! intents, which is consistent but long, and beyond that in the search, which may lag.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bezant_kernel::OperationKind;
use bezant_payments::{Failure, Operation, Outcome, UnknownReason};

use super::request::{self, EXPAND, OPERATION};
use super::response::{self, Page, PaymentIntent, Refund, read};
use super::unanswered::Age;
use super::{Stripe, errors};
use crate::http::Answer;
use crate::port::{CallContext, Inquire};

/// The largest page that Stripe gives.
const PAGE: &str = "100";
/// An inquiry reads no more pages than this; the search takes over.
const MOST_PAGES: usize = 10;
/// How far back an operation of an earlier process is looked for in the list.
const LOOK_BACK: Duration = Duration::from_secs(24 * 60 * 60);
/// How far Stripe's clock and ours may be apart.
const CLOCK_SKEW: Duration = Duration::from_secs(10 * 60);
/// The search shows new objects within a minute as a rule, and within an hour in an outage.
const SEARCH_SETTLES: Duration = Duration::from_secs(60 * 60);

enum Listed {
    Found(String),
    /// It is in none of the pages, and those were all.
    Absent,
    /// It is in none of the pages that were read.
    Cut,
}

#[async_trait]
impl Inquire for Stripe {
    async fn inquire(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        let answer = match operation.kind {
            OperationKind::Authorize => self.authorization(call, operation).await,
            OperationKind::Capture => self.following(call, operation, response::capture).await,
            OperationKind::Void => self.following(call, operation, response::void).await,
            OperationKind::Refund => self.refunded(call, operation).await,
        };
        match answer {
            Ok(Outcome::NotFound) if self.unanswered.age(operation.id).at_least() < self.not_found_after => {
                Outcome::Unknown(UnknownReason::TimedOut)
            }
            Ok(outcome) | Err(outcome) => outcome,
        }
    }
}

impl Stripe {
    async fn authorization(&self, call: &CallContext<'_>, operation: &Operation) -> Result<Outcome, Outcome> {
        let age = self.unanswered.age(operation.id);
        let listed = self.listed(call, operation, age).await?;
        let id = match (listed, age) {
            (Listed::Found(id), _) => Some(id),
            (Listed::Absent, Age::Exactly(_)) => None,
            (Listed::Absent, Age::AtLeast(_)) => self.searched(call, operation).await?,
            (Listed::Cut, age) => match self.searched(call, operation).await? {
                None if age.at_least() < SEARCH_SETTLES => {
                    return Ok(Outcome::Unknown(UnknownReason::TimedOut));
                }
                found => found,
            },
        };
        match id {
            Some(id) => {
                let body = self
                    .get(call, operation, &format!("/v1/payment_intents/{id}"), &[EXPAND])
                    .await?;
                Ok(response::authorization(operation, &body))
            }
            None => Ok(Outcome::NotFound),
        }
    }

    async fn listed(
        &self,
        call: &CallContext<'_>,
        operation: &Operation,
        age: Age,
    ) -> Result<Listed, Outcome> {
        let look_back = CLOCK_SKEW
            + match age {
                Age::Exactly(age) => age,
                Age::AtLeast(_) => LOOK_BACK,
            };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let since = now.saturating_sub(look_back).as_secs().to_string();
        let wanted = operation.id.to_string();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("limit", PAGE), ("created[gte]", since.as_str())];
            query.extend(after.as_deref().map(|id| ("starting_after", id)));
            let body = self.get(call, operation, "/v1/payment_intents", &query).await?;
            let page: Page<PaymentIntent> = read(&body)?;
            let ours = |intent: &&PaymentIntent| intent.metadata.bezant_operation.as_deref() == Some(&wanted);
            if let Some(intent) = page.data.iter().find(ours) {
                return Ok(Listed::Found(intent.id.clone()));
            }
            match page.data.last() {
                Some(last) if page.has_more => after = Some(last.id.clone()),
                Some(_) | None => return Ok(Listed::Absent),
            }
        }
        Ok(Listed::Cut)
    }

    async fn searched(
        &self,
        call: &CallContext<'_>,
        operation: &Operation,
    ) -> Result<Option<String>, Outcome> {
        let text = format!("metadata['{OPERATION}']:'{}'", operation.id);
        let body = self
            .get(call, operation, "/v1/payment_intents/search", &[("query", &text)])
            .await?;
        let page: Page<PaymentIntent> = read(&body)?;
        Ok(page.data.into_iter().next().map(|intent| intent.id))
    }

    async fn following(
        &self,
        call: &CallContext<'_>,
        operation: &Operation,
        understand: fn(&Operation, &[u8]) -> Outcome,
    ) -> Result<Outcome, Outcome> {
        let intent = request::intent(operation).ok_or(Outcome::Failed(Failure::Refused))?;
        let body = self
            .get(
                call,
                operation,
                &format!("/v1/payment_intents/{intent}"),
                &[EXPAND],
            )
            .await?;
        Ok(understand(operation, &body))
    }

    async fn refunded(&self, call: &CallContext<'_>, operation: &Operation) -> Result<Outcome, Outcome> {
        let intent = request::intent(operation).ok_or(Outcome::Failed(Failure::Refused))?;
        let wanted = operation.id.to_string();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("limit", PAGE), ("payment_intent", intent)];
            query.extend(after.as_deref().map(|id| ("starting_after", id)));
            let body = self.get(call, operation, "/v1/refunds", &query).await?;
            let page: Page<Refund> = read(&body)?;
            let ours = |refund: &&Refund| refund.metadata.bezant_operation.as_deref() == Some(&wanted);
            if let Some(refund) = page.data.iter().find(ours) {
                return Ok(refund.outcome(operation));
            }
            match page.data.last() {
                Some(last) if page.has_more => after = Some(last.id.clone()),
                Some(_) | None => return Ok(Outcome::NotFound),
            }
        }
        Ok(Outcome::Unknown(UnknownReason::BadAnswer))
    }

    /// The body of a success. Whatever else comes back says nothing about the operation itself.
    async fn get(
        &self,
        call: &CallContext<'_>,
        operation: &Operation,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Vec<u8>, Outcome> {
        match self.client.get(call, path, query).await? {
            Answer {
                status: 200..=299,
                body,
                ..
            } => Ok(body),
            Answer { status, body, .. } => Err(match errors::refusal(operation.kind, status, &body) {
                failed @ Outcome::Failed(_) => failed,
                _ => Outcome::Unknown(UnknownReason::BadAnswer),
            }),
        }
    }
}
