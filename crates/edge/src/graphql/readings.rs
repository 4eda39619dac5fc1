//! What takes parameters: put to the handler of the REST route, and its answer taken as it is.

use std::str::FromStr;

use axum::extract::State;
use axum::http::Uri;
use bezant_graphql::{Asked, Reading};
use bezant_kernel::InvalidId;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use url::form_urlencoded::Serializer;

use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Params, PathId, Reader, collect, id_from};
use crate::routes::identity::{principals, roles};
use crate::routes::{accounts, endpoints, gateways, payments, statements, transfers};

/// The largest answer: more than a page of anything has.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// The document that REST answers with.
pub(super) async fn read(edge: &Edge, reader: Reader, asked: &Asked) -> Result<Bytes, Problem> {
    let edge = State(edge.clone());
    let response = match asked.reading {
        Reading::Payments => payments::list(edge, reader, params(asked)?).await,
        Reading::Gateways => gateways::list(edge, reader).await,
        Reading::Accounts => accounts::list(edge, reader, params(asked)?).await,
        Reading::Balances => accounts::balances(edge, reader, params(asked)?).await,
        Reading::Balance => statements::balance(edge, reader, id(asked)?, params(asked)?).await,
        Reading::Statement => statements::statement(edge, reader, id(asked)?, params(asked)?).await,
        Reading::Transfers => transfers::list(edge, reader, params(asked)?).await,
        Reading::WebhookEndpoints => endpoints::list(edge, reader).await,
        Reading::WebhookDeliveries => endpoints::deliveries(edge, reader, id(asked)?, params(asked)?).await,
        Reading::Principals => principals::list(edge, reader, params(asked)?).await,
        Reading::Roles => roles::list(edge, reader).await,
    };
    collect(response?.into_body(), MAX_ANSWER_BYTES).await
}

/// The parameters as an address has them, so that they are read and refused in the same way.
fn params<T: DeserializeOwned>(asked: &Asked) -> Result<Params<T>, Problem> {
    let query = Serializer::new(String::new())
        .extend_pairs(&asked.parameters)
        .finish();
    let uri: Uri = format!("/?{query}").parse().map_err(|_| {
        let message = "arguments are at most as long as an address may be";
        Problem::mistake("query", Code::ParameterInvalid, message)
    })?;
    Params::of(&uri)
}

fn id<I: FromStr<Err = InvalidId>>(asked: &Asked) -> Result<PathId<I>, Problem> {
    id_from("id", asked.of.as_deref().unwrap_or_default()).map(PathId)
}
