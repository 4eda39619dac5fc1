//! What is kept of a browser's leaving until its return: sealed, in a cookie of this browser. So a flood of sign-ins that nobody
//! finishes takes no memory, and what one browser has started no other can finish.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_credentials::seal::{Purpose, Subject};
use bezant_identity::Sealed;
use bezant_kernel::TenantId;
use bezant_sso::{PENDING_LIFETIME, Pending};
use serde::{Deserialize, Serialize};

use crate::auth::cookie;
use crate::edge::Edge;

/// Browsers refuse it from other hosts and over plain HTTP.
const COOKIE: &str = "__Host-bezant_outside";
/// Where the node is reached over plain HTTP, on one's own machine.
const COOKIE_PLAIN: &str = "bezant_outside";

/// Browsers keep cookies of up to 4 KiB.
const LONGEST: usize = 4_000;

/// A browser's leaving.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) tenant: TenantId,
    pub(super) pending: Pending,
    pub(super) return_to: String,
}

fn name(edge: &Edge) -> &'static str {
    if is_secure(edge) { COOKIE } else { COOKIE_PLAIN }
}

fn is_secure(edge: &Edge) -> bool {
    edge.identity().public_url.scheme() == "https"
}

/// The cookie that keeps it; `None` if it is too long for one.
pub(super) fn cookie_of(edge: &Edge, kept: &Kept) -> Option<HeaderValue> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(kept).ok()?);
    // It is what the node proves to the provider with that the sign-in is its own. The node's key is in memory: no file is read.
    let sealer = &edge.identity().sealer;
    let sealed = sealer.seal(Subject::Node, Purpose::OutsideSecret, &plain).ok()?;
    let value = URL_SAFE_NO_PAD.encode(sealed.as_bytes());
    if value.len() > LONGEST {
        return None;
    }
    let seconds = PENDING_LIFETIME.0 / 1_000;
    header(edge, &value, seconds)
}

/// The cookie that takes it away: whatever comes of it, it counts once.
pub(super) fn removal(edge: &Edge) -> Option<HeaderValue> {
    header(edge, "", 0)
}

fn header(edge: &Edge, value: &str, seconds: u64) -> Option<HeaderValue> {
    let secure = if is_secure(edge) { "; Secure" } else { "" };
    let name = name(edge);
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// What this browser left with, if it did.
pub(super) fn of(edge: &Edge, headers: &HeaderMap) -> Option<Kept> {
    let text = cookie(headers, name(edge)).filter(|text| text.len() <= LONGEST)?;
    let sealed = Sealed::from_bytes(URL_SAFE_NO_PAD.decode(text).ok()?);
    let sealer = &edge.identity().sealer;
    let plain = sealer
        .open_sealed(Subject::Node, Purpose::OutsideSecret, &sealed)
        .ok()?;
    serde_json::from_slice(&plain).ok()
}
