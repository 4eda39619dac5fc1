//! Which listener has which routes: a node may show other parts of the API to the internet, to partners and to its own network.
//!
//! Each group of routes says for whom it is ([`Audience`]), and that decides alone on which listeners it is. What is not on a
//! listener is unknown there, like a path that does not exist.

use bezant_shield::address::Networks;

/// A listener's part of the API.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// Everything: for a node without an internal listener.
    #[default]
    Whole,
    /// What the internet may see, beside an internal listener.
    Public,
    /// What programs of partners call: no pages, no administration, no documentation.
    Partner,
    /// What the operator's own network calls: probes, metrics and administration too, but nothing that people sign in with.
    Internal,
}

/// For whom a group of routes is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Anybody: whether the node is alive.
    Anybody,
    /// Programs that move money and hear of it.
    Programs,
    /// Programs that need a token for that.
    TokenSeekers,
    /// People in browsers, on their way in or about themselves.
    People,
    /// Whoever reads how all this works.
    Readers,
    /// Gateways with something to say.
    Gateways,
    /// Whoever says how payments are routed, which belongs to the node and not to a tenant.
    Routers,
    /// Directories of companies, which often are in somebody's cloud.
    Directories,
    /// Whoever says who may do what.
    Administrators,
    /// Machines that watch the node.
    Operators,
}

impl Audience {
    /// Whether what is for them is on that listener.
    pub(crate) const fn is_on(self, surface: Surface) -> bool {
        match surface {
            Surface::Whole => true,
            Surface::Public => match self {
                Audience::Anybody
                | Audience::Programs
                | Audience::TokenSeekers
                | Audience::People
                | Audience::Readers
                | Audience::Gateways
                | Audience::Directories => true,
                Audience::Routers | Audience::Administrators | Audience::Operators => false,
            },
            Surface::Partner => match self {
                Audience::Anybody | Audience::Programs | Audience::TokenSeekers => true,
                Audience::People
                | Audience::Readers
                | Audience::Gateways
                | Audience::Routers
                | Audience::Directories
                | Audience::Administrators
                | Audience::Operators => false,
            },
            Surface::Internal => match self {
                Audience::Anybody
                | Audience::Programs
                | Audience::TokenSeekers
                | Audience::Readers
                | Audience::Routers
                | Audience::Directories
                | Audience::Administrators
                | Audience::Operators => true,
                Audience::People | Audience::Gateways => false,
            },
        }
    }
}

impl Surface {
    /// The word in logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Surface::Whole | Surface::Public => "public",
            Surface::Partner => "partner",
            Surface::Internal => "internal",
        }
    }
}

/// What a listener shows, and to whom.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// Which part of the API.
    pub surface: Surface,
    /// The networks that may come to it, beside those that may come at all; all, if they are not named.
    pub networks: Option<Networks>,
}

impl From<Surface> for Face {
    fn from(surface: Surface) -> Self {
        Face {
            surface,
            networks: None,
        }
    }
}
