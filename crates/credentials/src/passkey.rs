//! Passkeys (WebAuthn): a key pair in a phone, a laptop or a stick, used after the device has seen who uses it. Nobody types a
//! name: the answer says whose it is.
//!
//! ```text
//!   start_…  ──▶ options for the browser, and a challenge kept here for five minutes, used once
//!   browser  ──▶ answer ──▶ finish_… ──▶ a public key as opaque bytes, or a counter, for the machine to keep
//! ```
//!
//! Devices are not asked what make they are (no attestation). They must have verified their user. What the machine keeps is no
//! secret. A counter that does not go up is reported as [`PasskeyError::Cloned`]: the signature was right, so somebody else
//! has the key as well.

mod challenges;

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use bezant_kernel::{Milliseconds, PrincipalId, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use url::{Host, Url};
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationConveyancePreference, AttestationFormat, AuthenticationState, COSEAlgorithm, Credential,
    ParsedAttestation, PublicKeyCredential, RegisterPublicKeyCredential, RegistrationState,
    UserVerificationPolicy,
};

use challenges::Challenges;
pub use challenges::{ChallengeId, InvalidChallengeId};

/// How long an answer may take.
const TAKES_AT_MOST: Milliseconds = Milliseconds(5 * 60 * 1_000);

/// Challenges that are kept at once, of each kind. The oldest goes first: whoever asks for many delays others who are slow,
/// and takes no memory.
const MOST_CHALLENGES: usize = 8_192;

/// Longest answer of a browser.
pub const LARGEST_ANSWER: usize = 64 * 1024;

/// Passkeys of one person that are told to a browser, so that it does not make another.
const MOST_KNOWN: usize = 64;

/// Longest id of a credential (WebAuthn Level 3, 4).
const LONGEST_CREDENTIAL_ID: usize = 1023;

/// Whom browsers make passkeys for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyConfig {
    /// The domain that passkeys belong to. It can't be changed without losing them all.
    pub domain: String,
    /// What people see.
    #[serde(default = "default_name")]
    pub name: String,
    /// Where the pages are that may ask: `https://` and the domain or one below it. On `localhost` also `http://`, and
    /// `http://localhost:*` for any port.
    pub origins: Vec<String>,
}

fn default_name() -> String {
    "Bezant".to_owned()
}

/// What is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyConfigError {
    /// Browsers take domains only.
    #[error(
        "domain: {0:?} is not a domain; browsers make no passkeys for addresses, so use `localhost` to try them"
    )]
    Domain(String),
    /// Not an origin that a browser would take for this domain.
    #[error("origins: {0:?} is not https:// with the domain or one below it")]
    Origin(String),
    /// There must be some.
    #[error("origins: at least one is needed")]
    NoOrigin,
}

/// Why a passkey was not made or not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The challenge is not known: too late, used before, or of somebody else. Start again.
    #[error("the challenge has expired or was used")]
    UnknownChallenge,
    /// The answer is not what browsers send.
    #[error("the answer of the authenticator is malformed")]
    Malformed,
    /// The answer does not prove it: another origin, no verification of the user, a wrong signature.
    #[error("the answer of the authenticator does not prove who uses it")]
    NotProven(#[source] WebauthnError),
    /// Right in all but the counter: there are two of this key. The machine should be told, and the passkey removed.
    #[error("the passkey has been copied")]
    Cloned,
}

/// A passkey that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    /// What it is found by.
    pub credential_id: Vec<u8>,
    /// What it is verified with, to be kept as it is.
    pub credential: Vec<u8>,
    /// What the device counts from; many always say zero.
    pub counter: u32,
    /// Whether it may be on several devices of its owner.
    pub backup_eligible: bool,
    /// Whether it is.
    pub backed_up: bool,
}

/// Whose passkey an answer says it is of. To be looked up; true only after [`Passkeys::finish_authentication`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Who.
    pub owner: PrincipalId,
    /// Which of theirs.
    pub credential_id: Vec<u8>,
}

/// A passkey that proved itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasskeyUsed {
    /// What the device counts now; the machine keeps it.
    pub counter: u32,
    /// Whether it is on several devices now.
    pub backed_up: bool,
}

/// What the browser is asked, and what it has to say with its answer.
#[derive(Debug)]
pub struct Asked {
    /// Which challenge is answered.
    pub challenge: ChallengeId,
    /// For `navigator.credentials.create` or `get`, with bytes in base64url.
    pub options: Value,
}

/// Makes and checks passkeys.
pub struct Passkeys {
    webauthn: WebauthnCore,
    /// Of people who have signed in. Apart, so that those who have not can't push them out.
    registrations: Challenges<(PrincipalId, RegistrationState)>,
    authentications: Challenges<(Option<PrincipalId>, AuthenticationState)>,
}

impl Passkeys {
    /// As configured.
    pub fn new(config: &PasskeyConfig) -> Result<Passkeys, PasskeyConfigError> {
        let is_domain =
            matches!(Host::parse(&config.domain), Ok(Host::Domain(domain)) if domain == config.domain);
        if !is_domain || config.domain.parse::<IpAddr>().is_ok() {
            return Err(PasskeyConfigError::Domain(config.domain.clone()));
        }
        if config.origins.is_empty() {
            return Err(PasskeyConfigError::NoOrigin);
        }
        let mut any_port = false;
        let mut origins = Vec::new();
        for text in &config.origins {
            let (bare, wild) = text
                .strip_suffix(":*")
                .map_or((text.as_str(), false), |bare| (bare, true));
            any_port |= wild;
            origins.push(origin(&config.domain, bare, wild).ok_or(PasskeyConfigError::Origin(text.clone()))?);
        }
        let timeout = Duration::from_millis(TAKES_AT_MOST.0);
        let webauthn = WebauthnCore::new_unsafe_experts_only(
            &config.name,
            &config.domain,
            origins,
            timeout,
            Some(false),
            // Only localhost can have it, and every origin is there then.
            Some(any_port),
        );
        Ok(Passkeys {
            webauthn,
            registrations: Challenges::new(MOST_CHALLENGES, TAKES_AT_MOST),
            authentications: Challenges::new(MOST_CHALLENGES, TAKES_AT_MOST),
        })
    }

    /// Asks the browser of somebody who has signed in for a new passkey, other than those whose credential ids are `known`.
    /// The name is what the browser shows when it lets them choose.
    pub fn start_registration(
        &self,
        owner: PrincipalId,
        name: &str,
        known: &[Vec<u8>],
        now: Timestamp,
    ) -> Asked {
        let name = if name.is_empty() { "account" } else { name };
        let known = known.iter().take(MOST_KNOWN).cloned().collect();
        let (options, state) = self
            .webauthn
            .new_challenge_register_builder(&owner.as_u128().to_be_bytes(), name, name)
            .map(|builder| {
                builder
                    .attestation(AttestationConveyancePreference::None)
                    .user_verification_policy(UserVerificationPolicy::Required)
                    .require_resident_key(true)
                    .credential_algorithms(vec![COSEAlgorithm::ES256, COSEAlgorithm::RS256])
                    .exclude_credentials(Some(known))
            })
            .and_then(|builder| self.webauthn.generate_challenge_register(builder))
            .expect("owner and name are not empty");
        Asked {
            challenge: self.registrations.add((owner, state), now),
            options: serde_json::to_value(options).expect("options are plain data"),
        }
    }

    /// Takes the browser's answer: the same person's, to a challenge that was not answered before.
    pub fn finish_registration(
        &self,
        owner: PrincipalId,
        challenge: ChallengeId,
        answer: &[u8],
        now: Timestamp,
    ) -> Result<NewPasskey, PasskeyError> {
        let (asked, state) = self
            .registrations
            .take(challenge, now)
            .ok_or(PasskeyError::UnknownChallenge)?;
        if asked != owner {
            return Err(PasskeyError::UnknownChallenge);
        }
        let answer: RegisterPublicKeyCredential = parse(answer)?;
        let made = self
            .webauthn
            .register_credential(&answer, &state, None)
            .map_err(PasskeyError::NotProven)?;
        if made.cred_id.is_empty() || made.cred_id.len() > LONGEST_CREDENTIAL_ID {
            return Err(PasskeyError::Malformed);
        }
        // What the device says about its make was not asked for and proves nothing.
        let kept = Credential {
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
            ..made
        };
        Ok(NewPasskey {
            credential_id: kept.cred_id.to_vec(),
            credential: serde_json::to_vec(&kept).expect("a credential is plain data"),
            counter: kept.counter,
            backup_eligible: kept.backup_eligible,
            backed_up: kept.backup_state,
        })
    }

    /// Asks a browser for any passkey of this node, or for one of this person's who signs in already or proves it again.
    pub fn start_authentication(&self, owner: Option<PrincipalId>, now: Timestamp) -> Asked {
        let (options, state) = self
            .webauthn
            .new_challenge_authenticate_builder(Vec::new(), Some(UserVerificationPolicy::Required))
            .and_then(|builder| self.webauthn.generate_challenge_authenticate(builder))
            .expect("a policy is given");
        Asked {
            challenge: self.authentications.add((owner, state), now),
            options: serde_json::to_value(options).expect("options are plain data"),
        }
    }

    /// Whose passkey the answer says it is of, so that its credential can be looked up.
    pub fn claimed(&self, answer: &[u8]) -> Result<Claimed, PasskeyError> {
        claimed(&parse(answer)?)
    }

    /// Takes the browser's answer, with what the machine keeps of the passkey that it [claims](Self::claimed) to be of. The
    /// challenge is used up whatever comes of it.
    pub fn finish_authentication(
        &self,
        challenge: ChallengeId,
        answer: &[u8],
        owner: PrincipalId,
        credential: &[u8],
        counter: u32,
        now: Timestamp,
    ) -> Result<PasskeyUsed, PasskeyError> {
        let (asked, state) = self
            .authentications
            .take(challenge, now)
            .ok_or(PasskeyError::UnknownChallenge)?;
        let answer: PublicKeyCredential = parse(answer)?;
        if asked.is_some_and(|asked| asked != owner) || claimed(&answer)?.owner != owner {
            return Err(PasskeyError::UnknownChallenge);
        }
        let kept: Credential = serde_json::from_slice(credential).map_err(|_| PasskeyError::Malformed)?;
        let kept = Credential { counter, ..kept };
        let used = self
            .webauthn
            .authenticate_single_credential(&answer, &state, &kept)
            .map_err(|error| match error {
                WebauthnError::CredentialPossibleCompromise => PasskeyError::Cloned,
                other => PasskeyError::NotProven(other),
            })?;
        assert!(used.user_verified(), "verification was required");
        Ok(PasskeyUsed {
            counter: used.counter(),
            backed_up: used.backup_state(),
        })
    }
}

impl fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passkeys({:?})", self.webauthn.get_allowed_origins())
    }
}

/// An origin that browsers take for the domain, and nothing more than an origin.
fn origin(domain: &str, text: &str, any_port: bool) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let Some(Host::Domain(host)) = url.host() else {
        return None;
    };
    let below = host
        .strip_suffix(domain)
        .is_some_and(|start| start.ends_with('.'));
    let local = domain == "localhost";
    let encrypted = url.scheme() == "https" || local && url.scheme() == "http";
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let wild_is_fine = !any_port || local && url.scheme() == "http" && host == domain && url.port().is_none();
    ((host == domain || below) && encrypted && bare && wild_is_fine).then_some(url)
}

fn parse<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> Result<T, PasskeyError> {
    if answer.len() > LARGEST_ANSWER {
        return Err(PasskeyError::Malformed);
    }
    serde_json::from_slice(answer).map_err(|_| PasskeyError::Malformed)
}

fn claimed(answer: &PublicKeyCredential) -> Result<Claimed, PasskeyError> {
    let credential_id = answer.get_credential_id();
    let owner = answer
        .get_user_unique_id()
        .and_then(|handle| handle.try_into().ok());
    match owner {
        Some(owner) if (1..=LONGEST_CREDENTIAL_ID).contains(&credential_id.len()) => Ok(Claimed {
            owner: PrincipalId::from_u128(u128::from_be_bytes(owner)),
            credential_id: credential_id.to_vec(),
        }),
        Some(_) | None => Err(PasskeyError::Malformed),
    }
}
