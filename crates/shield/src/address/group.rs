//! What counts as one caller when addresses are counted.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// A single IPv4 address, or the /64 of an IPv6 address: that is what one customer of a provider has, and counting its 2^64
/// addresses one by one would count nothing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(IpAddr);

impl Group {
    /// The group of an address.
    pub fn of(address: IpAddr) -> Group {
        match address.to_canonical() {
            IpAddr::V4(address) => Group(address.into()),
            IpAddr::V6(address) => {
                let network = address.to_bits() >> 64 << 64;
                Group(Ipv6Addr::from_bits(network).into())
            }
        }
    }

    /// The same bytes for the same group, and for no other.
    pub fn bytes(self) -> [u8; 16] {
        match self.0 {
            IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
            IpAddr::V6(address) => address.octets(),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = if self.0.is_ipv4() { 32 } else { 64 };
        write!(f, "{}/{length}", self.0)
    }
}
