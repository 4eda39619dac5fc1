//! What requests carry in their head: a reader's key, ids in the path, parameters of the query.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Query, RawPathParams};
use axum::http::Uri;
use axum::http::request::Parts;
use bezant_kernel::{InvalidId, Tenant};
use serde::de::DeserializeOwned;

use crate::auth::{Caller, Sight, admitted};
use crate::edge::Edge;
use crate::problem::{Code, Problem};

const USUAL_PAGE: u32 = 50;
/// The most rows of a page, and the most things that are looked up at once.
pub(crate) const LARGEST_PAGE: u32 = 200;

/// An authenticated request that only reads.
pub(crate) struct Reader {
    pub(crate) tenant: Tenant,
    pub(crate) caller: Caller,
}

impl Reader {
    /// Which of the tenant's payments the caller sees.
    pub(crate) fn sight(&self) -> Sight {
        self.caller.sight()
    }
}

impl FromRequestParts<Edge> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Problem> {
        let caller = admitted(&parts.extensions)?;
        Ok(Reader {
            tenant: caller.tenant,
            caller,
        })
    }
}

/// The id in a path.
pub(crate) struct PathId<I>(pub(crate) I);

impl<I: FromStr<Err = InvalidId>, S: Send + Sync> FromRequestParts<S> for PathId<I> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = raw(parts, state).await?;
        nth(&params, 0).map(PathId)
    }
}

/// The two ids in a path.
pub(crate) struct PathIds<A, B>(pub(crate) A, pub(crate) B);

impl<A, B, S> FromRequestParts<S> for PathIds<A, B>
where
    A: FromStr<Err = InvalidId>,
    B: FromStr<Err = InvalidId>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = raw(parts, state).await?;
        Ok(PathIds(nth(&params, 0)?, nth(&params, 1)?))
    }
}

/// The id in a path, and the name behind it.
pub(crate) struct PathIdText<I>(pub(crate) I, pub(crate) String);

impl<I: FromStr<Err = InvalidId>, S: Send + Sync> FromRequestParts<S> for PathIdText<I> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = raw(parts, state).await?;
        let (_, text) = params
            .iter()
            .nth(1)
            .expect("the route has as many parameters as its handler takes");
        Ok(PathIdText(nth(&params, 0)?, text.to_owned()))
    }
}

/// The number in a path.
pub(crate) struct PathNumber(pub(crate) u32);

impl<S: Send + Sync> FromRequestParts<S> for PathNumber {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let PathText(text) = PathText::from_request_parts(parts, state).await?;
        let wrong = |_| Problem::mistake("version", Code::IdInvalid, "it must be a whole number");
        text.parse().map(PathNumber).map_err(wrong)
    }
}

/// The name in a path.
pub(crate) struct PathText(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = raw(parts, state).await?;
        let (_, text) = params
            .iter()
            .next()
            .expect("the route has as many parameters as its handler takes");
        Ok(PathText(text.to_owned()))
    }
}

async fn raw<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<RawPathParams, Problem> {
    RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| Problem::mistake("id", Code::IdInvalid, "the path is not UTF-8"))
}

fn nth<I: FromStr<Err = InvalidId>>(params: &RawPathParams, index: usize) -> Result<I, Problem> {
    let (name, text) = params
        .iter()
        .nth(index)
        .expect("the route has as many parameters as its handler takes");
    id_from(name, text)
}

/// The id that stands in a text.
pub(crate) fn id_from<I: FromStr<Err = InvalidId>>(name: &str, text: &str) -> Result<I, Problem> {
    text.parse()
        .map_err(|error: InvalidId| Problem::mistake(name, Code::IdInvalid, error.to_string()))
}

/// The parameters in a query.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Params::of(&parts.uri)
    }
}

impl<T: DeserializeOwned> Params<T> {
    /// Those in an address.
    pub(crate) fn of(uri: &Uri) -> Result<Self, Problem> {
        match Query::<T>::try_from_uri(uri) {
            Ok(Query(params)) => Ok(Params(params)),
            Err(rejection) => {
                let text = rejection.body_text();
                let message = text.split_once(": ").map_or(&*text, |(_, message)| message);
                Err(Problem::mistake("query", Code::ParameterInvalid, message))
            }
        }
    }
}

/// The id in a cursor behind which a page begins.
pub(crate) fn cursor_from<I: FromStr>(cursor: Option<&str>) -> Result<Option<I>, Problem> {
    place_from(cursor, |text| text.parse().ok())
}

/// The two parts of such a cursor, with a dot between them.
pub(crate) fn cursor_pair_from<A: FromStr, B: FromStr>(
    cursor: Option<&str>,
) -> Result<Option<(A, B)>, Problem> {
    place_from(cursor, |text| {
        let (first, second) = text.split_once('.')?;
        Some((first.parse().ok()?, second.parse().ok()?))
    })
}

fn place_from<T>(cursor: Option<&str>, place: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    let wrong = || {
        let message = "the cursor is not one that this list gave out";
        Problem::new(Code::CursorInvalid, message)
    };
    cursor.map(|text| place(text).ok_or_else(wrong)).transpose()
}

/// How many rows a page has.
pub(crate) fn page_limit(wanted: Option<u32>) -> Result<u32, Problem> {
    match wanted {
        None => Ok(USUAL_PAGE),
        Some(limit) if (1..=LARGEST_PAGE).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::mistake(
            "limit",
            Code::ParameterInvalid,
            format!("it must be from 1 to {LARGEST_PAGE}"),
        )),
    }
}
