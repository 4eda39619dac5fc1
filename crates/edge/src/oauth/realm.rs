//! The tenant whose server is asked, from the path.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use bezant_identity::{Authority, oauth};
use bezant_kernel::Tenant;

use super::answer::{Failure, OAuthError, Refused, Word};
use crate::auth::issuer;
use crate::correlation;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::PathText;

/// A tenant as an issuer.
#[derive(Clone, Debug)]
pub(super) struct Realm {
    pub(super) tenant: Tenant,
    pub(super) name: String,
    /// The issuer, with which all of its addresses begin.
    pub(super) issuer: String,
    /// Whether the tenant is neither suspended nor closed.
    pub(super) is_open: bool,
    correlation: bezant_engine::Correlation,
}

impl FromRequestParts<Edge> for Realm {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Problem> {
        let PathText(name) = PathText::from_request_parts(parts, edge).await?;
        // What a client or a browser was given a moment ago, it presents now.
        edge.settled().await;
        let found = edge.directory().read(|directory| {
            let tenancy = &directory.identity().tenancy;
            let record = tenancy.tenant_named(&name)?;
            let tenant = Tenant::new(record.id);
            Some((tenant, tenancy.is_open(tenant)))
        });
        let unknown = || Problem::new(Code::RouteNotFound, "there is no organisation of this name");
        let (tenant, is_open) = found.ok_or_else(unknown)?;
        let correlation = parts.extensions.get().cloned();
        Ok(Realm {
            tenant,
            issuer: issuer(edge, &name),
            name,
            is_open,
            correlation: correlation.unwrap_or_else(|| correlation::of(&parts.headers)),
        })
    }
}

impl Realm {
    /// One of its addresses.
    pub(super) fn url(&self, rest: &str) -> String {
        format!("{}/{rest}", self.issuer)
    }

    /// The same without the host, for this node's own pages.
    pub(super) fn path(&self, rest: &str) -> String {
        let url = url::Url::parse(&self.issuer).expect("it was made from one");
        format!("{}/{rest}", url.path())
    }

    /// Refuses while the tenant is shut.
    pub(super) fn check_open(&self) -> Result<(), Refused> {
        if self.is_open {
            return Ok(());
        }
        let detail = "the organisation is suspended or closed";
        Err(OAuthError::new(Word::UnauthorizedClient, detail).into())
    }

    /// Gives the machine a command; what it has made is in the directory then.
    pub(super) async fn give(
        &self,
        edge: &Edge,
        by: Authority,
        command: oauth::Command,
    ) -> Result<(), Failure> {
        use bezant_engine::{Request, SubmitError, Wait};
        use bezant_identity::{Action, Command, Rejection};
        let action = Action::OAuth(command);
        let request = Request {
            tenant: self.tenant,
            correlation: self.correlation.clone(),
            idempotency: None,
            command: bezant_core::Command::Identity(Command { by, action }),
        };
        let done = edge.engine().submit(request, Wait::Committed).await;
        edge.settled().await;
        match done {
            Ok(_) | Err(SubmitError::Rejected(bezant_core::Rejection::Unchanged(_))) => Ok(()),
            Err(SubmitError::Rejected(bezant_core::Rejection::Identity(Rejection::OAuth(rejection)))) => {
                Err(Failure::Machine(rejection))
            }
            Err(error) => Err(Failure::Other(error.into())),
        }
    }

    /// What commands of this request go by.
    pub(super) fn correlation(&self) -> bezant_engine::Correlation {
        self.correlation.clone()
    }
}
