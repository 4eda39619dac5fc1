//! Callers that take their time, and too many of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use bezant_transport::{Cut, Limits, Refused, Transport, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};

use crate::server::{Server, one_answer, rest_of, soon, until};

static PIECE: &[u8] = &[b'a'; 4_096];
const SHORT: Duration = Duration::from_millis(60);
const GET: &[u8] = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_its_time_however_it_trickles() {
    let server = Server::with(Limits {
        head_within: SHORT,
        ..Limits::default()
    })
    .await;
    assert_eq!(server.talk(b"").await, "", "who says nothing hears nothing");
    assert_eq!(server.talk(b"GET / HTTP/1.1\r\nHost:").await, "");
    let mut stream = server.connect().await;
    stream.write_all(GET).await.unwrap();
    assert!(one_answer(&mut stream).await.ends_with("GET /a 0"));
    let (mut reader, mut writer) = stream.into_split();
    let trickle = async {
        while writer.write_all(b"A").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    };
    let (rest, ()) = soon(async { tokio::join!(rest_of(&mut reader), trickle) }).await;
    assert_eq!(rest, "", "a byte now and then buys no time");
    assert_eq!(server.counters.cut(Cut::HeadTime), 3);
    until(|| server.counters.open() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_end_and_busy_ones_do_not() {
    let server = Server::with(Limits {
        idle_within: SHORT,
        head_within: SHORT,
        ..Limits::default()
    })
    .await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    until(|| server.counters.requests() == 1).await;
    for _ in 0..3 {
        let mut idle = server.connect().await;
        idle.write_all(GET).await.unwrap();
        assert!(rest_of(&mut idle).await.ends_with("GET /a 0"));
    }
    assert_eq!(server.counters.cut(Cut::Idle), 3);
    server.release.send_replace(true);
    assert!(rest_of(&mut busy).await.ends_with("held"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_must_come_at_some_pace() {
    let server = Server::with(Limits {
        body_grace: SHORT,
        body_bytes_per_second: 1_000_000,
        ..Limits::default()
    })
    .await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        .await
        .unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let trickle = async {
        while writer.write_all(b"A").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    };
    let mut status = [0; 12];
    soon(async {
        tokio::select! {
            read = reader.read_exact(&mut status) => read.map(|_| ()).unwrap(),
            () = trickle => {}
        }
    })
    .await;
    assert_eq!(&status, b"HTTP/1.1 408");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_must_be_taken() {
    let server = Server::with(Limits {
        write_stall: SHORT,
        ..Limits::default()
    })
    .await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    until(|| server.counters.cut(Cut::WriteStall) == 1).await;
    until(|| server.counters.open() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn little_is_kept_for_a_caller_who_takes_nothing() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let endless = async move || {
        let pieces = futures::stream::repeat_with(move || {
            counted.fetch_add(PIECE.len(), Ordering::Relaxed);
            Ok::<_, std::convert::Infallible>(PIECE)
        });
        Body::from_stream(pieces)
    };
    let limits = Limits {
        write_stall: SHORT,
        ..Limits::default()
    };
    let transport = Transport {
        limits,
        ..Transport::default()
    };
    let counters = Arc::clone(&transport.counters);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/a", get(endless));
    tokio::spawn(serve(listener, router, transport, std::future::pending()));
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(GET).await.unwrap();
    until(|| counters.cut(Cut::WriteStall) == 1).await;
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken < 400 << 10, "{taken} bytes were taken from the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_places_are_taken_the_slow_make_room_and_the_busy_stay() {
    let server = Server::with(Limits {
        connections: 4,
        ..Limits::default()
    })
    .await;
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut stream = server.connect().await;
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        slow.push(stream);
    }
    until(|| server.counters.open() == 4).await;
    let mut busy = Vec::new();
    for number in 1..=4 {
        let mut stream = server.connect().await;
        stream
            .write_all(b"GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .unwrap();
        until(|| server.counters.requests() == number).await;
        busy.push(stream);
    }
    assert_eq!(server.counters.cut(Cut::Evicted), 4);
    for mut stream in slow {
        assert_eq!(rest_of(&mut stream).await, "");
    }
    assert_eq!(server.talk(b"").await, "", "no more room");
    assert_eq!(server.counters.refused(Refused::Full), 1);
    server.release.send_replace(true);
    for mut stream in busy {
        assert!(one_answer(&mut stream).await.ends_with("held"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_connections() {
    let server = Server::with(Limits {
        connections_per_address: 1,
        ..Limits::default()
    })
    .await;
    let mut first = server.connect().await;
    first.write_all(GET).await.unwrap();
    assert!(one_answer(&mut first).await.ends_with("GET /a 0"));
    assert_eq!(server.talk(b"").await, "");
    assert_eq!(server.counters.refused(Refused::Address), 1);
    drop(first);
    until(|| server.counters.open() == 0).await;
    let mut second = server.connect().await;
    second.write_all(GET).await.unwrap();
    assert!(one_answer(&mut second).await.ends_with("GET /a 0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_has_so_many_requests() {
    let server = Server::with(Limits {
        requests_per_connection: 2,
        ..Limits::default()
    })
    .await;
    let answers = server.talk(&GET.repeat(3)).await;
    assert_eq!(answers.matches("GET /a 0").count(), 2, "{answers}");
    assert_eq!(answers.matches("connection: close").count(), 1, "{answers}");
}
