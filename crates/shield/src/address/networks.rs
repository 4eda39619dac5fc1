//! Lists of networks.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// More networks than this are a mistake, or belong to a firewall.
const MAX_NETWORKS: usize = 100_000;

/// A list of networks, such as those that may use a key. Sorted and merged: looking something up takes a logarithm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks {
    v4: Vec<Ipv4Net>,
    v6: Vec<Ipv6Net>,
}

/// Why this is no list of networks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNetwork {
    /// Neither an address nor a network.
    #[error("`{0}` is not an address or a network such as 192.0.2.0/24 or 2001:db8::/32")]
    Syntax(String),
    /// Bits behind the prefix: either the address or the length is not what was meant.
    #[error("`{0}` has bits behind its prefix; the network is {1}")]
    HostBits(String, IpNet),
    /// Too many.
    #[error("a list has at most 100000 networks")]
    TooMany,
}

impl Networks {
    /// Networks and single addresses.
    ///
    /// # Errors
    /// Where one of them is neither, or is not exactly a network.
    pub fn parse<'a>(all: impl IntoIterator<Item = &'a str>) -> Result<Networks, InvalidNetwork> {
        let mut networks = Networks::default();
        for text in all {
            networks.push(parse(text)?);
            if networks.v4.len() + networks.v6.len() > MAX_NETWORKS {
                return Err(InvalidNetwork::TooMany);
            }
        }
        Ok(networks.sorted())
    }

    /// These, and the addresses by which a machine speaks to itself.
    pub(super) fn and_loopback(mut self) -> Networks {
        for text in ["127.0.0.0/8", "::1/128"] {
            self.push(text.parse().expect("a network"));
        }
        self.sorted()
    }

    fn sorted(mut self) -> Networks {
        self.v4 = Ipv4Net::aggregate(&self.v4);
        self.v6 = Ipv6Net::aggregate(&self.v6);
        self.v4.sort_unstable_by_key(Ipv4Net::network);
        self.v6.sort_unstable_by_key(Ipv6Net::network);
        self
    }

    /// A network of IPv4 addresses within IPv6 is the network of IPv4.
    fn push(&mut self, network: IpNet) {
        match network {
            IpNet::V4(network) => self.v4.push(network),
            IpNet::V6(network) => match (network.network().to_ipv4_mapped(), network.prefix_len()) {
                (Some(address), length @ 96..) => {
                    self.v4
                        .push(Ipv4Net::new(address, length - 96).expect("at most 32"));
                }
                _ => self.v6.push(network),
            },
        }
    }

    /// Whether the address is in one of them. Nothing is in an empty list.
    pub fn contain(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let after = self.v4.partition_point(|network| network.network() <= address);
                after > 0 && self.v4[after - 1].contains(&address)
            }
            IpAddr::V6(address) => {
                let after = self.v6.partition_point(|network| network.network() <= address);
                after > 0 && self.v6[after - 1].contains(&address)
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }
}

fn parse(text: &str) -> Result<IpNet, InvalidNetwork> {
    let network = match IpNet::from_str(text) {
        Ok(network) => network,
        Err(_) => match IpAddr::from_str(text) {
            Ok(address) => IpNet::from(address),
            Err(_) => return Err(InvalidNetwork::Syntax(text.to_owned())),
        },
    };
    if network.addr() != network.network() {
        return Err(InvalidNetwork::HostBits(text.to_owned(), network.trunc()));
    }
    Ok(network)
}
