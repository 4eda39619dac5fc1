//! What passes and what does not, however it is cut.

use proptest::prelude::*;

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

/// A body as a length or in chunks, with text in it that looks like a request.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let body = proptest::collection::vec(
        prop_oneof![
            Just(&b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"[..]),
            Just(&b"0\r\n\r\n"[..]),
            Just(&b"\n\0\r"[..]),
            Just(&b"a"[..]),
        ],
        0..6,
    );
    let chunk = proptest::option::of((1_usize..40, any::<bool>(), any::<bool>()));
    (body, chunk).prop_map(|(body, chunk)| {
        let body = body.concat();
        let mut message = b"POST /a HTTP/1.1\r\nHost: x\r\n".to_vec();
        let Some((size, has_extension, has_trailer)) = chunk else {
            message.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
            message.extend(body);
            return message;
        };
        message.extend(b"Transfer-Encoding: chunked\r\n\r\n");
        for piece in body.chunks(size) {
            let extension = if has_extension { ";a=b" } else { "" };
            message.extend(format!("{:X}{extension}\r\n", piece.len()).bytes());
            message.extend(piece);
            message.extend(b"\r\n");
        }
        message.extend(b"0\r\n");
        message.extend(if has_trailer {
            &b"x-sum: 1\r\n\r\n"[..]
        } else {
            b"\r\n"
        });
        message
    })
}

/// Whether all of it passes when it comes in pieces of these sizes.
fn passes_in(sent: &[u8], sizes: &[usize]) -> bool {
    let (mut scanner, mut rest) = (scanner(), sent);
    for &size in sizes.iter().cycle() {
        let (piece, later) = rest.split_at(size.min(rest.len()));
        if piece.is_empty() {
            break;
        }
        if scanner.scan(piece, IDLE) != Verdict::Fine {
            return false;
        }
        rest = later;
    }
    true
}

proptest! {
    #[test]
    fn sound_messages_pass_and_end_where_they_end(
        messages in proptest::collection::vec(message(), 1..5),
        sizes in proptest::collection::vec(1_usize..200, 1..20),
    ) {
        let sent = messages.concat();
        prop_assert!(passes_in(&sent, &sizes));
        let mut scanner = scanner();
        for message in &messages {
            prop_assert_eq!(scanner.scan(message, IDLE), Verdict::Fine);
            prop_assert!(matches!(scanner.state, State::Head) && scanner.head.is_untouched());
        }
    }

    #[test]
    fn whether_it_passes_does_not_depend_on_how_it_comes(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "POST / HTTP/1.1\r\n", "Host: x\r\n", "\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
                "abc", "3\r\n", "3;x\r\nabc\r\n", "0\r\n", "0\r\n\r\n", "a: b\r\n", " ", "\n", "\r", "\0", ":",
            ]),
            1..16,
        ),
        sizes in proptest::collection::vec(1_usize..12, 1..8),
    ) {
        let sent = format!("POST / HTTP/1.1\r\nHost: x\r\n{}", parts.concat());
        let sent = sent.as_bytes();
        let whole = scanner().scan(sent, IDLE) == Verdict::Fine;
        prop_assert_eq!(whole, passes_in(sent, &sizes));
    }
}
