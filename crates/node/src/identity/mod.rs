//! What a node knows people by, put together from its configuration: keys, the checks of what people prove themselves with,
//! letters, the policy and the log of its decisions, and the first key that signs tokens.

mod config;
mod signing;

use std::env::VarError;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use bezant_credentials::passkey::Passkeys;
use bezant_credentials::password::{Hasher, PasswordPolicy};
use bezant_credentials::seal::{NodeKey, Sealer};
use bezant_edge::IdentityParts;
use bezant_policy::{Authorizer, DecisionLog, FileDecisionLog, NoDecisionLog, Policy};
use bezant_sso::Providers;

use crate::Failure;
use crate::config::Config;
pub(crate) use config::{IdentityConfig, IdentityConfigError, PolicyConfig};
pub(crate) use signing::ensure_key;

/// The variable with the key that everything sealed depends on; `seal.key` beside the data where it is not set. There is no such
/// key in the configuration's file: files are copied, shown and kept with sources.
const SEAL_KEY: &str = "BEZANT_SEAL_KEY";

/// Where the keys are that seal what is kept of people.
pub(crate) fn keys_dir(config: &Config) -> PathBuf {
    config.data_dir.join("keys")
}

/// The parts of a node that is reached at `address`. Reads and writes files, and starts the threads that hash passwords.
pub(crate) fn parts(config: &Config, address: SocketAddr) -> Result<IdentityParts, Failure> {
    let identity = &config.identity;
    let public_url = identity.public_url(address, config.http.tls.is_some());
    let seal_key = match std::env::var(SEAL_KEY) {
        Ok(text) => Some(NodeKey::parse(&text)?),
        Err(VarError::NotPresent) => None,
        Err(error @ VarError::NotUnicode(_)) => return Err(error.into()),
    };
    let folder = config.data_dir.join("decisions");
    let (decisions, decisions_dir): (Arc<dyn DecisionLog>, _) = match config.policy.sampling() {
        Some(sampling) => (Arc::new(FileDecisionLog::open(&folder, sampling)?), Some(folder)),
        None => (Arc::new(NoDecisionLog), None),
    };
    Ok(IdentityParts {
        region: identity.region.as_ref().map(|region| region.as_str().to_owned()),
        behind_tls_proxy: config.http.behind_tls_proxy,
        sealer: Arc::new(Sealer::open(&keys_dir(config), seal_key)?),
        hasher: Hasher::start(identity.password)?,
        password_policy: Arc::new(PasswordPolicy::new(identity.breached_passwords()?)),
        passkeys: Arc::new(Passkeys::new(&identity.passkeys(&public_url))?),
        providers: Arc::new(Providers::new(identity.providers.clone(), &public_url)?),
        mailer: identity.mail.mailer(&config.data_dir)?,
        authorizer: Arc::new(Authorizer::new(Policy::built_in())),
        decisions,
        decisions_dir,
        public_url,
    })
}
