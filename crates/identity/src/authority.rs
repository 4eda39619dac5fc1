//! By whose authority a command is given. The machine looks up itself what they may do, so that no caller can claim more.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{ApiKeyId, PrincipalId, Tenant};
use prost::Message;

use crate::{Permissions, State};

/// Who gives a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Who administers the machine that the node runs on: the socket's file permissions are the proof.
    Node,
    /// A principal of the acting tenant, by session, token or key; `limit` is what that credential allows at most.
    Principal {
        /// Who.
        id: PrincipalId,
        /// What the credential allows of what they may.
        limit: Permissions,
    },
    /// An API key of the acting tenant that belongs to no principal.
    Key(ApiKeyId),
    /// Nobody yet: someone who signs in, accepts an invitation or recovers an account. Proof is in the command.
    Anyone,
}

impl Authority {
    /// A principal with all that they may.
    pub const fn principal(id: PrincipalId) -> Authority {
        Authority::Principal {
            id,
            limit: Permissions::all(),
        }
    }

    /// The principal, if it is one.
    pub const fn principal_id(&self) -> Option<PrincipalId> {
        match self {
            Authority::Principal { id, .. } => Some(*id),
            Authority::Node | Authority::Key(_) | Authority::Anyone => None,
        }
    }

    /// What they may do in `tenant` as the state is. The node may do everything, and while the tenant is suspended or closed
    /// nobody else may do anything.
    pub fn permissions(&self, state: &State, tenant: Tenant) -> Permissions {
        match self {
            Authority::Node => Permissions::all(),
            Authority::Principal { .. } | Authority::Key(_) | Authority::Anyone
                if state.tenancy.is_shut(tenant) =>
            {
                Permissions::NONE
            }
            Authority::Principal { id, limit } => {
                state.access.permissions_of(tenant, *id).intersection(*limit)
            }
            Authority::Key(id) => state
                .tenancy
                .key(*id)
                .filter(|key| key.tenant == tenant && key.revoked_at.is_none())
                .map_or(Permissions::NONE, |key| match key.principal {
                    Some(id) => state
                        .access
                        .permissions_of(tenant, id)
                        .intersection(key.permissions()),
                    None => key.permissions(),
                }),
            Authority::Anyone => Permissions::NONE,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let (kind, id, limit) = match self {
            Authority::Node => (1, Vec::new(), None),
            Authority::Principal { id, limit } => (2, id_bytes(*id), Some(limit.bits())),
            Authority::Key(id) => (3, id_bytes(*id), None),
            Authority::Anyone => (4, Vec::new(), None),
        };
        AuthorityWire { kind, id, limit }.encode_to_vec()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Authority, Corrupt> {
        let wire = AuthorityWire::decode(bytes)?;
        match wire.kind {
            // Events from before there was anyone else.
            0 | 1 => Ok(Authority::Node),
            2 => Ok(Authority::Principal {
                id: id_from(&wire.id)?,
                limit: Permissions::from_bits(wire.limit.unwrap_or_default())
                    .ok_or(Corrupt("unknown permission"))?,
            }),
            3 => Ok(Authority::Key(id_from(&wire.id)?)),
            4 => Ok(Authority::Anyone),
            _ => Err(Corrupt("unknown authority")),
        }
    }
}

#[derive(Clone, PartialEq, Message)]
struct AuthorityWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    id: Vec<u8>,
    #[prost(uint64, optional, tag = "3")]
    limit: Option<u64>,
}
