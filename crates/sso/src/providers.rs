//! All providers of a node, by name and by tenant.

use std::collections::BTreeMap;

use bezant_kernel::TenantId;
use url::Url;

use crate::config::web_address;
use crate::{ConfigError, LdapProvider, OidcProvider, ProviderConfig, ProviderName, SamlProvider};

/// More providers than this on one node are a mistake.
const MAX_PROVIDERS: usize = 1_000;

/// The providers that are configured.
#[derive(Default)]
pub struct Providers {
    all: BTreeMap<ProviderName, Provider>,
}

/// One provider, of one tenant.
pub struct Provider {
    tenant: TenantId,
    label: String,
    /// Which of the three it is.
    pub kind: Kind,
}

/// The three ways in.
pub enum Kind {
    /// By redirect and back, with a code.
    Oidc(Box<OidcProvider>),
    /// By redirect and back, with a form.
    Saml(Box<SamlProvider>),
    /// With login and password.
    Ldap(Box<LdapProvider>),
}

/// Where a browser comes back to from a provider, below the public address: `GET` from OpenID, `POST` from SAML.
pub fn callback_path(provider: &ProviderName) -> String {
    format!("/sign-in/outside/{provider}/callback")
}

/// Where our SAML metadata is, below the public address.
pub fn metadata_path(provider: &ProviderName) -> String {
    format!("/sign-in/outside/{provider}/metadata")
}

impl Providers {
    /// The providers of a configuration. `public_url` is where browsers find this node; it may have a path.
    ///
    /// # Errors
    /// When a setting of one of them makes no sense.
    pub fn new(
        configs: BTreeMap<ProviderName, ProviderConfig>,
        public_url: &Url,
    ) -> Result<Self, ConfigError> {
        if let Some((name, _)) = configs.iter().nth(MAX_PROVIDERS) {
            return Err(name.wrong("kind", format_args!("at most {MAX_PROVIDERS} providers")));
        }
        let public = public_url.as_str().trim_end_matches('/');
        let mut all = BTreeMap::new();
        for (name, config) in configs {
            web_address(public)
                .map_err(|problem| name.wrong("kind", format_args!("the public address {problem}")))?;
            let provider = Provider {
                tenant: config.tenant(),
                label: config.label().unwrap_or(name.as_str()).to_owned(),
                kind: kind(&name, config, public)?,
            };
            all.insert(name, provider);
        }
        Ok(Providers { all })
    }

    /// A provider of this tenant. One of another tenant is none.
    pub fn get(&self, tenant: TenantId, name: &ProviderName) -> Option<&Provider> {
        self.all.get(name).filter(|provider| provider.tenant == tenant)
    }

    /// A provider by its name alone: where a browser comes back, the path names the provider and the provider the tenant.
    pub fn by_name(&self, name: &ProviderName) -> Option<&Provider> {
        self.all.get(name)
    }

    /// The providers of a tenant, by name, for its sign-in page.
    pub fn of_tenant(&self, tenant: TenantId) -> impl Iterator<Item = (&ProviderName, &Provider)> {
        self.all
            .iter()
            .filter(move |(_, provider)| provider.tenant == tenant)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Provider {
    /// Whose people sign in there.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The name on the sign-in page.
    pub fn label(&self) -> &str {
        &self.label
    }
}

fn kind(name: &ProviderName, config: ProviderConfig, public: &str) -> Result<Kind, ConfigError> {
    let callback = format!("{public}{}", callback_path(name));
    Ok(match config {
        ProviderConfig::Oidc(config) => {
            Kind::Oidc(Box::new(OidcProvider::new(name.clone(), config, callback)?))
        }
        ProviderConfig::Saml(config) => {
            let metadata = format!("{public}{}", metadata_path(name));
            Kind::Saml(Box::new(SamlProvider::new(
                name.clone(),
                config,
                callback,
                metadata,
            )?))
        }
        ProviderConfig::Ldap(config) => Kind::Ldap(Box::new(LdapProvider::new(name.clone(), config)?)),
    })
}
