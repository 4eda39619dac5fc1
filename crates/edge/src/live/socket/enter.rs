//! How a WebSocket begins: who it is for, by what the request presents or by the first message.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use tokio::sync::OwnedSemaphorePermit;

use super::close::Close;
use super::message::Asked;
use super::session::{Session, end};
use super::{LONGEST_MESSAGE, PROTOCOL, READ_AT_ONCE};
use crate::access::Access;
use crate::audit;
use crate::auth::{self, Caller, authorize, check_own_page, check_own_socket, presented_session};
use crate::door::Pass;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::signin::Visitor;

/// How long a watcher may take to say who it is.
const FIRST_MESSAGE_WITHIN: Duration = Duration::from_secs(5);

/// Takes a request that wants to be a WebSocket, if it may.
pub(crate) async fn enter(edge: Edge, request: Request, access: Access) -> Result<Response, Problem> {
    let (mut head, _) = request.into_parts();
    let caller = presented(&edge, &head, access).await?;
    let upgrade = WebSocketUpgrade::from_request_parts(&mut head, &()).await;
    let upgrade = upgrade.map_err(|_| {
        let detail =
            "this is a WebSocket (RFC 6455, version 13): it takes an upgrade of HTTP/1.1 and nothing else";
        Problem::new(Code::WebSocketRequired, detail)
    })?;
    let upgrade = upgrade.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        let message = format!("it must offer '{PROTOCOL}'");
        return Err(Problem::mistake(
            "Sec-WebSocket-Protocol",
            Code::HeaderInvalid,
            message,
        ));
    }
    let permit = edge.stream_permits().try_acquire_owned();
    let permit = permit.map_err(|_| Problem::overloaded())?;
    let upgrade = upgrade
        .read_buffer_size(READ_AT_ONCE)
        .write_buffer_size(0)
        .max_message_size(LONGEST_MESSAGE)
        .max_frame_size(LONGEST_MESSAGE)
        .on_failed_upgrade(|error| tracing::debug!(%error, "a WebSocket did not come to be"));
    if let Some(caller) = caller {
        return Ok(upgrade.on_upgrade(move |socket| Session::new(edge, caller, socket, permit).run()));
    }
    let address = Visitor::from((&head.extensions, &head.headers)).address();
    let pass = edge
        .socket_door()
        .enter(address)
        .ok_or_else(Problem::overloaded)?;
    Ok(upgrade.on_upgrade(move |socket| introduced(edge, head, access, socket, permit, pass)))
}

/// By what the request presents; nobody, where it presents nothing.
async fn presented(edge: &Edge, head: &Parts, access: Access) -> Result<Option<Caller>, Problem> {
    let has_header = head.headers.contains_key(AUTHORIZATION);
    if !has_header && presented_session(edge, &head.headers).is_none() {
        return match admitted(edge, head, &head.headers, access).await {
            Ok(caller) => {
                // A browser shows its certificate whoever makes it ask.
                check_own_page(edge, &head.headers)?;
                Ok(Some(caller))
            }
            // A certificate that is nobody's here may be one that their network asks for: the first message says who they are.
            Err(problem) if problem.is(Code::CredentialsMissing) || problem.is(Code::CertificateUnknown) => {
                Ok(None)
            }
            Err(problem) => Err(problem),
        };
    }
    if !has_header {
        // A page of another site can open a WebSocket with the session's cookie and read what comes.
        check_own_socket(edge, &head.headers)?;
    }
    admitted(edge, head, &head.headers, access).await.map(Some)
}

async fn admitted(edge: &Edge, head: &Parts, headers: &HeaderMap, access: Access) -> Result<Caller, Problem> {
    let asked = auth::Asked::of(&head.method, &head.extensions, headers);
    authorize(edge, &asked, access).await
}

/// By the first message: browsers can't send an `Authorization` header with a WebSocket.
async fn introduced(
    edge: Edge,
    head: Parts,
    access: Access,
    mut socket: WebSocket,
    permit: OwnedSemaphorePermit,
    pass: Pass,
) {
    let first = tokio::time::timeout(FIRST_MESSAGE_WITHIN, socket.recv()).await;
    let caller = match first {
        Ok(Some(Ok(Message::Text(text)))) => match Asked::parse(&text) {
            Ok(Asked::Authenticate { token }) => by_token(&edge, &head, &token, access).await,
            Ok(_) => Err(Close::NOT_AUTHENTICATED),
            Err(close) => Err(close),
        },
        Ok(Some(Ok(_))) | Err(_) => Err(Close::NOT_AUTHENTICATED),
        Ok(Some(Err(_)) | None) => return,
    };
    audit::introduced(&edge, &head, access, caller.is_ok());
    drop((head, pass));
    match caller {
        Ok(caller) => Session::new(edge, caller, socket, permit).run().await,
        Err(close) => end(socket, close).await,
    }
}

async fn by_token(edge: &Edge, head: &Parts, token: &str, access: Access) -> Result<Caller, Close> {
    let mut bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| Close::MESSAGE_INVALID)?;
    bearer.set_sensitive(true);
    let mut headers = head.headers.clone();
    headers.remove(COOKIE);
    headers.insert(AUTHORIZATION, bearer);
    let caller = admitted(edge, head, &headers, access).await;
    caller.map_err(|problem| Close::of(&problem))
}
