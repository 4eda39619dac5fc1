//! Where a webhook may be sent.

use std::fmt;

use url::{Host, Url};

const MAXIMUM_CHARACTERS: usize = 2_048;

/// The URL of an endpoint, in its normal form: https, or http to this very machine for trying things out.
///
/// Whether a host's name leads into a private network is not decided here: names change their addresses, so delivery
/// checks the address at the moment it connects.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointUrl(Box<str>);

/// Why a text is not the URL of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// Too long.
    #[error("the URL is longer than 2048 characters")]
    TooLong,
    /// Not an absolute URL.
    #[error("the URL is not an absolute URL with a host")]
    Malformed,
    /// Another scheme than https, or http to another machine.
    #[error(
        "the URL must start with https:// (http:// is allowed for 127.0.0.0/8, [::1] and localhost only)"
    )]
    Scheme,
    /// A user name or a password, which would end up in logs.
    #[error("the URL must not contain a user name or a password")]
    Credentials,
}

impl EndpointUrl {
    /// Checks and normalizes `text`.
    pub fn parse(text: &str) -> Result<Self, InvalidUrl> {
        if text.chars().count() > MAXIMUM_CHARACTERS {
            return Err(InvalidUrl::TooLong);
        }
        // A parser for browsers drops tabs and line breaks in silence; what was meant is not ours to guess.
        if text.chars().any(|one| one.is_control() || one.is_whitespace()) {
            return Err(InvalidUrl::Malformed);
        }
        let url = Url::parse(text).map_err(|_| InvalidUrl::Malformed)?;
        let host = url.host().ok_or(InvalidUrl::Malformed)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            _ => return Err(InvalidUrl::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidUrl::Credentials);
        }
        let normal = url.as_str();
        if normal.len() > MAXIMUM_CHARACTERS {
            return Err(InvalidUrl::TooLong);
        }
        Ok(EndpointUrl(normal.into()))
    }

    /// The URL's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A URL that was checked when it was stored.
    pub(crate) fn stored(text: &str) -> Self {
        EndpointUrl(text.into())
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_https_and_plain_http_to_this_machine() {
        let cases = [
            ("https://shop.example/hooks?a=b", "https://shop.example/hooks?a=b"),
            ("HTTPS://Shop.Example", "https://shop.example/"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
            ("http://127.9.9.9/", "http://127.9.9.9/"),
            ("http://[::1]:80/", "http://[::1]/"),
            ("http://localhost/", "http://localhost/"),
        ];
        for (text, normal) in cases {
            let url = EndpointUrl::parse(text).unwrap();
            assert_eq!(url.as_str(), normal);
            assert_eq!(EndpointUrl::parse(normal), Ok(url));
        }
    }

    #[test]
    fn refuses_everything_else() {
        let long = format!("https://shop.example/{}", "a".repeat(2_048));
        let grows = format!("https://shop.example/{}", "ü".repeat(1_000));
        let cases = [
            ("", InvalidUrl::Malformed),
            ("shop.example", InvalidUrl::Malformed),
            ("https://", InvalidUrl::Malformed),
            ("https://shop.example/a b", InvalidUrl::Malformed),
            ("https://shop.ex\tample/", InvalidUrl::Malformed),
            ("mailto:a@shop.example", InvalidUrl::Malformed),
            ("ftp://shop.example/", InvalidUrl::Scheme),
            ("http://shop.example/", InvalidUrl::Scheme),
            ("http://localhost.shop.example/", InvalidUrl::Scheme),
            ("http://127.0.0.1.shop.example/", InvalidUrl::Scheme),
            ("http://10.0.0.1/", InvalidUrl::Scheme),
            ("http://[::ffff:10.0.0.1]/", InvalidUrl::Scheme),
            ("http://localhost@shop.example/", InvalidUrl::Scheme),
            ("https://user@shop.example/", InvalidUrl::Credentials),
            ("https://:word@shop.example/", InvalidUrl::Credentials),
            (&long, InvalidUrl::TooLong),
            (&grows, InvalidUrl::TooLong),
        ];
        for (text, reason) in cases {
            assert_eq!(EndpointUrl::parse(text), Err(reason), "{text}");
        }
    }
}
