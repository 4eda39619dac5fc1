//! Devices without a browser (RFC 8628): one asks, shows its user a code, and asks again until they have answered elsewhere.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::token::{RefreshToken, Token, TokenKind};
use bezant_identity::oauth::{Client, Command, DeviceStatus, Flow, UserCode};
use bezant_identity::{Authority, TokenHash};
use bezant_kernel::{GrantId, Milliseconds, Timestamp};
use serde::Serialize;

use super::answer::{OAuthError, Refused, Word, private_json};
use super::client::{authenticate, check_flow, scopes_asked};
use super::fields::{Fields, Posted};
use super::realm::Realm;
use super::token;
use crate::edge::Edge;

/// A little less than the machine allows, whose clock may be behind.
const LIFETIME: Milliseconds = Milliseconds(595_000);
/// How often a device may ask, so it is told.
const INTERVAL_SECONDS: u64 = 5;
/// What counts as too soon: clocks and networks are not exact.
const TOO_SOON: Milliseconds = Milliseconds(4_000);
/// Devices whose last question is remembered.
const KEPT: usize = 10_000;

/// When devices have asked last.
#[derive(Default)]
pub(super) struct Polls {
    last: Mutex<HashMap<[u8; 32], Timestamp>>,
}

impl Polls {
    /// Whether the device has asked a moment ago.
    fn is_too_soon(&self, device: &TokenHash, now: Timestamp) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= KEPT {
            last.retain(|_, at| now < at.after(TOO_SOON));
        }
        if last.len() >= KEPT {
            return true;
        }
        let before = last.insert(*device.as_bytes(), now);
        before.is_some_and(|at| now < at.after(TOO_SOON))
    }
}

#[derive(Serialize)]
struct DeviceBody {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: u64,
    interval: u64,
}

/// A device asks to be let in.
pub(super) async fn start(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    realm.check_open()?;
    let client = authenticate(&edge, &realm, &posted.headers, &posted.fields)?;
    check_flow(&client, Flow::DeviceCode)?;
    let scopes = scopes_asked(&client, &posted.fields)?;
    let (code, user_code) = (
        Token::random(TokenKind::Device),
        UserCode::from_random(rand::random()),
    );
    let command = Command::StartDevice {
        hash: code.hash(),
        user_code,
        client: client.id,
        scopes,
        expires_at: edge.now().after(LIFETIME),
    };
    realm.give(&edge, Authority::Anyone, command).await?;
    let verification_uri = realm.url("device/verify");
    Ok(private_json(
        StatusCode::OK,
        &DeviceBody {
            device_code: code.text().as_str().to_owned(),
            verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
            verification_uri,
            user_code: user_code.to_string(),
            expires_in: LIFETIME.0 / 1_000,
            interval: INTERVAL_SECONDS,
        },
    ))
}

/// A device asks whether it was let in.
pub(super) async fn redeem(
    edge: &Edge,
    realm: &Realm,
    client: &Client,
    fields: &Fields,
) -> Result<Response, Refused> {
    let unknown = || {
        OAuthError::new(
            Word::InvalidGrant,
            "the device code is not known, or was used already",
        )
    };
    let code = Token::parse(TokenKind::Device, fields.need("device_code")?).ok_or_else(unknown)?;
    let hash = code.hash();
    let now = edge.now();
    let is_pending = edge.directory().read(|directory| {
        let device = directory.identity().oauth.device(realm.tenant, &hash);
        device.map(|device| device.status == DeviceStatus::Pending && now < device.expires_at)
    });
    // A question that waits for an answer costs the log nothing.
    match is_pending {
        None => return Err(unknown().into()),
        Some(true) if edge.oauth().polls.is_too_soon(&hash, now) => {
            return Err(OAuthError::new(Word::SlowDown, "ask less often").into());
        }
        Some(true) => {
            return Err(OAuthError::new(Word::AuthorizationPending, "nobody has answered yet").into());
        }
        Some(false) => {}
    }
    let grant: GrantId = edge.new_id();
    let refresh = token::first_refresh(client, grant);
    let command = Command::RedeemDevice {
        hash,
        client: client.id,
        grant,
        refresh: refresh.as_ref().map(RefreshToken::hash),
    };
    realm.give(edge, Authority::Anyone, command).await?;
    token::made(edge, realm, client, grant, refresh).await
}
