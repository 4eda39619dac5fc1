//! What can be asked, and what happens then.

use std::sync::Arc;

use bezant_kernel::{ConsentId, PrincipalId};

use crate::word::word;
use crate::{LookupHash, TokenHash};

word! {
    /// What consent is for, such as `marketing_mail`: 1 to 64 characters of `a-z0-9_.-`.
    Purpose, 64, b"_.-"
}

word! {
    /// By which way consent came, such as `checkout` or `phone`: 1 to 64 characters of `a-z0-9_.-`.
    Channel, 64, b"_.-"
}

word! {
    /// The language of a text as in BCP 47, in small letters, such as `de` or `pt-br`: 1 to 35 characters of `a-z0-9-`.
    Language, 35, b"-"
}

/// Who agrees.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A principal of the tenant.
    Principal(PrincipalId),
    /// Someone else, such as a customer, by a keyed hash of what the tenant knows them by.
    Outside(LookupHash),
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum Command {
    /// Publish a text that can be agreed to from now on. The same again as the newest of its language changes nothing. For
    /// who has `consents.manage`.
    PublishText {
        /// What the consent is for.
        purpose: Purpose,
        /// In which language it is written.
        language: Language,
        /// The text, at most [`super::LONGEST_TEXT_BYTES`].
        text: Arc<str>,
    },
    /// Record that someone agrees. The same again changes nothing. For the subject, and for who has `consents.manage`.
    Record(Box<NewConsent>),
    /// Consent is taken back, at once. Again it changes nothing. For the subject, and for who has `consents.manage`.
    Withdraw {
        /// Which.
        id: ConsentId,
    },
}

/// That someone agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConsent {
    /// Its id, chosen by the caller.
    pub id: ConsentId,
    /// Who agrees.
    pub subject: Subject,
    /// To what.
    pub purpose: Purpose,
    /// To which version of its texts.
    pub version: u32,
    /// By which way.
    pub channel: Channel,
    /// A hash of what shows that it was them, such as address and browser.
    pub evidence: Option<TokenHash>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A text was published.
    TextPublished {
        /// What the consent is for.
        purpose: Purpose,
        /// The text's number among those of its purpose, whatever their language; the first is one.
        version: u32,
        /// In which language it is written.
        language: Language,
        /// The text.
        text: Arc<str>,
    },
    /// Someone agreed.
    Given(Box<NewConsent>),
    /// Someone took it back.
    Withdrawn {
        /// Which.
        id: ConsentId,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::TextPublished { .. } => "consent.text_published",
            Event::Given(_) => "consent.given",
            Event::Withdrawn { .. } => "consent.withdrawn",
        }
    }

    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match self {
            Event::TextPublished {
                purpose,
                version,
                language,
                ..
            } => Some(vec![
                ("purpose", purpose.to_string()),
                ("version", version.to_string()),
                ("language", language.to_string()),
            ]),
            Event::Given(consent) => {
                let mut facts = vec![
                    ("consent", consent.id.to_string()),
                    ("purpose", consent.purpose.to_string()),
                    ("version", consent.version.to_string()),
                    ("channel", consent.channel.to_string()),
                ];
                match consent.subject {
                    Subject::Principal(id) => facts.push(("principal", id.to_string())),
                    Subject::Outside(_) => {}
                }
                Some(facts)
            }
            Event::Withdrawn { id } => Some(vec![("consent", id.to_string())]),
        }
    }
}
