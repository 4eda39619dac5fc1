//! What one caller can read.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use axum::http::Method;
use axum::http::request::Parts;
use bezant_graphql::{Answer, Asked, Reads, Thing};
use futures::{FutureExt, StreamExt, stream};

use super::demand::RestRoute;
use super::{readings, things};
use crate::auth::{self, Caller, decide};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::Reader;

/// Readings of one call that are under way at once: each may take a thread, and others read too.
const READINGS_AT_ONCE: usize = 8;

/// What the caller of one call can read.
pub(super) struct CallerReads {
    edge: Edge,
    caller: Caller,
    head: Parts,
    /// What was decided about each route: roles and policy are asked once for a call.
    decided: Mutex<HashMap<RestRoute, Result<Caller, Problem>>>,
}

impl CallerReads {
    pub(super) fn new(edge: Edge, caller: Caller, head: Parts) -> CallerReads {
        CallerReads {
            edge,
            caller,
            head,
            decided: Mutex::default(),
        }
    }

    /// The caller as one who reads at a route, if they may.
    fn reader(&self, route: RestRoute) -> Result<Reader, Problem> {
        let mut decided = self
            .decided
            .lock()
            .expect("no code panics while it holds the lock");
        let caller = decided.entry(route).or_insert_with(|| {
            let mut caller = self.caller.clone();
            let asked = auth::Asked {
                method: &Method::GET,
                route: route.0,
                extensions: &self.head.extensions,
                headers: &self.head.headers,
            };
            decide(&self.edge, &mut caller, &asked, route.access())?;
            Ok(caller)
        });
        let caller = caller.clone()?;
        Ok(Reader {
            tenant: caller.tenant,
            caller,
        })
    }

    async fn reading(&self, asked: &Asked) -> Answer {
        let reader = self.reader(RestRoute::of_reading(asked.reading))?;
        Ok(readings::read(&self.edge, reader, asked).await?)
    }
}

#[async_trait]
impl Reads for CallerReads {
    async fn things(&self, thing: Thing, ids: &[String]) -> Vec<Answer> {
        match self.reader(RestRoute::of_thing(thing)) {
            Ok(reader) => things::look_up(&self.edge, &reader, thing, ids).await,
            Err(problem) => vec![Err(problem.into()); ids.len()],
        }
    }

    async fn readings(&self, asked: &[Asked]) -> Vec<Answer> {
        let mut readings = Vec::with_capacity(asked.len());
        for one in asked {
            readings.push(self.reading(one).boxed());
        }
        stream::iter(readings).buffered(READINGS_AT_ONCE).collect().await
    }
}
