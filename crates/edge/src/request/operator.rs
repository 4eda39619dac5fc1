//! Requests about what belongs to the node and not to one tenant.

use std::ops::Deref;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use bezant_core::system_tenant;
use bezant_kernel::Tenant;

use super::Change;
use crate::auth::admitted;
use crate::edge::Edge;
use crate::problem::Problem;

/// The largest rules, of 64 KiB, when each character of them is escaped, and the largest table of fees, are below this.
const ROOM_FOR_SETTINGS: usize = 512 * 1024;

/// An authenticated request that changes something of the node.
pub(crate) struct Operation {
    /// The tenant of the key.
    pub(crate) of: Tenant,
    /// On behalf of the node itself.
    change: Change,
}

impl Operation {
    /// The same as a request that reads.
    pub(crate) fn reader(&self) -> OperatorReader {
        OperatorReader { tenant: self.of }
    }
}

impl Deref for Operation {
    type Target = Change;

    fn deref(&self) -> &Change {
        &self.change
    }
}

impl FromRequest<Edge> for Operation {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let bound = edge.limits().max_body_bytes.max(ROOM_FOR_SETTINGS);
        let mut change = Change::read_as(request, edge, bound).await?;
        let of = change.tenant;
        change.tenant = system_tenant();
        Ok(Operation { of, change })
    }
}

/// An authenticated request that reads something of the node.
pub(crate) struct OperatorReader {
    /// The tenant of the key.
    pub(crate) tenant: Tenant,
}

impl FromRequestParts<Edge> for OperatorReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Problem> {
        let caller = admitted(&parts.extensions)?;
        Ok(OperatorReader {
            tenant: caller.tenant,
        })
    }
}
