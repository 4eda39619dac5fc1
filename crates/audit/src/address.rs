//! How much of a caller's address the trail keeps.

use std::net::IpAddr;

/// What is kept.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Addresses {
    /// All of it.
    Full,
    /// The network: 24 bits of IPv4, 48 of IPv6.
    #[default]
    Network,
    /// A keyed hash: the same address is the same word, and nobody without the key learns which.
    Pseudonym,
}

/// Hexadecimal digits of a pseudonym: 64 bits tell addresses apart.
const PSEUDONYM_DIGITS: usize = 16;

impl Addresses {
    /// An address as it is kept.
    #[must_use]
    pub fn keep(self, address: IpAddr, key: &[u8; 32]) -> String {
        let address = address.to_canonical();
        match (self, address) {
            (Addresses::Full, address) => address.to_string(),
            (Addresses::Network, IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            (Addresses::Network, IpAddr::V6(address)) => {
                let [a, b, c, ..] = address.segments();
                format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
            (Addresses::Pseudonym, address) => {
                let hash = match address {
                    IpAddr::V4(address) => blake3::keyed_hash(key, &address.octets()),
                    IpAddr::V6(address) => blake3::keyed_hash(key, &address.octets()),
                };
                format!("~{}", &hash.to_hex()[..PSEUDONYM_DIGITS])
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_the_setting_says() {
        let keep = |setting: Addresses, address: &str| setting.keep(address.parse().unwrap(), &[7; 32]);
        assert_eq!(keep(Addresses::Full, "192.0.2.77"), "192.0.2.77");
        assert_eq!(keep(Addresses::Network, "::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(keep(Addresses::Network, "2001:db8:1:2::9"), "2001:db8:1::/48");
        let one = keep(Addresses::Pseudonym, "192.0.2.77");
        assert_eq!((one.len(), &one[..1]), (17, "~"));
        assert_eq!(one, keep(Addresses::Pseudonym, "::ffff:192.0.2.77"));
        assert_ne!(one, keep(Addresses::Pseudonym, "192.0.2.78"));
        assert_ne!(
            one,
            Addresses::Pseudonym.keep("192.0.2.77".parse().unwrap(), &[8; 32])
        );
    }
}
