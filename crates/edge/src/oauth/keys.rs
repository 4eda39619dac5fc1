//! The keys that tokens are signed with: made when there are none, replaced every quarter, published before they sign and for as
//! long as tokens of theirs may live.
//!
//! Access tokens are signed with Ed25519, which this node checks fastest; ID tokens with P-256, which every client knows.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bezant_core::system_tenant;
use bezant_credentials::jwt::{Algorithm, Jwk, PublicKeys, SigningKey};
use bezant_credentials::seal::{Purpose, Subject};
use bezant_engine::Correlation;
use bezant_identity::oauth::{Command, SigningAlgorithm, SigningKey as Kept, State};
use bezant_identity::{Action, Authority};
use bezant_kernel::{Milliseconds, Timestamp};

use crate::edge::Edge;
use crate::problem::Problem;

/// How long a key is published before it signs: twice as long as anyone keeps the published keys.
const AHEAD: Milliseconds = Milliseconds(10 * 60_000);
/// How long it is published when it signs no more: as long as the longest token lives, and an hour.
const AFTERWARDS: Milliseconds = Milliseconds(25 * 3_600_000);
/// After so long the next one is made.
const LIFETIME: Milliseconds = Milliseconds(90 * 24 * 3_600_000);
/// Opened keys that are kept.
const KEPT: usize = 32;
const ALGORITHMS: [SigningAlgorithm; 2] = [SigningAlgorithm::EdDsa, SigningAlgorithm::Es256];

/// Opened keys, by name.
#[derive(Default)]
pub(super) struct Signers {
    opened: RwLock<HashMap<String, Arc<SigningKey>>>,
    /// Held while keys are made, so that two requests do not make two.
    making: tokio::sync::Mutex<()>,
}

/// What is to be done about the keys of one algorithm.
struct Work {
    /// From when on a key has to sign that is not there.
    add: Option<Timestamp>,
    /// Keys whose successor signs.
    retire: Vec<String>,
}

fn signing(oauth: &State, algorithm: SigningAlgorithm, now: Timestamp) -> Option<&Kept> {
    let all = oauth.published_keys(now);
    let signing = all.filter(|key| key.algorithm == algorithm && key.signs(now));
    signing.max_by_key(|key| (key.active_from, key.created_at, &key.kid))
}

fn work(oauth: &State, algorithm: SigningAlgorithm, now: Timestamp, replace: bool) -> Work {
    let current = signing(oauth, algorithm, now);
    let own = || {
        oauth
            .published_keys(now)
            .filter(|key| key.algorithm == algorithm && key.retire_at.is_none())
    };
    let has_next = own().any(|key| key.active_from > now);
    let add = match current {
        None => Some(now),
        Some(current) if !has_next && (replace || now >= current.active_from.after(LIFETIME)) => {
            Some(now.after(AHEAD))
        }
        Some(_) => None,
    };
    let superseded =
        own().filter(|key| key.signs(now) && current.is_some_and(|current| current.kid != key.kid));
    Work {
        add,
        retire: superseded.map(|key| key.kid.clone()).collect(),
    }
}

/// Makes the signing keys that are missing, replaces old ones and retires those whose successors sign. Done before each token
/// as well, so that it need not be called; at the start of a node it spares the first client the wait.
pub async fn tend_signing_keys(edge: &Edge) -> Result<(), Problem> {
    tend(edge, false).await
}

/// Makes the next signing keys now. They sign in ten minutes, when everyone can know them; the former ones stay published until
/// their last tokens have ended.
pub async fn rotate_signing_keys(edge: &Edge) -> Result<(), Problem> {
    tend(edge, true).await
}

async fn tend(edge: &Edge, replace: bool) -> Result<(), Problem> {
    let _one_at_a_time = edge.oauth().signers.making.lock().await;
    edge.settled().await;
    let now = edge.now();
    for algorithm in ALGORITHMS {
        let work = edge
            .directory()
            .read(|directory| work(&directory.identity().oauth, algorithm, now, replace));
        if let Some(active_from) = work.add {
            let key = make(edge, algorithm, active_from)?;
            tracing::info!(
                kid = key.kid,
                algorithm = algorithm.as_str(),
                "a signing key was made"
            );
            give(edge, Command::AddSigningKey(key)).await?;
        }
        for kid in work.retire {
            let retire_at = now.after(AFTERWARDS);
            give(edge, Command::RetireSigningKey { kid, retire_at }).await?;
        }
    }
    edge.settled().await;
    Ok(())
}

async fn give(edge: &Edge, command: Command) -> Result<(), Problem> {
    let correlation = Correlation::new("signing keys").expect("a short text");
    edge.command(
        system_tenant(),
        Authority::Node,
        Action::OAuth(command),
        correlation,
    )
    .await
}

fn make(edge: &Edge, algorithm: SigningAlgorithm, active_from: Timestamp) -> Result<Kept, Problem> {
    let (key, private) =
        SigningKey::generate(algorithm_of(algorithm)).expect("keys of these algorithms are made here");
    let sealed = edge
        .identity()
        .sealer
        .seal(Subject::Node, Purpose::SigningKey, &private)
        .map_err(|error| broken(&error))?;
    Ok(Kept {
        kid: key.kid().to_owned(),
        algorithm,
        public: serde_json::to_vec(key.jwk()).expect("a key of plain texts"),
        private: sealed,
        created_at: active_from,
        active_from,
        retire_at: None,
    })
}

const fn algorithm_of(algorithm: SigningAlgorithm) -> Algorithm {
    match algorithm {
        SigningAlgorithm::Es256 => Algorithm::Es256,
        SigningAlgorithm::EdDsa => Algorithm::EdDsa,
    }
}

fn broken(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "a signing key can't be sealed or opened");
    Problem::overloaded()
}

/// The key that signs by this algorithm now.
pub(super) async fn signer(edge: &Edge, algorithm: SigningAlgorithm) -> Result<Arc<SigningKey>, Problem> {
    let now = edge.now();
    let is_to_be_tended = edge.directory().read(|directory| {
        let work = work(&directory.identity().oauth, algorithm, now, false);
        work.add.is_some() || !work.retire.is_empty()
    });
    if is_to_be_tended {
        tend(edge, false).await?;
    }
    let signers = &edge.oauth().signers;
    let kept = edge.directory().read(|directory| {
        let key = signing(&directory.identity().oauth, algorithm, edge.now())?;
        let opened = signers.opened.read().unwrap_or_else(PoisonError::into_inner);
        Some(opened.get(&key.kid).cloned().ok_or_else(|| key.clone()))
    });
    let kept = match kept {
        Some(Ok(opened)) => return Ok(opened),
        Some(Err(kept)) => kept,
        None => return Err(Problem::overloaded()),
    };
    let private = edge
        .identity()
        .sealer
        .open_sealed(Subject::Node, Purpose::SigningKey, &kept.private)
        .map_err(|error| broken(&error))?;
    let key = SigningKey::from_pkcs8(algorithm_of(algorithm), &private).map_err(|error| broken(&error))?;
    let key = Arc::new(key);
    let mut opened = signers.opened.write().unwrap_or_else(PoisonError::into_inner);
    if opened.len() >= KEPT {
        opened.clear();
    }
    opened.insert(kept.kid, Arc::clone(&key));
    Ok(key)
}

/// The published keys, as JSON has them.
pub(super) fn published(edge: &Edge) -> Vec<Jwk> {
    let now = edge.now();
    edge.directory().read(|directory| {
        let keys = directory.identity().oauth.published_keys(now);
        keys.filter_map(|key| serde_json::from_slice(&key.public).ok())
            .collect()
    })
}

/// The same, to verify with.
pub(super) fn public_keys(edge: &Edge) -> PublicKeys {
    PublicKeys::new(published(edge).iter().filter_map(Jwk::public_key))
}
