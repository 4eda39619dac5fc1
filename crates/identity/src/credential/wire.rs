//! The stored forms of events and snapshots. Fields are only ever added.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Tenant, Timestamp};
use prost::Message;

use super::{
    Change, Credentials, EmailToken, Event, Passkey, Password, PasswordHash, RecoveryToken, State, Totp,
};
use crate::{LookupHash, Sealed, TokenHash};

/// The hash of a token in these bytes.
pub(crate) fn token_from(bytes: &[u8]) -> Result<TokenHash, Corrupt> {
    let bytes = bytes.try_into().map_err(|_| Corrupt("a hash is 32 bytes"))?;
    Ok(TokenHash::from_bytes(bytes))
}

/// The hash to look up by in these bytes.
pub(crate) fn lookup_from(bytes: &[u8]) -> Result<LookupHash, Corrupt> {
    let bytes = bytes.try_into().map_err(|_| Corrupt("a hash is 32 bytes"))?;
    Ok(LookupHash::from_bytes(bytes))
}

/// The event as bytes.
pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let mut wire = EventWire {
        principal: id_bytes(event.principal),
        ..EventWire::default()
    };
    wire.kind = match &event.change {
        Change::PasswordSet { hash } => {
            wire.password = hash.as_str().to_owned();
            1
        }
        Change::TotpEnrolled { seed } => {
            wire.seed = seed.as_bytes().to_vec();
            2
        }
        Change::TotpConfirmed { step } => {
            wire.step = *step;
            3
        }
        Change::TotpUsed { step } => {
            wire.step = *step;
            4
        }
        Change::TotpRemoved => 5,
        Change::RecoveryCodesReplaced { codes } => {
            wire.tokens = tokens_wire(codes);
            6
        }
        Change::RecoveryCodeUsed { code } => {
            wire.tokens = tokens_wire(&[*code]);
            7
        }
        Change::PasskeyAdded { passkey } => {
            wire.passkey = Some(passkey_wire(passkey));
            8
        }
        Change::PasskeyUsed {
            id,
            counter,
            backed_up,
            credential,
        } => {
            wire.passkey_use = Some(PasskeyUseWire {
                id: id_bytes(*id),
                counter: *counter,
                backed_up: *backed_up,
                credential: credential.clone(),
            });
            9
        }
        Change::PasskeyRemoved { id } => {
            wire.passkey_id = id_bytes(*id);
            10
        }
        Change::SecondFactorsReset => 11,
        Change::RecoveryStarted {
            token,
            address,
            expires_at,
        } => {
            wire.tokens = tokens_wire(&[*token]);
            wire.address = address_wire(*address);
            wire.expires_at = expires_at.as_microseconds();
            12
        }
        Change::RecoveryFinished { hash, address } => {
            wire.password = hash.as_str().to_owned();
            wire.address = address_wire(*address);
            13
        }
        Change::EmailVerificationStarted {
            token,
            address,
            expires_at,
        } => {
            wire.tokens = tokens_wire(&[*token]);
            wire.address = address.as_bytes().to_vec();
            wire.expires_at = expires_at.as_microseconds();
            14
        }
        Change::EmailVerified { address } => {
            wire.address = address.as_bytes().to_vec();
            15
        }
        Change::Erased => 16,
        Change::PasswordRehashed { hash } => {
            wire.password = hash.as_str().to_owned();
            17
        }
    };
    wire.encode_to_vec()
}

/// The event in these bytes.
pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let wire = EventWire::decode(bytes)?;
    let token = || match wire.tokens.as_slice() {
        [token] => token_from(token),
        _ => Err(Corrupt("an event about one token has one")),
    };
    let hash = || password_from(&wire.password);
    let address = || lookup_from(&wire.address);
    let expires_at = Timestamp::from_microseconds(wire.expires_at);
    let step = wire.step;
    let change = match wire.kind {
        1 => Change::PasswordSet { hash: hash()? },
        2 => Change::TotpEnrolled {
            seed: Sealed::from_bytes(wire.seed),
        },
        3 => Change::TotpConfirmed { step },
        4 => Change::TotpUsed { step },
        5 => Change::TotpRemoved,
        6 => Change::RecoveryCodesReplaced {
            codes: tokens_from(&wire.tokens)?,
        },
        7 => Change::RecoveryCodeUsed { code: token()? },
        8 => Change::PasskeyAdded {
            passkey: passkey_from(wire.passkey.ok_or(Corrupt("no passkey"))?)?,
        },
        9 => {
            let used = wire.passkey_use.ok_or(Corrupt("no passkey"))?;
            Change::PasskeyUsed {
                id: id_from(&used.id)?,
                counter: used.counter,
                backed_up: used.backed_up,
                credential: used.credential,
            }
        }
        10 => Change::PasskeyRemoved {
            id: id_from(&wire.passkey_id)?,
        },
        11 => Change::SecondFactorsReset,
        12 => Change::RecoveryStarted {
            token: token()?,
            address: address_from(&wire.address)?,
            expires_at,
        },
        13 => Change::RecoveryFinished {
            hash: hash()?,
            address: address_from(&wire.address)?,
        },
        14 => Change::EmailVerificationStarted {
            token: token()?,
            address: address()?,
            expires_at,
        },
        15 => Change::EmailVerified { address: address()? },
        16 => Change::Erased,
        17 => Change::PasswordRehashed { hash: hash()? },
        _ => return Err(Corrupt("unknown credential event")),
    };
    Ok(Event {
        principal: id_from(&wire.principal)?,
        change,
    })
}

impl State {
    /// The state as bytes, the same for the same state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let all = self.all().map(|((tenant, principal), own)| CredentialsWire {
            tenant: id_bytes(tenant.id()),
            principal: id_bytes(*principal),
            password: own.password.as_ref().map(|password| PasswordWire {
                hash: password.hash.as_str().to_owned(),
                changed_at: password.changed_at.as_microseconds(),
            }),
            totp: own.totp.as_ref().map(|totp| TotpWire {
                seed: totp.seed.as_bytes().to_vec(),
                last_step: totp.last_step,
                confirmed_at: totp.confirmed_at.as_microseconds(),
            }),
            enrolling: own.enrolling.as_ref().map(|seed| seed.as_bytes().to_vec()),
            recovery_codes: tokens_wire(&own.recovery_codes),
            passkeys: own.passkeys.values().map(passkey_wire).collect(),
            recoveries: own
                .recoveries
                .iter()
                .map(|one| TokenWire {
                    hash: one.hash.as_bytes().to_vec(),
                    at: one.expires_at.as_microseconds(),
                    address: address_wire(one.address),
                })
                .collect(),
            email_token: own.email_token.as_ref().map(|one| TokenWire {
                hash: one.hash.as_bytes().to_vec(),
                at: one.expires_at.as_microseconds(),
                address: one.address.as_bytes().to_vec(),
            }),
            email_verified: own.email_verified.map(|(address, at)| TokenWire {
                hash: Vec::new(),
                at: at.as_microseconds(),
                address: address.as_bytes().to_vec(),
            }),
            epoch: own.epoch,
        });
        StateWire { all: all.collect() }.encode_to_vec()
    }

    /// The state in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let mut state = State::default();
        for wire in StateWire::decode(bytes)?.all {
            let (tenant, principal) = (Tenant::new(id_from(&wire.tenant)?), id_from(&wire.principal)?);
            state.insert(tenant, principal, credentials_from(wire)?);
        }
        Ok(state)
    }
}

fn credentials_from(wire: CredentialsWire) -> Result<Credentials, Corrupt> {
    let mut own = Credentials {
        enrolling: wire.enrolling.map(Sealed::from_bytes),
        recovery_codes: tokens_from(&wire.recovery_codes)?,
        epoch: wire.epoch,
        ..Credentials::default()
    };
    if let Some(password) = wire.password {
        own.password = Some(Password {
            hash: password_from(&password.hash)?,
            changed_at: Timestamp::from_microseconds(password.changed_at),
        });
    }
    own.totp = wire.totp.map(|totp| Totp {
        seed: Sealed::from_bytes(totp.seed),
        last_step: totp.last_step,
        confirmed_at: Timestamp::from_microseconds(totp.confirmed_at),
    });
    for passkey in wire.passkeys {
        let passkey = passkey_from(passkey)?;
        own.passkeys.insert(passkey.id, passkey);
    }
    for one in wire.recoveries {
        own.recoveries.push(RecoveryToken {
            hash: token_from(&one.hash)?,
            address: address_from(&one.address)?,
            expires_at: Timestamp::from_microseconds(one.at),
        });
    }
    if let Some(one) = wire.email_token {
        own.email_token = Some(EmailToken {
            hash: token_from(&one.hash)?,
            address: lookup_from(&one.address)?,
            expires_at: Timestamp::from_microseconds(one.at),
        });
    }
    if let Some(one) = wire.email_verified {
        own.email_verified = Some((lookup_from(&one.address)?, Timestamp::from_microseconds(one.at)));
    }
    Ok(own)
}

/// Nothing where there is none: what was written before addresses were, or is about no address.
fn address_wire(address: Option<LookupHash>) -> Vec<u8> {
    address.map_or_else(Vec::new, |address| address.as_bytes().to_vec())
}

fn address_from(bytes: &[u8]) -> Result<Option<LookupHash>, Corrupt> {
    if bytes.is_empty() {
        return Ok(None);
    }
    lookup_from(bytes).map(Some)
}

fn password_from(text: &str) -> Result<PasswordHash, Corrupt> {
    PasswordHash::parse(text).map_err(|_| Corrupt("not a password hash"))
}

fn tokens_wire(tokens: &[TokenHash]) -> Vec<Vec<u8>> {
    tokens.iter().map(|token| token.as_bytes().to_vec()).collect()
}

fn tokens_from(tokens: &[Vec<u8>]) -> Result<Vec<TokenHash>, Corrupt> {
    tokens.iter().map(|token| token_from(token)).collect()
}

fn passkey_wire(passkey: &Passkey) -> PasskeyWire {
    PasskeyWire {
        id: id_bytes(passkey.id),
        credential_id: passkey.credential_id.clone(),
        credential: passkey.credential.clone(),
        name: passkey.name.clone(),
        counter: passkey.counter,
        backup_eligible: passkey.backup_eligible,
        backed_up: passkey.backed_up,
        created_at: passkey.created_at.as_microseconds(),
        last_used_at: passkey.last_used_at.map(Timestamp::as_microseconds),
    }
}

fn passkey_from(wire: PasskeyWire) -> Result<Passkey, Corrupt> {
    Ok(Passkey {
        id: id_from(&wire.id)?,
        credential_id: wire.credential_id,
        credential: wire.credential,
        name: wire.name,
        counter: wire.counter,
        backup_eligible: wire.backup_eligible,
        backed_up: wire.backed_up,
        created_at: Timestamp::from_microseconds(wire.created_at),
        last_used_at: wire.last_used_at.map(Timestamp::from_microseconds),
    })
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    principal: Vec<u8>,
    #[prost(string, tag = "3")]
    password: String,
    #[prost(bytes = "vec", tag = "4")]
    seed: Vec<u8>,
    #[prost(uint64, tag = "5")]
    step: u64,
    #[prost(bytes = "vec", repeated, tag = "6")]
    tokens: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "7")]
    passkey: Option<PasskeyWire>,
    #[prost(message, optional, tag = "8")]
    passkey_use: Option<PasskeyUseWire>,
    #[prost(bytes = "vec", tag = "9")]
    passkey_id: Vec<u8>,
    #[prost(uint64, tag = "10")]
    expires_at: u64,
    #[prost(bytes = "vec", tag = "11")]
    address: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct PasskeyUseWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(uint32, tag = "2")]
    counter: u32,
    #[prost(bool, tag = "3")]
    backed_up: bool,
    #[prost(bytes = "vec", optional, tag = "4")]
    credential: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct PasskeyWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    credential_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    credential: Vec<u8>,
    #[prost(string, tag = "4")]
    name: String,
    #[prost(uint32, tag = "5")]
    counter: u32,
    #[prost(bool, tag = "6")]
    backup_eligible: bool,
    #[prost(bool, tag = "7")]
    backed_up: bool,
    #[prost(uint64, tag = "8")]
    created_at: u64,
    #[prost(uint64, optional, tag = "9")]
    last_used_at: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    all: Vec<CredentialsWire>,
}

#[derive(Clone, PartialEq, Message)]
struct CredentialsWire {
    #[prost(bytes = "vec", tag = "1")]
    tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    principal: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    password: Option<PasswordWire>,
    #[prost(message, optional, tag = "4")]
    totp: Option<TotpWire>,
    #[prost(bytes = "vec", optional, tag = "5")]
    enrolling: Option<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "6")]
    recovery_codes: Vec<Vec<u8>>,
    #[prost(message, repeated, tag = "7")]
    passkeys: Vec<PasskeyWire>,
    #[prost(message, repeated, tag = "8")]
    recoveries: Vec<TokenWire>,
    #[prost(message, optional, tag = "9")]
    email_token: Option<TokenWire>,
    #[prost(message, optional, tag = "10")]
    email_verified: Option<TokenWire>,
    #[prost(uint64, tag = "11")]
    epoch: u64,
}

#[derive(Clone, PartialEq, Message)]
struct PasswordWire {
    #[prost(string, tag = "1")]
    hash: String,
    #[prost(uint64, tag = "2")]
    changed_at: u64,
}

#[derive(Clone, PartialEq, Message)]
struct TotpWire {
    #[prost(bytes = "vec", tag = "1")]
    seed: Vec<u8>,
    #[prost(uint64, tag = "2")]
    last_step: u64,
    #[prost(uint64, tag = "3")]
    confirmed_at: u64,
}

#[derive(Clone, PartialEq, Message)]
struct TokenWire {
    #[prost(bytes = "vec", tag = "1")]
    hash: Vec<u8>,
    #[prost(uint64, tag = "2")]
    at: u64,
    #[prost(bytes = "vec", tag = "3")]
    address: Vec<u8>,
}
