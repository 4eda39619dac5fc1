//! `[listeners]`: listeners beside the public one, each with its part of the API, its own certificates and networks.

use std::net::SocketAddr;

use bezant_edge::{Face, Surface};
use bezant_shield::address::Networks;
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::listeners::{Prepared, Shown, TlsConfig};
use crate::node::listen;

/// The listeners beside the public one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ListenersConfig {
    /// For programs of partners.
    pub partner: Option<ListenerConfig>,
    /// For the operator's own network. What is for that alone is then nowhere else.
    pub internal: Option<ListenerConfig>,
}

/// One of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListenerConfig {
    /// Its address.
    pub listen: SocketAddr,
    /// The certificates, where this node ends TLS itself.
    pub tls: Option<TlsConfig>,
    /// The networks that may come to it; all, if none is named.
    #[serde(default)]
    pub allow_networks: Vec<String>,
    /// Connections at a time.
    pub max_connections: Option<usize>,
    /// Connections at a time of one IPv4 address or one IPv6 network of 64 bits.
    pub max_connections_per_address: Option<usize>,
}

/// The keys of a listener, for what is wrong with it.
struct Keys {
    tls: &'static str,
    networks: &'static str,
    connections: &'static str,
    per_address: &'static str,
    authorities: &'static str,
}

const PARTNER: Keys = Keys {
    tls: "listeners.partner",
    networks: "listeners.partner.allow_networks",
    connections: "listeners.partner.max_connections",
    per_address: "listeners.partner.max_connections_per_address",
    authorities: "listeners.partner.tls.client_authorities",
};
const INTERNAL: Keys = Keys {
    tls: "listeners.internal",
    networks: "listeners.internal.allow_networks",
    connections: "listeners.internal.max_connections",
    per_address: "listeners.internal.max_connections_per_address",
    authorities: "listeners.internal.tls.client_authorities",
};

impl ListenersConfig {
    /// That its values make sense.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.all().try_for_each(|(_, keys, one)| one.check(keys))
    }

    /// What the public listener shows beside these.
    pub(crate) fn public_face(&self) -> Face {
        Face::from(match self.internal {
            Some(_) => Surface::Public,
            None => Surface::Whole,
        })
    }

    /// Those with certificates of their own, by name.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = (&'static str, &TlsConfig)> {
        self.all()
            .filter_map(|(_, keys, one)| Some((keys.tls, one.tls.as_ref()?)))
    }

    /// Those that there are, with what is set of them.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Surface, &ListenerConfig)> {
        self.all().map(|(surface, _, one)| (surface, one))
    }

    /// Those that there are.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (Surface, SocketAddr)> {
        self.all().map(|(surface, _, one)| (surface, one.listen))
    }

    fn all(&self) -> impl Iterator<Item = (Surface, &'static Keys, &ListenerConfig)> {
        let partner = self.partner.iter().map(|one| (Surface::Partner, &PARTNER, one));
        let internal = self
            .internal
            .iter()
            .map(|one| (Surface::Internal, &INTERNAL, one));
        partner.chain(internal)
    }
}

impl ListenerConfig {
    fn check(&self, keys: &Keys) -> Result<(), ConfigError> {
        for (key, value) in [
            (keys.connections, self.max_connections),
            (keys.per_address, self.max_connections_per_address),
        ] {
            if value == Some(0) {
                let problem = "must be at least 1";
                return Err(ConfigError::Value { key, problem });
            }
        }
        self.networks(keys)?;
        match &self.tls {
            Some(tls) => tls.check(keys.authorities),
            None => Ok(()),
        }
    }

    fn networks(&self, keys: &Keys) -> Result<Option<Networks>, ConfigError> {
        let all = Networks::parse(self.allow_networks.iter().map(String::as_str));
        let all = all.map_err(|error| ConfigError::Networks {
            key: keys.networks,
            error,
        })?;
        Ok((!all.is_empty()).then_some(all))
    }
}

/// A listener that is bound, and takes connections once it is served.
pub(crate) struct Bound {
    pub face: Face,
    pub listener: TcpListener,
    pub prepared: Prepared,
}

impl Bound {
    /// What is shown of it in the metrics.
    pub(crate) fn shown(&self) -> Shown {
        Shown::of(self.face.surface, &self.prepared.transport)
    }

    /// The public one and those beside it, the public one first. Waits for the disk.
    pub(crate) async fn all(config: &Config) -> Result<Vec<Bound>, Failure> {
        let mut bound = vec![Bound {
            face: config.listeners.public_face(),
            listener: listen(config.http.listen).await?,
            prepared: Prepared::public(&config.http)?,
        }];
        for (surface, keys, one) in config.listeners.all() {
            bound.push(Bound {
                face: Face {
                    surface,
                    networks: one.networks(keys)?,
                },
                listener: listen(one.listen).await?,
                prepared: Prepared::new(
                    one.tls.as_ref(),
                    one.max_connections,
                    one.max_connections_per_address,
                )?,
            });
        }
        Ok(bound)
    }
}
