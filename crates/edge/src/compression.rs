//! Answers made smaller on their way, as `Accept-Encoding` has it (RFC 9110, 12.5.3).
//!
//! Only what is read, or is the answer to a bulk request, is compressed, and only for who presents something that a browser does not add
//! by itself: how long a compressed answer is tells what of a request stands in it too, and someone who can make a browser ask again and
//! again could find a secret out by it (BREACH). Answers that show secrets are answers to changes, and are never compressed.

use std::io::{self, Write};

use axum::body::{Body, BodyDataStream, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, COOKIE,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{StreamExt, stream};

use bezant_representations::weight;

use crate::conditional::set_form;

/// What is shorter fits into a packet anyway.
const LEAST_BYTES: u64 = 1_024;
/// What is compressed at once. What is longer, or has no length yet, goes piece by piece.
const AT_ONCE_BYTES: u64 = 256 * 1024;
const PIECE_BYTES: usize = 64 * 1024;

/// Answers to changes that are lists of what became of many things, and show no secret.
const BULK: &[&str] = &[
    "/api/v1/ledger/batches",
    "/api/v1/ledger/imports",
    "/api/v1/payments/bulk",
];
/// Where people sign in and programs get tokens, and people see what is theirs.
const SECRET: &[&str] = &[
    "/realms/",
    "/sign-in",
    "/account",
    "/recover",
    "/invitation",
    "/verify-email",
    "/.well-known/",
    "/api/v1/me",
    "/api/v1/sign-in",
    "/api/v1/sign-out",
    "/api/v1/invitations",
    "/api/v1/email-verifications",
    "/api/v1/principals/{id}/sessions",
    "/webhooks/",
    "/metrics",
];

/// How an answer is compressed. The best first, where a caller has no preference.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Zstandard,
    Brotli,
    Gzip,
}

impl Coding {
    const ALL: [Coding; 3] = [Coding::Zstandard, Coding::Brotli, Coding::Gzip];

    const fn name(self) -> &'static str {
        match self {
            Coding::Zstandard => "zstd",
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    fn of(name: &str) -> Option<Coding> {
        let name = if name.eq_ignore_ascii_case("x-gzip") {
            "gzip"
        } else {
            name
        };
        Coding::ALL
            .into_iter()
            .find(|one| one.name().eq_ignore_ascii_case(name))
    }
}

/// What may be done with the answer to a request.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// It stays as it is, whatever anybody asks for.
    Never,
    /// The caller decides, and wants this.
    Chosen(Option<Coding>),
}

impl Wish {
    /// What a request allows and its caller wants.
    pub(crate) fn of(request: &Request, route: &str) -> Wish {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let is_secret = SECRET.iter().any(|start| route.starts_with(start));
        if !(is_read || BULK.contains(&route)) || is_secret || request.headers().contains_key(COOKIE) {
            return Wish::Never;
        }
        Wish::Chosen(wanted(request.headers()))
    }
}

/// The coding that a caller likes best; nothing where it is the answer as it is.
fn wanted(headers: &HeaderMap) -> Option<Coding> {
    let liked = Liked::of(headers);
    let (best, quality) = Coding::ALL
        .into_iter()
        .rev()
        .map(|coding| (coding, liked.quality(coding)))
        .max_by_key(|(_, quality)| *quality)?;
    (quality > 0 && quality >= liked.itself).then_some(best)
}

/// Whether a caller takes an answer that is compressed already, by gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let liked = Liked::of(headers);
    let quality = liked.quality(Coding::Gzip);
    quality > 0 && quality >= liked.itself
}

/// What a caller says of codings, in thousandths.
struct Liked {
    worth: [Option<u16>; 3],
    /// The answer as it is.
    itself: u16,
    /// Whatever is not named.
    others: u16,
}

impl Liked {
    fn of(headers: &HeaderMap) -> Liked {
        let mut liked = Liked {
            worth: [None; 3],
            itself: 0,
            others: 0,
        };
        for value in headers.get_all(ACCEPT_ENCODING) {
            for part in value.to_str().unwrap_or_default().split(',') {
                let (name, rest) = part.split_once(';').unwrap_or((part, ""));
                let name = name.trim();
                let Some(quality) = quality(rest.trim()) else {
                    continue;
                };
                if name == "*" {
                    liked.others = quality;
                } else if name.eq_ignore_ascii_case("identity") {
                    liked.itself = quality;
                } else if let Some(coding) = Coding::of(name) {
                    liked.worth[coding as usize] = Some(quality);
                }
            }
        }
        liked
    }

    fn quality(&self, coding: Coding) -> u16 {
        self.worth[coding as usize].unwrap_or(self.others)
    }
}

/// Thousandths, as RFC 9110 (12.4.2) writes them.
fn quality(parameters: &str) -> Option<u16> {
    let Some(text) = parameters.strip_prefix(['q', 'Q']) else {
        return parameters.is_empty().then_some(1_000);
    };
    weight(text.trim_start().strip_prefix('=')?.trim())
}

/// Compresses an answer, if that is wished and worth it.
pub(crate) async fn compressed(wish: Wish, mut response: Response) -> Response {
    let Wish::Chosen(coding) = wish else {
        return response;
    };
    if !is_compressible(&response) {
        return response;
    }
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("accept-encoding"));
    let Some(coding) = coding else {
        return response;
    };
    let size = response.body().size_hint().exact();
    if size.is_some_and(|size| size <= LEAST_BYTES) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = match size {
        Some(size) if size <= AT_ONCE_BYTES => {
            let whole = to_bytes(body, usize::MAX).await;
            let whole = whole.expect("a body of known size is in memory");
            Body::from(at_once(coding, &whole).expect("memory takes all"))
        }
        Some(_) | None => Body::from_stream(in_pieces(coding, body.into_data_stream())),
    };
    head.headers.remove(CONTENT_LENGTH);
    head.headers
        .insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    set_form(&mut head.headers, coding.name());
    Response::from_parts(head, body)
}

fn is_compressible(response: &Response) -> bool {
    let headers = response.headers();
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let kind = text(CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text = kind.starts_with("text/") && kind != "text/event-stream"
        || [
            "application/json",
            "application/xml",
            "application/x-ndjson",
            "text/csv",
        ]
        .contains(&kind)
        || kind.ends_with("+json")
        || kind.ends_with("+xml");
    let is_left_alone = headers.contains_key(CONTENT_ENCODING)
        || headers.contains_key(CONTENT_RANGE)
        || text(CACHE_CONTROL).is_some_and(|value| value.contains("no-transform"));
    is_text && !is_left_alone && response.status() != StatusCode::SWITCHING_PROTOCOLS
}

/// What compresses. The levels are those at which a core does some 50 MB or more in a second.
enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstandard(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    fn new(coding: Coding) -> io::Result<Encoder> {
        Ok(match coding {
            Coding::Gzip => Encoder::Gzip(GzEncoder::new(Vec::new(), Compression::new(5))),
            Coding::Brotli => {
                let encoder = brotli::CompressorWriter::new(Vec::new(), 4_096, 4, 19);
                Encoder::Brotli(Box::new(encoder))
            }
            Coding::Zstandard => Encoder::Zstandard(zstd::stream::write::Encoder::new(Vec::new(), 3)?),
        })
    }

    /// Takes a piece in, and gives what can be sent already.
    fn take(&mut self, piece: &[u8]) -> io::Result<Bytes> {
        let ready = match self {
            Encoder::Gzip(encoder) => {
                encoder.write_all(piece)?;
                encoder.get_mut()
            }
            Encoder::Brotli(encoder) => {
                encoder.write_all(piece)?;
                encoder.get_mut()
            }
            Encoder::Zstandard(encoder) => {
                encoder.write_all(piece)?;
                encoder.get_mut()
            }
        };
        Ok(std::mem::take(ready).into())
    }

    fn finish(self) -> io::Result<Bytes> {
        let rest = match self {
            Encoder::Gzip(encoder) => encoder.finish()?,
            Encoder::Brotli(encoder) => encoder.into_inner(),
            Encoder::Zstandard(encoder) => encoder.finish()?,
        };
        Ok(rest.into())
    }
}

fn at_once(coding: Coding, whole: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = Encoder::new(coding)?;
    let mut all = encoder.take(whole)?.to_vec();
    all.extend_from_slice(&encoder.finish()?);
    Ok(all)
}

/// The same of a body that is long, or comes as it is made.
fn in_pieces(
    coding: Coding,
    body: BodyDataStream,
) -> impl futures::Stream<Item = Result<Bytes, axum::Error>> + Send {
    enum At {
        Begin(Coding),
        Amid(Encoder),
        End,
    }
    let begin = (At::Begin(coding), body, Bytes::new());
    stream::try_unfold(begin, async |(at, mut body, mut left)| {
        let mut encoder = match at {
            At::Begin(coding) => Encoder::new(coding).map_err(axum::Error::new)?,
            At::Amid(encoder) => encoder,
            At::End => return Ok(None),
        };
        loop {
            if left.is_empty() {
                left = match body.next().await {
                    Some(piece) => piece?,
                    None => {
                        let rest = encoder.finish().map_err(axum::Error::new)?;
                        return Ok(Some((rest, (At::End, body, left))));
                    }
                };
            }
            let piece = left.split_to(left.len().min(PIECE_BYTES));
            let ready = encoder.take(&piece).map_err(axum::Error::new)?;
            if !ready.is_empty() {
                return Ok(Some((ready, (At::Amid(encoder), body, left))));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::ETAG;
    use proptest::prelude::*;
    use std::io::Read;

    fn undone(coding: &str, bytes: &[u8]) -> Vec<u8> {
        let mut all = Vec::new();
        match Coding::of(coding).unwrap() {
            Coding::Gzip => flate2::read::GzDecoder::new(bytes).read_to_end(&mut all).unwrap(),
            Coding::Brotli => brotli::Decompressor::new(bytes, 4_096)
                .read_to_end(&mut all)
                .unwrap(),
            Coding::Zstandard => {
                let mut decoder = zstd::stream::read::Decoder::new(bytes).unwrap();
                decoder.read_to_end(&mut all).unwrap()
            }
        };
        all
    }

    #[test]
    fn callers_get_what_they_like_best() {
        let of = |text: &str| {
            let value = (ACCEPT_ENCODING, HeaderValue::from_str(text).unwrap());
            wanted(&HeaderMap::from_iter([value])).map(Coding::name)
        };
        for (text, expected) in [
            ("", None),
            ("gzip", Some("gzip")),
            ("gzip, deflate, br, zstd", Some("zstd")),
            ("gzip;q=1.0, br;q=0.9", Some("gzip")),
            ("GZip;Q=0.5, identity;q=0.6", None),
            ("identity;q=0, *", Some("zstd")),
            ("*;q=0", None),
            ("gzip;q=0, *;q=0.3", Some("zstd")),
            ("gzip;q=2, br;q=x, deflate", None),
            ("gzip;q=0.0001", None),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(wanted(&HeaderMap::new()), None);
    }

    #[test]
    fn what_is_compressed_already_goes_to_who_takes_gzip() {
        for (text, expected) in [
            ("gzip, deflate, br", true),
            ("gzip;q=0.9", true),
            ("br, *;q=0.1", true),
            ("gzip;q=0", false),
            ("br", false),
            ("identity, gzip;q=0.1", false),
        ] {
            let value = (ACCEPT_ENCODING, HeaderValue::from_str(text).unwrap());
            assert_eq!(takes_gzip(&HeaderMap::from_iter([value])), expected, "{text}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_secret_or_asked_for_by_a_browser_stays_as_it_is() {
        let wish = |method: Method, route: &str, cookie: bool| {
            let request = Request::builder().method(method).header(ACCEPT_ENCODING, "gzip");
            let request = if cookie {
                request.header(COOKIE, "a=b")
            } else {
                request
            };
            Wish::of(&request.body(Body::empty()).unwrap(), route)
        };
        let gzip = Wish::Chosen(Some(Coding::Gzip));
        assert_eq!(wish(Method::GET, "/api/v1/payments", false), gzip);
        assert_eq!(wish(Method::POST, "/api/v1/ledger/batches", false), gzip);
        for (method, route, cookie) in [
            (Method::GET, "/api/v1/payments", true),
            (Method::POST, "/api/v1/api-keys", false),
            (Method::GET, "/sign-in/with/{provider}", false),
            (Method::GET, "/realms/{tenant}/authorize", false),
            (Method::GET, "/api/v1/me/sessions", false),
        ] {
            assert_eq!(wish(method, route, cookie), Wish::Never, "{route}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn whatever_is_compressed_comes_out_again(
            sizes in prop::collection::vec(0_usize..150_000, 0..6), coding in 0_usize..3, known: bool,
        ) {
            let coding = Coding::ALL[coding];
            let pieces: Vec<Vec<u8>> = sizes
                .iter()
                .map(|size| (0..*size).map(|at| (at % 251) as u8).collect())
                .collect();
            let whole = pieces.concat();
            let body = match known {
                true => Body::from(whole.clone()),
                false => Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, io::Error>))),
            };
            let response = Response::builder()
                .header(CONTENT_TYPE, "application/json")
                .header(ETAG, "\"3\"")
                .body(body)
                .unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let (response, bytes) = runtime.block_on(async {
                let (head, body) = compressed(Wish::Chosen(Some(coding)), response).await.into_parts();
                (head, to_bytes(body, usize::MAX).await.unwrap())
            });
            let is_short = known && whole.len() as u64 <= LEAST_BYTES;
            prop_assert_eq!(response.headers.contains_key(CONTENT_ENCODING), !is_short);
            prop_assert_eq!(&response.headers[VARY], "accept-encoding");
            if !is_short {
                prop_assert_eq!(&response.headers[ETAG], &*format!("\"3-{}\"", coding.name()));
                prop_assert_eq!(undone(coding.name(), &bytes), whole);
            }
        }
    }
}
