//! The words that every part of Bezant speaks: money, currency, ids, time, tenant, context, postings, error kinds.
//!
//! Values come in from any floor and go out unchanged in meaning. This crate owns no clock, no randomness, no I/O and
//! no business rule; it depends on almost nothing, so that a change above it rebuilds in seconds.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod actor;
mod card;
mod card_number;
mod context;
mod currency;
mod error;
mod gateway;
mod id;
mod money;
mod posting;
mod retry;
mod sealed;
mod table;
mod tenant;
mod time;
mod trace;
pub mod wire;

pub use actor::{Actor, InvalidActor};
pub use card::{Bin, Card, CardCategory, CardScheme, InvalidBin};
pub use card_number::{looks_like_card_number, may_hold_card_number, passes_luhn};
pub use context::{Context, IdGenerator};
pub use currency::{Currency, UnknownCurrency};
pub use error::ErrorKind;
pub use gateway::{Country, GatewayName, InvalidCountry, InvalidGatewayName, MethodKind, OperationKind};
pub use id::{
    AccountId, ApiKeyId, ApprovalId, CardId, ClientId, ConsentId, DeviceId, EventId, GrantId, GroupId, Id,
    IdKind, InvalidId, InvitationId, MessageId, MonitorId, OperationId, PasskeyId, PaymentId, PrincipalId,
    RefundId, ScheduleId, SessionId, TenantId, TransferId, WebhookEndpointId,
};
pub use money::{Money, MoneyError};
pub use posting::{AccountPath, AccountType, InvalidPath, Posting, PostingCode};
pub use retry::RetryTerms;
pub use sealed::{LookupHash, Sealed};
pub use table::{SecretHasher, SecretMap, TableSecret};
pub use tenant::Tenant;
pub use time::{InvalidTimestamp, Milliseconds, Timestamp};
pub use trace::{TraceContext, TraceState};
