//! Things by their ids: one look-up for all of a kind, by the rules and in the form that REST has for one.

use std::collections::BTreeMap;
use std::str::FromStr;

use bezant_graphql::{Answer, Thing};
use bezant_kernel::{AccountId, InvalidId, PaymentId, PrincipalId, TransferId, WebhookEndpointId};
use bytes::Bytes;
use serde::Serialize;

use crate::dto::account::AccountDto;
use crate::dto::endpoint::EndpointDto;
use crate::dto::payment::PaymentDto;
use crate::dto::routing::decision::PaymentRoutingDto;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Reader, id_from};
use crate::routes::identity::principals;
use crate::routes::{accounts, endpoints, payments, transfers};

/// Looks all of these up.
pub(super) async fn look_up(edge: &Edge, reader: &Reader, thing: Thing, texts: &[String]) -> Vec<Answer> {
    let (tenant, sight) = (reader.tenant, reader.sight());
    match thing {
        Thing::Payment => {
            let asked = Wanted::<PaymentId>::parse(texts);
            let found = payments::these(edge, sight, &asked.ids).await;
            asked.answers(
                found,
                |_| payments::unknown(),
                |payment| written(&PaymentDto::from(payment)),
            )
        }
        Thing::PaymentRouting => {
            let asked = Wanted::<PaymentId>::parse(texts);
            let found = payments::these(edge, sight, &asked.ids).await;
            asked.answers(
                found,
                |_| payments::unknown(),
                |payment| written(&PaymentRoutingDto::from(payment)),
            )
        }
        Thing::Account => {
            let asked = Wanted::<AccountId>::parse(texts);
            let found = accounts::these(edge, tenant, &asked.ids).await;
            asked.answers(found, accounts::unknown, |account| {
                written(&AccountDto::from(account))
            })
        }
        Thing::Transfer => {
            let asked = Wanted::<TransferId>::parse(texts);
            let found = transfers::these(edge, tenant, asked.ids.clone()).await;
            asked.answers(found, transfers::unknown, written)
        }
        Thing::WebhookEndpoint => {
            let asked = Wanted::<WebhookEndpointId>::parse(texts);
            let found = endpoints::these(edge, tenant, &asked.ids).await;
            asked.answers(found, endpoints::unknown, |endpoint| {
                written(&EndpointDto::of(endpoint))
            })
        }
        Thing::Principal => {
            let asked = Wanted::<PrincipalId>::parse(texts);
            let found = principals::these(edge, tenant, &asked.ids).await;
            asked.answers(found, principals::unknown, written)
        }
    }
}

/// Ids as they were asked for.
struct Wanted<I> {
    /// What each text stands for.
    parsed: Vec<Result<I, Problem>>,
    /// Those that are ids.
    ids: Vec<I>,
}

impl<I: FromStr<Err = InvalidId> + Copy + Ord> Wanted<I> {
    fn parse(texts: &[String]) -> Wanted<I> {
        let parsed: Vec<Result<I, Problem>> = texts.iter().map(|text| id_from("id", text)).collect();
        Wanted {
            ids: parsed.iter().flatten().copied().collect(),
            parsed,
        }
    }

    /// One answer for each text.
    fn answers<T>(
        self,
        found: Result<BTreeMap<I, T>, Problem>,
        unknown: impl Fn(I) -> Problem,
        document: impl Fn(&T) -> Bytes,
    ) -> Vec<Answer> {
        let found = match found {
            Ok(found) => found,
            Err(problem) => return vec![Err(problem.into()); self.parsed.len()],
        };
        let answer = |id: Result<I, Problem>| {
            let id = id?;
            Ok(found.get(&id).map(&document).ok_or_else(|| unknown(id))?)
        };
        self.parsed.into_iter().map(answer).collect()
    }
}

/// As REST writes it.
fn written(document: &impl Serialize) -> Bytes {
    let bytes = serde_json::to_vec(document);
    bytes
        .expect("an answer has text keys and writes to memory")
        .into()
}
