//! Sign-in with an LDAP directory: the person is searched for, and then the directory is asked whether the password is theirs.

mod connection;
mod entry;

use std::sync::Arc;
use std::time::Duration;

use bezant_kernel::Timestamp;
use ldap3::{ldap_escape, parse_filter};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;

use self::connection::{Bound, Connection};
use self::entry::Entry;
use crate::config::{is_loopback, timeout};
use crate::http::{RETRY_AFTER, install_crypto_provider};
use crate::identity::{MAX_GROUPS, OutsideIdentity, Said};
use crate::{ConfigError, LdapConfig, ProviderName, Refusal, SsoError, random};

const LONGEST_LOGIN: usize = 256;

const LONGEST_PASSWORD: usize = 1024;

/// One directory.
pub struct LdapProvider {
    name: ProviderName,
    config: LdapConfig,
    url: Url,
    tls: Option<Arc<rustls::ClientConfig>>,
    timeout: Duration,
}

impl LdapProvider {
    /// A directory. Asks nobody anything yet.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn new(name: ProviderName, config: LdapConfig) -> Result<Self, ConfigError> {
        let url = Url::parse(&config.url).map_err(|_| name.wrong("url", "is not a URL"))?;
        match (url.scheme(), config.start_tls) {
            ("ldaps", false) | ("ldap", true) => {}
            ("ldaps", true) => {
                return Err(name.wrong("start_tls", "is for ldap; ldaps has TLS from the start"));
            }
            ("ldap", false) if is_loopback_name(&url) => {}
            ("ldap", false) => {
                return Err(name.wrong(
                    "url",
                    "must be ldaps, or ldap with start_tls (or on this machine)",
                ));
            }
            _ => return Err(name.wrong("url", "must be ldaps or ldap")),
        }
        if url.host_str().is_none_or(str::is_empty)
            || !matches!(url.path(), "" | "/")
            || url.query().is_some()
        {
            return Err(name.wrong("url", "must be a scheme, a host and maybe a port"));
        }
        if config.bind_dn.is_some() != config.bind_password.is_some() {
            return Err(name.wrong("bind_dn", "and bind_password belong together"));
        }
        // Without a password a bind succeeds as nobody (RFC 4513, 5.1.2): not what was meant.
        if config.bind_dn.as_deref() == Some("")
            || config
                .bind_password
                .as_ref()
                .is_some_and(|password| password.expose().is_empty())
        {
            return Err(name.wrong("bind_password", "is empty, as is nobody's"));
        }
        if !config.user_filter.contains("{login}") {
            return Err(name.wrong("user_filter", "must contain {login}"));
        }
        let person = [("{login}", "x"), ("{dn}", "cn=x")];
        if parse_filter(filled(&config.user_filter, &person[..1])).is_err() {
            return Err(name.wrong("user_filter", "is not a filter"));
        }
        if config.group_base.is_some() && parse_filter(filled(&config.group_filter, &person)).is_err() {
            return Err(name.wrong("group_filter", "is not a filter"));
        }
        install_crypto_provider();
        Ok(LdapProvider {
            tls: config
                .ca_certificates
                .as_deref()
                .map(|pem| trusting(&name, pem))
                .transpose()?,
            timeout: timeout(&name, config.timeout_ms)?,
            name,
            config,
            url,
        })
    }

    /// The provider's name.
    pub fn name(&self) -> &ProviderName {
        &self.name
    }

    /// Who has this login and password. A wrong login and a wrong password are the same answer, after the same work.
    ///
    /// # Errors
    /// When nobody has, and when the directory can't be asked.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<OutsideIdentity, SsoError> {
        let is_login =
            !login.trim().is_empty() && login.len() <= LONGEST_LOGIN && !login.chars().any(char::is_control);
        // An empty password never reaches the directory: there it would be an anonymous bind, which succeeds.
        if !is_login || password.is_empty() || password.len() > LONGEST_PASSWORD {
            return Err(SsoError::Refused(Refusal::WrongCredentials));
        }
        let result = tokio::time::timeout(self.timeout, self.ask(login, password, now)).await;
        result.unwrap_or_else(|_| {
            tracing::warn!(provider = %self.name, "a directory took too long");
            Err(self.try_again())
        })
    }

    async fn ask(&self, login: &str, password: &str, now: Timestamp) -> Result<OutsideIdentity, SsoError> {
        let mut service = self.connect().await?;
        if let (Some(dn), Some(secret)) = (&self.config.bind_dn, &self.config.bind_password) {
            match service.bind(dn, secret.expose()).await? {
                Bound::Yes => {}
                Bound::Wrong | Bound::AccountRefused => {
                    return Err(self
                        .name
                        .wrong("bind_dn", "the directory refuses it, or its password")
                        .into());
                }
            }
        }
        let found = self.find(&mut service, login).await?;

        // A connection of its own: the search must not go on with this person's rights, nor theirs with the service's.
        let mut theirs = self.connect().await?;
        let Some(person) = found else {
            // The same work for a login that nobody has. The name is random, so that nobody has it.
            let nobody = format!("cn={},{}", random::text(), self.config.user_base);
            theirs.bind(&nobody, password).await?;
            return Err(SsoError::Refused(Refusal::WrongCredentials));
        };
        match theirs.bind(&person.dn, password).await? {
            Bound::Yes => {}
            Bound::Wrong => return Err(SsoError::Refused(Refusal::WrongCredentials)),
            Bound::AccountRefused => return Err(SsoError::Refused(Refusal::AccountRefused)),
        }
        let mut groups = self
            .config
            .groups_attribute
            .as_deref()
            .map_or_else(Vec::new, |attribute| person.texts(attribute));
        groups.extend(self.groups(&mut service, &person, login).await?);
        let said = Said {
            subject: person
                .identifier(&self.config.subject_attribute)
                .unwrap_or_default(),
            email: person.text(&self.config.email_attribute),
            email_verified: self.config.email_verified,
            name: person.text(&self.config.name_attribute),
            groups,
        };
        service.end().await;
        theirs.end().await;
        said.identity(&self.name, now)
    }

    async fn find(&self, service: &mut Connection, login: &str) -> Result<Option<Entry>, SsoError> {
        let filter = filled(&self.config.user_filter, &[("{login}", login)]);
        let mut wanted = vec![
            self.config.subject_attribute.as_str(),
            self.config.email_attribute.as_str(),
            self.config.name_attribute.as_str(),
        ];
        wanted.extend(self.config.groups_attribute.as_deref());
        // Two, so that a login that two have is noticed.
        let mut found = service
            .search(&self.config.user_base, &filter, &wanted, 2)
            .await?;
        match (found.pop(), found.pop()) {
            (Some(_), Some(_)) => Err(SsoError::Refused(Refusal::AmbiguousLogin)),
            // A bind with an empty name would be an anonymous one.
            (Some(entry), None) if !entry.dn.trim().is_empty() => Ok(Some(entry)),
            (_, _) => Ok(None),
        }
    }

    async fn groups(
        &self,
        service: &mut Connection,
        person: &Entry,
        login: &str,
    ) -> Result<Vec<String>, SsoError> {
        let Some(base) = &self.config.group_base else {
            return Ok(Vec::new());
        };
        let filter = filled(
            &self.config.group_filter,
            &[("{dn}", &person.dn), ("{login}", login)],
        );
        let attribute = self.config.group_name_attribute.as_str();
        let found = service.search(base, &filter, &[attribute], MAX_GROUPS).await?;
        Ok(found.iter().filter_map(|group| group.text(attribute)).collect())
    }

    async fn connect(&self) -> Result<Connection, SsoError> {
        Connection::open(
            &self.name,
            &self.url,
            self.config.start_tls,
            self.tls.clone(),
            self.timeout,
        )
        .await
    }

    fn try_again(&self) -> SsoError {
        SsoError::ProviderUnavailable {
            provider: self.name.clone(),
            retry_after: RETRY_AFTER,
        }
    }
}

/// A filter with what stands for its places, escaped; in one pass, so that what is filled in is never a place itself.
fn filled(filter: &str, values: &[(&str, &str)]) -> String {
    let mut result = String::with_capacity(filter.len() + 64);
    let mut rest = filter;
    while let Some(start) = rest.find('{') {
        result.push_str(&rest[..start]);
        rest = &rest[start..];
        match values.iter().find(|(place, _)| rest.starts_with(place)) {
            Some((place, value)) => {
                result.push_str(&ldap_escape(*value));
                rest = &rest[place.len()..];
            }
            None => {
                result.push('{');
                rest = &rest[1..];
            }
        }
    }
    result.push_str(rest);
    result
}

/// Hosts of other schemes than the web's are texts to the URL parser, IP addresses too.
fn is_loopback_name(url: &Url) -> bool {
    let as_web = url
        .host_str()
        .and_then(|host| Url::parse(&format!("http://{host}/")).ok());
    as_web.is_some_and(|url| is_loopback(&url))
}

fn trusting(name: &ProviderName, pem: &str) -> Result<Arc<rustls::ClientConfig>, ConfigError> {
    let wrong = || name.wrong("ca_certificates", "holds no certificate in PEM");
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| wrong())?;
        roots.add(certificate).map_err(|_| wrong())?;
    }
    if roots.is_empty() {
        return Err(wrong());
    }
    let config = rustls::ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(change: &str) -> Result<LdapProvider, ConfigError> {
        let text = format!(
            "tenant = 'ten_01h455vb4pex5vsknk084sn02q'\nuser_base = 'ou=people,dc=example'\n{change}"
        );
        LdapProvider::new("work".parse().unwrap(), toml::from_str(&text).unwrap())
    }

    #[test]
    fn what_a_person_types_is_never_a_part_of_the_filter() {
        let filter = "(|(uid={login})(member={dn})(x={y}))";
        let values = [("{login}", "a*)(uid={dn}"), ("{dn}", "cn=a\\,b(c)\0")];
        assert_eq!(
            filled(filter, &values),
            r"(|(uid=a\2a\29\28uid={dn})(member=cn=a\5c,b\28c\29\00)(x={y}))"
        );
    }

    #[test]
    fn passwords_go_over_tls_or_stay_on_this_machine() {
        for good in [
            "url = 'ldaps://directory.test'",
            "url = 'ldap://directory.test'\nstart_tls = true",
            "url = 'ldap://127.0.0.1:3389'",
            "url = 'ldap://localhost'",
            "url = 'ldap://[::1]:389'",
        ] {
            assert!(config(good).is_ok(), "{good}");
        }
        for (wrong, setting) in [
            ("url = 'ldap://directory.test'", "url"),
            ("url = 'ldap://127.0.0.1.directory.test'", "url"),
            ("url = 'ldapi:///run/slapd'", "url"),
            ("url = 'ldaps://directory.test'\nstart_tls = true", "start_tls"),
            (
                "url = 'ldaps://directory.test'\nuser_filter = '(uid=*)'",
                "user_filter",
            ),
            (
                "url = 'ldaps://directory.test'\nuser_filter = '(uid={login}'",
                "user_filter",
            ),
            ("url = 'ldaps://directory.test'\nbind_dn = 'cn=x'", "bind_dn"),
            (
                "url = 'ldaps://directory.test'\nbind_dn = 'cn=x'\nbind_password = ''",
                "bind_password",
            ),
            (
                "url = 'ldaps://directory.test'\nca_certificates = 'none'",
                "ca_certificates",
            ),
        ] {
            assert_eq!(
                config(wrong).err().map(|error| error.setting),
                Some(setting),
                "{wrong}"
            );
        }
    }

    #[tokio::test]
    async fn an_empty_password_never_reaches_the_directory() {
        // Nothing listens there: an attempt would be an unavailable directory.
        let provider = config("url = 'ldap://127.0.0.1:1'").unwrap();
        let now = Timestamp::from_microseconds(1);
        for (login, password) in [("ada", ""), ("", "x"), ("a\0da", "x")] {
            let answer = provider.sign_in(login, password, now).await.unwrap_err();
            assert_eq!(answer, SsoError::Refused(Refusal::WrongCredentials));
        }
        let answer = provider.sign_in("ada", "x", now).await.unwrap_err();
        assert!(matches!(answer, SsoError::ProviderUnavailable { .. }), "{answer}");
    }
}
