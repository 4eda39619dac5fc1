//! One connection to a directory, for one sign-in.

use std::sync::Arc;
use std::time::Duration;

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchOptions};
use tokio::task::JoinHandle;
use url::Url;

use super::entry::Entry;
use crate::http::RETRY_AFTER;
use crate::{Flaw, ProviderName, SsoError};

/// Result codes of RFC 4511, appendix A.
mod code {
    pub(super) const SUCCESS: u32 = 0;
    pub(super) const SIZE_LIMIT_EXCEEDED: u32 = 4;
    pub(super) const CONFIDENTIALITY_REQUIRED: u32 = 13;
    pub(super) const CONSTRAINT_VIOLATION: u32 = 19;
    pub(super) const NO_SUCH_OBJECT: u32 = 32;
    pub(super) const INVALID_DN_SYNTAX: u32 = 34;
    pub(super) const INAPPROPRIATE_AUTHENTICATION: u32 = 48;
    pub(super) const INVALID_CREDENTIALS: u32 = 49;
    pub(super) const INSUFFICIENT_ACCESS_RIGHTS: u32 = 50;
    pub(super) const UNWILLING_TO_PERFORM: u32 = 53;
}

pub(super) struct Connection {
    provider: ProviderName,
    ldap: Ldap,
    driver: JoinHandle<()>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Yes,
    Wrong,
    AccountRefused,
}

impl Connection {
    pub(super) async fn open(
        provider: &ProviderName,
        url: &Url,
        start_tls: bool,
        tls: Option<Arc<rustls::ClientConfig>>,
        timeout: Duration,
    ) -> Result<Self, SsoError> {
        let mut settings = LdapConnSettings::new()
            .set_conn_timeout(timeout)
            .set_starttls(start_tls);
        if let Some(tls) = tls {
            settings = settings.set_config(tls);
        }
        let opened = LdapConnAsync::from_url_with_settings(settings, url).await;
        let (connection, ldap) = opened.map_err(|error| unavailable(provider, &error))?;
        let driver = tokio::spawn(async move {
            // What breaks a connection is told to those who wait for its answers.
            let _ = connection.drive().await;
        });
        Ok(Connection {
            provider: provider.clone(),
            ldap,
            driver,
        })
    }

    /// Whether the directory takes this password for that name. Neither may be empty: that would be an anonymous bind.
    pub(super) async fn bind(&mut self, dn: &str, password: &str) -> Result<Bound, SsoError> {
        assert!(
            !dn.is_empty() && !password.is_empty(),
            "an anonymous bind proves nothing"
        );
        let result = self.ldap.simple_bind(dn, password).await;
        let result = result.map_err(|error| unavailable(&self.provider, &error))?;
        match result.rc {
            code::SUCCESS => Ok(Bound::Yes),
            code::INVALID_CREDENTIALS
            | code::INAPPROPRIATE_AUTHENTICATION
            | code::NO_SUCH_OBJECT
            | code::INVALID_DN_SYNTAX => Ok(Bound::Wrong),
            code::CONSTRAINT_VIOLATION | code::INSUFFICIENT_ACCESS_RIGHTS | code::UNWILLING_TO_PERFORM => {
                Ok(Bound::AccountRefused)
            }
            code::CONFIDENTIALITY_REQUIRED => Err(self
                .provider
                .wrong("url", "the directory wants TLS: ldaps, or start_tls")
                .into()),
            other => Err(self.refused("bind", other)),
        }
    }

    /// At most so many entries; the directory is told to stop there, and referrals are not followed.
    pub(super) async fn search(
        &mut self,
        base: &str,
        filter: &str,
        attributes: &[&str],
        most: usize,
    ) -> Result<Vec<Entry>, SsoError> {
        let limit = i32::try_from(most).expect("a few hundred entries at most");
        let options = SearchOptions::new().sizelimit(limit);
        let fail = |error: LdapError, provider: &ProviderName| unavailable(provider, &error);
        let mut stream = self
            .ldap
            .with_search_options(options)
            .streaming_search(base, Scope::Subtree, filter, attributes.to_vec())
            .await
            .map_err(|error| fail(error, &self.provider))?;
        let mut found = Vec::new();
        // An entry more than was asked for ends the sign-in with its connection.
        while let Some(entry) = stream.next().await.map_err(|error| fail(error, &self.provider))? {
            if entry.is_ref() || entry.is_intermediate() {
                continue;
            }
            if found.len() == most {
                return Err(SsoError::Invalid(Flaw::TooLarge));
            }
            found.push(Entry::read(entry).ok_or(SsoError::Invalid(Flaw::Malformed))?);
        }
        match stream.finish().await.rc {
            code::SUCCESS | code::SIZE_LIMIT_EXCEEDED => Ok(found),
            code::NO_SUCH_OBJECT => Ok(Vec::new()),
            code::CONFIDENTIALITY_REQUIRED => Err(self
                .provider
                .wrong("url", "the directory wants TLS: ldaps, or start_tls")
                .into()),
            code::INSUFFICIENT_ACCESS_RIGHTS => Err(self
                .provider
                .wrong("bind_dn", "must be one that may search")
                .into()),
            other => Err(self.refused("search", other)),
        }
    }

    pub(super) async fn end(mut self) {
        // The directory closes it, or we do when this is dropped.
        let _ = self.ldap.unbind().await;
    }

    fn refused(&self, operation: &'static str, code: u32) -> SsoError {
        tracing::warn!(provider = %self.provider, operation, code, "a directory does not answer as it should");
        try_again(&self.provider)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

fn unavailable(provider: &ProviderName, error: &LdapError) -> SsoError {
    tracing::warn!(%provider, %error, "a directory can't be asked");
    try_again(provider)
}

fn try_again(provider: &ProviderName) -> SsoError {
    SsoError::ProviderUnavailable {
        provider: provider.clone(),
        retry_after: RETRY_AFTER,
    }
}
