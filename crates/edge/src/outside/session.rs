//! The session of somebody who has come from outside.

use axum::http::{HeaderMap, HeaderValue};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use bezant_credentials::seal::Lookup;
use bezant_credentials::token::{Token, TokenKind};
use bezant_engine::Correlation;
use bezant_identity::session::{Command, Method, Methods, NewSession};
use bezant_identity::{Action, Authority};
use bezant_kernel::{Milliseconds, PrincipalId, Tenant};

use super::kept::is_secure;
use crate::auth::session_cookie;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Of what a browser calls itself, so much is kept.
const AGENT_CHARACTERS: usize = 120;

/// Starts a session, and answers with the cookies to set.
pub(super) async fn start(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    headers: &HeaderMap,
    correlation: Correlation,
) -> Result<HeaderMap, Problem> {
    let settings = edge.directory().read(|directory| {
        let record = directory.identity().tenancy.tenant(tenant.id());
        record.map(|record| record.settings.sign_in)
    });
    let settings = settings.ok_or_else(|| Problem::new(Code::TenantClosed, "there is no such tenant any more"))?;
    let (token, device) = (Token::random(TokenKind::Session), Token::random(TokenKind::Device));
    let hours = u64::from(settings.session_absolute_hours);
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let new = NewSession {
        id: edge.new_id(),
        principal,
        hash: token.hash(),
        idle_timeout: Milliseconds(u64::from(settings.session_idle_minutes) * 60_000),
        absolute_until: edge.now().after(Milliseconds(hours * 3_600_000)),
        methods: Methods::of(&[Method::Outside]),
        fingerprint: device.hash(),
        device: edge.new_id(),
        address: edge.identity().sealer.lookup_hash(tenant, Lookup::Address, ""),
        agent: agent.chars().filter(|one| !one.is_control()).take(AGENT_CHARACTERS).collect(),
    };
    let action = Action::Session(Command::Start(new));
    edge.command(tenant, Authority::Anyone, action, correlation).await?;
    edge.settled().await;
    let secure = if is_secure(edge) { "; Secure" } else { "" };
    let name = session_cookie(edge);
    let text = token.text();
    let cookie = format!("{name}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", *text, hours * 3_600);
    let mut cookies = HeaderMap::new();
    let mut cookie = HeaderValue::from_str(&cookie).expect("a token's text is plain ASCII");
    cookie.set_sensitive(true);
    cookies.append(SET_COOKIE, cookie);
    Ok(cookies)
}
