//! Events over a WebSocket.

use std::net::SocketAddr;
use std::time::Duration;

use bezant_credentials::token::{Token, TokenKind};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::world::{PATIENCE, World, order};
use crate::{Limits, serve};

/// A world that is listened at.
struct Listening {
    world: World,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

struct Socket(WebSocketStream<TcpStream>);

impl Listening {
    async fn new(world: World) -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(serve(world.edge.clone(), listener, Default::default(), async {
            let _ = stopped.await;
        }));
        Listening {
            world,
            address,
            stop,
            server,
        }
    }

    /// Opens one with these headers; or the status and code of the refusal.
    async fn open(&self, headers: &[(&'static str, &str)]) -> Result<Socket, (u16, String)> {
        let mut request = format!("ws://{}/api/v1/events/ws", self.address)
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(self.address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(Error::Http(answer)) => {
                let problem: Value = serde_json::from_slice(answer.body().as_deref().unwrap()).unwrap();
                Err((
                    answer.status().as_u16(),
                    problem["code"].as_str().unwrap().to_owned(),
                ))
            }
            Err(error) => panic!("{error}"),
        }
    }

    async fn with_key(&self, key: &str) -> Socket {
        let bearer = format!("Bearer {key}");
        let headers = [
            ("authorization", &*bearer),
            ("sec-websocket-protocol", "bezant.events.v1"),
        ];
        let mut socket = self.open(&headers).await.unwrap();
        assert_eq!(socket.next().await["type"], "ready");
        socket
    }

    /// One that nobody is known of yet.
    async fn nameless(&self) -> Socket {
        self.open(&[("sec-websocket-protocol", "bezant.events.v1")])
            .await
            .unwrap()
    }
}

impl Socket {
    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next frame that is not a heartbeat.
    async fn frame(&mut self) -> Option<Message> {
        let frame = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    other => return other,
                }
            }
        };
        let frame = tokio::time::timeout(PATIENCE, frame).await;
        frame.expect("something comes in time").and_then(Result::ok)
    }

    /// The next message.
    async fn next(&mut self) -> Value {
        match self.frame().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Number and reason of its end.
    async fn closed(mut self) -> (u16, String) {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(frame))) => return (frame.code.into(), frame.reason.to_string()),
                Some(_) => {}
                None => return (1006, String::new()),
            }
        }
    }

    /// Subscribes; where it begins.
    async fn subscribe(&mut self, message: Value) -> Value {
        self.say(message).await;
        let answer = self.next().await;
        assert_eq!(answer["type"], "subscribed", "{answer}");
        answer["data"]["after"].clone()
    }

    async fn ids_until(&mut self, name: &str) -> Vec<String> {
        let mut ids = Vec::new();
        loop {
            let message = self.next().await;
            ids.push(message["id"].as_str().unwrap().to_owned());
            assert_eq!(message["type"], message["data"]["type"]);
            if message["type"] == name {
                return ids;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_tells_what_is_subscribed_and_resumes_anywhere() {
    let node = Listening::new(World::new().await).await;
    let (ours, theirs) = (
        node.world.full_key("ours").await,
        node.world.full_key("theirs").await,
    );
    let mut live = node.with_key(&ours).await;
    live.subscribe(json!({ "type": "subscribe", "types": ["payment.*"] }))
        .await;
    // A second one that wants the same and more: nothing comes twice.
    live.subscribe(json!({ "type": "subscribe", "subscription": "two", "types": ["payment.completed"] }))
        .await;
    let pay = async |key: &str| {
        let paid = node
            .world
            .post(key, "/api/v1/payments", order(1_000, "tok_approved"))
            .await;
        paid.text("id").to_owned()
    };
    pay(&theirs).await;
    let payment = pay(&ours).await;
    let ids = live.ids_until("payment.completed").await;
    assert!(ids.len() > 2);
    for (place, id) in ids.iter().enumerate().take(ids.len() - 1) {
        let mut resumed = node.with_key(&ours).await;
        let from = json!({ "type": "subscribe", "after": id, "payment": payment });
        assert_eq!(resumed.subscribe(from).await, json!(id));
        assert_eq!(resumed.ids_until("payment.completed").await, ids[place + 1..]);
    }

    // Back to where it has been only alone; others go on as they were.
    live.say(json!({ "type": "subscribe", "subscription": "three", "after": "0" }))
        .await;
    let refused = live.next().await;
    assert_eq!(
        (&refused["type"], &refused["data"]["code"]),
        (&json!("error"), &json!("request_invalid"))
    );
    for name in ["", "two"] {
        live.say(json!({ "type": "unsubscribe", "subscription": name }))
            .await;
        assert_eq!(live.next().await["type"], "unsubscribed");
    }
    pay(&ours).await;
    live.say(json!({ "type": "ping" })).await;
    assert_eq!(live.next().await, json!({ "type": "pong" }));

    // As many as there is credit for.
    live.say(json!({ "type": "credit", "messages": 2 })).await;
    live.subscribe(json!({ "type": "subscribe", "after": "0", "types": ["payment.*"] }))
        .await;
    let (first, second) = (live.next().await, live.next().await);
    assert_eq!(
        (first["id"].as_str(), second["id"].as_str()),
        (Some(&*ids[0]), Some(&*ids[1]))
    );
    live.say(json!({ "type": "ping" })).await;
    assert_eq!(live.next().await["type"], "pong", "without credit no event comes");
    live.say(json!({ "type": "credit", "messages": 1 })).await;
    assert_eq!(live.next().await["id"], json!(ids[2]));

    node.stop.send(()).unwrap();
    assert_eq!(live.closed().await, (1001, "node_stops".to_owned()));
    tokio::time::timeout(PATIENCE, node.server)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_is_for_somebody_who_may_watch() {
    let node = Listening::new(World::idle(Limits::default()).await).await;
    let key = node.world.full_key("shop").await;
    let protocol = ("sec-websocket-protocol", "bezant.events.v1");
    let refused = |code: &str| Some((403, code.to_owned()));

    let mut named = node.nameless().await;
    named.say(json!({ "type": "authenticate", "token": key })).await;
    assert_eq!(named.next().await["type"], "ready");
    let mut wrong = node.nameless().await;
    let other = format!("{}x", &key[..key.len() - 1]);
    wrong.say(json!({ "type": "authenticate", "token": other })).await;
    assert_eq!(wrong.closed().await.0, 4401);
    let mut hasty = node.nameless().await;
    hasty.say(json!({ "type": "subscribe" })).await;
    assert_eq!(hasty.closed().await, (4401, "credentials_missing".to_owned()));

    let mute = node.world.key("shop", &["write"]).await;
    let bearer = format!("Bearer {mute}");
    let may_not = node.open(&[("authorization", &bearer), protocol]).await;
    assert_eq!(may_not.err(), refused("permission_missing"));
    let cookie = format!("bezant_session={}", *Token::random(TokenKind::Session).text());
    let foreign = [("cookie", &*cookie), ("origin", "https://evil.example"), protocol];
    assert_eq!(node.open(&foreign).await.err(), refused("cross_site"));
    let own = [
        ("cookie", &*cookie),
        ("origin", super::world::PUBLIC_URL),
        protocol,
    ];
    let unknown = Some((401, "session_unknown".to_owned()));
    assert_eq!(node.open(&own).await.err(), unknown);
    let without = node.open(&[("sec-websocket-protocol", "chat")]).await;
    assert_eq!(without.err(), Some((422, "request_invalid".to_owned())));
    let plain = node.world.get(&key, "/api/v1/events/ws").await;
    assert_eq!(plain.problem(), (426, "websocket_required"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_ends_with_its_key_and_takes_no_nonsense() {
    let limits = Limits {
        heartbeat: Duration::from_millis(100),
        ..Limits::default()
    };
    let node = Listening::new(World::idle(limits).await).await;
    let key = node.world.full_key("shop").await;
    let said = async |message: Message| {
        let mut socket = node.with_key(&key).await;
        socket.0.send(message).await.unwrap();
        socket.closed().await
    };
    assert_eq!(
        said(Message::text("{")).await,
        (4400, "message_invalid".to_owned())
    );
    assert_eq!(said(Message::text(r#"{"type":"ping","x":1}"#)).await.0, 4400);
    assert_eq!(said(Message::binary("x")).await, (1003, "not_text".to_owned()));
    let long = "x".repeat(9_000);
    assert_eq!(said(Message::text(long)).await.0, 1006);
    let mut wrong = node.with_key(&key).await;
    wrong.say(json!({ "type": "subscribe", "types": ["No"] })).await;
    assert_eq!(wrong.next().await["type"], "error");
    wrong.say(json!({ "type": "ping" })).await;
    assert_eq!(wrong.next().await["type"], "pong");

    let watcher = json!({ "tenant": "shop", "name": "watcher", "scopes": ["read"] });
    let watcher = node.world.admin("/admin/v1/keys", watcher).await;
    let mut ending = node.with_key(watcher.text("secret")).await;
    ending
        .subscribe(json!({ "type": "subscribe", "types": ["payment.*"] }))
        .await;
    let revoke = format!("/admin/v1/keys/{}/revoke", watcher.text("id"));
    node.world.admin(&revoke, json!({})).await;
    assert_eq!(ending.closed().await, (4401, "credential_ended".to_owned()));
}
