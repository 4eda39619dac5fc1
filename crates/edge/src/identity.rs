//! What the edge stands on to know people: the keys that seal and open what is kept of them, the checks of what they prove
//! themselves with, the policy, and the way to write to them.

use std::sync::Arc;

use bezant_core::{Command, Reply};
use bezant_credentials::passkey::Passkeys;
use bezant_credentials::password::{Hasher, PasswordPolicy};
use bezant_credentials::seal::Sealer;
use bezant_engine::{Correlation, Request, SubmitError, Wait};
use bezant_identity::{Action, Authority};
use bezant_kernel::Tenant;
use bezant_keyring::Rotation;
use bezant_policy::{Authorizer, DecisionLog};
use bezant_sso::Providers;
use url::Url;

use crate::edge::Edge;
use crate::mail::Mailer;
use crate::problem::Problem;

/// The parts for identity.
pub struct IdentityParts {
    /// Where browsers and clients reach this node: the base of issuers, links and cookies. Without a path.
    pub public_url: Url,
    /// Where this node and its data are, if that is set.
    pub region: Option<String>,
    /// Whether a proxy on this machine ends TLS before this node, so that its callers' connections are encrypted.
    pub behind_tls_proxy: bool,
    /// The keys that all that is sealed hangs on, with the rotation over all files of them.
    pub keys: Arc<Rotation>,
    /// Seals and opens what is kept of people.
    pub sealer: Arc<Sealer>,
    /// Checks and hashes passwords, on its own few threads.
    pub hasher: Hasher,
    /// Which passwords are taken.
    pub password_policy: Arc<PasswordPolicy>,
    /// Registers and checks passkeys.
    pub passkeys: Arc<Passkeys>,
    /// Identity providers outside.
    pub providers: Arc<Providers>,
    /// Letters to people.
    pub mailer: Arc<dyn Mailer>,
    /// Decides requests.
    pub authorizer: Arc<Authorizer>,
    /// Keeps what was decided.
    pub decisions: Arc<dyn DecisionLog>,
    /// Where it is kept, for reading.
    pub decisions_dir: Option<std::path::PathBuf>,
}

impl Edge {
    /// Gives a command to identity and answers when it is committed. What changes nothing is done already.
    pub(crate) async fn command(
        &self,
        tenant: Tenant,
        by: Authority,
        action: Action,
        correlation: Correlation,
    ) -> Result<(), Problem> {
        let request = Request {
            tenant,
            correlation,
            idempotency: None,
            command: Command::Identity(bezant_identity::Command { by, action }),
        };
        match self.engine().submit(request, Wait::Committed).await {
            Ok(outcome) => {
                assert_eq!(outcome.reply, Reply::Identity, "identity answers for itself");
                Ok(())
            }
            Err(SubmitError::Rejected(bezant_core::Rejection::Unchanged(_))) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until the directory has everything that is committed now: after a command, to read what it has made.
    pub(crate) async fn settled(&self) {
        self.directory().catch_up(self.engine().committed()).await;
    }
}
