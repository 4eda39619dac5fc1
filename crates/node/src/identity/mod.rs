//! What a node knows people by, put together from its configuration: keys, the checks of what people prove themselves with,
//! letters, the policy and the log of its decisions, and the first key that signs tokens.

mod config;
mod signing;

use std::net::SocketAddr;
use std::sync::Arc;

use bezant_credentials::passkey::Passkeys;
use bezant_credentials::password::{Hasher, PasswordPolicy};
use bezant_credentials::seal::Sealer;
use bezant_edge::IdentityParts;
use bezant_policy::{Authorizer, DecisionLog, FileDecisionLog, NoDecisionLog, Policy};
use bezant_sso::Providers;

use crate::Failure;
use crate::config::Config;
use crate::keyring::Keys;
pub(crate) use config::{IdentityConfig, IdentityConfigError, PolicyConfig};
pub(crate) use signing::ensure_key;

/// The parts of a node that is reached at `address`. Reads and writes files, and starts the threads that hash passwords.
pub(crate) fn parts(config: &Config, keys: &Keys, address: SocketAddr) -> Result<IdentityParts, Failure> {
    let identity = &config.identity;
    let public_url = identity.public_url(address, config.http.tls.is_some());
    let sealer = Arc::new(Sealer::new(keys.rotation.ring(), Arc::clone(&keys.subjects)));
    let folder = config.data_dir.join("decisions");
    let (decisions, decisions_dir): (Arc<dyn DecisionLog>, _) = match config.policy.sampling() {
        Some(sampling) => (Arc::new(FileDecisionLog::open(&folder, sampling)?), Some(folder)),
        None => (Arc::new(NoDecisionLog), None),
    };
    Ok(IdentityParts {
        region: identity.region.as_ref().map(|region| region.as_str().to_owned()),
        behind_tls_proxy: config.http.behind_tls_proxy,
        keys: Arc::clone(&keys.rotation),
        sealer,
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
