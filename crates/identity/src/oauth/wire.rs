//! The stored forms of events and snapshots. Fields are only ever added. Records are in `record`.

mod record;

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{GrantId, Tenant, Timestamp};
use prost::Message;

use self::record::{
    AllowedWire, ApprovalWire, ClientWire, CodeWire, DeviceWire, GrantWire, KeyWire, TermsWire, allowed_from,
    allowed_wire, client_from, client_wire, code_from, code_wire, device_from, device_wire, grant_from,
    grant_wire, key_from, key_wire, scopes_from, terms_from, terms_wire, user_code_from,
};
use super::{Event, GrantEnd, State};
use crate::TokenHash;
use crate::credential::wire::token_from;

/// The event as bytes.
pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let mut wire = EventWire::default();
    wire.kind = match event {
        Event::ClientCreated(client) => {
            wire.client = Some(client_wire(client));
            1
        }
        Event::ClientChanged { id, terms } => {
            wire.client_id = id_bytes(*id);
            wire.terms = Some(terms_wire(terms));
            2
        }
        Event::ClientSecretAdded {
            id,
            hash,
            former_until,
        } => {
            wire.client_id = id_bytes(*id);
            wire.hashes = vec![hash.as_bytes().to_vec()];
            wire.until = former_until.as_microseconds();
            3
        }
        Event::ClientTokensRevoked { id } => {
            wire.client_id = id_bytes(*id);
            4
        }
        Event::ClientRemoved { id } => {
            wire.client_id = id_bytes(*id);
            5
        }
        Event::CodeIssued(code) => {
            wire.code = Some(code_wire(code));
            6
        }
        Event::CodeRedeemed { hash, grant } => {
            wire.hashes = vec![hash.as_bytes().to_vec()];
            wire.grants = vec![id_bytes(*grant)];
            7
        }
        Event::GrantMade(grant) => {
            wire.grant = Some(grant_wire(grant));
            8
        }
        Event::Refreshed {
            grant,
            generation,
            hash,
        } => {
            wire.grants = vec![id_bytes(*grant)];
            wire.number = *generation;
            wire.hashes = vec![hash.as_bytes().to_vec()];
            9
        }
        Event::GrantRevoked { grant, reason } => {
            wire.grants = vec![id_bytes(*grant)];
            wire.number = *reason as u32;
            10
        }
        Event::Pruned { hashes, grants } => {
            wire.hashes = hashes.iter().map(|hash| hash.as_bytes().to_vec()).collect();
            wire.grants = grants.iter().map(|grant| id_bytes(*grant)).collect();
            11
        }
        Event::DeviceStarted(device) => {
            wire.device = Some(device_wire(device));
            12
        }
        Event::DeviceApproved { user_code, allowed } => {
            wire.user_code = user_code.as_bytes().to_vec();
            wire.allowed = Some(allowed_wire(allowed));
            13
        }
        Event::DeviceDenied { user_code } => {
            wire.user_code = user_code.as_bytes().to_vec();
            14
        }
        Event::DeviceRedeemed { hash } => {
            wire.hashes = vec![hash.as_bytes().to_vec()];
            15
        }
        Event::ApprovalRemembered {
            principal,
            client,
            scopes,
        } => {
            let (permissions, claims) = scopes.bits();
            wire.approval = Some(ApprovalWire {
                tenant: Vec::new(),
                principal: id_bytes(*principal),
                client: id_bytes(*client),
                permissions,
                claims,
            });
            16
        }
        Event::ApprovalForgotten { principal, client } => {
            wire.principal = id_bytes(*principal);
            wire.client_id = client.map(id_bytes).unwrap_or_default();
            17
        }
        Event::SigningKeyAdded(key) => {
            wire.key = Some(key_wire(key));
            18
        }
        Event::SigningKeyRetired { kid, retire_at } => {
            wire.kid.clone_from(kid);
            wire.until = retire_at.as_microseconds();
            19
        }
        Event::AccessTokenRevoked {
            hash,
            client,
            expires_at,
        } => {
            wire.hashes = vec![hash.as_bytes().to_vec()];
            wire.client_id = id_bytes(*client);
            wire.until = expires_at.as_microseconds();
            20
        }
    };
    wire.encode_to_vec()
}

/// The event in these bytes.
pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let wire = EventWire::decode(bytes)?;
    let hash = || match wire.hashes.as_slice() {
        [hash] => token_from(hash),
        _ => Err(Corrupt("an event about one token has one")),
    };
    let grant = || match wire.grants.as_slice() {
        [grant] => id_from(grant),
        _ => Err(Corrupt("an event about one grant has one")),
    };
    let until = Timestamp::from_microseconds(wire.until);
    Ok(match wire.kind {
        1 => Event::ClientCreated(Box::new(client_from(wire.client.ok_or(ABSENT)?)?)),
        2 => Event::ClientChanged {
            id: id_from(&wire.client_id)?,
            terms: Box::new(terms_from(wire.terms.ok_or(ABSENT)?)?),
        },
        3 => Event::ClientSecretAdded {
            id: id_from(&wire.client_id)?,
            hash: hash()?,
            former_until: until,
        },
        4 => Event::ClientTokensRevoked {
            id: id_from(&wire.client_id)?,
        },
        5 => Event::ClientRemoved {
            id: id_from(&wire.client_id)?,
        },
        6 => Event::CodeIssued(Box::new(code_from(wire.code.ok_or(ABSENT)?)?.1)),
        7 => Event::CodeRedeemed {
            hash: hash()?,
            grant: grant()?,
        },
        8 => Event::GrantMade(Box::new(grant_from(wire.grant.ok_or(ABSENT)?)?)),
        9 => Event::Refreshed {
            grant: grant()?,
            generation: wire.number,
            hash: hash()?,
        },
        10 => Event::GrantRevoked {
            grant: grant()?,
            reason: GrantEnd::from_number(wire.number).ok_or(Corrupt("unknown reason to end a grant"))?,
        },
        11 => Event::Pruned {
            hashes: wire
                .hashes
                .iter()
                .map(|hash| token_from(hash))
                .collect::<Result<Vec<TokenHash>, _>>()?,
            grants: wire
                .grants
                .iter()
                .map(|grant| id_from(grant))
                .collect::<Result<Vec<GrantId>, _>>()?,
        },
        12 => Event::DeviceStarted(Box::new(device_from(wire.device.ok_or(ABSENT)?)?.1)),
        13 => Event::DeviceApproved {
            user_code: user_code_from(&wire.user_code)?,
            allowed: Box::new(allowed_from(wire.allowed.ok_or(ABSENT)?)?),
        },
        14 => Event::DeviceDenied {
            user_code: user_code_from(&wire.user_code)?,
        },
        15 => Event::DeviceRedeemed { hash: hash()? },
        16 => {
            let approval = wire.approval.ok_or(ABSENT)?;
            Event::ApprovalRemembered {
                principal: id_from(&approval.principal)?,
                client: id_from(&approval.client)?,
                scopes: scopes_from(approval.permissions, approval.claims)?,
            }
        }
        17 => Event::ApprovalForgotten {
            principal: id_from(&wire.principal)?,
            client: if wire.client_id.is_empty() {
                None
            } else {
                Some(id_from(&wire.client_id)?)
            },
        },
        18 => Event::SigningKeyAdded(Box::new(key_from(wire.key.ok_or(ABSENT)?)?)),
        19 => Event::SigningKeyRetired {
            kid: wire.kid,
            retire_at: until,
        },
        20 => Event::AccessTokenRevoked {
            hash: hash()?,
            client: id_from(&wire.client_id)?,
            expires_at: until,
        },
        _ => return Err(Corrupt("unknown OAuth event")),
    })
}

const ABSENT: Corrupt = Corrupt("an event has what it is about");

impl State {
    /// The state as bytes, the same for the same state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let codes = self.codes.iter().map(|((tenant, _), code)| CodeWire {
            tenant: id_bytes(tenant.id()),
            ..code_wire(code)
        });
        let devices = self.devices.iter().map(|((tenant, _), device)| DeviceWire {
            tenant: id_bytes(tenant.id()),
            ..device_wire(device)
        });
        let approvals = self
            .approvals
            .iter()
            .map(|((tenant, principal, client), scopes)| ApprovalWire {
                tenant: id_bytes(tenant.id()),
                principal: id_bytes(*principal),
                client: id_bytes(*client),
                permissions: scopes.bits().0,
                claims: scopes.bits().1,
            });
        let revoked = self.revoked.iter().map(|((tenant, hash), end)| RevokedWire {
            tenant: id_bytes(tenant.id()),
            hash: hash.to_vec(),
            expires_at: end.as_microseconds(),
        });
        StateWire {
            clients: self.clients.values().map(client_wire).collect(),
            codes: codes.collect(),
            devices: devices.collect(),
            grants: self.grants.values().map(grant_wire).collect(),
            approvals: approvals.collect(),
            keys: self.keys.values().map(key_wire).collect(),
            revoked: revoked.collect(),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        let mut state = State::default();
        for client in wire.clients {
            let client = client_from(client)?;
            state.clients.insert((client.tenant, client.id), client);
        }
        for code in wire.codes {
            let (tenant, code) = code_from(code)?;
            state.insert_code(tenant.ok_or(ABSENT)?, code);
        }
        for device in wire.devices {
            let (tenant, device) = device_from(device)?;
            state.insert_device(tenant.ok_or(ABSENT)?, device);
        }
        for grant in wire.grants {
            state.insert_grant(grant_from(grant)?);
        }
        for approval in wire.approvals {
            let tenant = Tenant::new(id_from(&approval.tenant)?);
            let place = (tenant, id_from(&approval.principal)?, id_from(&approval.client)?);
            let scopes = scopes_from(approval.permissions, approval.claims)?;
            state.approvals.insert(place, scopes);
        }
        for key in wire.keys {
            let key = key_from(key)?;
            state.keys.insert(key.kid.clone(), key);
        }
        for revoked in wire.revoked {
            let tenant = Tenant::new(id_from(&revoked.tenant)?);
            let end = Timestamp::from_microseconds(revoked.expires_at);
            state.insert_revoked(tenant, &token_from(&revoked.hash)?, end);
        }
        Ok(state)
    }
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    client_id: Vec<u8>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    hashes: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    grants: Vec<Vec<u8>>,
    #[prost(uint64, tag = "5")]
    until: u64,
    #[prost(uint32, tag = "6")]
    number: u32,
    #[prost(bytes = "vec", tag = "7")]
    user_code: Vec<u8>,
    #[prost(bytes = "vec", tag = "8")]
    principal: Vec<u8>,
    #[prost(string, tag = "9")]
    kid: String,
    #[prost(message, optional, tag = "10")]
    client: Option<ClientWire>,
    #[prost(message, optional, tag = "11")]
    terms: Option<TermsWire>,
    #[prost(message, optional, tag = "12")]
    code: Option<CodeWire>,
    #[prost(message, optional, tag = "13")]
    grant: Option<GrantWire>,
    #[prost(message, optional, tag = "14")]
    device: Option<DeviceWire>,
    #[prost(message, optional, tag = "15")]
    allowed: Option<AllowedWire>,
    #[prost(message, optional, tag = "16")]
    approval: Option<ApprovalWire>,
    #[prost(message, optional, tag = "17")]
    key: Option<KeyWire>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    clients: Vec<ClientWire>,
    #[prost(message, repeated, tag = "2")]
    codes: Vec<CodeWire>,
    #[prost(message, repeated, tag = "3")]
    devices: Vec<DeviceWire>,
    #[prost(message, repeated, tag = "4")]
    grants: Vec<GrantWire>,
    #[prost(message, repeated, tag = "5")]
    approvals: Vec<ApprovalWire>,
    #[prost(message, repeated, tag = "6")]
    keys: Vec<KeyWire>,
    #[prost(message, repeated, tag = "7")]
    revoked: Vec<RevokedWire>,
}

#[derive(Clone, PartialEq, Message)]
struct RevokedWire {
    #[prost(bytes = "vec", tag = "1")]
    tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    hash: Vec<u8>,
    #[prost(uint64, tag = "3")]
    expires_at: u64,
}
