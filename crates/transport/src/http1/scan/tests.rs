//! What passes and what does not, however it is cut.

use super::*;

const IDLE: Facts = Facts {
    is_busy: false,
    has_switched: false,
};

fn scanner() -> Scanner {
    Scanner::new(1_000, 5)
}

/// Whether all of it passes; the answer must not depend on how the bytes arrive.
fn passes(sent: &[u8]) -> bool {
    let whole = scanner().scan(sent, IDLE) == Verdict::Fine;
    for size in [1, 3, 16] {
        let mut scanner = scanner();
        let in_pieces = sent
            .chunks(size)
            .all(|piece| scanner.scan(piece, IDLE) == Verdict::Fine);
        assert_eq!(whole, in_pieces, "{:?}", String::from_utf8_lossy(sent));
    }
    whole
}

#[test]
fn sound_requests_pass_one_behind_the_other() {
    let sent = b"\r\nGET /a?b=c HTTP/1.1\r\nhost: x:80\r\n\r\n\
        POST / HTTP/1.1\r\nHost: [::1]\r\nContent-Length:  5 \r\n\r\nGET /\
        POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0A\r\n0123456789\r\n0\r\nx-sum: 1\r\n\r\n\
        GET http://x/ HTTP/1.1\r\nHost: X\r\n\r\n\
        GET / HTTP/1.0\r\n\r\n";
    assert!(passes(sent));
}

#[test]
fn what_is_good_of_a_read_is_still_read() {
    let good = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut sent = good.to_vec();
    sent.extend(b"GET / HTTP/1.1\nhost: x\r\n\r\n");
    let verdict = scanner().scan(&sent, IDLE);
    let Verdict::Head {
        good: passed,
        is_large: false,
        ..
    } = verdict
    else {
        panic!("{verdict:?}");
    };
    assert_eq!(passed, good.len());
}

#[test]
fn heads_and_trailers_have_a_size() {
    let mut sent = b"GET / HTTP/1.1\r\nhost: x\r\n".to_vec();
    for _ in 0..4 {
        sent.extend(b"a: b\r\n");
    }
    assert!(passes(&sent));
    sent.extend(b"one: too many\r\n");
    assert!(!passes(&sent));
    let long = format!("GET / HTTP/1.1\r\nhost: x\r\na: {}", "b".repeat(1_000));
    assert!(matches!(
        scanner().scan(long.as_bytes(), IDLE),
        Verdict::Head { is_large: true, .. }
    ));
    let trailers = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\na: {}",
        "b".repeat(1_000)
    );
    assert!(matches!(
        scanner().scan(trailers.as_bytes(), IDLE),
        Verdict::Body { .. }
    ));
}

#[test]
fn behind_a_switch_everything_passes_and_before_it_nothing() {
    let asks = b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n";
    let busy = Facts {
        is_busy: true,
        ..IDLE
    };
    let switched = Facts {
        has_switched: true,
        ..busy
    };
    let asked = || {
        let mut scanner = scanner();
        assert_eq!(scanner.scan(asks, IDLE), Verdict::Fine);
        scanner
    };
    assert_eq!(asked().scan(b"\x81\x80", switched), Verdict::Fine);
    assert_ne!(asked().scan(b"GET / HTTP/1.1\r\n", busy), Verdict::Fine);
    // The service did not want to: the connection goes on as it was.
    assert_eq!(
        asked().scan(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", IDLE),
        Verdict::Fine
    );
    assert_ne!(asked().scan(b"\x81\x80\r\n", IDLE), Verdict::Fine);
}
