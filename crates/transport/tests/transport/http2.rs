//! HTTP/2 frame by frame: a client that says exactly what a test wants, and what floods and tricks come to.

use bezant_transport::{Cut, Http2Limits, Limits, Protocols, Refused, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{Server, soon};

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const PRIORITY: u8 = 2;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PUSH_PROMISE: u8 = 5;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

pub(crate) const END_STREAM: u8 = 1;
pub(crate) const ACK: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;
pub(crate) const PADDED: u8 = 8;
pub(crate) const HAS_PRIORITY: u8 = 32;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) stream: u32,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// A number of 32 bits in the payload.
    pub(crate) fn code(&self, at: usize) -> u32 {
        u32::from_be_bytes(self.payload[at..at + 4].try_into().unwrap())
    }
}

pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap();
    let mut bytes = length.to_be_bytes()[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// Fields as literals that are not indexed.
pub(crate) fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            assert!(text.len() < 127, "lengths of one byte are enough here");
            block.push(u8::try_from(text.len()).unwrap());
            block.extend(text.bytes());
        }
    }
    block
}

pub(crate) fn request(method: &str, path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut all = vec![
        (":method", method),
        (":scheme", "http"),
        (":path", path),
        (":authority", "x"),
    ];
    all.extend(more);
    fields(&all)
}

pub(crate) struct Client {
    stream: TcpStream,
}

impl Client {
    /// Connects and agrees on settings.
    pub(crate) async fn connect(address: std::net::SocketAddr) -> Client {
        let mut client = Client::silent(address).await;
        client.send(PREFACE).await;
        client.send(&frame(SETTINGS, 0, 0, &[])).await;
        client.send(&frame(SETTINGS, ACK, 0, &[])).await;
        let is_ack = |frame: &Frame| frame.kind == SETTINGS && frame.flags == ACK;
        client.until(is_ack).await.expect("settings are acknowledged");
        client
    }

    /// Connects and says nothing.
    pub(crate) async fn silent(address: std::net::SocketAddr) -> Client {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Client { stream }
    }

    /// Whether it could be sent.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        soon(self.stream.write_all(bytes)).await.is_ok()
    }

    pub(crate) async fn get(&mut self, stream: u32, path: &str) {
        let block = request("GET", path, &[]);
        self.send(&frame(HEADERS, END_HEADERS | END_STREAM, stream, &block))
            .await;
    }

    /// `None` at the end of the connection.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        let mut header = [0; 9];
        soon(self.stream.read_exact(&mut header)).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = header;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        soon(self.stream.read_exact(&mut payload)).await.ok()?;
        Some(Frame {
            kind,
            flags,
            stream: u32::from_be_bytes(stream),
            payload,
        })
    }

    pub(crate) async fn until(&mut self, is_it: impl Fn(&Frame) -> bool) -> Option<Frame> {
        loop {
            let frame = self.next().await?;
            if is_it(&frame) {
                return Some(frame);
            }
        }
    }

    /// Status and body of the answer on a stream.
    pub(crate) async fn answer(&mut self, stream: u32) -> (String, Vec<u8>) {
        let (mut status, mut body) = (String::new(), Vec::new());
        loop {
            let frame = self
                .until(|frame| frame.stream == stream)
                .await
                .expect("an answer");
            match frame.kind {
                HEADERS => status = status_of(&frame.payload),
                DATA => body.extend(frame.payload),
                RST_STREAM => return (format!("reset {}", frame.code(0)), body),
                _ => continue,
            }
            if frame.flags & END_STREAM != 0 {
                return (status, body);
            }
        }
    }
}

/// The first field of an answer is its status: of the static table, or a literal.
fn status_of(block: &[u8]) -> String {
    const INDEXED: [&str; 7] = ["200", "204", "206", "304", "400", "404", "500"];
    match block[0] {
        first @ 0x88..=0x8e => INDEXED[usize::from(first - 0x88)].to_owned(),
        _ if block[1] & 0x80 == 0 => String::from_utf8_lossy(&block[2..5]).into_owned(),
        _ => huffman_digits(&block[2..2 + usize::from(block[1] & 0x7f)]),
    }
}

/// Digits in the code of RFC 7541: 0, 1 and 2 have five bits, the others six.
fn huffman_digits(bytes: &[u8]) -> String {
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let mut bits = bits.as_str();
    let mut digits = String::new();
    while digits.len() < 3 {
        let five = u8::from_str_radix(&bits[..5], 2).unwrap();
        let (digit, length) = if five < 3 {
            (five, 5)
        } else {
            (u8::from_str_radix(&bits[..6], 2).unwrap() - 0x19 + 3, 6)
        };
        digits.push(char::from(b'0' + digit));
        bits = &bits[length..];
    }
    digits
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_side_by_side() {
    let server = Server::with(Limits::default()).await;
    let mut client = Client::connect(server.address).await;
    client.get(1, "/hold").await;
    client.get(3, "/b").await;
    assert_eq!(client.answer(3).await, ("200".to_owned(), b"GET /b 0".to_vec()));
    server.release.send_replace(true);
    assert_eq!(client.answer(1).await, ("200".to_owned(), b"held".to_vec()));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_must_be_clear_whom_a_request_is_for() {
    let server = Server::with(Limits::default()).await;
    let line = [(":method", "GET"), (":scheme", "http"), (":path", "/a")];
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("another host", &[(":authority", "x"), ("host", "y")]),
        ("two hosts", &[("host", "x"), ("host", "x")]),
        ("no host", &[]),
        ("a user", &[(":authority", "a@x")]),
        (
            "a list of lengths",
            &[(":authority", "x"), ("content-length", "5, 5")],
        ),
        ("a sign", &[(":authority", "x"), ("content-length", "+5")]),
        ("two authorities", &[(":authority", "x"), (":authority", "x")]),
        ("an upgrade", &[(":authority", "x"), ("upgrade", "websocket")]),
        (
            "a coding",
            &[(":authority", "x"), ("transfer-encoding", "chunked")],
        ),
        ("a connection", &[(":authority", "x"), ("connection", "close")]),
        (
            "a line feed in a value",
            &[(":authority", "x"), ("a", "b\r\nc: d")],
        ),
        ("a NUL in a value", &[(":authority", "x"), ("a", "b\0c")]),
        ("a blank in a name", &[(":authority", "x"), ("a b", "c")]),
        ("a colon in a name", &[(":authority", "x"), ("a:", "c")]),
        ("an empty name", &[(":authority", "x"), ("", "c")]),
    ];
    for (name, more) in cases {
        let mut client = Client::connect(server.address).await;
        let block = fields(&[&line, *more].concat());
        client.send(&frame(HEADERS, END_HEADERS, 1, &block)).await;
        let end = client
            .until(|frame| matches!(frame.kind, HEADERS | RST_STREAM | GOAWAY))
            .await;
        let end = end.expect("an answer");
        let is_refused = match end.kind {
            HEADERS => status_of(&end.payload) == "400",
            RST_STREAM => end.code(0) == 1,
            _ => end.code(4) == 1 || end.code(4) == 9,
        };
        assert!(is_refused, "{name}: {end:?}");
    }
    let mut client = Client::connect(server.address).await;
    let block = fields(&[&line[..], &[(":authority", "x"), ("host", "X")]].concat());
    client
        .send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block))
        .await;
    assert_eq!(client.answer(1).await.0, "200", "the same host twice is clear");
    let tunnel = fields(&[(":method", "CONNECT"), (":authority", "x:443")]);
    client.send(&frame(HEADERS, END_HEADERS, 3, &tunnel)).await;
    assert_eq!(client.answer(3).await.0, "400", "nobody tunnels");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_fields_are_refused() {
    let server = Server::with(Limits::default()).await;
    let mut client = Client::connect(server.address).await;
    let block = request("GET", "/a", &[("a", "b"); 65]);
    client
        .send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block))
        .await;
    assert_eq!(client.answer(1).await.0, "431");
    assert_eq!(server.counters.refused(Refused::HeadSize), 1);
    client.get(3, "/a").await;
    assert_eq!(client.answer(3).await.0, "200", "the connection goes on");
}

/// Sends until the server has had enough.
async fn flood(server: &Server, mut piece: impl FnMut(u32) -> Vec<u8>) -> Option<u32> {
    let mut client = Client::connect(server.address).await;
    for number in 0..100_000 {
        if !client.send(&piece(number)).await {
            break;
        }
        assert!(number < 99_999, "it is never enough");
    }
    let goaway = client.until(|frame| frame.kind == GOAWAY).await;
    goaway.map(|frame| frame.code(4))
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_end_the_connection_and_no_other() {
    let server = Server::with(Limits::default()).await;
    let mut honest = Client::connect(server.address).await;
    let pings = |_| frame(PING, 0, 0, &[1; 8]).repeat(50);
    flood(&server, pings).await;
    assert_eq!(server.counters.cut(Cut::ControlFlood), 1);
    flood(&server, |_| frame(SETTINGS, 0, 0, &[]).repeat(50)).await;
    assert_eq!(server.counters.cut(Cut::ControlFlood), 2);
    flood(&server, |_| frame(PRIORITY, 0, 1, &[0, 0, 0, 3, 9]).repeat(50)).await;
    assert_eq!(server.counters.cut(Cut::ControlFlood), 3);
    flood(&server, |_| frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1]).repeat(50)).await;
    assert_eq!(server.counters.cut(Cut::ControlFlood), 4);
    flood(&server, |_| frame(77, 0, 0, &[]).repeat(50)).await;
    assert_eq!(server.counters.cut(Cut::ControlFlood), 5);
    // CVE-2023-44487.
    flood(&server, |number| {
        let block = request("GET", "/hold", &[]);
        let mut bytes = frame(HEADERS, END_HEADERS | END_STREAM, number * 2 + 1, &block);
        bytes.extend(frame(RST_STREAM, 0, number * 2 + 1, &[0, 0, 0, 8]));
        bytes
    })
    .await;
    let by_us = server.counters.cut(Cut::ResetFlood);
    // CVE-2024-27316.
    let enough = flood(&server, |number| match number {
        0 => frame(HEADERS, 0, 1, &request("GET", "/a", &[])),
        _ => frame(CONTINUATION, 0, 1, &fields(&[("a", "b"); 20])),
    })
    .await;
    assert!(
        matches!(enough, None | Some(11)),
        "h2 says ENHANCE_YOUR_CALM: {enough:?}"
    );
    println!(
        "rapid resets were ended by {}",
        if by_us == 1 { "our count" } else { "h2's" }
    );
    honest.get(1, "/a").await;
    assert_eq!(honest.answer(1).await.0, "200");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_streams_than_allowed_are_refused() {
    let server = Server::with(Limits {
        http2: Http2Limits {
            concurrent_streams: 2,
            ..Http2Limits::default()
        },
        ..Limits::default()
    })
    .await;
    let mut client = Client::connect(server.address).await;
    for stream in [1, 3, 5] {
        client.get(stream, "/hold").await;
    }
    assert_eq!(
        client.answer(5).await.0,
        "reset 7",
        "REFUSED_STREAM: it can be sent again"
    );
    server.release.send_replace(true);
    assert_eq!(client.answer(1).await.0, "200");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_bodies_and_idle_connections_end_over_http2_too() {
    let short = std::time::Duration::from_millis(60);
    let server = Server::with(Limits {
        body_grace: short,
        idle_within: short,
        head_within: short,
        linger: short,
        requests_per_connection: 3,
        ..Limits::default()
    })
    .await;
    let mut client = Client::connect(server.address).await;
    let block = request("POST", "/a", &[]);
    client.send(&frame(HEADERS, END_HEADERS, 1, &block)).await;
    assert_eq!(client.answer(1).await.0, "408");
    let goaway = client
        .until(|frame| frame.kind == GOAWAY)
        .await
        .expect("idle ones are told");
    assert_eq!(goaway.code(4), 0);
    while client.next().await.is_some() {}
    assert_eq!(server.counters.cut(Cut::Idle), 1);

    let mut client = Client::connect(server.address).await;
    for stream in [1, 3, 5] {
        client.get(stream, "/a").await;
    }
    let goaway = client.until(|frame| frame.kind == GOAWAY).await;
    assert_eq!(goaway.expect("the third was the last").code(4), 0);

    let mut silent = Client::silent(server.address).await;
    silent.send(PREFACE).await;
    while silent.next().await.is_some() {}
    assert_eq!(server.counters.cut(Cut::HeadTime), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_speaks_what_it_should() {
    let only = |protocols| Transport {
        protocols,
        ..Transport::default()
    };
    let http1 = Server::start(only(Protocols::Http1)).await;
    assert_eq!(http1.talk(PREFACE).await, "");
    assert_eq!(http1.counters.refused(Refused::Protocol), 1);
    let http2 = Server::start(only(Protocols::Http2)).await;
    let request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert_eq!(http2.talk(request).await, "");
    let mut client = Client::connect(http2.address).await;
    client.get(1, "/a").await;
    assert_eq!(client.answer(1).await.0, "200");
}
