//! The stored forms of clients, codes, device requests, grants and keys.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use prost::Message;

use crate::credential::wire::token_from;
use crate::oauth::{
    Allowed, Client, ClientKind, ClientTerms, Code, DeviceRequest, DeviceStatus, Flows, Grant, GrantEnd,
    GrantScopes, SigningAlgorithm, SigningKey, UserCode,
};
use crate::{Sealed, TokenHash};

const ABSENT: Corrupt = Corrupt("a record has all its parts");

pub(super) fn scopes_from(permissions: u64, claims: u32) -> Result<GrantScopes, Corrupt> {
    GrantScopes::from_bits(permissions, claims).ok_or(Corrupt("unknown scope"))
}

pub(super) fn user_code_from(bytes: &[u8]) -> Result<UserCode, Corrupt> {
    let text = std::str::from_utf8(bytes).map_err(|_| Corrupt("not a user code"))?;
    UserCode::parse(text).map_err(|_| Corrupt("not a user code"))
}

fn tenant_from(bytes: &[u8]) -> Result<Option<Tenant>, Corrupt> {
    if bytes.is_empty() {
        Ok(None)
    } else {
        Ok(Some(Tenant::new(id_from(bytes)?)))
    }
}

fn time(value: u64) -> Timestamp {
    Timestamp::from_microseconds(value)
}

pub(super) fn terms_wire(terms: &ClientTerms) -> TermsWire {
    let (permissions, claims) = terms.scopes.bits();
    TermsWire {
        name: terms.name.clone(),
        redirect_uris: terms.redirect_uris.clone(),
        post_logout_uris: terms.post_logout_uris.clone(),
        flows: terms.flows.bits(),
        permissions,
        claims,
        principal: terms.principal.map(id_bytes),
        access_lifetime: terms.access_lifetime.0,
        refresh_idle: terms.refresh_idle.0,
        grant_lifetime: terms.grant_lifetime.0,
    }
}

pub(super) fn terms_from(wire: TermsWire) -> Result<ClientTerms, Corrupt> {
    Ok(ClientTerms {
        name: wire.name,
        redirect_uris: wire.redirect_uris,
        post_logout_uris: wire.post_logout_uris,
        flows: Flows::from_bits(wire.flows).ok_or(Corrupt("unknown way to get tokens"))?,
        scopes: scopes_from(wire.permissions, wire.claims)?,
        principal: wire.principal.map(|id| id_from(&id)).transpose()?,
        access_lifetime: Milliseconds(wire.access_lifetime),
        refresh_idle: Milliseconds(wire.refresh_idle),
        grant_lifetime: Milliseconds(wire.grant_lifetime),
    })
}

pub(super) fn client_wire(client: &Client) -> ClientWire {
    ClientWire {
        id: id_bytes(client.id),
        tenant: id_bytes(client.tenant.id()),
        confidential: client.kind == ClientKind::Confidential,
        terms: Some(terms_wire(&client.terms)),
        secrets: client
            .secrets
            .iter()
            .map(|(hash, end)| SecretWire {
                hash: hash.as_bytes().to_vec(),
                end: end.map(Timestamp::as_microseconds),
            })
            .collect(),
        created_at: client.created_at.as_microseconds(),
        not_before: client.not_before.as_microseconds(),
    }
}

pub(super) fn client_from(wire: ClientWire) -> Result<Client, Corrupt> {
    let secret = |wire: SecretWire| -> Result<(TokenHash, Option<Timestamp>), Corrupt> {
        Ok((token_from(&wire.hash)?, wire.end.map(time)))
    };
    Ok(Client {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        kind: if wire.confidential {
            ClientKind::Confidential
        } else {
            ClientKind::Public
        },
        terms: terms_from(wire.terms.ok_or(ABSENT)?)?,
        secrets: wire.secrets.into_iter().map(secret).collect::<Result<_, _>>()?,
        created_at: time(wire.created_at),
        not_before: time(wire.not_before),
    })
}

pub(super) fn allowed_wire(allowed: &Allowed) -> AllowedWire {
    let (permissions, claims) = allowed.scopes.bits();
    AllowedWire {
        client: id_bytes(allowed.client),
        principal: id_bytes(allowed.principal),
        session: id_bytes(allowed.session),
        permissions,
        claims,
        nonce: allowed.nonce.clone(),
        authenticated_at: allowed.authenticated_at.as_microseconds(),
        epoch: allowed.epoch,
    }
}

pub(super) fn allowed_from(wire: AllowedWire) -> Result<Allowed, Corrupt> {
    Ok(Allowed {
        client: id_from(&wire.client)?,
        principal: id_from(&wire.principal)?,
        session: id_from(&wire.session)?,
        scopes: scopes_from(wire.permissions, wire.claims)?,
        nonce: wire.nonce,
        authenticated_at: time(wire.authenticated_at),
        epoch: wire.epoch,
    })
}

/// Without its tenant, which an event has from its entry.
pub(super) fn code_wire(code: &Code) -> CodeWire {
    CodeWire {
        tenant: Vec::new(),
        hash: code.hash.as_bytes().to_vec(),
        allowed: Some(allowed_wire(&code.allowed)),
        redirect_uri: code.redirect_uri.clone(),
        challenge: code.challenge.to_vec(),
        expires_at: code.expires_at.as_microseconds(),
        used: code.used.map(id_bytes),
    }
}

pub(super) fn code_from(wire: CodeWire) -> Result<(Option<Tenant>, Code), Corrupt> {
    let challenge = wire.challenge.try_into();
    let code = Code {
        hash: token_from(&wire.hash)?,
        allowed: allowed_from(wire.allowed.ok_or(ABSENT)?)?,
        redirect_uri: wire.redirect_uri,
        challenge: challenge.map_err(|_| Corrupt("a challenge is 32 bytes"))?,
        expires_at: time(wire.expires_at),
        used: wire.used.map(|id| id_from(&id)).transpose()?,
    };
    Ok((tenant_from(&wire.tenant)?, code))
}

/// Without its tenant, which an event has from its entry.
pub(super) fn device_wire(device: &DeviceRequest) -> DeviceWire {
    let (permissions, claims) = device.scopes.bits();
    let (status, allowed) = match &device.status {
        DeviceStatus::Pending => (1, None),
        DeviceStatus::Approved(allowed) => (2, Some(allowed_wire(allowed))),
        DeviceStatus::Denied => (3, None),
    };
    DeviceWire {
        tenant: Vec::new(),
        hash: device.hash.as_bytes().to_vec(),
        user_code: device.user_code.as_bytes().to_vec(),
        client: id_bytes(device.client),
        permissions,
        claims,
        expires_at: device.expires_at.as_microseconds(),
        status,
        allowed,
    }
}

pub(super) fn device_from(wire: DeviceWire) -> Result<(Option<Tenant>, DeviceRequest), Corrupt> {
    let device = DeviceRequest {
        hash: token_from(&wire.hash)?,
        user_code: user_code_from(&wire.user_code)?,
        client: id_from(&wire.client)?,
        scopes: scopes_from(wire.permissions, wire.claims)?,
        expires_at: time(wire.expires_at),
        status: match wire.status {
            1 => DeviceStatus::Pending,
            2 => DeviceStatus::Approved(allowed_from(wire.allowed.ok_or(ABSENT)?)?),
            3 => DeviceStatus::Denied,
            _ => return Err(Corrupt("unknown status of a device request")),
        },
    };
    Ok((tenant_from(&wire.tenant)?, device))
}

pub(super) fn grant_wire(grant: &Grant) -> GrantWire {
    GrantWire {
        id: id_bytes(grant.id),
        tenant: id_bytes(grant.tenant.id()),
        allowed: Some(allowed_wire(&grant.allowed)),
        generation: grant.generation,
        refresh: grant.refresh.map(|hash| hash.as_bytes().to_vec()),
        created_at: grant.created_at.as_microseconds(),
        expires_at: grant.expires_at.as_microseconds(),
        last_used_at: grant.last_used_at.as_microseconds(),
        revoked_at: grant.revoked.map(|(at, _)| at.as_microseconds()),
        revoked_for: grant.revoked.map(|(_, reason)| reason as u32),
    }
}

pub(super) fn grant_from(wire: GrantWire) -> Result<Grant, Corrupt> {
    let revoked = match (wire.revoked_at, wire.revoked_for) {
        (Some(at), Some(reason)) => {
            let reason = GrantEnd::from_number(reason).ok_or(Corrupt("unknown reason to end a grant"))?;
            Some((time(at), reason))
        }
        _ => None,
    };
    Ok(Grant {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        allowed: allowed_from(wire.allowed.ok_or(ABSENT)?)?,
        generation: wire.generation,
        refresh: wire.refresh.map(|hash| token_from(&hash)).transpose()?,
        created_at: time(wire.created_at),
        expires_at: time(wire.expires_at),
        last_used_at: time(wire.last_used_at),
        revoked,
    })
}

pub(super) fn key_wire(key: &SigningKey) -> KeyWire {
    KeyWire {
        kid: key.kid.clone(),
        algorithm: key.algorithm as u32,
        public: key.public.clone(),
        private: key.private.as_bytes().to_vec(),
        created_at: key.created_at.as_microseconds(),
        active_from: key.active_from.as_microseconds(),
        retire_at: key.retire_at.map(Timestamp::as_microseconds),
    }
}

pub(super) fn key_from(wire: KeyWire) -> Result<SigningKey, Corrupt> {
    Ok(SigningKey {
        kid: wire.kid,
        algorithm: SigningAlgorithm::from_number(wire.algorithm)
            .ok_or(Corrupt("unknown signing algorithm"))?,
        public: wire.public,
        private: Sealed::from_bytes(wire.private),
        created_at: time(wire.created_at),
        active_from: time(wire.active_from),
        retire_at: wire.retire_at.map(time),
    })
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TermsWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, repeated, tag = "2")]
    pub(super) redirect_uris: Vec<String>,
    #[prost(string, repeated, tag = "3")]
    pub(super) post_logout_uris: Vec<String>,
    #[prost(uint32, tag = "4")]
    pub(super) flows: u32,
    #[prost(uint64, tag = "5")]
    pub(super) permissions: u64,
    #[prost(uint32, tag = "6")]
    pub(super) claims: u32,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub(super) principal: Option<Vec<u8>>,
    #[prost(uint64, tag = "8")]
    pub(super) access_lifetime: u64,
    #[prost(uint64, tag = "9")]
    pub(super) refresh_idle: u64,
    #[prost(uint64, tag = "10")]
    pub(super) grant_lifetime: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ClientWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(bool, tag = "3")]
    pub(super) confidential: bool,
    #[prost(message, optional, tag = "4")]
    pub(super) terms: Option<TermsWire>,
    #[prost(message, repeated, tag = "5")]
    pub(super) secrets: Vec<SecretWire>,
    #[prost(uint64, tag = "6")]
    pub(super) created_at: u64,
    #[prost(uint64, tag = "7")]
    pub(super) not_before: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SecretWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) hash: Vec<u8>,
    #[prost(uint64, optional, tag = "2")]
    pub(super) end: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AllowedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) client: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) principal: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) session: Vec<u8>,
    #[prost(uint64, tag = "4")]
    pub(super) permissions: u64,
    #[prost(uint32, tag = "5")]
    pub(super) claims: u32,
    #[prost(string, optional, tag = "6")]
    pub(super) nonce: Option<String>,
    #[prost(uint64, tag = "7")]
    pub(super) authenticated_at: u64,
    #[prost(uint64, tag = "8")]
    pub(super) epoch: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CodeWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) hash: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub(super) allowed: Option<AllowedWire>,
    #[prost(string, tag = "4")]
    pub(super) redirect_uri: String,
    #[prost(bytes = "vec", tag = "5")]
    pub(super) challenge: Vec<u8>,
    #[prost(uint64, tag = "6")]
    pub(super) expires_at: u64,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub(super) used: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct DeviceWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) user_code: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) client: Vec<u8>,
    #[prost(uint64, tag = "5")]
    pub(super) permissions: u64,
    #[prost(uint32, tag = "6")]
    pub(super) claims: u32,
    #[prost(uint64, tag = "7")]
    pub(super) expires_at: u64,
    #[prost(uint32, tag = "8")]
    pub(super) status: u32,
    #[prost(message, optional, tag = "9")]
    pub(super) allowed: Option<AllowedWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GrantWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub(super) allowed: Option<AllowedWire>,
    #[prost(uint32, tag = "4")]
    pub(super) generation: u32,
    #[prost(bytes = "vec", optional, tag = "5")]
    pub(super) refresh: Option<Vec<u8>>,
    #[prost(uint64, tag = "6")]
    pub(super) created_at: u64,
    #[prost(uint64, tag = "7")]
    pub(super) expires_at: u64,
    #[prost(uint64, tag = "8")]
    pub(super) last_used_at: u64,
    #[prost(uint64, optional, tag = "9")]
    pub(super) revoked_at: Option<u64>,
    #[prost(uint32, optional, tag = "10")]
    pub(super) revoked_for: Option<u32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ApprovalWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) principal: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) client: Vec<u8>,
    #[prost(uint64, tag = "4")]
    pub(super) permissions: u64,
    #[prost(uint32, tag = "5")]
    pub(super) claims: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyWire {
    #[prost(string, tag = "1")]
    pub(super) kid: String,
    #[prost(uint32, tag = "2")]
    pub(super) algorithm: u32,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) public: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) private: Vec<u8>,
    #[prost(uint64, tag = "5")]
    pub(super) created_at: u64,
    #[prost(uint64, tag = "6")]
    pub(super) active_from: u64,
    #[prost(uint64, optional, tag = "7")]
    pub(super) retire_at: Option<u64>,
}
