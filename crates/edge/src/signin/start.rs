//! A session begins: the cookie, the device that the browser is known again by, and the letter about a new one.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::{Extensions, HeaderMap, HeaderValue};
use bezant_credentials::seal::Lookup;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::session::{self, Methods, NewSession, Session};
use bezant_identity::{Action, Authority, TokenHash};
use bezant_kernel::{Milliseconds, PrincipalId, SessionId, Tenant};

use super::letters;
use crate::auth::{Peer, cookie, session_cookie};
use crate::correlation;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::protection::Client;

const DEVICE_COOKIE: &str = "__Host-bezant_device";
const DEVICE_COOKIE_PLAIN: &str = "bezant_device";
/// As long as browsers keep a cookie.
const DEVICE_SECONDS: u32 = 400 * 24 * 3_600;
const AGENT_CHARACTERS: usize = 120;

/// The browser at the other end.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Visitor<'a> {
    headers: &'a HeaderMap,
    address: IpAddr,
}

impl<'a> From<&'a HeaderMap> for Visitor<'a> {
    fn from(headers: &'a HeaderMap) -> Self {
        Visitor {
            headers,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        }
    }
}

impl<'a> From<(&'a Extensions, &'a HeaderMap)> for Visitor<'a> {
    fn from((extensions, headers): (&'a Extensions, &'a HeaderMap)) -> Self {
        let client = extensions.get::<Client>().map(|client| client.0);
        Visitor {
            headers,
            address: client.unwrap_or_else(|| Peer::address(extensions)),
        }
    }
}

impl Visitor<'_> {
    /// Where it is, behind the proxies that are trusted.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    /// What the browser is known again by, if it was here before.
    pub(super) fn fingerprint(&self, edge: &Edge) -> Option<TokenHash> {
        self.device(edge).map(|token| token.hash())
    }

    fn device(&self, edge: &Edge) -> Option<Token> {
        let text = cookie(self.headers, device_cookie(edge))?;
        Token::parse(TokenKind::Device, text)
    }

    fn agent(&self) -> String {
        let text = self.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let plain = text.unwrap_or_default().chars().filter(|one| !one.is_control());
        plain.take(AGENT_CHARACTERS).collect()
    }
}

/// Starts a session of someone who has proved who they are, by these methods. The cookies that come back have to go into the
/// answer. A session always begins with a new token, whatever the browser has brought along.
pub(crate) async fn start_session<'a>(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    methods: Methods,
    visitor: impl Into<Visitor<'a>>,
) -> Result<(Session, HeaderMap), Problem> {
    let visitor: Visitor<'a> = visitor.into();
    edge.settled().await;
    let settings = edge.directory().read(|directory| {
        let record = directory.identity().tenancy.tenant(tenant.id());
        record.map(|record| record.settings.sign_in)
    });
    let settings =
        settings.ok_or_else(|| Problem::new(Code::TenantClosed, "there is no such organisation"))?;
    let token = Token::random(TokenKind::Session);
    let device = visitor
        .device(edge)
        .unwrap_or_else(|| Token::random(TokenKind::Device));
    let (id, agent) = (edge.new_id::<_>(), visitor.agent());
    let address = visitor.address().to_string();
    let absolute = Milliseconds(u64::from(settings.session_absolute_hours) * 3_600_000);
    let new = NewSession {
        id,
        principal,
        hash: token.hash(),
        idle_timeout: Milliseconds(u64::from(settings.session_idle_minutes) * 60_000),
        absolute_until: edge.now().after(absolute),
        methods,
        fingerprint: device.hash(),
        device: edge.new_id(),
        address: edge
            .identity()
            .sealer
            .lookup_hash(tenant, Lookup::Address, &address),
        agent: agent.clone(),
    };
    let is_new_device = is_other_device(edge, tenant, principal, &device.hash());
    let action = Action::Session(session::Command::Start(new));
    edge.command(
        tenant,
        Authority::Anyone,
        action,
        correlation::of(visitor.headers),
    )
    .await?;
    metrics::counter!("sessions_started_total").increment(1);
    if is_new_device {
        letters::new_device(edge, tenant, principal, &agent);
    }
    let session = current(edge, id).await?;
    let mut cookies = HeaderMap::new();
    cookies.append(SET_COOKIE, session_cookie_of(edge, &token));
    let attributes = format!("; Max-Age={DEVICE_SECONDS}");
    cookies.append(
        SET_COOKIE,
        made(edge, device_cookie(edge), &device.text(), &attributes),
    );
    Ok((session, cookies))
}

/// Whether they come from another device than all before. Their first one ever is no news to them.
fn is_other_device(edge: &Edge, tenant: Tenant, principal: PrincipalId, fingerprint: &TokenHash) -> bool {
    edge.directory().read(|directory| {
        let sessions = &directory.identity().session;
        let knows_some = sessions.devices_of(tenant, principal).next().is_some();
        knows_some && sessions.device_of(tenant, principal, fingerprint).is_none()
    })
}

/// The session as it is now.
pub(super) async fn current(edge: &Edge, id: SessionId) -> Result<Session, Problem> {
    edge.settled().await;
    let found = edge
        .directory()
        .read(|directory| directory.identity().session.session(id).cloned());
    found.ok_or_else(|| Problem::new(Code::SessionUnknown, "the session is not known"))
}

/// The cookie of a session with this token.
pub(super) fn session_cookie_of(edge: &Edge, token: &Token) -> HeaderValue {
    made(edge, session_cookie(edge), &token.text(), "")
}

/// What makes the browser forget the session. The device stays known.
pub(crate) fn no_session_cookie(edge: &Edge) -> HeaderValue {
    made(edge, session_cookie(edge), "", "; Max-Age=0")
}

fn device_cookie(edge: &Edge) -> &'static str {
    if is_encrypted(edge) {
        DEVICE_COOKIE
    } else {
        DEVICE_COOKIE_PLAIN
    }
}

fn is_encrypted(edge: &Edge) -> bool {
    edge.identity().public_url.scheme() == "https"
}

fn made(edge: &Edge, name: &str, value: &str, more: &str) -> HeaderValue {
    let secure = if is_encrypted(edge) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    let mut value = HeaderValue::try_from(text).expect("tokens and names are plain ASCII");
    value.set_sensitive(true);
    value
}
