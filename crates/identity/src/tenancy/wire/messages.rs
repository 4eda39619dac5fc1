//! The messages themselves. Tags are never reused; in events those from 90 on belong to the machine around this part.

use prost::{Message, Oneof};

use super::key::{CertificateWire, PreviousWire, SigningWire};

#[derive(Clone, PartialEq, Message)]
pub(super) struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13")]
    pub(super) kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum EventKind {
    #[prost(message, tag = "1")]
    TenantCreated(TenantCreatedWire),
    #[prost(message, tag = "2")]
    KeyCreated(KeyCreatedWire),
    #[prost(message, tag = "3")]
    KeyRevoked(KeyRevokedWire),
    #[prost(message, tag = "4")]
    TenantChanged(TenantChangedWire),
    #[prost(message, tag = "5")]
    TenantSuspended(TenantSuspendedWire),
    #[prost(message, tag = "6")]
    TenantResumed(TenantResumedWire),
    #[prost(message, tag = "7")]
    TenantClosed(TenantClosedWire),
    #[prost(message, tag = "8")]
    KeyRotated(KeyRotatedWire),
    #[prost(message, tag = "9")]
    KeyUsed(KeyUsedWire),
    #[prost(message, tag = "10")]
    KeySigningChanged(KeySigningChangedWire),
    #[prost(message, tag = "11")]
    RegionDeclared(RegionDeclaredWire),
    #[prost(message, tag = "12")]
    HoldPlaced(HoldPlacedWire),
    #[prost(message, tag = "13")]
    HoldReleased(HoldReleasedWire),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TenantCreatedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) name: String,
    #[prost(message, optional, tag = "3")]
    pub(super) settings: Option<SettingsWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TenantChangedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) settings: Option<SettingsWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TenantSuspendedWire {
    #[prost(string, tag = "1")]
    pub(super) reason: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TenantResumedWire {}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TenantClosedWire {}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RegionDeclaredWire {
    #[prost(string, tag = "1")]
    pub(super) region: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HoldPlacedWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) reason: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HoldReleasedWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SettingsWire {
    #[prost(string, optional, tag = "1")]
    pub(super) region: Option<String>,
    #[prost(uint32, optional, tag = "2")]
    pub(super) max_principals: Option<u32>,
    #[prost(uint32, optional, tag = "3")]
    pub(super) max_keys: Option<u32>,
    #[prost(uint32, optional, tag = "4")]
    pub(super) requests_per_second: Option<u32>,
    #[prost(uint64, optional, tag = "5")]
    pub(super) payments_per_day: Option<u64>,
    #[prost(message, repeated, tag = "6")]
    pub(super) features: Vec<FeatureWire>,
    #[prost(bool, tag = "7")]
    pub(super) phi: bool,
    #[prost(message, optional, tag = "8")]
    pub(super) sign_in: Option<SignInWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FeatureWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(bool, tag = "2")]
    pub(super) is_on: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SignInWire {
    #[prost(bool, tag = "1")]
    pub(super) second_factor_required: bool,
    #[prost(uint32, tag = "2")]
    pub(super) session_idle_minutes: u32,
    #[prost(uint32, tag = "3")]
    pub(super) session_absolute_hours: u32,
    #[prost(bool, tag = "4")]
    pub(super) password_sign_in: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyCreatedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) name: String,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) hash: Vec<u8>,
    #[prost(uint32, tag = "4")]
    pub(super) scopes: u32,
    #[prost(uint64, optional, tag = "5")]
    pub(super) expires_at: Option<u64>,
    #[prost(uint64, tag = "6")]
    pub(super) permissions: u64,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub(super) principal: Option<Vec<u8>>,
    /// Nothing where it was written before there were any.
    #[prost(uint32, optional, tag = "8")]
    pub(super) certifications: Option<u32>,
    #[prost(string, optional, tag = "9")]
    pub(super) region: Option<String>,
    #[prost(message, optional, tag = "10")]
    pub(super) certificate: Option<CertificateWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyRotatedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) hash: Vec<u8>,
    #[prost(uint64, optional, tag = "3")]
    pub(super) overlap_until: Option<u64>,
    #[prost(message, optional, tag = "4")]
    pub(super) certificate: Option<CertificateWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeySigningChangedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) signing: Option<SigningWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyUsedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(uint64, tag = "2")]
    pub(super) at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyRevokedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
}

/// Tags below 100: the others belong to the machine around this part.
#[derive(Clone, PartialEq, Message)]
pub(super) struct StateWire {
    #[prost(message, repeated, tag = "1")]
    pub(super) tenants: Vec<TenantWire>,
    #[prost(message, repeated, tag = "2")]
    pub(super) keys: Vec<KeyWire>,
    #[prost(string, optional, tag = "3")]
    pub(super) region: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TenantWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) name: String,
    #[prost(uint64, tag = "3")]
    pub(super) created_at: u64,
    #[prost(message, optional, tag = "4")]
    pub(super) settings: Option<SettingsWire>,
    /// 0 active, 1 suspended, 2 closed.
    #[prost(uint32, tag = "5")]
    pub(super) status: u32,
    #[prost(string, tag = "6")]
    pub(super) reason: String,
    #[prost(uint64, tag = "7")]
    pub(super) version: u64,
    #[prost(message, repeated, tag = "8")]
    pub(super) holds: Vec<HoldWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HoldWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) reason: String,
    #[prost(uint64, tag = "3")]
    pub(super) placed_at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(string, tag = "3")]
    pub(super) name: String,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) hash: Vec<u8>,
    #[prost(uint32, tag = "5")]
    pub(super) scopes: u32,
    #[prost(uint64, tag = "6")]
    pub(super) created_at: u64,
    #[prost(uint64, optional, tag = "7")]
    pub(super) expires_at: Option<u64>,
    #[prost(uint64, optional, tag = "8")]
    pub(super) revoked_at: Option<u64>,
    #[prost(uint64, tag = "9")]
    pub(super) permissions: u64,
    #[prost(bytes = "vec", optional, tag = "10")]
    pub(super) principal: Option<Vec<u8>>,
    /// Nothing where it was written before there were any.
    #[prost(uint32, optional, tag = "11")]
    pub(super) certifications: Option<u32>,
    #[prost(string, optional, tag = "12")]
    pub(super) region: Option<String>,
    #[prost(message, optional, tag = "13")]
    pub(super) previous: Option<PreviousWire>,
    #[prost(uint64, optional, tag = "14")]
    pub(super) last_used_at: Option<u64>,
    #[prost(message, optional, tag = "15")]
    pub(super) certificate: Option<CertificateWire>,
    #[prost(message, optional, tag = "16")]
    pub(super) signing: Option<SigningWire>,
}
