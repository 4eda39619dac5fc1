//! The configuration of the providers, as it stands in `bezant.toml` under `[identity.providers.NAME]`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use bezant_kernel::TenantId;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::ConfigError;

/// One provider, for the people of one tenant.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ProviderConfig {
    /// An OpenID provider.
    Oidc(OidcConfig),
    /// A SAML 2.0 identity provider.
    Saml(SamlConfig),
    /// An LDAP directory.
    Ldap(LdapConfig),
}

/// An OpenID provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcConfig {
    /// Whose people sign in there.
    pub tenant: TenantId,
    /// The name on the sign-in page; the provider's name when missing.
    pub label: Option<String>,
    /// The issuer, exactly as the provider states it.
    pub issuer: String,
    /// As what we are registered there.
    pub client_id: String,
    /// Our secret there; none for a client that is public there, which PKCE alone protects.
    pub client_secret: Option<Secret>,
    /// How we show the secret; as the provider's discovery says when missing, `basic` before `post`.
    pub client_authentication: Option<ClientAuthentication>,
    /// What is asked for.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
    /// The algorithms with which ID tokens may be signed.
    #[serde(default = "TokenAlgorithm::all")]
    pub algorithms: Vec<TokenAlgorithm>,
    /// Whether userinfo is asked for what the ID token lacks.
    #[serde(default)]
    pub userinfo: bool,
    /// The claim with the groups, an array of texts; `/` leads into objects (`realm_access/roles`).
    pub groups_claim: Option<String>,
    /// Further authorities for the provider's certificate, in PEM.
    pub ca_certificates: Option<String>,
    /// How long one call may take.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
}

/// A SAML 2.0 identity provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamlConfig {
    /// Whose people sign in there.
    pub tenant: TenantId,
    /// The name on the sign-in page; the provider's name when missing.
    pub label: Option<String>,
    /// The identity provider's entity id.
    pub entity_id: String,
    /// Its single sign-on service for the redirect binding.
    pub sso_url: String,
    /// Its signing certificates in PEM: two while it changes them.
    pub certificates: Vec<String>,
    /// Our entity id; the address of our metadata when missing.
    pub own_entity_id: Option<String>,
    /// The attribute that names a person for good; the NameID when missing, which must then not be a transient one.
    pub subject_attribute: Option<String>,
    /// The attribute with the e-mail address.
    pub email_attribute: Option<String>,
    /// Whether the addresses are known to be of those who sign in.
    #[serde(default)]
    pub email_verified: bool,
    /// The attribute with the name to show.
    pub name_attribute: Option<String>,
    /// The attribute with the groups.
    pub groups_attribute: Option<String>,
}

/// An LDAP directory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LdapConfig {
    /// Whose people sign in with it.
    pub tenant: TenantId,
    /// The name on the sign-in page; the provider's name when missing.
    pub label: Option<String>,
    /// `ldaps://host:636`, or `ldap://host:389` with `start_tls` or on this machine.
    pub url: String,
    /// Whether an `ldap` connection is made a TLS one before anything is said.
    #[serde(default)]
    pub start_tls: bool,
    /// The authorities for the directory's certificate in PEM; the system's when missing.
    pub ca_certificates: Option<String>,
    /// As whom people are searched for; as nobody when missing.
    pub bind_dn: Option<String>,
    /// That one's password.
    pub bind_password: Option<Secret>,
    /// Below which people are.
    pub user_base: String,
    /// What finds one of them; `{login}` is what the person typed.
    #[serde(default = "default_user_filter")]
    pub user_filter: String,
    /// The attribute that names a person for good: `objectGUID` in Active Directory. A `dn` is none, it changes and comes again.
    #[serde(default = "default_subject_attribute")]
    pub subject_attribute: String,
    /// The attribute with the e-mail address.
    #[serde(default = "default_email_attribute")]
    pub email_attribute: String,
    /// Whether the addresses are known to be of those who sign in.
    #[serde(default)]
    pub email_verified: bool,
    /// The attribute with the name to show.
    #[serde(default = "default_name_attribute")]
    pub name_attribute: String,
    /// The attribute of a person with their groups, such as `memberOf`.
    pub groups_attribute: Option<String>,
    /// Below which groups are, when they are searched for.
    pub group_base: Option<String>,
    /// What finds the groups of a person; `{dn}` and `{login}` are theirs.
    #[serde(default = "default_group_filter")]
    pub group_filter: String,
    /// The attribute with the name of a group that was found.
    #[serde(default = "default_name_attribute")]
    pub group_name_attribute: String,
    /// How long one sign-in may take.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
}

fn default_scopes() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

fn default_timeout_ms() -> u64 {
    5_000
}

fn default_user_filter() -> String {
    "(&(objectClass=person)(uid={login}))".to_owned()
}

fn default_group_filter() -> String {
    "(&(objectClass=groupOfNames)(member={dn}))".to_owned()
}

fn default_subject_attribute() -> String {
    "entryUUID".to_owned()
}

fn default_email_attribute() -> String {
    "mail".to_owned()
}

fn default_name_attribute() -> String {
    "cn".to_owned()
}

/// How we show our secret to an OpenID provider.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// In the header (`client_secret_basic`).
    Basic,
    /// In the body (`client_secret_post`).
    Post,
}

/// How an ID token may be signed. All of them need the provider's private key; none works with a shared secret.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum TokenAlgorithm {
    /// RSA, PKCS#1 v1.5.
    #[serde(rename = "RS256")]
    Rs256,
    /// RSA, PSS.
    #[serde(rename = "PS256")]
    Ps256,
    /// ECDSA over P-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl TokenAlgorithm {
    fn all() -> Vec<TokenAlgorithm> {
        use TokenAlgorithm::{EdDsa, Es256, Ps256, Rs256};
        vec![Rs256, Ps256, Es256, EdDsa]
    }
}

impl ProviderConfig {
    /// Whose people sign in there.
    pub fn tenant(&self) -> TenantId {
        match self {
            ProviderConfig::Oidc(config) => config.tenant,
            ProviderConfig::Saml(config) => config.tenant,
            ProviderConfig::Ldap(config) => config.tenant,
        }
    }

    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            ProviderConfig::Oidc(config) => config.label.as_deref(),
            ProviderConfig::Saml(config) => config.label.as_deref(),
            ProviderConfig::Ldap(config) => config.label.as_deref(),
        }
    }
}

/// The name of a provider: 1 to 32 of a-z, 0-9, `_` and `-`, so that it can be a part of an address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderName(Arc<str>);

/// The text is not the name of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a provider's name is 1 to 32 characters of a-z, 0-9, '_' and '-'")]
pub struct InvalidProviderName;

impl ProviderName {
    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn wrong(&self, setting: &'static str, problem: impl fmt::Display) -> ConfigError {
        ConfigError {
            provider: self.clone(),
            setting,
            problem: problem.to_string(),
        }
    }
}

impl FromStr for ProviderName {
    type Err = InvalidProviderName;

    fn from_str(text: &str) -> Result<Self, InvalidProviderName> {
        let is_clean = text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if is_clean && (1..=32).contains(&text.len()) {
            Ok(ProviderName(text.into()))
        } else {
            Err(InvalidProviderName)
        }
    }
}

impl<'de> Deserialize<'de> for ProviderName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

impl Serialize for ProviderName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is never printed and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: String) -> Self {
        Secret(Zeroizing::new(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

pub(crate) fn timeout(name: &ProviderName, milliseconds: u64) -> Result<Duration, ConfigError> {
    if (1..=30_000).contains(&milliseconds) {
        Ok(Duration::from_millis(milliseconds))
    } else {
        Err(name.wrong("timeout_ms", "must be 1 to 30000"))
    }
}

/// Whether the host is this machine, to which a connection needs no TLS.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// An address that is `https`, or `http` on this machine, without user, password and fragment.
pub(crate) fn web_address(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "is not a URL")?;
    let safe = match url.scheme() {
        "https" => true,
        "http" => is_loopback(&url),
        _ => false,
    };
    if !safe {
        return Err("must be https (or http on this machine)");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("must not have a user, a password or a fragment");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_strict_and_secrets_do_not_print() {
        let text = r#"
            kind = "oidc"
            tenant = "ten_01h455vb4pex5vsknk084sn02q"
            issuer = "https://login.example.test"
            client_id = "bezant"
            client_secret = "hunter2"
        "#;
        let config: ProviderConfig = toml::from_str(text).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        let wrong = format!("{text}\ngroup_claim = 'groups'");
        let error = toml::from_str::<ProviderConfig>(&wrong).unwrap_err();
        assert!(error.to_string().contains("group_claim"), "{error}");
        let shared_secret = format!("{text}\nalgorithms = ['HS256']");
        assert!(toml::from_str::<ProviderConfig>(&shared_secret).is_err());

        assert!("Work".parse::<ProviderName>().is_err());
        assert!("../x".parse::<ProviderName>().is_err());
        for address in [
            "https://a.test/x",
            "http://localhost:1/",
            "http://127.0.0.1/",
            "http://[::1]/",
        ] {
            assert!(web_address(address).is_ok(), "{address}");
        }
        for address in [
            "http://a.test/",
            "ftp://a.test/",
            "https://u:p@a.test/",
            "https://a.test/#f",
            "x",
        ] {
            assert!(web_address(address).is_err(), "{address}");
        }
    }
}
