//! What h2spec sends and what it accepts as an answer.

use crate::http2::{
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HAS_PRIORITY, HEADERS, PADDED, PING, PRIORITY,
    PUSH_PROMISE, RST_STREAM, SETTINGS, WINDOW_UPDATE, fields, frame, request,
};

const PROTOCOL_ERROR: u32 = 1;
const FLOW_CONTROL_ERROR: u32 = 3;
const STREAM_CLOSED: u32 = 5;
const FRAME_SIZE_ERROR: u32 = 6;
const COMPRESSION_ERROR: u32 = 9;

/// What is accepted; the end of the connection always is, as with h2spec.
#[derive(Clone, Copy)]
pub(super) enum Expect {
    Connection(&'static [u32]),
    Stream(&'static [u32]),
}
use Expect::{Connection, Stream};

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) send: Vec<Vec<u8>>,
    /// Sent when the stream 1 is over.
    pub(super) later: Vec<Vec<u8>>,
    pub(super) expect: Expect,
}

fn case(name: &'static str, send: Vec<Vec<u8>>, expect: Expect) -> Case {
    Case {
        name,
        send,
        later: Vec::new(),
        expect,
    }
}

fn later(name: &'static str, send: Vec<Vec<u8>>, later: Vec<Vec<u8>>, expect: Expect) -> Case {
    Case {
        name,
        send,
        later,
        expect,
    }
}

pub(super) fn get() -> Vec<u8> {
    request("GET", "/a", &[])
}

/// A whole request, and one whose body is still to come.
fn whole(stream: u32) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, &get())
}

pub(super) fn open(stream: u32) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, stream, &request("POST", "/a", &[]))
}

fn with(block: &[(&str, &str)]) -> Vec<Vec<u8>> {
    vec![frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(block))]
}

const M: (&str, &str) = (":method", "GET");
const S: (&str, &str) = (":scheme", "http");
const P: (&str, &str) = (":path", "/a");
const A: (&str, &str) = (":authority", "x");

pub(super) fn setting(id: u16, value: u32) -> Vec<u8> {
    let mut payload = id.to_be_bytes().to_vec();
    payload.extend(value.to_be_bytes());
    frame(SETTINGS, 0, 0, &payload)
}

fn posts(length: &str, pieces: &[&[u8]]) -> Vec<Vec<u8>> {
    let head = request("POST", "/a", &[("content-length", length)]);
    let mut all = vec![frame(HEADERS, END_HEADERS, 1, &head)];
    for (number, piece) in pieces.iter().enumerate() {
        let flags = if number + 1 == pieces.len() { END_STREAM } else { 0 };
        all.push(frame(DATA, flags, 1, piece));
    }
    all
}

/// All of them.
pub(super) fn all() -> Vec<Case> {
    let parts = [frames_and_streams(), frame_types(), messages_and_compression()];
    parts.into_iter().flatten().collect()
}

fn frames_and_streams() -> Vec<Case> {
    let cancel = [0, 0, 0, 8];
    let large = vec![0; 16_385];
    let continued = |stream| frame(CONTINUATION, END_HEADERS, stream, &get());
    vec![
        case(
            "4.2.2 DATA beyond SETTINGS_MAX_FRAME_SIZE",
            vec![open(1), frame(DATA, END_STREAM, 1, &large)],
            Stream(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "4.2.3 HEADERS beyond SETTINGS_MAX_FRAME_SIZE",
            vec![frame(HEADERS, END_HEADERS | END_STREAM, 1, &large)],
            Connection(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "4.3.1 invalid header block fragment",
            vec![frame(HEADERS, END_HEADERS | END_STREAM, 1, &[0x40])],
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "4.3.2 PRIORITY inside a header block",
            vec![
                frame(HEADERS, 0, 1, &get()),
                frame(PRIORITY, 0, 1, &[0, 0, 0, 0, 255]),
            ],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "4.3.3 HEADERS of another stream inside a header block",
            vec![frame(HEADERS, 0, 1, &get()), whole(3)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.1.1 idle: DATA",
            vec![frame(DATA, END_STREAM, 1, b"test")],
            Stream(&[PROTOCOL_ERROR, STREAM_CLOSED]),
        ),
        case(
            "5.1.2 idle: RST_STREAM",
            vec![frame(RST_STREAM, 0, 1, &cancel)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.1.3 idle: WINDOW_UPDATE",
            vec![frame(WINDOW_UPDATE, 0, 1, &[0, 0, 0, 100])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.1.4 idle: CONTINUATION",
            vec![continued(1)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.1.5 half closed (remote): DATA",
            vec![whole(1), frame(DATA, END_STREAM, 1, b"test")],
            Stream(&[STREAM_CLOSED]),
        ),
        case(
            "5.1.6 half closed (remote): HEADERS",
            vec![whole(1), whole(1)],
            Stream(&[STREAM_CLOSED]),
        ),
        case(
            "5.1.7 half closed (remote): CONTINUATION",
            vec![whole(1), continued(1)],
            Stream(&[STREAM_CLOSED, PROTOCOL_ERROR]),
        ),
        case(
            "5.1.8 closed: DATA after RST_STREAM",
            vec![
                open(1),
                frame(RST_STREAM, 0, 1, &cancel),
                frame(DATA, END_STREAM, 1, b"test"),
            ],
            Stream(&[STREAM_CLOSED]),
        ),
        case(
            "5.1.9 closed: HEADERS after RST_STREAM",
            vec![open(1), frame(RST_STREAM, 0, 1, &cancel), whole(1)],
            Stream(&[STREAM_CLOSED]),
        ),
        case(
            "5.1.10 closed: CONTINUATION after RST_STREAM",
            vec![open(1), frame(RST_STREAM, 0, 1, &cancel), continued(1)],
            Stream(&[STREAM_CLOSED, PROTOCOL_ERROR]),
        ),
        later(
            "5.1.11 closed: DATA",
            vec![whole(1)],
            vec![frame(DATA, END_STREAM, 1, b"test")],
            Stream(&[STREAM_CLOSED]),
        ),
        later(
            "5.1.12 closed: HEADERS",
            vec![whole(1)],
            vec![whole(1)],
            Connection(&[STREAM_CLOSED]),
        ),
        later(
            "5.1.13 closed: CONTINUATION",
            vec![whole(1)],
            vec![continued(1)],
            Connection(&[STREAM_CLOSED, PROTOCOL_ERROR]),
        ),
        case(
            "5.1.1.1 even stream identifier",
            vec![whole(2)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.1.1.2 smaller stream identifier",
            vec![whole(5), whole(3)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.3.1.1 HEADERS that depend on themselves",
            vec![frame(
                HEADERS,
                END_HEADERS | END_STREAM | HAS_PRIORITY,
                1,
                &[&[0, 0, 0, 1, 255], get().as_slice()].concat(),
            )],
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.3.1.2 PRIORITY that depends on itself",
            vec![frame(PRIORITY, 0, 1, &[0, 0, 0, 1, 255])],
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.4.1 invalid PING",
            vec![frame(PING, 0, 3, &[0; 8])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "5.5.2 unknown frame inside a header block",
            vec![frame(HEADERS, 0, 1, &get()), frame(0xff, 0, 0, b"test")],
            Connection(&[PROTOCOL_ERROR]),
        ),
    ]
}

fn frame_types() -> Vec<Case> {
    let padded = |kind, payload: &[u8]| frame(kind, END_HEADERS | END_STREAM | PADDED, 1, payload);
    let begun = || frame(HEADERS, 0, 1, &get());
    let more = |flags, stream| frame(CONTINUATION, flags, stream, &fields(&[("a", "b")]));
    let window = |stream, increment: u32| frame(WINDOW_UPDATE, 0, stream, &increment.to_be_bytes());
    vec![
        case(
            "6.1.1 DATA on stream 0",
            vec![frame(DATA, END_STREAM, 0, b"test")],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.1.2 DATA on a stream that is not open",
            vec![whole(1), frame(DATA, END_STREAM, 1, b"test")],
            Stream(&[STREAM_CLOSED]),
        ),
        case(
            "6.1.3 DATA with invalid pad length",
            vec![open(1), frame(DATA, END_STREAM | PADDED, 1, &[6, b't', b'e'])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.2.1 HEADERS without END_HEADERS, and PRIORITY",
            vec![begun(), frame(PRIORITY, 0, 1, &[0, 0, 0, 0, 255])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.2.2 HEADERS to another stream inside HEADERS",
            vec![begun(), whole(3)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.2.3 HEADERS on stream 0",
            vec![whole(0)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.2.4 HEADERS with invalid pad length",
            vec![padded(HEADERS, &[200, 0x82])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.3.1 PRIORITY on stream 0",
            vec![frame(PRIORITY, 0, 0, &[0, 0, 0, 0, 255])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.3.2 PRIORITY of another length",
            vec![open(1), frame(PRIORITY, 0, 1, &[0, 0, 0, 0])],
            Stream(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "6.4.1 RST_STREAM on stream 0",
            vec![frame(RST_STREAM, 0, 0, &[0, 0, 0, 8])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.4.3 RST_STREAM of another length",
            vec![open(1), frame(RST_STREAM, 0, 1, &[0; 3])],
            Connection(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "6.5.1 SETTINGS with ACK and payload",
            vec![frame(SETTINGS, ACK, 0, &[0; 6])],
            Connection(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "6.5.2 SETTINGS on a stream",
            vec![frame(SETTINGS, 0, 1, &[0, 3, 0, 0, 0, 9])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.5.3 SETTINGS of another length",
            vec![frame(SETTINGS, 0, 0, &[0, 3, 0])],
            Connection(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "6.5.2.1 ENABLE_PUSH other than 0 or 1",
            vec![setting(2, 2)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.5.2.2 INITIAL_WINDOW_SIZE above the maximum",
            vec![setting(4, 1 << 31)],
            Connection(&[FLOW_CONTROL_ERROR]),
        ),
        case(
            "6.5.2.3 MAX_FRAME_SIZE below the initial value",
            vec![setting(5, 16_383)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.5.2.4 MAX_FRAME_SIZE above the maximum",
            vec![setting(5, 1 << 24)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.7.3 PING on a stream",
            vec![frame(PING, 0, 1, &[0; 8])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.7.4 PING of another length",
            vec![frame(PING, 0, 0, &[0; 6])],
            Connection(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "6.8.1 GOAWAY on a stream",
            vec![frame(GOAWAY, 0, 1, &[0; 8])],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.9.1 WINDOW_UPDATE by 0",
            vec![window(0, 0)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.9.2 WINDOW_UPDATE by 0 on a stream",
            vec![open(1), window(1, 0)],
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.9.3 WINDOW_UPDATE of another length",
            vec![frame(WINDOW_UPDATE, 0, 0, &[0; 3])],
            Connection(&[FRAME_SIZE_ERROR]),
        ),
        case(
            "6.9.1.2 window above the maximum",
            vec![window(0, 0x7fff_ffff), window(0, 0x7fff_ffff)],
            Connection(&[FLOW_CONTROL_ERROR]),
        ),
        case(
            "6.9.1.3 window of a stream above the maximum",
            vec![open(1), window(1, 0x7fff_ffff), window(1, 0x7fff_ffff)],
            Stream(&[FLOW_CONTROL_ERROR]),
        ),
        case(
            "6.10.2 CONTINUATION followed by another frame",
            vec![begun(), more(0, 1), frame(DATA, END_STREAM, 1, b"test")],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.10.3 CONTINUATION on stream 0",
            vec![begun(), more(END_HEADERS, 0)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.10.4 CONTINUATION after END_HEADERS",
            vec![open(1), more(END_HEADERS, 1)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.10.5 CONTINUATION after its END_HEADERS",
            vec![
                frame(HEADERS, 0, 1, &request("POST", "/a", &[])),
                more(END_HEADERS, 1),
                more(END_HEADERS, 1),
            ],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "6.10.6 CONTINUATION after DATA",
            vec![open(1), frame(DATA, 0, 1, b"test"), more(END_HEADERS, 1)],
            Connection(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.2.1 PUSH_PROMISE",
            vec![frame(
                PUSH_PROMISE,
                END_HEADERS,
                1,
                &[&[0, 0, 0, 2], get().as_slice()].concat(),
            )],
            Connection(&[PROTOCOL_ERROR]),
        ),
    ]
}

fn messages_and_compression() -> Vec<Case> {
    let block = |bytes: &[u8]| {
        vec![frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            1,
            &[get().as_slice(), bytes].concat(),
        )]
    };
    let trailer =
        |block: &[(&str, &str)], flags| vec![open(1), frame(HEADERS, END_HEADERS | flags, 1, &fields(block))];
    vec![
        case(
            "8.1.1 second HEADERS without END_STREAM",
            trailer(&[("a", "b")], 0),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.1 uppercase field name",
            with(&[M, S, P, A, ("X-Test", "ok")]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.1.1 unknown pseudo-header",
            with(&[M, S, P, A, (":test", "ok")]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.1.2 pseudo-header of an answer",
            with(&[M, S, P, A, (":status", "200")]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.1.3 pseudo-header as trailer",
            trailer(&[(":method", "200")], END_STREAM),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.1.4 pseudo-header after a field",
            with(&[M, S, ("a", "b"), P, A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.2.1 connection-specific field",
            with(&[M, S, P, A, ("connection", "keep-alive")]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.2.2 TE other than trailers",
            with(&[M, S, P, A, ("te", "trailers, deflate")]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.3.1 empty :path",
            with(&[M, S, (":path", ""), A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.3.2 no :method",
            with(&[S, P, A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.3.3 no :scheme",
            with(&[M, P, A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case("8.1.2.3.4 no :path", with(&[M, S, A]), Stream(&[PROTOCOL_ERROR])),
        case(
            "8.1.2.3.5 two :method",
            with(&[M, M, S, P, A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.3.6 two :scheme",
            with(&[M, S, S, P, A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.3.7 two :path",
            with(&[M, S, P, P, A]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.6.1 content-length other than DATA",
            posts("1", &[b"test"]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "8.1.2.6.2 content-length other than all DATA",
            posts("1", &[b"test", b"test"]),
            Stream(&[PROTOCOL_ERROR]),
        ),
        case(
            "hpack 2.3.3.1 index beyond the tables",
            block(&[0xc6]),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 2.3.3.2 name index beyond the tables",
            block(&[0x7f, 0x10, 1, b'a']),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 4.2.1 size update at the end",
            block(&[0x20]),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 5.2.1 Huffman padding longer than 7 bits",
            block(&[0, 1, b'a', 0x82, 0xff, 0xff]),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 5.2.2 Huffman padding of zeros",
            block(&[0, 1, b'a', 0x81, 0x18]),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 5.2.3 Huffman EOS",
            block(&[0, 1, b'a', 0x84, 0xff, 0xff, 0xff, 0xff]),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 6.1.1 index 0",
            block(&[0x80]),
            Connection(&[COMPRESSION_ERROR]),
        ),
        case(
            "hpack 6.3.1 size update above the setting",
            vec![frame(
                HEADERS,
                END_HEADERS | END_STREAM,
                1,
                &[&[0x3f, 0xe2, 0x7f], get().as_slice()].concat(),
            )],
            Connection(&[COMPRESSION_ERROR]),
        ),
    ]
}
