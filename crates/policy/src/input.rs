//! The question that a policy decides. Its JSON form is what policies see as `input`, what the decision log keeps, and what
//! `bezant policy eval` reads: one form for all three (`docs/policy.md`).

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use bezant_identity::{Permission, Permissions};
use bezant_kernel::{ApiKeyId, PrincipalId, TenantId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Who asks, for what, about whose data, over which connection. It has no clock in it, so equal questions have equal answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Who asks.
    pub principal: Principal,
    /// For what.
    pub request: Request,
    /// About whose data.
    pub resource: Resource,
    /// Over which connection.
    pub connection: Connection,
}

impl Input {
    /// Whether the caller has the permission that the route asks for: what is decided before the policy.
    pub fn is_permitted(&self) -> bool {
        self.request
            .permission
            .is_none_or(|permission| self.principal.permissions.contains(permission))
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principal {
    /// Their id.
    pub id: Subject,
    /// What they are.
    pub kind: PrincipalKind,
    /// Whose they are.
    pub tenant: TenantId,
    /// The names of their roles.
    pub roles: Vec<String>,
    /// All that their roles and the presented credential together permit.
    #[serde(serialize_with = "write_permissions", deserialize_with = "read_permissions")]
    pub permissions: Permissions,
    /// The region whose data alone they may work on, if they are bound to one.
    pub region: Option<String>,
    /// What they are certified for.
    pub certifications: Certifications,
    /// How they proved who they are.
    pub authentication: Authentication,
}

/// An id of someone who can ask.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A user, an agent or a service account.
    Principal(PrincipalId),
    /// An API key that belongs to nobody.
    Key(ApiKeyId),
    /// Who administers the machine.
    Node,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Principal(id) => id.fmt(f),
            Subject::Key(id) => id.fmt(f),
            Subject::Node => f.write_str("node"),
        }
    }
}

impl FromStr for Subject {
    type Err = bezant_kernel::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "node" {
            return Ok(Subject::Node);
        }
        text.parse()
            .map(Subject::Key)
            .or_else(|_| text.parse().map(Subject::Principal))
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $kind:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $kind { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $kind {
            /// All of them.
            pub const ALL: &'static [$kind] = &[$($kind::$variant,)*];

            /// The word that a policy sees.
            pub const fn as_str(self) -> &'static str {
                match self { $($kind::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// What someone who asks is.
    PrincipalKind {
        /// A person.
        User = "user",
        /// Software that pays.
        Agent = "agent",
        /// Other software.
        Service = "service",
        /// An API key that belongs to nobody.
        Key = "key",
        /// Who administers the machine.
        Node = "node",
    }
}

words! {
    /// What a request carries that is protected by more than roles.
    DataClass {
        /// Card data, under PCI DSS.
        Pci = "pci",
        /// Health data, under HIPAA.
        Phi = "phi",
    }
}

words! {
    /// Where a connection comes from, without saying more about whose it is.
    AddressClass {
        /// The same machine.
        Loopback = "loopback",
        /// A private network.
        Private = "private",
        /// Anywhere else.
        Public = "public",
    }
}

impl AddressClass {
    /// The class of an address.
    pub fn of(address: IpAddr) -> AddressClass {
        let address = address.to_canonical();
        let is_private = match address {
            IpAddr::V4(address) => address.is_private() || address.is_link_local(),
            IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
        };
        if address.is_loopback() {
            AddressClass::Loopback
        } else if is_private {
            AddressClass::Private
        } else {
            AddressClass::Public
        }
    }
}

/// What someone is certified for, as on record.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certifications {
    /// Card data, by PCI DSS.
    pub pci: bool,
    /// Health data, by HIPAA.
    pub hipaa: bool,
}

/// How someone proved who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// By what: `password`, `totp`, `passkey`, `api_key`, …
    pub methods: Vec<Cow<'static, str>>,
    /// How long ago they proved it again, if they did.
    pub step_up_age_seconds: Option<StepUpAge>,
}

/// How long ago someone proved again who they are, in seconds rounded up to whole minutes: a question that changed with each
/// second could not be remembered.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "u32")]
pub struct StepUpAge(u32);

impl StepUpAge {
    /// So many seconds, rounded up.
    pub const fn from_seconds(seconds: u32) -> StepUpAge {
        StepUpAge(seconds.div_ceil(60).saturating_mul(60))
    }

    /// In seconds.
    pub const fn as_seconds(self) -> u32 {
        self.0
    }
}

impl From<u32> for StepUpAge {
    fn from(seconds: u32) -> Self {
        StepUpAge::from_seconds(seconds)
    }
}

/// For what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method; for gRPC `GET` for calls that read, `POST` for others.
    pub method: Cow<'static, str>,
    /// The route as a template, such as `/api/v1/payments/{id}`: never with ids in it.
    pub route: Cow<'static, str>,
    /// The permission that the route asks for; none if everyone who is signed in may call it. A route that shows either all or
    /// one's own asks for the latter if the caller does not have the former.
    #[serde(serialize_with = "write_permission", deserialize_with = "read_permission")]
    pub permission: Option<Permission>,
    /// What it carries.
    pub data_classes: Vec<DataClass>,
    /// How urgent it is: the word of the edge.
    pub priority: Cow<'static, str>,
}

impl Request {
    /// Whether it changes nothing.
    pub fn is_reading(&self) -> bool {
        matches!(&*self.method, "GET" | "HEAD")
    }
}

/// About whose data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Whose it is.
    pub tenant: TenantId,
    /// Where it lies, if that is set.
    pub region: Option<String>,
}

/// Over which connection.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Whether nobody can read along.
    pub encrypted: bool,
    /// Where it comes from.
    pub address_class: AddressClass,
}

fn write_permissions<S: Serializer>(permissions: &Permissions, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(permissions.iter().map(Permission::as_str))
}

fn read_permissions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Permissions, D::Error> {
    let words = Vec::<Cow<str>>::deserialize(deserializer)?;
    words.iter().map(|word| permission_from(word)).collect()
}

fn write_permission<S: Serializer>(
    permission: &Option<Permission>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    permission.map(Permission::as_str).serialize(serializer)
}

fn read_permission<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Permission>, D::Error> {
    let word = Option::<Cow<str>>::deserialize(deserializer)?;
    word.map(|word| permission_from(&word)).transpose()
}

fn permission_from<E: serde::de::Error>(word: &str) -> Result<Permission, E> {
    Permission::from_word(word).ok_or_else(|| E::custom(format_args!("there is no permission '{word}'")))
}
