//! Where to connect to. Tenants choose the URLs, so a URL must not be a way into the operator's own network: addresses
//! are looked at after the name is resolved, by the very resolver that the connection uses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

/// The address, or all of a name's addresses, are not for us to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address is not a public one")]
pub(crate) struct NotPublic;

/// Which addresses may be connected to.
#[derive(Copy, Clone, Debug)]
pub(crate) struct AddressRule {
    /// Whether `localhost` and loopback addresses may be, for trying things out on one machine.
    pub(crate) allow_loopback: bool,
}

impl AddressRule {
    /// Checks a host that is an address itself, which no resolver sees.
    pub(crate) fn check_host(self, host: Option<Host<&str>>) -> Result<(), NotPublic> {
        match host {
            Some(Host::Domain(_)) => Ok(()),
            Some(Host::Ipv4(address)) => self.check(address.into(), true),
            Some(Host::Ipv6(address)) => self.check(address.into(), true),
            None => Err(NotPublic),
        }
    }

    fn check(self, address: IpAddr, is_named_local: bool) -> Result<(), NotPublic> {
        let is_allowed_loopback = self.allow_loopback && is_named_local && address.is_loopback();
        if is_allowed_loopback || is_public(address) {
            Ok(())
        } else {
            Err(NotPublic)
        }
    }
}

impl Resolve for AddressRule {
    fn resolve(&self, name: Name) -> Resolving {
        let rule = *self;
        Box::pin(async move {
            let is_named_local = name.as_str() == "localhost";
            let allowed: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await?
                .filter(|found| rule.check(found.ip(), is_named_local).is_ok())
                .collect();
            if allowed.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether the address is one of the public internet (IANA special-purpose address registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        // Shared between carriers (RFC 6598), protocol assignments, old 6to4 relays, device tests.
        || a == 100 && (64..128).contains(&b)
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || a == 198 && (b == 18 || b == 19)
        // Multicast, reserved and broadcast.
        || a >= 224)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // An IPv4 address inside: mapped, translated (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo and other protocol assignments, documentation.
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x3fff, ..] => false,
        // All that is given out is in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_inner_networks_are_told_from_public_ones() {
        let public = [
            "8.8.8.8",
            "100.128.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ];
        let inner = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
        ];
        for text in public {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
        for text in inner {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[tokio::test]
    async fn names_of_this_machine_resolve_only_where_that_is_allowed() {
        let resolve = |allow_loopback| AddressRule { allow_loopback }.resolve("localhost".parse().unwrap());
        assert!(resolve(false).await.is_err());
        let found: Vec<_> = resolve(true).await.unwrap().collect();
        assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback()));
        let rule = AddressRule { allow_loopback: true };
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert_eq!(
            rule.check(loopback, false),
            Err(NotPublic),
            "another name that leads here"
        );
        assert_eq!(rule.check_host(Some(Host::Ipv4(Ipv4Addr::LOCALHOST))), Ok(()));
        assert_eq!(
            rule.check_host(Some(Host::Ipv4(Ipv4Addr::new(10, 0, 0, 1)))),
            Err(NotPublic)
        );
    }
}
