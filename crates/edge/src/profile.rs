//! What is kept of a person under seal: who they are in words. It is opened for answers to those who may see it, and goes
//! nowhere else.

use std::fmt;

use bezant_credentials::seal::{Purpose, SealError, Subject};
use bezant_identity::Sealed;
use bezant_identity::access::Principal;
use bezant_kernel::PrincipalId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// A person in words.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// The e-mail address that they sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// Where to call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// What provisioning keeps beside these, under SCIM's names.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) scim: Map<String, Value>,
    /// What other parts keep: it stays when this part writes.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile(..)")
    }
}

fn failed(error: SealError) -> Problem {
    match error {
        SealError::TooLong => Problem::mistake("profile", Code::FieldInvalid, "it is longer than what is kept of a person"),
        SealError::Erased => Problem::new(Code::ProfilesUnavailable, "the person's data has been erased"),
        SealError::Tampered | SealError::Io(_) => {
            tracing::error!(%error, "a profile can't be sealed or opened");
            Problem::new(Code::ProfilesUnavailable, "the store of personal data does not work")
        }
    }
}

/// Seals a profile for its owner. The keys are on the disk: not on a thread that serves others.
pub(crate) async fn seal(edge: &Edge, id: PrincipalId, profile: &Profile) -> Result<Sealed, Problem> {
    let sealer = edge.identity().sealer.clone();
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(profile).expect("a profile has text keys"));
    let sealing = move || sealer.seal(Subject::Principal(id), Purpose::Profile, &plain);
    tokio::task::spawn_blocking(sealing)
        .await
        .map_err(|_| Problem::overloaded())?
        .map_err(failed)
}

/// Opens profiles. What nobody can read any more is empty.
pub(crate) async fn open(edge: &Edge, sealed: Vec<(PrincipalId, Sealed)>) -> Result<Vec<Profile>, Problem> {
    let sealer = edge.identity().sealer.clone();
    let open_one = move |(id, sealed): (PrincipalId, Sealed)| {
        if sealed.as_bytes().is_empty() {
            return Ok(Profile::default());
        }
        match sealer.open_sealed(Subject::Principal(id), Purpose::Profile, &sealed) {
            Ok(plain) => Ok(serde_json::from_slice(&plain).unwrap_or_default()),
            Err(SealError::Erased | SealError::Tampered) => Ok(Profile::default()),
            Err(error) => Err(failed(error)),
        }
    };
    let opening = move || sealed.into_iter().map(open_one).collect();
    tokio::task::spawn_blocking(opening)
        .await
        .map_err(|_| Problem::overloaded())?
}

/// Opens the profile of one.
pub(crate) async fn of(edge: &Edge, principal: &Principal) -> Result<Profile, Problem> {
    let mut all = open(edge, vec![(principal.id, principal.profile.clone())]).await?;
    Ok(all.pop().unwrap_or_default())
}
