//! Every bound of a listener, each with the reason for its default.

use std::time::Duration;

/// What callers of one listener may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at a time. When there are as many, idle ones and then those that have not sent a request yet are ended for new
    /// ones, and when there are none of these, new ones are refused.
    pub connections: usize,
    /// Connections at a time from one IPv4 address or one IPv6 network of 64 bits, which is what one customer gets. Behind a
    /// load balancer that speaks for everyone, this is set as high as [`Limits::connections`].
    pub connections_per_address: usize,
    /// For the TLS handshake.
    pub handshake_within: Duration,
    /// From the first byte of a request's head to its last; for the first request, from the moment that the connection is there.
    pub head_within: Duration,
    /// How long a connection may be without a request under way. One that switched protocols is its service's own to end.
    pub idle_within: Duration,
    /// Bytes of a request's head, and of its trailers.
    pub head_bytes: usize,
    /// Fields of a request's head, and of its trailers: at most 100, which is what the parser has room for.
    pub fields: usize,
    /// Requests of a connection, after which it is ended in an orderly way: so that a balancer gets to balance.
    pub requests_per_connection: u64,
    /// What a body must bring each second once [`Limits::body_grace`] is used up; 0 for listeners with streams that may be silent.
    pub body_bytes_per_second: u32,
    /// How long a reader may have waited for a body beyond what its bytes have earned.
    pub body_grace: Duration,
    /// What a caller must take of an answer each second once [`Limits::write_stall`] is used up.
    pub write_bytes_per_second: u32,
    /// How long writing may have waited for the caller beyond what the bytes taken have earned.
    pub write_stall: Duration,
    /// How long a connection that ends early still takes bytes that are thrown away, so that the caller reads the answer
    /// instead of finding the connection reset.
    pub linger: Duration,
    /// Bytes of bodies that are read ahead of the service on an HTTP/1.1 connection; at least 8 KiB and [`Limits::head_bytes`].
    pub read_ahead_bytes: usize,
    /// Bytes of answers that the system takes ahead of what it has sent. Without a bound it takes up to four megabytes a connection,
    /// and a few hundred callers who take nothing have all that it has for everybody's connections.
    pub unsent_bytes: u32,
    /// From the signal to stop until what is still under way is cut.
    pub stop_within: Duration,
    /// What concerns HTTP/2 only.
    pub http2: Http2Limits,
}

/// What one HTTP/2 connection may cost.
#[derive(Clone, Debug)]
pub struct Http2Limits {
    /// Requests under way at a time.
    pub concurrent_streams: u32,
    /// What a caller may send ahead on one stream.
    pub stream_window_bytes: u32,
    /// What a caller may send ahead on all streams together.
    pub connection_window_bytes: u32,
    /// The largest frame.
    pub frame_bytes: u32,
    /// What may wait to be sent on one stream.
    pub send_buffer_bytes: usize,
    /// Streams that a caller may reset each second, and twice as many at once: "rapid reset", CVE-2023-44487.
    pub resets_per_second: u32,
    /// Frames each second, and five times as many at once, that make work and move nothing: pings, settings, priorities,
    /// unknown types, empty data, window updates. Frames that move something earn others.
    pub control_frames_per_second: u32,
    /// After so long without anything heard, the caller is asked whether it is still there, and has as long to answer.
    pub ping_after: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            // 16,384 held connections are about 200 MB.
            connections: 16_384,
            connections_per_address: 1_024,
            handshake_within: Duration::from_secs(10),
            head_within: Duration::from_secs(10),
            // Longer than the 60 seconds after which most balancers and clients give up a connection themselves: who ends it
            // first never sends into a closing one.
            idle_within: Duration::from_secs(75),
            head_bytes: 16 << 10,
            fields: 64,
            requests_per_connection: 100_000,
            body_bytes_per_second: 512,
            body_grace: Duration::from_secs(10),
            write_bytes_per_second: 512,
            write_stall: Duration::from_secs(20),
            linger: Duration::from_secs(2),
            read_ahead_bytes: 64 << 10,
            unsent_bytes: 64 << 10,
            stop_within: Duration::from_secs(10),
            http2: Http2Limits::default(),
        }
    }
}

impl Default for Http2Limits {
    fn default() -> Self {
        Http2Limits {
            concurrent_streams: 128,
            stream_window_bytes: 256 << 10,
            connection_window_bytes: 1 << 20,
            frame_bytes: 16 << 10,
            send_buffer_bytes: 256 << 10,
            resets_per_second: 100,
            control_frames_per_second: 200,
            ping_after: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// How often connections are looked over: a quarter of the shortest time, so that no time is exceeded by more.
    pub(crate) fn look_every(&self) -> Duration {
        let shortest = [
            self.handshake_within,
            self.head_within,
            self.idle_within,
            self.write_stall,
            self.linger,
        ];
        let shortest = shortest.into_iter().min().unwrap_or_default();
        (shortest / 4).clamp(Duration::from_millis(5), Duration::from_millis(250))
    }
}
