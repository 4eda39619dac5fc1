//! Consent as the API takes and shows it.

use bezant_identity::consent::{Consent, Subject, Text};
use bezant_kernel::{ConsentId, PrincipalId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::giver;

/// A text that can be agreed to. It never changes.
#[derive(Serialize, ToSchema)]
#[schema(as = ConsentText)]
pub(crate) struct ConsentTextDto {
    /// Always `consent_text`.
    object: &'static str,
    /// What the consent is for.
    #[schema(example = "marketing_mail")]
    purpose: String,
    /// Its number among those of its purpose.
    version: u32,
    #[schema(example = "en")]
    language: String,
    text: String,
    /// BLAKE3 of the text, in hexadecimal, as `b3sum` computes it.
    digest: String,
    #[schema(value_type = String, format = DateTime)]
    published_at: Timestamp,
}

impl From<&Text> for ConsentTextDto {
    fn from(text: &Text) -> Self {
        ConsentTextDto {
            object: "consent_text",
            purpose: text.purpose.to_string(),
            version: text.version,
            language: text.language.to_string(),
            text: text.text.to_string(),
            digest: text.digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            published_at: text.published_at,
        }
    }
}

/// A text to be published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConsentText {
    /// 1 to 64 of a-z, 0-9, _, . and -.
    #[schema(example = "marketing_mail")]
    pub(crate) purpose: String,
    /// As in BCP 47, in small letters.
    #[schema(example = "en")]
    pub(crate) language: String,
    /// At most 64 KiB.
    pub(crate) text: String,
}

/// That someone agreed.
#[derive(Serialize, ToSchema)]
#[schema(as = Consent)]
pub(crate) struct ConsentDto {
    #[schema(value_type = String, example = "cns_01h455vb4pex5vsknk084sn02q")]
    id: ConsentId,
    /// Always `consent`.
    object: &'static str,
    /// Who agreed, if it is a principal. Others are found by what they are known by, and by nothing else.
    #[schema(value_type = Option<String>)]
    principal: Option<PrincipalId>,
    purpose: String,
    /// To which version of its texts.
    version: u32,
    /// By which way it came.
    channel: String,
    /// `given` or `withdrawn`.
    status: &'static str,
    /// Who recorded it: an id, or `node`.
    recorded_by: String,
    #[schema(value_type = String, format = DateTime)]
    given_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    withdrawn_at: Option<Timestamp>,
}

impl From<&Consent> for ConsentDto {
    fn from(consent: &Consent) -> Self {
        let given = &consent.given;
        ConsentDto {
            id: given.id,
            object: "consent",
            principal: match given.subject {
                Subject::Principal(id) => Some(id),
                Subject::Outside(_) => None,
            },
            purpose: given.purpose.to_string(),
            version: given.version,
            channel: given.channel.to_string(),
            status: if consent.withdrawn_at.is_some() {
                "withdrawn"
            } else {
                "given"
            },
            recorded_by: giver(&consent.recorded_by),
            given_at: consent.given_at,
            withdrawn_at: consent.withdrawn_at,
        }
    }
}

/// That someone agrees. Exactly one of `principal` and `reference` says who.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConsentBody {
    /// A principal of the tenant.
    #[schema(value_type = Option<String>)]
    pub(crate) principal: Option<PrincipalId>,
    /// What the tenant knows somebody else by, such as a customer's number; at most 256 characters. Only a keyed hash is
    /// kept.
    pub(crate) reference: Option<String>,
    pub(crate) purpose: String,
    /// To which version of its texts.
    pub(crate) version: u32,
    /// By which way it came, such as `checkout` or `phone`.
    pub(crate) channel: String,
    /// What shows that it was them, such as address and browser; at most 1,024 characters. Only a keyed hash is kept.
    pub(crate) evidence: Option<String>,
}

/// That I agree.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnConsentBody {
    pub(crate) purpose: String,
    /// To which version of its texts.
    pub(crate) version: u32,
}

/// Which texts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TextParams {
    /// Those for this.
    pub(crate) purpose: Option<String>,
}

/// Which consents.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConsentParams {
    /// Those of this principal.
    #[param(value_type = Option<String>)]
    pub(crate) principal: Option<PrincipalId>,
    /// Those of somebody else, by what the tenant knows them by.
    pub(crate) reference: Option<String>,
    /// Those for this.
    pub(crate) purpose: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}
