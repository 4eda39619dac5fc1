//! The stored forms of events and snapshots. Fields are only ever added.

mod key;
mod messages;

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Tenant, Timestamp};
use prost::Message;

use self::key::{previous_from, previous_wire, proof_from, proof_wire, signing_from, signing_wire};
use self::messages::{
    EventKind, EventWire, FeatureWire, HoldPlacedWire, HoldReleasedWire, HoldWire, KeyCreatedWire,
    KeyRevokedWire, KeyRotatedWire, KeySigningChangedWire, KeyUsedWire, KeyWire, RegionDeclaredWire,
    SettingsWire, SignInWire, StateWire, TenantChangedWire, TenantClosedWire, TenantCreatedWire,
    TenantResumedWire, TenantSuspendedWire, TenantWire,
};
use super::{
    ApiKey, Certifications, DataClasses, Event, Hold, HoldName, NewKey, Region, Scopes, SignInSettings,
    State, TenantLimits, TenantRecord, TenantSettings, TenantStatus,
};
use crate::Permissions;

/// The event as bytes.
pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::TenantCreated { id, name, settings } => EventKind::TenantCreated(TenantCreatedWire {
            id: id_bytes(*id),
            name: name.clone(),
            settings: Some(settings_wire(settings)),
        }),
        Event::TenantChanged { settings } => EventKind::TenantChanged(TenantChangedWire {
            settings: Some(settings_wire(settings)),
        }),
        Event::TenantSuspended { reason } => EventKind::TenantSuspended(TenantSuspendedWire {
            reason: reason.clone(),
        }),
        Event::TenantResumed => EventKind::TenantResumed(TenantResumedWire {}),
        Event::TenantClosed => EventKind::TenantClosed(TenantClosedWire {}),
        Event::RegionDeclared { region } => EventKind::RegionDeclared(RegionDeclaredWire {
            region: region.to_string(),
        }),
        Event::HoldPlaced { name, reason } => EventKind::HoldPlaced(HoldPlacedWire {
            name: name.to_string(),
            reason: reason.clone(),
        }),
        Event::HoldReleased { name } => EventKind::HoldReleased(HoldReleasedWire {
            name: name.to_string(),
        }),
        Event::KeyCreated(key) => {
            let (hash, certificate) = proof_wire(&key.proof);
            EventKind::KeyCreated(KeyCreatedWire {
                id: id_bytes(key.id),
                name: key.name.clone(),
                hash,
                scopes: key.scopes.bits(),
                expires_at: key.expires_at.map(Timestamp::as_microseconds),
                permissions: key.permissions.bits(),
                principal: key.principal.map(id_bytes),
                certifications: Some(key.certifications.bits()),
                region: region_word(key.region.as_ref()),
                certificate,
            })
        }
        Event::KeyRotated {
            id,
            proof,
            overlap_until,
        } => {
            let (hash, certificate) = proof_wire(proof);
            EventKind::KeyRotated(KeyRotatedWire {
                id: id_bytes(*id),
                hash,
                overlap_until: overlap_until.map(Timestamp::as_microseconds),
                certificate,
            })
        }
        Event::KeySigningChanged { id, signing } => EventKind::KeySigningChanged(KeySigningChangedWire {
            id: id_bytes(*id),
            signing: signing.as_deref().map(signing_wire),
        }),
        Event::KeyUsed { id, at } => EventKind::KeyUsed(KeyUsedWire {
            id: id_bytes(*id),
            at: at.as_microseconds(),
        }),
        Event::KeyRevoked { id } => EventKind::KeyRevoked(KeyRevokedWire { id: id_bytes(*id) }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

/// The event in these bytes.
pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let kind = EventWire::decode(bytes)?.kind;
    match kind.ok_or(Corrupt("unknown identity event"))? {
        EventKind::TenantCreated(wire) => Ok(Event::TenantCreated {
            id: id_from(&wire.id)?,
            name: wire.name,
            settings: settings_from(wire.settings).map(Box::new)?,
        }),
        EventKind::TenantChanged(wire) => Ok(Event::TenantChanged {
            settings: settings_from(wire.settings).map(Box::new)?,
        }),
        EventKind::TenantSuspended(wire) => Ok(Event::TenantSuspended { reason: wire.reason }),
        EventKind::TenantResumed(TenantResumedWire {}) => Ok(Event::TenantResumed),
        EventKind::TenantClosed(TenantClosedWire {}) => Ok(Event::TenantClosed),
        EventKind::RegionDeclared(wire) => Ok(Event::RegionDeclared {
            region: wire.region.parse().map_err(|_| Corrupt("not a region"))?,
        }),
        EventKind::HoldPlaced(wire) => Ok(Event::HoldPlaced {
            name: hold_name(&wire.name)?,
            reason: wire.reason,
        }),
        EventKind::HoldReleased(wire) => Ok(Event::HoldReleased {
            name: hold_name(&wire.name)?,
        }),
        EventKind::KeyCreated(wire) => Ok(Event::KeyCreated(Box::new(NewKey {
            id: id_from(&wire.id)?,
            name: wire.name,
            proof: proof_from((wire.hash, wire.certificate))?,
            scopes: scopes_from(wire.scopes)?,
            permissions: permissions_from(wire.permissions)?,
            principal: wire.principal.map(|bytes| id_from(&bytes)).transpose()?,
            certifications: certifications_from(wire.certifications)?,
            region: region_from(wire.region)?,
            expires_at: wire.expires_at.map(Timestamp::from_microseconds),
        }))),
        EventKind::KeyRotated(wire) => Ok(Event::KeyRotated {
            id: id_from(&wire.id)?,
            proof: proof_from((wire.hash, wire.certificate))?,
            overlap_until: wire.overlap_until.map(Timestamp::from_microseconds),
        }),
        EventKind::KeySigningChanged(wire) => Ok(Event::KeySigningChanged {
            id: id_from(&wire.id)?,
            signing: wire.signing.map(signing_from).transpose()?.map(Box::new),
        }),
        EventKind::KeyUsed(wire) => Ok(Event::KeyUsed {
            id: id_from(&wire.id)?,
            at: Timestamp::from_microseconds(wire.at),
        }),
        EventKind::KeyRevoked(wire) => Ok(Event::KeyRevoked {
            id: id_from(&wire.id)?,
        }),
    }
}

impl State {
    /// The state as bytes, the same for the same state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        StateWire {
            tenants: self.tenants().map(tenant_wire).collect(),
            keys: self.all_keys().map(key_wire).collect(),
            region: region_word(self.region()),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        let mut state = State::default();
        for tenant in wire.tenants {
            state.insert_tenant(tenant_from(tenant)?);
        }
        for key in wire.keys {
            state.insert_key(key_from(key)?);
        }
        if let Some(region) = region_from(wire.region)? {
            state.set_region(region);
        }
        Ok(state)
    }
}

fn tenant_wire(tenant: &TenantRecord) -> TenantWire {
    let (status, reason) = match &tenant.status {
        TenantStatus::Active => (0, String::new()),
        TenantStatus::Suspended { reason } => (1, reason.clone()),
        TenantStatus::Closed => (2, String::new()),
    };
    let holds = tenant.holds.iter().map(|(name, hold)| HoldWire {
        name: name.to_string(),
        reason: hold.reason.clone(),
        placed_at: hold.placed_at.as_microseconds(),
    });
    TenantWire {
        id: id_bytes(tenant.id),
        name: tenant.name.clone(),
        created_at: tenant.created_at.as_microseconds(),
        settings: Some(settings_wire(&tenant.settings)),
        status,
        reason,
        version: tenant.version,
        holds: holds.collect(),
    }
}

fn tenant_from(wire: TenantWire) -> Result<TenantRecord, Corrupt> {
    Ok(TenantRecord {
        id: id_from(&wire.id)?,
        name: wire.name,
        settings: settings_from(wire.settings)?,
        status: match wire.status {
            0 => TenantStatus::Active,
            1 => TenantStatus::Suspended { reason: wire.reason },
            2 => TenantStatus::Closed,
            _ => return Err(Corrupt("unknown status of a tenant")),
        },
        holds: wire
            .holds
            .into_iter()
            .map(hold_from)
            .collect::<Result<_, Corrupt>>()?,
        // Tenants from before there were versions were never changed.
        version: wire.version.max(1),
        created_at: Timestamp::from_microseconds(wire.created_at),
    })
}

fn hold_from(wire: HoldWire) -> Result<(HoldName, Hold), Corrupt> {
    let hold = Hold {
        reason: wire.reason,
        placed_at: Timestamp::from_microseconds(wire.placed_at),
    };
    Ok((hold_name(&wire.name)?, hold))
}

fn hold_name(word: &str) -> Result<HoldName, Corrupt> {
    word.parse().map_err(|_| Corrupt("not the name of a legal hold"))
}

fn settings_wire(settings: &TenantSettings) -> SettingsWire {
    let features = settings.features.iter().map(|(name, is_on)| FeatureWire {
        name: name.as_str().to_owned(),
        is_on: *is_on,
    });
    let sign_in = &settings.sign_in;
    SettingsWire {
        region: region_word(settings.region.as_ref()),
        max_principals: settings.limits.max_principals,
        max_keys: settings.limits.max_keys,
        requests_per_second: settings.limits.requests_per_second,
        payments_per_day: settings.limits.payments_per_day,
        features: features.collect(),
        phi: settings.data_classes.phi,
        sign_in: Some(SignInWire {
            second_factor_required: sign_in.second_factor_required,
            session_idle_minutes: sign_in.session_idle_minutes,
            session_absolute_hours: sign_in.session_absolute_hours,
            password_sign_in: sign_in.password_sign_in,
        }),
    }
}

/// Tenants from before there were settings have none.
fn settings_from(wire: Option<SettingsWire>) -> Result<TenantSettings, Corrupt> {
    let wire = wire.unwrap_or_default();
    let feature = |one: FeatureWire| {
        let name = one
            .name
            .parse()
            .map_err(|_| Corrupt("not the name of a feature"))?;
        Ok((name, one.is_on))
    };
    Ok(TenantSettings {
        region: region_from(wire.region)?,
        limits: TenantLimits {
            max_principals: wire.max_principals,
            max_keys: wire.max_keys,
            requests_per_second: wire.requests_per_second,
            payments_per_day: wire.payments_per_day,
        },
        features: wire
            .features
            .into_iter()
            .map(feature)
            .collect::<Result<_, Corrupt>>()?,
        data_classes: DataClasses { phi: wire.phi },
        sign_in: wire
            .sign_in
            .map_or_else(SignInSettings::default, |wire| SignInSettings {
                second_factor_required: wire.second_factor_required,
                session_idle_minutes: wire.session_idle_minutes,
                session_absolute_hours: wire.session_absolute_hours,
                password_sign_in: wire.password_sign_in,
            }),
    })
}

fn key_wire(key: &ApiKey) -> KeyWire {
    let (hash, certificate) = proof_wire(&key.proof);
    KeyWire {
        id: id_bytes(key.id),
        tenant: id_bytes(key.tenant.id()),
        name: key.name.clone(),
        hash,
        scopes: key.scopes.bits(),
        created_at: key.created_at.as_microseconds(),
        expires_at: key.expires_at.map(Timestamp::as_microseconds),
        revoked_at: key.revoked_at.map(Timestamp::as_microseconds),
        permissions: key.granted.bits(),
        principal: key.principal.map(id_bytes),
        certifications: Some(key.certifications.bits()),
        region: region_word(key.region.as_ref()),
        previous: key.previous.as_ref().map(previous_wire),
        last_used_at: key.last_used_at.map(Timestamp::as_microseconds),
        certificate,
        signing: key.signing.as_ref().map(signing_wire),
    }
}

fn key_from(wire: KeyWire) -> Result<ApiKey, Corrupt> {
    Ok(ApiKey {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        name: wire.name,
        proof: proof_from((wire.hash, wire.certificate))?,
        previous: wire.previous.map(previous_from).transpose()?,
        signing: wire.signing.map(signing_from).transpose()?,
        scopes: scopes_from(wire.scopes)?,
        granted: permissions_from(wire.permissions)?,
        principal: wire.principal.map(|bytes| id_from(&bytes)).transpose()?,
        certifications: certifications_from(wire.certifications)?,
        region: region_from(wire.region)?,
        created_at: Timestamp::from_microseconds(wire.created_at),
        expires_at: wire.expires_at.map(Timestamp::from_microseconds),
        revoked_at: wire.revoked_at.map(Timestamp::from_microseconds),
        last_used_at: wire.last_used_at.map(Timestamp::from_microseconds),
    })
}

fn scopes_from(bits: u32) -> Result<Scopes, Corrupt> {
    Scopes::from_bits(bits).ok_or(Corrupt("unknown scope"))
}

fn permissions_from(bits: u64) -> Result<Permissions, Corrupt> {
    Permissions::from_bits(bits).ok_or(Corrupt("unknown permission"))
}

/// Keys from before there were certifications could pay, so they count as certified to.
fn certifications_from(bits: Option<u32>) -> Result<Certifications, Corrupt> {
    const BEFORE: Certifications = Certifications {
        pci: true,
        hipaa: false,
    };
    bits.map_or(Some(BEFORE), Certifications::from_bits)
        .ok_or(Corrupt("unknown certification"))
}

fn region_word(region: Option<&Region>) -> Option<String> {
    region.map(|region| region.as_str().to_owned())
}

fn region_from(word: Option<String>) -> Result<Option<Region>, Corrupt> {
    let region = word.map(|word| word.parse());
    region.transpose().map_err(|_| Corrupt("not a region"))
}
