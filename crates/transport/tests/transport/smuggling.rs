//! Requests that two readers could read in two ways, over raw sockets: each is refused, and the connection ends.

use bezant_transport::{Limits, Refused};
use tokio::io::AsyncWriteExt;

use crate::server::{Server, one_answer, rest_of};

/// Every one of them is answered 400 and nothing else, whatever comes behind.
const REFUSED: &[(&str, &str)] = &[
    (
        "length and chunks",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunks and length",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    ),
    (
        "two lengths",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ),
    (
        "two equal lengths",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    ),
    (
        "a list of lengths",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello",
    ),
    (
        "a plus sign",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
    ),
    (
        "a minus sign",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
    ),
    (
        "a blank in a length",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 5\r\n\r\nhello",
    ),
    (
        "a hexadecimal length",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello",
    ),
    (
        "an empty length",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n",
    ),
    (
        "a length beyond 64 bits",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551621\r\n\r\nhello",
    ),
    (
        "chunked not last",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunked not first",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunked twice",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunked in two fields",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "identity",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
    ),
    (
        "a quoted coding",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
    ),
    (
        "a coding with a vertical tab",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "an unknown coding",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunks in HTTP/1.0",
        "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    ("a folded line", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"),
    (
        "a folded coding",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    ),
    ("a blank first field", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
    ("a bare line feed", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"),
    ("only line feeds", "GET / HTTP/1.1\nHost: x\n\n"),
    ("a line feed at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n"),
    (
        "a bare carriage return",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\rContent-Length: 5\r\n\r\n",
    ),
    ("a NUL in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"),
    ("a NUL in a name", "GET / HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n"),
    (
        "a DEL in a value",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\x7f\r\n\r\n",
    ),
    (
        "a blank before the colon",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello",
    ),
    (
        "a tab before the colon",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
    ),
    ("no colon", "GET / HTTP/1.1\r\nHost: x\r\nAccept\r\n\r\n"),
    ("no name", "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n"),
    (
        "a name of other letters",
        "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encod\u{131}ng: chunked\r\n\r\n",
    ),
    ("no host", "GET / HTTP/1.1\r\n\r\n"),
    ("two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
    (
        "the same host twice",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
    ),
    ("an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    ("a list of hosts", "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"),
    ("a host with a user", "GET / HTTP/1.1\r\nHost: x@y\r\n\r\n"),
    ("a host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"),
    (
        "another host in the target",
        "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    (
        "a user in the target",
        "GET http://a@x/ HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    (
        "a target without a host",
        "GET http:/// HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    (
        "a target of another scheme",
        "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    ("a target without a slash", "GET x HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("an asterisk for GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"),
    (
        "letters beyond ASCII in a target",
        "GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    ("a tunnel", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n"),
    ("a blank before the method", " GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a method that is no token", "GE(T / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("two blanks", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a blank in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a tab", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a blank at the end", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
    ("HTTP/0.9", "GET /\r\n\r\n"),
    ("HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n"),
    ("HTTP/2.0 in words", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
    ("http in small letters", "GET / http/1.1\r\nHost: x\r\n\r\n"),
    ("half a preface", "PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n"),
    (
        "more than one empty line",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    (
        "TLS on a plain listener",
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03\n\n",
    ),
];

/// Bodies in chunks, behind a head that is fine: the service never sees their end.
const REFUSED_CHUNKS: &[(&str, &str)] = &[
    ("no size", "\r\nhello\r\n0\r\n\r\n"),
    ("a sign", "+5\r\nhello\r\n0\r\n\r\n"),
    ("a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
    ("a blank behind the size", "5 \r\nhello\r\n0\r\n\r\n"),
    ("a blank before the size", " 5\r\nhello\r\n0\r\n\r\n"),
    ("another sign behind the size", "5!\r\nhello\r\n0\r\n\r\n"),
    ("a size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
    ("a line feed behind the size", "5\nhello\r\n0\r\n\r\n"),
    ("a line feed in an extension", "5;a\nhello\r\n0\r\n\r\n"),
    (
        "a carriage return in an extension",
        "5;a\rb\r\nhello\r\n0\r\n\r\n",
    ),
    ("a NUL in an extension", "5;a\0\r\nhello\r\n0\r\n\r\n"),
    ("more data than the size", "5\r\nhello!\r\n0\r\n\r\n"),
    ("less data than the size", "6\r\nhello\r\n0\r\n\r\n"),
    ("a line feed behind the data", "5\r\nhello\n0\r\n\r\n"),
    ("a line feed in the trailers", "0\r\na: b\n\r\n"),
    ("a folded trailer", "0\r\na: b\r\n c\r\n\r\n"),
    ("a length in the trailers", "0\r\nContent-Length: 5\r\n\r\n"),
    ("a host in the trailers", "0\r\nHost: y\r\n\r\n"),
];

const BEHIND: &str = "GET /smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

fn statuses(answers: &str) -> Vec<&str> {
    let lines = answers.lines().filter_map(|line| line.split_once("HTTP/1.1 "));
    lines.map(|(_, status)| &status[..3]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_heads_are_refused_and_end_the_connection() {
    let server = Server::with(Limits::default()).await;
    for (number, (name, request)) in REFUSED.iter().enumerate() {
        let answers = server.talk(format!("{request}{BEHIND}").as_bytes()).await;
        assert_eq!(statuses(&answers), ["400"], "{name}: {answers}");
        assert!(answers.contains("connection: close"), "{name}: {answers}");
        let refused = server.counters.refused(Refused::Head);
        assert_eq!(refused, number as u64 + 1, "{name} is refused in front of hyper");
    }
    assert_eq!(server.counters.requests(), 0, "none got to the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_anywhere_they_are_refused_all_the_same() {
    let server = Server::with(Limits::default()).await;
    for (name, request) in REFUSED {
        let whole = format!("{request}{BEHIND}");
        for at in [1, request.len() / 2, request.len() - 1] {
            let mut stream = server.connect().await;
            stream.set_nodelay(true).unwrap();
            let (first, second) = whole.as_bytes().split_at(at);
            stream.write_all(first).await.unwrap();
            tokio::task::yield_now().await;
            // It may have been refused already.
            let _ = stream.write_all(second).await;
            let answers = rest_of(&mut stream).await;
            assert!(!answers.contains("200 OK"), "{name} at {at}: {answers}");
        }
    }
    assert_eq!(server.counters.requests(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_chunks_are_refused_and_end_the_connection() {
    let server = Server::with(Limits::default()).await;
    for (name, chunks) in REFUSED_CHUNKS {
        let request =
            format!("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{BEHIND}");
        let answers = server.talk(request.as_bytes()).await;
        assert_eq!(statuses(&answers), ["400"], "{name}: {answers}");
    }
    let flood = format!(
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;{}\r\nhello\r\n0\r\n\r\n{BEHIND}",
        "a".repeat(300)
    );
    assert_eq!(statuses(&server.talk(flood.as_bytes()).await), ["400"]);
    let all = REFUSED_CHUNKS.len() as u64 + 1;
    assert_eq!(server.counters.refused(Refused::Body), all);
    assert_eq!(server.counters.requests(), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_requests_are_answered_in_order_until_one_is_not() {
    let server = Server::with(Limits::default()).await;
    let answers = server
        .talk(
            b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n\
              POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello\
              POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n\
              GET http://X/d HTTP/1.1\r\nHost: x\r\n\r\n\
              GET /e HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n\
              GET /f HTTP/1.1\r\nHost: x\r\n\r\n",
        )
        .await;
    assert_eq!(
        statuses(&answers),
        ["200", "200", "200", "200", "400"],
        "{answers}"
    );
    for answer in ["GET /a 0", "POST /b 5", "POST /c 3", "GET /d 0"] {
        assert!(answers.contains(answer), "{answer} in {answers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn large_heads_are_refused_as_such() {
    let server = Server::with(Limits::default()).await;
    let fields = "a: b\r\n".repeat(65);
    let many = server
        .talk(format!("GET / HTTP/1.1\r\nHost: x\r\n{fields}\r\n").as_bytes())
        .await;
    assert_eq!(statuses(&many), ["431"], "{many}");
    let long = format!("GET / HTTP/1.1\r\nHost: x\r\na: {}\r\n\r\n", "b".repeat(20_000));
    let long = server.talk(long.as_bytes()).await;
    assert_eq!(statuses(&long), ["431"], "{long}");
    assert_eq!(server.counters.refused(Refused::HeadSize), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_answer_is_read_although_its_body_is_not() {
    let server = Server::with(Limits::default()).await;
    let mut stream = server.connect().await;
    let head = "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&[b'a'; 60_000]).await.unwrap();
    let answer = rest_of(&mut stream).await;
    assert!(answer.ends_with("not read"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn protocols_can_be_switched_and_what_comes_too_early_is_refused() {
    let server = Server::with(Limits::default()).await;
    let asks =
        |path| format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
    let mut stream = server.connect().await;
    stream.write_all(asks("/switch").as_bytes()).await.unwrap();
    let answer = one_answer(&mut stream).await;
    assert_eq!(statuses(&answer), ["101"]);
    stream.write_all(b"\0\r\n\n").await.unwrap();
    let mut echo = [0; 4];
    tokio::io::AsyncReadExt::read_exact(&mut stream, &mut echo)
        .await
        .unwrap();
    assert_eq!(&echo, b"\0\r\n\n");

    let mut declined = server.connect().await;
    declined.write_all(asks("/a").as_bytes()).await.unwrap();
    assert_eq!(statuses(&one_answer(&mut declined).await), ["200"]);
    declined.write_all(BEHIND.as_bytes()).await.unwrap();
    assert!(rest_of(&mut declined).await.ends_with("GET /smuggled 0"));

    let early = server.talk(format!("{}{BEHIND}", asks("/a")).as_bytes()).await;
    assert_eq!(statuses(&early), ["200", "400"], "{early}");
}
