//! Who is behind the proxies.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::Networks;

/// Hops that are looked at. Who has more proxies of their own than this has a loop.
const MAX_HOPS: usize = 32;
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where proxies write who they had before them. One of them only: a proxy that writes one passes the other on as a caller made
/// it up.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// `Forwarded` of RFC 7239.
    Forwarded,
    /// `X-Forwarded-For`.
    XForwardedFor,
}

/// The proxies before this node.
#[derive(Clone, Debug)]
pub struct Proxies {
    trusted: Networks,
    field: Field,
    /// Whether who connects from a trusted network and names nobody before them is the client.
    may_be_client: bool,
}

/// It can't be told who the client is, though a trusted proxy is asked.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownClient {
    /// The trusted proxy did not say.
    #[error("a trusted proxy did not say who the client is")]
    Missing,
    /// What a trusted proxy wrote is no address: broken, `unknown`, or hidden under a name.
    #[error("a trusted proxy wrote something that is no address")]
    NoAddress,
    /// Longer than any chain of proxies is.
    #[error("more than 32 proxies")]
    TooManyHops,
}

impl Proxies {
    /// These networks are ours, and write this field.
    pub fn new(trusted: Networks, field: Field) -> Proxies {
        Proxies {
            trusted,
            field,
            may_be_client: false,
        }
    }

    /// The same with the proxy on this machine, besides which others on it may ask for themselves.
    #[must_use]
    pub fn and_this_machine(self) -> Proxies {
        Proxies {
            trusted: self.trusted.and_loopback(),
            may_be_client: true,
            ..self
        }
    }

    /// No proxy at all: the client is who connects.
    pub fn none() -> Proxies {
        Proxies::new(Networks::default(), Field::Forwarded)
    }

    /// The address of the client: of the hops, as each proxy appends who it had before it, the last that is not ours. Who connects
    /// directly is the client, whatever their fields say. Where all hops are ours, the first of them is the client.
    ///
    /// # Errors
    /// Where a trusted proxy leaves it open. Whoever asks decides what then holds; the proxy's own address would throw all its
    /// callers into one.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, UnknownClient> {
        let mut nearest = peer.to_canonical();
        if !self.trusted.contain(nearest) {
            return Ok(nearest);
        }
        let name = match self.field {
            Field::Forwarded => header::FORWARDED,
            Field::XForwardedFor => X_FORWARDED_FOR,
        };
        let mut hops = 0;
        for value in headers.get_all(name).iter().rev() {
            let text = plain(value).ok_or(UnknownClient::NoAddress)?;
            for element in from_the_right(text) {
                hops += 1;
                if hops > MAX_HOPS {
                    return Err(UnknownClient::TooManyHops);
                }
                let address = match self.field {
                    Field::Forwarded => forwarded_for(element),
                    Field::XForwardedFor => address(element.trim()),
                };
                nearest = address.ok_or(UnknownClient::NoAddress)?;
                if !self.trusted.contain(nearest) {
                    return Ok(nearest);
                }
            }
        }
        if hops == 0 && self.may_be_client && nearest.is_loopback() {
            Ok(nearest)
        } else if hops == 0 {
            Err(UnknownClient::Missing)
        } else {
            Ok(nearest)
        }
    }
}

fn plain(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// Elements between commas, the last first. Commas within quotes can be nothing that a proxy of ours wrote for an address, but a
/// caller may send them; they only come to be seen beyond the first address that is not ours, where nobody looks.
fn from_the_right(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit(',')
}

/// `for=` of an element such as `for="[2001:db8::1]:4711";proto=https`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut found = None;
    for pair in element.split(';') {
        let (name, value) = pair.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("for") {
            if found.is_some() {
                return None;
            }
            let unquoted = match value.strip_prefix('"') {
                Some(rest) => rest.strip_suffix('"')?,
                None => value,
            };
            found = Some(address(unquoted)?);
        }
    }
    found
}

/// An address with or without a port, as proxies write them.
fn address(text: &str) -> Option<IpAddr> {
    let text_of_v6 = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = text_of_v6
        .unwrap_or(text)
        .parse::<IpAddr>()
        .ok()
        .or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}
