//! Stopping: what is under way is finished, what is idle ends, and what does not end is cut and said so.

use std::time::Duration;

use bezant_transport::{Cut, Drained, Limits, Transport};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpStream, UnixListener, UnixStream};

use crate::http2::{Client, GOAWAY};
use crate::server::{Server, one_answer, rest_of, soon, until};

const NOTHING_CUT: Drained = Drained {
    connections_cut: 0,
    requests_cut: 0,
};

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_are_finished_and_idle_connections_end() {
    let server = Server::with(Limits::default()).await;
    let (address, release) = (server.address, server.release.clone());
    let mut idle = server.connect().await;
    idle.write_all(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    one_answer(&mut idle).await;
    let mut fresh = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut streams = Client::connect(server.address).await;
    streams.get(1, "/hold").await;
    until(|| server.counters.requests() == 3).await;

    let stopped = server.stop();
    assert_eq!(rest_of(&mut idle).await, "");
    assert_eq!(rest_of(&mut fresh).await, "");
    assert_eq!(
        streams.until(|frame| frame.kind == GOAWAY).await.unwrap().code(4),
        0
    );
    soon(async { while TcpStream::connect(address).await.is_ok() {} }).await;
    assert!(!stopped.is_finished());
    release.send_replace(true);
    let held = rest_of(&mut busy).await;
    assert!(
        held.contains("connection: close") && held.ends_with("held"),
        "{held}"
    );
    assert_eq!(streams.answer(1).await, ("200".to_owned(), b"held".to_vec()));
    drop(streams);
    assert_eq!(soon(stopped).await.unwrap(), NOTHING_CUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_is_cut_and_counted() {
    let server = Server::with(Limits {
        stop_within: Duration::from_millis(50),
        ..Limits::default()
    })
    .await;
    let (counters, _held) = (server.counters.clone(), server.release.clone());
    let mut busy = server.connect().await;
    busy.write_all(b"GET /hold HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut switched = server.connect().await;
    switched
        .write_all(b"GET /switch HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n")
        .await
        .unwrap();
    one_answer(&mut switched).await;
    until(|| counters.requests() == 2).await;
    let drained = soon(server.stop()).await.unwrap();
    assert_eq!((drained.connections_cut, drained.requests_cut), (2, 1));
    assert_eq!(rest_of(&mut busy).await, "", "no half answer");
    assert_eq!(rest_of(&mut switched).await, "");
    assert_eq!(counters.cut(Cut::Stop), 2);
    until(|| counters.open() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_of_this_machine_is_served_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    let server = Server::start_at(listener, ([127, 0, 0, 1], 0).into(), Transport::default());
    let mut stream = UnixStream::connect(&path).await.unwrap();
    stream
        .write_all(b"GET /peer HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(one_answer(&mut stream).await.ends_with("true None"));
    assert_eq!(soon(server.stop()).await.unwrap(), NOTHING_CUT);
}
