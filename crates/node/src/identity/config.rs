//! `[identity]` and `[policy]`: where people find this node, what they may prove themselves with, and how they are written to.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bezant_credentials::breached::{BreachedPasswords, ListError};
use bezant_credentials::passkey::{PasskeyConfig, PasskeyConfigError, Passkeys};
use bezant_credentials::password::{Hasher, HasherConfig, HasherStartError};
use bezant_edge::Mailer;
use bezant_identity::Region;
use bezant_policy::Sampling;
use bezant_sso::{ProviderConfig, ProviderName, Providers};
use serde::Deserialize;
use url::{Host, Url};

use crate::mail::{Outbox, Sendmail};

/// Where the public address must be by itself, since cookies and issuers are made from it.
const PUBLIC_URL: &str =
    "must be http:// or https:// with a host and a port, without a path, a user, a query or a fragment";

/// What people are known by.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct IdentityConfig {
    /// Where browsers and clients reach this node; where it listens if left out.
    pub public_url: Option<Url>,
    /// Where this node and its data are: what policies about residency compare with.
    #[serde(deserialize_with = "region")]
    pub region: Option<Region>,
    /// A file of passwords that are not taken: one a line, or sorted SHA-1 hashes as "Have I Been Pwned" gives them out.
    pub breached_passwords: Option<PathBuf>,
    /// What a guess at a password costs, how many are checked at once and how many wait.
    pub password: HasherConfig,
    /// The domain of passkeys and where they may be asked for; the public address's if left out.
    pub passkeys: Option<PasskeyConfig>,
    /// How letters leave.
    pub mail: MailConfig,
    /// Identity providers outside, by name.
    pub providers: BTreeMap<ProviderName, ProviderConfig>,
}

/// How letters leave: into a folder if nothing is said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MailConfig {
    /// The folder that letters are put into when no program sends them; `outbox` in the data folder if left out.
    pub outbox: Option<PathBuf>,
    /// A program that takes a letter on its input and its reader as its argument, as `/usr/sbin/sendmail` does.
    pub sendmail: Option<PathBuf>,
    /// Whom letters are from.
    pub from: Option<String>,
}

/// Which decisions of the policy are kept. Which policy holds is in the log, not here.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PolicyConfig {
    /// Whether decisions are kept, in `decisions` in the data folder.
    pub decision_log: bool,
    /// Of changes that were allowed, one in so many is kept; 0 for none. Denials are always kept.
    pub keep_one_change_in: u32,
    /// The same for what only reads.
    pub keep_one_read_in: u32,
}

impl Default for PolicyConfig {
    fn default() -> Self {
        let Sampling { changes, reads } = Sampling::default();
        PolicyConfig {
            decision_log: true,
            keep_one_change_in: changes,
            keep_one_read_in: reads,
        }
    }
}

impl PolicyConfig {
    /// Which decisions are kept, if any.
    pub(crate) fn sampling(&self) -> Option<Sampling> {
        self.decision_log.then_some(Sampling {
            changes: self.keep_one_change_in,
            reads: self.keep_one_read_in,
        })
    }
}

/// What is wrong with `[identity]`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentityConfigError {
    #[error("identity.{key}: {problem}")]
    Value {
        key: &'static str,
        problem: &'static str,
    },
    #[error("identity.password: {0}")]
    Password(#[from] HasherStartError),
    #[error("identity.breached_passwords: {0}")]
    Breached(#[from] ListError),
    #[error("identity.passkeys: {0}")]
    Passkeys(#[from] PasskeyConfigError),
    #[error("identity.providers: {0}")]
    Provider(#[from] bezant_sso::ConfigError),
}

impl IdentityConfig {
    /// Builds all that needs no data folder, to see whether it can be built.
    pub(crate) fn check(&self, listen: SocketAddr, ends_tls: bool) -> Result<(), IdentityConfigError> {
        let wrong = |key, problem| Err(IdentityConfigError::Value { key, problem });
        let url = self.public_url(listen, ends_tls);
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_nobodys = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || !is_bare || !is_nobodys {
            return wrong("public_url", PUBLIC_URL);
        }
        self.mail.check()?;
        // Threads that have nothing to do end at once.
        Hasher::start(self.password)?;
        self.breached_passwords()?;
        Passkeys::new(&self.passkeys(&url))?;
        Providers::new(self.providers.clone(), &url)?;
        Ok(())
    }

    /// Where people find this node. Browsers treat `localhost` as safe, so it stands for this machine's own addresses.
    pub(crate) fn public_url(&self, listen: SocketAddr, ends_tls: bool) -> Url {
        if let Some(url) = &self.public_url {
            return url.clone();
        }
        let host = match listen.ip() {
            ip if ip.is_loopback() || ip.is_unspecified() => "localhost".to_owned(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        let scheme = if ends_tls { "https" } else { "http" };
        Url::parse(&format!("{scheme}://{host}:{}", listen.port()))
            .expect("a host and a port make an address")
    }

    pub(crate) fn breached_passwords(&self) -> Result<BreachedPasswords, ListError> {
        match &self.breached_passwords {
            Some(file) => BreachedPasswords::open(file),
            None => Ok(BreachedPasswords::common()),
        }
    }

    /// Whom browsers make passkeys for. Where the node is reached by a number they make none, so nothing is lost by naming this
    /// machine.
    pub(crate) fn passkeys(&self, public_url: &Url) -> PasskeyConfig {
        if let Some(passkeys) = &self.passkeys {
            return passkeys.clone();
        }
        let (domain, origin) = match public_url.host() {
            Some(Host::Domain(domain)) if public_url.scheme() == "https" => {
                (domain.to_owned(), public_url.origin().ascii_serialization())
            }
            _ => ("localhost".to_owned(), "http://localhost:*".to_owned()),
        };
        PasskeyConfig {
            domain,
            name: "Bezant".to_owned(),
            origins: vec![origin],
        }
    }
}

impl MailConfig {
    fn check(&self) -> Result<(), IdentityConfigError> {
        let wrong = |key, problem| Err(IdentityConfigError::Value { key, problem });
        let is_line = |text: &String| !text.is_empty() && !text.contains(char::is_control);
        if self.sendmail.is_some() && self.outbox.is_some() {
            return wrong(
                "mail.outbox",
                "letters go into a folder or to a program, not both",
            );
        }
        if self.sendmail.as_ref().is_some_and(|program| !program.is_file()) {
            return wrong("mail.sendmail", "there is no such program");
        }
        if self.sendmail.is_some() && self.from.is_none() {
            return wrong(
                "mail.from",
                "a program that sends letters needs an address that they are from",
            );
        }
        if self
            .from
            .as_ref()
            .is_some_and(|from| !is_line(from) || !from.contains('@'))
        {
            return wrong("mail.from", "must be an e-mail address on one line");
        }
        Ok(())
    }

    /// What letters are handed to.
    pub(crate) fn mailer(&self, data_dir: &Path) -> io::Result<Arc<dyn Mailer>> {
        let from = self.from.clone().unwrap_or_else(|| "bezant@localhost".to_owned());
        if let Some(program) = &self.sendmail {
            return Ok(Arc::new(Sendmail::new(program.clone(), from)));
        }
        let folder = self.outbox.clone().unwrap_or_else(|| data_dir.join("outbox"));
        Ok(Arc::new(Outbox::open(folder, from)?))
    }
}

impl fmt::Display for MailConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.sendmail, &self.outbox) {
            (Some(program), _) => write!(f, "by {}", program.display()),
            (None, Some(folder)) => write!(f, "into the folder {}", folder.display()),
            (None, None) => f.write_str("into the folder outbox beside the data"),
        }
    }
}

fn region<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Region>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Result<IdentityConfig, String> {
        let config: IdentityConfig = toml::from_str(text).map_err(|error| error.to_string())?;
        config
            .check(SocketAddr::from(([127, 0, 0, 1], 8640)), false)
            .map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn what_is_left_out_follows_from_where_the_node_is_reached() {
        let url = |text: &str, listen: &str| config(text).unwrap().public_url(listen.parse().unwrap(), false);
        assert_eq!(url("", "127.0.0.1:8640").as_str(), "http://localhost:8640/");
        assert_eq!(url("", "0.0.0.0:80").as_str(), "http://localhost/");
        assert_eq!(url("", "192.0.2.7:8640").as_str(), "http://192.0.2.7:8640/");
        let public = "public_url = 'https://pay.example.test'";
        assert_eq!(url(public, "127.0.0.1:1").as_str(), "https://pay.example.test/");
        let passkeys = |text: &str| {
            let config = config(text).unwrap();
            let url = config.public_url(SocketAddr::from(([127, 0, 0, 1], 8640)), false);
            let PasskeyConfig { domain, origins, .. } = config.passkeys(&url);
            (domain, origins.join(" "))
        };
        let local = ("localhost".to_owned(), "http://localhost:*".to_owned());
        assert_eq!(passkeys(""), local);
        let own = (
            "pay.example.test".to_owned(),
            "https://pay.example.test".to_owned(),
        );
        assert_eq!(passkeys(public), own);
    }

    #[test]
    fn mistakes_are_named() {
        for (text, named) in [
            ("colour = 1", "colour"),
            ("seal_key = 'ab'", "seal_key"),
            (
                "public_url = 'https://pay.example.test/path'",
                "identity.public_url",
            ),
            ("public_url = 'ftp://pay.example.test'", "identity.public_url"),
            ("region = 'somewhere over there'", "region"),
            ("[password]\nthreads = 0", "identity.password"),
            (
                "breached_passwords = '/no/such/file'",
                "identity.breached_passwords",
            ),
            (
                "[passkeys]\ndomain = '192.0.2.7'\norigins = []",
                "identity.passkeys",
            ),
            (
                "[mail]\nsendmail = '/no/such/program'\nfrom = 'a@b.test'",
                "identity.mail.sendmail",
            ),
            ("[mail]\nsendmail = '/bin/true'", "identity.mail.from"),
            (
                "[mail]\nsendmail = '/bin/true'\noutbox = 'letters'",
                "identity.mail.outbox",
            ),
            ("[providers.Work]\nkind = 'ldap'", "provider"),
        ] {
            let error = config(text).unwrap_err();
            assert!(error.contains(named), "{text} says {error}");
        }
    }
}
