//! What is kept of people in the clear: only sealed in the log, opened here for answers to those who may see it.

use std::sync::Arc;
use std::time::Duration;

use bezant_credentials::seal::{Purpose, SealError, Sealer, Subject};
use bezant_identity::Sealed;
use bezant_kernel::{PrincipalId, Tenant};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Where the token of an invitation waits in its profile while a second person has not agreed: the letter goes out when they do.
pub(crate) const WAITING_TOKEN: &str = "invitation_token";

const LONGEST_NAME: usize = 200;
const LONGEST_EMAIL: usize = 254;
const LONGEST_PHONE: usize = 32;
const RETRY_SOON: Duration = Duration::from_secs(1);

/// A person's data, as it is sealed. It does not print.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// What others keep beside it: it stays when this part changes something.
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

impl Profile {
    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Profile::default()
    }

    /// The same for the user that somebody invited has become, by the name that they gave themselves, if they gave one. What was
    /// for the invitation alone is left behind.
    pub(crate) fn of_invited(mut self, name: Option<&str>) -> Profile {
        self.rest.remove(WAITING_TOKEN);
        self.name = name.map(str::to_owned).or(self.name);
        self
    }

    /// What is wrong with it, if anything is.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let rules = [
            ("name", &self.name, LONGEST_NAME),
            ("phone", &self.phone, LONGEST_PHONE),
        ];
        for (field, text, longest) in rules {
            if text.as_deref().is_some_and(|text| !is_plain(text, longest)) {
                let message = format!(
                    "it is 1 to {longest} characters, without control characters and without spaces at its ends"
                );
                return Err(Problem::mistake(field, Code::FieldInvalid, message));
            }
        }
        match self.email.as_deref() {
            Some(email) if !is_email(email) => Err(Problem::mistake(
                "email",
                Code::FieldInvalid,
                "it is no e-mail address",
            )),
            Some(_) | None => Ok(()),
        }
    }
}

fn is_plain(text: &str, longest: usize) -> bool {
    let fits = (1..=longest).contains(&text.chars().count());
    fits && text.trim() == text && !text.chars().any(char::is_control)
}

pub(crate) fn is_email(text: &str) -> bool {
    let is_bad = |character: char| {
        character.is_control() || character.is_whitespace() || "<>,;\"()".contains(character)
    };
    let parts = text.rsplit_once('@');
    text.len() <= LONGEST_EMAIL
        && !text.contains(is_bad)
        && parts.is_some_and(|(name, place)| !name.is_empty() && !name.contains('@') && !place.is_empty())
}

/// Seals a profile for its subject.
pub(crate) async fn seal(
    sealer: &Arc<Sealer>,
    subject: Subject,
    profile: &Profile,
) -> Result<Sealed, Problem> {
    let plain = serde_json::to_vec(profile).expect("a profile has text keys and writes to memory");
    let plain = Zeroizing::new(plain);
    in_background(sealer, move |sealer| {
        sealer.seal(subject, Purpose::Profile, &plain)
    })
    .await
}

/// Opens profiles, in the order in which they come. One that nobody can open any more is nothing.
pub(crate) async fn open_all(
    sealer: &Arc<Sealer>,
    sealed: Vec<(Subject, Sealed)>,
) -> Result<Vec<Option<Profile>>, Problem> {
    in_background(sealer, move |sealer| {
        let open = |(subject, sealed): &(Subject, Sealed)| open_one(sealer, *subject, sealed);
        sealed.iter().map(open).collect()
    })
    .await
}

/// Opens one.
pub(crate) async fn open(
    sealer: &Arc<Sealer>,
    subject: Subject,
    sealed: &Sealed,
) -> Result<Option<Profile>, Problem> {
    let mut opened = open_all(sealer, vec![(subject, sealed.clone())]).await?;
    Ok(opened.pop().flatten())
}

/// Opens what is kept of a principal, as far as the directory knows.
pub(crate) async fn of_principal(
    edge: &Edge,
    tenant: Tenant,
    id: PrincipalId,
) -> Result<Option<Profile>, Problem> {
    let sealed = edge.directory().read(|directory| {
        let known = directory.identity().access.principal(tenant, id);
        known.map(|known| known.profile.clone())
    });
    match sealed {
        Some(sealed) => open(&edge.identity().sealer, Subject::Principal(id), &sealed).await,
        None => Ok(None),
    }
}

/// Destroys a subject's key, so that nobody can open what was sealed for them, for good.
pub(crate) async fn erase(sealer: &Arc<Sealer>, subject: Subject) -> Result<(), Problem> {
    in_background(sealer, move |sealer| sealer.erase(subject)).await
}

/// Work with the keys of people, which may wait for the disk, on a thread for such things.
pub(crate) async fn in_background<T: Send + 'static>(
    sealer: &Arc<Sealer>,
    work: impl FnOnce(&Sealer) -> Result<T, SealError> + Send + 'static,
) -> Result<T, Problem> {
    let sealer = Arc::clone(sealer);
    let done = tokio::task::spawn_blocking(move || work(&sealer)).await;
    done.map_err(|_| unavailable())?.map_err(problem)
}

fn open_one(sealer: &Sealer, subject: Subject, sealed: &Sealed) -> Result<Option<Profile>, SealError> {
    if sealed.as_bytes().is_empty() {
        return Ok(None);
    }
    match sealer.open_sealed(subject, Purpose::Profile, sealed) {
        Ok(plain) => Ok(serde_json::from_slice(&plain).ok()),
        Err(SealError::Erased) => Ok(None),
        Err(SealError::Tampered) => {
            tracing::warn!(
                ?subject,
                "a sealed profile can't be opened: it is damaged or belongs elsewhere"
            );
            Ok(None)
        }
        Err(error @ (SealError::TooLong | SealError::Io(_))) => Err(error),
    }
}

fn unavailable() -> Problem {
    let detail = "personal data can't be sealed or opened right now";
    Problem::new(Code::SealingUnavailable, detail).retry_after(RETRY_SOON)
}

/// What a caller is told who can't have something sealed or opened.
pub(crate) fn problem(error: SealError) -> Problem {
    match error {
        SealError::Erased => Problem::new(
            Code::PersonErased,
            "the personal data was erased: there is nobody to write for",
        ),
        SealError::TooLong => {
            Problem::mistake("", Code::FieldInvalid, "the personal data is too long together")
        }
        SealError::Tampered | SealError::Io(_) => {
            tracing::error!(%error, "personal data can't be sealed or opened");
            unavailable()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_look_like_addresses() {
        for (text, fits) in [
            ("ann@example.com", true),
            ("ann+pay@mail.example", true),
            ("ann", false),
            ("@example.com", false),
            ("ann@", false),
            ("a@b@c", false),
            ("ann@example.com\r\nBcc: x@y", false),
            ("<ann@example.com>", false),
            ("ann example@x", false),
        ] {
            assert_eq!(is_email(text), fits, "{text}");
        }
    }

    #[test]
    fn what_others_keep_in_a_profile_stays() {
        let text = r#"{"name":"Ann","given_name":"Ann"}"#;
        let mut profile: Profile = serde_json::from_str(text).unwrap();
        profile.name = Some("Anna".to_owned());
        let written = serde_json::to_string(&profile).unwrap();
        assert_eq!(written, r#"{"name":"Anna","given_name":"Ann"}"#);
    }
}
