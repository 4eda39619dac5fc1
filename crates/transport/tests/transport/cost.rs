//! What a held connection and a request cost. The numbers are printed; the bounds are wide, for machines that do other things.

use std::convert::Infallible;
use std::fmt::Debug;
use std::io::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bezant_transport::{Limits, RequestBody, Transport};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::server::{Server, until};
use crate::tls;

/// Resident memory of this process.
fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4_096
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_connection_costs_less_than_15_kilobytes() {
    const CONNECTIONS: usize = 2_000;
    let server = Server::with(Limits {
        connections: CONNECTIONS + 2,
        connections_per_address: CONNECTIONS + 2,
        head_within: Duration::from_secs(600),
        ..Limits::default()
    })
    .await;
    let hold = |count: usize| {
        let mut all = Vec::new();
        for _ in 0..count {
            let mut stream = std::net::TcpStream::connect(server.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nA: ").unwrap();
            all.push(stream);
        }
        all
    };
    let alone = ask(server.address, &get(), 1_000).await;
    // What the first ones cost once is not what each costs.
    let first = hold(100);
    until(|| server.counters.open() == 100).await;
    let before = resident_bytes();
    let rest = hold(CONNECTIONS - 100);
    until(|| server.counters.open() == CONNECTIONS as u64).await;
    let honest = server
        .talk(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    assert!(honest.ends_with("GET /a 0"));
    let each = resident_bytes().saturating_sub(before) / rest.len() as u64;
    println!(
        "memory of a slow connection: {each} bytes, {} MB for 10,000",
        each / 100
    );
    assert!(each < 15_000, "{each} bytes");
    assert_eq!(first.len() + rest.len(), CONNECTIONS);
    let among_slow = ask(server.address, &get(), 1_000).await;
    println!("an honest request: alone {alone} ns, among {CONNECTIONS} slow connections {among_slow} ns");
    assert!(among_slow < alone * 3, "slow ones do not slow others");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_tls_connection_costs_less_than_40_kilobytes() {
    let (_warm, _streams) = tls::held(50).await;
    let before = resident_bytes();
    let (server, streams) = tls::held(500).await;
    let each = resident_bytes().saturating_sub(before) / streams.len() as u64;
    println!("memory of a held TLS connection: {each} bytes");
    assert!(each < 40_000, "{each} bytes");
    assert_eq!(server.counters.open(), 500);
}

async fn hello<B: Body<Error: Debug>>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    assert!(request.into_body().collect().await.is_ok());
    Ok(Response::new(Full::new(Bytes::from_static(b"hello"))))
}

/// hyper as `axum::serve` and the edge before this crate use it.
async fn bare(listener: TcpListener) {
    loop {
        let (stream, address) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let service = TowerToHyperService::new(tower::service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(address);
            hello(request)
        }));
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(10));
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}

const FIELDS: &str = "host: localhost:8640\r\nauthorization: Bearer bz_test_0123456789abcdef0123456789abcdef\r\n\
    accept: application/json\r\nuser-agent: measure/1\r\nx-request-id: 0123456789abcdef\r\n";

fn get() -> String {
    format!("GET /api/v1/payments?limit=10 HTTP/1.1\r\n{FIELDS}\r\n")
}

fn post() -> String {
    let body = "a".repeat(300);
    format!("POST /api/v1/payments HTTP/1.1\r\n{FIELDS}content-length: 300\r\n\r\n{body}")
}

/// Nanoseconds per request on one connection.
async fn ask(address: SocketAddr, request: &str, requests: u32) -> u64 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answer = [0; 1_024];
    let began = Instant::now();
    for _ in 0..requests {
        stream.write_all(request.as_bytes()).await.unwrap();
        let read = stream.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200 OK"));
    }
    u64::try_from(began.elapsed().as_nanos()).unwrap() / u64::from(requests)
}

#[tokio::test]
async fn a_request_costs_little_more_than_over_bare_hyper() {
    let rounds: u32 = std::env::var("BEZANT_TRANSPORT_ROUNDS").map_or(3, |rounds| rounds.parse().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let of_bare = listener.local_addr().unwrap();
    tokio::spawn(bare(listener));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let of_ours = listener.local_addr().unwrap();
    let service = tower::service_fn(hello::<RequestBody>);
    tokio::spawn(bezant_transport::serve(
        listener,
        service,
        Transport::default(),
        std::future::pending(),
    ));
    for (kind, request) in [("GET", get()), ("POST", post())] {
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            bare.push(ask(of_bare, &request, 3_000).await);
            ours.push(ask(of_ours, &request, 3_000).await);
        }
        bare.sort_unstable();
        ours.sort_unstable();
        let (bare, ours) = (bare[bare.len() / 2], ours[ours.len() / 2]);
        println!(
            "{kind}: bare {bare} ns ({} requests/s), transport {ours} ns ({} requests/s), {} % of bare",
            1_000_000_000 / bare,
            1_000_000_000 / ours,
            ours * 100 / bare
        );
        assert!(
            ours < bare * 2,
            "unoptimized code costs more, but not twice as much"
        );
    }
}
