//! The first key that signs tokens, made when a node starts that has none.

use bezant_core::{Answer, Command, Core, Query, system_tenant};
use bezant_credentials::jwt::{Algorithm, SigningKey};
use bezant_credentials::seal::{Purpose, Sealer, Subject};
use bezant_engine::{Clock, Engine, SystemClock, Unavailable};
use bezant_identity::oauth::{self, SigningAlgorithm};
use bezant_identity::{Action, Authority};

use crate::Failure;
use crate::node::configure;

/// Makes a key to sign tokens with, if there is none that does. It signs at once: nobody has kept older ones.
pub(crate) async fn ensure_key(engine: &Engine<Core>, sealer: &Sealer) -> Result<(), Failure> {
    let now = SystemClock.now();
    if signs(engine, now).await? {
        return Ok(());
    }
    let (key, private) = SigningKey::generate(Algorithm::EdDsa).expect("a node signs with Ed25519");
    let key = oauth::SigningKey {
        kid: key.kid().to_owned(),
        algorithm: SigningAlgorithm::EdDsa,
        public: serde_json::to_vec(key.jwk())?,
        private: sealer.seal(Subject::Node, Purpose::SigningKey, &private)?,
        created_at: now,
        active_from: now,
        retire_at: None,
    };
    let command = bezant_identity::Command {
        by: Authority::Node,
        action: Action::OAuth(oauth::Command::AddSigningKey(key)),
    };
    configure(engine, Command::Identity(command)).await
}

async fn signs(engine: &Engine<Core>, now: bezant_kernel::Timestamp) -> Result<bool, Failure> {
    loop {
        match engine.query(system_tenant(), Query::Directory).await {
            Ok(Answer::Directory(directory)) => {
                return Ok(directory.identity().oauth.signing_key(now).is_some());
            }
            Ok(_) => unreachable!("a question for the directory is answered with it"),
            Err(Unavailable::Busy { retry_after }) => tokio::time::sleep(retry_after).await,
            Err(error @ Unavailable::Stopped) => return Err(error.into()),
        }
    }
}
