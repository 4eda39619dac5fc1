//! The schema: what can be asked for, and from which document of REST each field is. One file per part.
//!
//! Documents are read by the names that REST has, so a field that REST renames is found by the first test that reads it.

pub(crate) mod account;
pub(crate) mod dispute;
pub(crate) mod gateway;
pub(crate) mod identity;
pub(crate) mod payment;
pub(crate) mod query;
pub(crate) mod refund;
pub(crate) mod routing;
pub(crate) mod statement;
pub(crate) mod transfer;
pub(crate) mod webhook;

use async_graphql::{Context, Result};
use serde::de::DeserializeOwned;

use crate::loader::Loader;
use crate::reads::{Asked, Thing};
use crate::refusal::Refusal;

/// A thing by its id.
async fn thing<T: DeserializeOwned>(context: &Context<'_>, thing: Thing, id: &str) -> Result<T> {
    let document = context.data_unchecked::<Loader>().thing(thing, id).await?;
    parse(&document)
}

/// What is asked with parameters.
async fn reading<T: DeserializeOwned>(context: &Context<'_>, asked: Asked) -> Result<T> {
    let document = context.data_unchecked::<Loader>().reading(asked).await?;
    parse(&document)
}

fn parse<T: DeserializeOwned>(document: &[u8]) -> Result<T> {
    serde_json::from_slice(document).map_err(|error| Refusal::not_representable(&error).into())
}
