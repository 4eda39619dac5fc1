//! The other end of the connection that a request came by: the one place where that is said.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{Extensions, HeaderMap, Request};
use bezant_transport::{PeerAddress, PeerCertificate};

use crate::edge::Edge;

/// Who is there.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// Whose address it is.
    pub(crate) address: IpAddr,
    /// Whether the caller came over TLS: that of this node, or that of the proxy beside it.
    pub(crate) encrypted: bool,
    /// What they showed of themselves in the handshake.
    pub(crate) certificate: Option<PeerCertificate>,
}

impl Peer {
    /// Notes it, as the transport says.
    pub(crate) fn note<B>(edge: &Edge, request: &mut Request<B>, ends_tls: bool) {
        let extensions = request.extensions();
        let address = match extensions.get::<PeerAddress>() {
            Some(PeerAddress::Internet(address)) => address.ip(),
            // Whoever may use the socket's file is on this machine.
            Some(PeerAddress::Local) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let encrypted =
            ends_tls || edge.identity().behind_tls_proxy && came_encrypted(address, request.headers());
        let certificate = extensions.get::<PeerCertificate>().cloned();
        request.extensions_mut().insert(Peer {
            address,
            encrypted,
            certificate,
        });
    }

    /// Whose connection it is. Where nobody says, it might be anybody's.
    pub(crate) fn address(extensions: &Extensions) -> IpAddr {
        let peer = extensions.get::<Peer>();
        peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address)
    }

    /// Whether the caller came over TLS.
    pub(crate) fn is_encrypted(extensions: &Extensions) -> bool {
        extensions.get::<Peer>().is_some_and(|peer| peer.encrypted)
    }

    /// The certificate that the caller has shown.
    pub(super) fn certificate(extensions: &Extensions) -> Option<&PeerCertificate> {
        extensions.get::<Peer>()?.certificate.as_ref()
    }
}

/// Whether the proxy on this machine says that its caller came over TLS. From anywhere else the header is the caller's own word.
fn came_encrypted(peer: IpAddr, headers: &HeaderMap) -> bool {
    let mut said = headers.get_all("x-forwarded-proto").iter();
    let https = said.next().is_some_and(|value| value == "https");
    peer.is_loopback() && https && said.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxy_beside_the_node_says_that_a_caller_came_encrypted() {
        let headers = |words: &[&'static str]| {
            let name = axum::http::HeaderName::from_static("x-forwarded-proto");
            let pairs = words.iter().map(|word| (name.clone(), word.parse().unwrap()));
            pairs.collect::<HeaderMap>()
        };
        let (proxy, other) = ("127.0.0.1".parse().unwrap(), "192.0.2.7".parse().unwrap());
        assert!(came_encrypted(proxy, &headers(&["https"])));
        assert!(!came_encrypted(other, &headers(&["https"])));
        let two: HeaderMap = ["https", "http"].iter().fold(HeaderMap::new(), |mut all, word| {
            all.append("x-forwarded-proto", word.parse().unwrap());
            all
        });
        for headers in [headers(&[]), headers(&["http"]), two] {
            assert!(!came_encrypted(proxy, &headers));
        }
    }
}
