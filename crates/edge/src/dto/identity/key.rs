//! API keys as the API and the admin socket take and show them.

use bezant_identity::tenancy::{Certifications, KeyProof};
use bezant_identity::{ApiKey, Scope, Scopes};
use bezant_kernel::{ApiKeyId, Milliseconds, PrincipalId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key_proof::{CertificateBody, CertificateDto, SigningDto};
use super::{parse_region, permissions, words};
use crate::problem::{Code, Problem};

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// An API key.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(crate) struct KeyDto {
    #[schema(value_type = String, example = "key_01h455vb4pex5vsknk084sn02q")]
    pub(crate) id: ApiKeyId,
    /// Always `api_key`.
    object: &'static str,
    #[schema(value_type = String)]
    tenant: TenantId,
    name: String,
    /// `read`, `write`, `operate`.
    #[schema(value_type = Vec<String>)]
    scopes: Vec<&'static str>,
    /// All that it allows; no more than its principal may do, if it has one.
    #[schema(value_type = Vec<String>)]
    permissions: Vec<&'static str>,
    /// Whose key it is, if it is not the tenant's own.
    #[schema(value_type = Option<String>)]
    principal: Option<PrincipalId>,
    /// What its holder is certified for: `pci`, `hipaa`.
    #[schema(value_type = Vec<String>)]
    certifications: Vec<&'static str>,
    /// Where its holder is.
    region: Option<String>,
    /// What proves it in the place of a secret, if that is so.
    pub(crate) certificate: Option<CertificateDto>,
    /// How its requests are signed, if they are.
    signing: Option<SigningDto>,
    /// In the answer that makes it only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
    /// What its requests are signed with, in Base64: in the answer that makes it only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signing_secret: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    /// To the hour.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// Until when the secret or certificate before works too.
    #[schema(value_type = Option<String>, format = DateTime)]
    previous_secret_until: Option<Timestamp>,
}

impl From<&ApiKey> for KeyDto {
    fn from(key: &ApiKey) -> Self {
        KeyDto {
            id: key.id,
            object: "api_key",
            tenant: key.tenant.id(),
            name: key.name.clone(),
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            permissions: words(key.permissions()),
            principal: key.principal,
            certifications: key.certifications.words().collect(),
            region: key.region.as_ref().map(|region| region.as_str().to_owned()),
            certificate: key.proof.certificate().map(CertificateDto::from),
            signing: key.signing.as_ref().map(SigningDto::from),
            secret: None,
            signing_secret: None,
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
            previous_secret_until: key.previous.as_ref().map(|previous| previous.until),
        }
    }
}

/// A new key. It may do nothing that you may not do yourself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeyBody {
    /// What it is for.
    pub(crate) name: String,
    /// Roughly what it may do: `read`, `write`, `operate`.
    #[serde(default)]
    scopes: Vec<String>,
    /// What it may do beside its scopes.
    #[serde(default)]
    permissions: Vec<String>,
    /// Whose key it is: an agent's or a service account's.
    #[schema(value_type = Option<String>)]
    principal: Option<PrincipalId>,
    /// What its holder is certified for: `pci`, `hipaa`.
    #[serde(default)]
    certifications: Vec<String>,
    /// Where its holder is.
    #[schema(example = "eu")]
    region: Option<String>,
    /// From 1 to 36500; never if left out.
    expires_in_days: Option<u32>,
    /// What proves it in the place of a secret.
    certificate: Option<CertificateBody>,
}

impl NewKeyBody {
    /// The key to be made, with this id, and with this secret if it has one.
    pub(crate) fn into_key(
        self,
        now: Timestamp,
        id: ApiKeyId,
        hash: bezant_identity::SecretHash,
    ) -> Result<bezant_identity::tenancy::NewKey, Problem> {
        let expires_at = match self.expires_in_days {
            None => None,
            Some(days) if (1..=36_500).contains(&days) => {
                Some(now.after(Milliseconds(u64::from(days) * DAY)))
            }
            Some(_) => {
                let message = "it must be from 1 to 36500";
                return Err(Problem::mistake("expires_in_days", Code::FieldInvalid, message));
            }
        };
        let region = self.region.as_deref();
        let certificate = self.certificate.as_ref().map(CertificateBody::proof);
        Ok(bezant_identity::tenancy::NewKey {
            id,
            name: self.name,
            proof: certificate.transpose()?.unwrap_or(KeyProof::Secret(hash)),
            scopes: scopes(&self.scopes)?,
            permissions: permissions("permissions", &self.permissions)?,
            principal: self.principal,
            certifications: certifications(&self.certifications)?,
            region: region.map(|text| parse_region("region", text)).transpose()?,
            expires_at,
        })
    }
}

fn scopes(words: &[String]) -> Result<Scopes, Problem> {
    let one = |(index, word): (usize, &String)| {
        let message = "a scope is 'read', 'write' or 'operate'";
        let wrong = || Problem::mistake(format!("scopes[{index}]"), Code::FieldInvalid, message);
        Scope::from_word(word).ok_or_else(wrong)
    };
    words.iter().enumerate().map(one).collect()
}

fn certifications(words: &[String]) -> Result<Certifications, Problem> {
    let mut all = Certifications::NONE;
    for (index, word) in words.iter().enumerate() {
        match word.as_str() {
            "pci" => all.pci = true,
            "hipaa" => all.hipaa = true,
            _ => {
                let message = "a certification is 'pci' or 'hipaa'";
                return Err(Problem::mistake(
                    format!("certifications[{index}]"),
                    Code::FieldInvalid,
                    message,
                ));
            }
        }
    }
    Ok(all)
}

/// Another secret or certificate for a key.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyRotation {
    /// How long the one before works too, from 0 to 604800; a day if left out.
    pub(crate) overlap_seconds: Option<u32>,
    /// For a key that has a certificate: another one.
    certificate: Option<CertificateBody>,
}

impl KeyRotation {
    /// What proves the key from now on: this secret, unless a certificate does.
    pub(crate) fn proof(&self, hash: bezant_identity::SecretHash) -> Result<KeyProof, Problem> {
        match &self.certificate {
            Some(certificate) => certificate.proof(),
            None => Ok(KeyProof::Secret(hash)),
        }
    }

    /// Until when what proves it now works.
    pub(crate) fn overlap_until(&self, now: Timestamp) -> Option<Timestamp> {
        overlap_until(self.overlap_seconds, now)
    }
}

/// Until when what is replaced still counts: a day, if nothing is said.
pub(super) fn overlap_until(seconds: Option<u32>, now: Timestamp) -> Option<Timestamp> {
    let seconds = seconds.unwrap_or(86_400);
    (seconds > 0).then(|| now.after(Milliseconds(u64::from(seconds) * 1_000)))
}
