//! Sign-in at a SAML 2.0 identity provider: the request by redirect, the response by POST, only when it was asked for.
//!
//! Two look at a response, one after the other: [`document`] refuses every form in which something could be read that isn't signed,
//! and `saml-rs` verifies signature, issuer, audience, recipient, request and times. A response that either of them refuses is none.

mod document;

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bezant_kernel::{Milliseconds, Timestamp};
use quick_xml::escape::escape;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use saml_rs::xml::XmlLimits;
use saml_rs::{
    AcsEndpoint, AudienceValidationPolicy, BrowserInput, ClockSkew, EntityId, FormField, IdpDescriptor,
    MetadataTrustPolicy, NameIdFormat, PendingAuthnRequest, PendingSnapshot, RelayStateParam, ReplayCache,
    ReplayKey, ReplayPolicy, Saml, SamlError, SamlValidationContext, Sp, SpConfig, SpValidationPolicy,
    SsoResponse, SsoSession, StartSso, XmlPolicy, XmlSignatureProfile,
};
use serde::Deserialize;

use crate::config::web_address;
use crate::http::RETRY_AFTER;
use crate::identity::{OutsideIdentity, Said};
use crate::once::{Claim, UsedOnce, WhenFull};
use crate::pending::{Kept, Pending, Started};
use crate::{ConfigError, Flaw, ProviderName, Refusal, SamlConfig, SsoError, random};

/// A response with two hundred groups has some 30 KB.
const LARGEST_DOCUMENT: usize = 256 * 1024;

/// Between our clock and the provider's.
const SKEW_MS: i64 = 60_000;

/// Nothing is remembered longer than this; a response that is valid for longer is not taken.
const LONGEST_VALIDITY: Duration = Duration::from_secs(24 * 60 * 60);

/// One SAML identity provider, and us as a service provider to it.
pub struct SamlProvider {
    name: ProviderName,
    config: SamlConfig,
    acs_url: String,
    service: Saml<Sp>,
    provider: IdpDescriptor,
    /// Nothing stands behind it.
    used: UsedOnce,
}

/// The form that a browser brings from the identity provider.
#[derive(Clone, Deserialize)]
pub struct SamlCallback {
    /// The response, in base64.
    #[serde(rename = "SAMLResponse")]
    pub response: String,
    /// The state that we sent.
    #[serde(rename = "RelayState")]
    pub relay_state: Option<String>,
}

impl SamlProvider {
    /// A provider whose responses are sent to `acs_url` and who finds our metadata at `metadata_url`. Asks nobody anything.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn new(
        name: ProviderName,
        config: SamlConfig,
        acs_url: String,
        metadata_url: String,
    ) -> Result<Self, ConfigError> {
        web_address(&config.sso_url).map_err(|problem| name.wrong("sso_url", problem))?;
        let own_entity_id = config.own_entity_id.clone().unwrap_or(metadata_url);
        let entity_id = |setting, text: &str| {
            let problem = "must be 1 to 1024 characters without spaces";
            let is_clean = text.len() <= 1024 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
            let id = EntityId::try_new(text).ok().filter(|_| is_clean);
            id.ok_or_else(|| name.wrong(setting, problem))
        };
        let provider = IdpDescriptor::from_metadata_xml_for(
            entity_id("entity_id", &config.entity_id)?,
            &provider_metadata(&name, &config)?,
            // It was made a line above from our own configuration.
            MetadataTrustPolicy::UnsignedForCompatibility,
        )
        .map_err(|error| name.wrong("certificates", error))?;
        let service = service_config(entity_id("own_entity_id", &own_entity_id)?, &acs_url)
            .and_then(Saml::sp)
            .map_err(|error| name.wrong("own_entity_id", error))?;
        let made = SamlProvider {
            name,
            config,
            acs_url,
            service,
            provider,
            used: UsedOnce::new(WhenFull::Refuse),
        };
        // What can't start is told when the node starts.
        made.service
            .start_sso(&made.provider, StartSso::redirect())
            .map_err(|error| made.name.wrong("sso_url", error))?;
        Ok(made)
    }

    /// The provider's name.
    pub fn name(&self) -> &ProviderName {
        &self.name
    }

    /// Our metadata, for the identity provider to read.
    pub fn metadata_xml(&self) -> &str {
        self.service.metadata_xml()
    }

    /// Where to send a browser, and what to keep for its return.
    ///
    /// # Errors
    /// When the configuration does not do for a request.
    pub fn start(&self, now: Timestamp) -> Result<Started, SsoError> {
        let wrong = |error: SamlError| SsoError::from(self.name.wrong("sso_url", error));
        let relay_state = random::text();
        let options = StartSso::redirect()
            .apply_web_browser_sso_generation_rules()
            .relay_state(RelayStateParam::try_from_option(Some(relay_state.clone())).map_err(wrong)?);
        let started = self.service.start_sso(&self.provider, options).map_err(wrong)?;
        let kept = Kept::Saml {
            request: started.pending.request_id().as_str().to_owned(),
            relay_state,
        };
        Ok(Started {
            redirect_to: started.outbound.redirect_url().map_err(wrong)?.to_owned(),
            pending: Pending::new(&self.name, now, kept),
        })
    }

    /// Who came back, if it is the browser that left.
    ///
    /// # Errors
    /// When it isn't, when the provider refuses, and when its word is not valid.
    pub fn finish(
        &self,
        pending: Pending,
        callback: SamlCallback,
        now: Timestamp,
    ) -> Result<OutsideIdentity, SsoError> {
        pending.check(&self.name, now)?;
        let Kept::Saml { request, relay_state } = pending.kept else {
            return Err(SsoError::Invalid(Flaw::State));
        };
        if !callback
            .relay_state
            .is_some_and(|given| random::same(&given, &relay_state))
        {
            return Err(SsoError::Invalid(Flaw::State));
        }
        let xml = decoded(&callback.response).map_err(SsoError::Invalid)?;
        match document::check(&xml).map_err(SsoError::Invalid)? {
            document::Outcome::Success => {}
            document::Outcome::Failure => return Err(SsoError::Refused(Refusal::DeniedByProvider)),
        }
        let session = self.verified(request, relay_state, &xml, now)?;
        self.identity(&session, now)
    }

    fn verified(
        &self,
        request: String,
        relay_state: String,
        xml: &str,
        now: Timestamp,
    ) -> Result<SsoSession, SsoError> {
        let broken = |error: SamlError| SsoError::Invalid(flaw(&error));
        let relay = || RelayStateParam::try_from_option(Some(relay_state.clone())).map_err(broken);
        let snapshot = PendingSnapshot::authn_request(
            request,
            relay()?,
            self.config.entity_id.as_str(),
            "post",
            self.acs_url.as_str(),
            "post",
        );
        let request = PendingAuthnRequest::from_snapshot(snapshot).map_err(broken)?;
        // Both look at the same bytes.
        let input = BrowserInput::<SsoResponse>::post(vec![
            FormField::new("SAMLResponse", STANDARD.encode(xml)),
            FormField::new("RelayState", relay_state.clone()),
        ]);
        let clock = SystemTime::UNIX_EPOCH + Duration::from_micros(now.as_microseconds());
        let skew = ClockSkew::from_millis(-SKEW_MS, SKEW_MS);
        // The memory is asked last and by itself, so that what is not valid takes no place in it.
        let context =
            SamlValidationContext::new(clock, ReplayPolicy::DisabledForCompatibility).with_clock_skew(skew);
        let session = self
            .service
            .finish_sso(&self.provider, &request, input, context)
            .map_err(|error| {
                let flaw = flaw(&error);
                tracing::warn!(provider = %self.name, code = flaw.code(), "a SAML response was refused");
                match error {
                    SamlError::StatusNotSuccess { .. } => SsoError::Refused(Refusal::DeniedByProvider),
                    _ => SsoError::Invalid(flaw),
                }
            })?;
        if session.issuer().as_str() != self.config.entity_id {
            return Err(SsoError::Invalid(Flaw::Issuer));
        }
        if session.verified_xml_signatures().is_empty() {
            return Err(SsoError::Invalid(Flaw::Signature));
        }
        let mut memory = Memory {
            used: &self.used,
            now,
            latest: clock + LONGEST_VALIDITY,
            refused: None,
        };
        let mut context =
            SamlValidationContext::new(clock, ReplayPolicy::RequireCache(&mut memory)).with_clock_skew(skew);
        let taken = session.check_and_store_replay(&mut context);
        match (taken, memory.refused) {
            (Ok(()), None) => Ok(session),
            (_, Some(Claim::Full)) => Err(SsoError::ProviderUnavailable {
                provider: self.name.clone(),
                retry_after: RETRY_AFTER,
            }),
            (Err(SamlError::ReplayDetected { .. }), _) | (_, Some(Claim::Again)) => {
                Err(SsoError::Invalid(Flaw::Replayed))
            }
            (_, _) => Err(SsoError::Invalid(Flaw::Time)),
        }
    }

    fn identity(&self, session: &SsoSession, now: Timestamp) -> Result<OutsideIdentity, SsoError> {
        let values = |attribute: &Option<String>| -> Vec<String> {
            let found = attribute
                .as_deref()
                .and_then(|name| session.attributes().get(name));
            let values = found.map_or(&[][..], |attribute| attribute.values());
            values.iter().map(|value| value.as_str().to_owned()).collect()
        };
        let first = |attribute: &Option<String>| values(attribute).into_iter().next();
        let subject = match &self.config.subject_attribute {
            Some(_) => match &values(&self.config.subject_attribute)[..] {
                [one] => one.clone(),
                _ => String::new(),
            },
            // A transient one is another at each sign-in: it names nobody.
            None if session.name_id().format() == Some(&NameIdFormat::Transient) => String::new(),
            None => session.name_id().value().to_owned(),
        };
        let said = Said {
            subject,
            email: first(&self.config.email_attribute),
            email_verified: self.config.email_verified,
            name: first(&self.config.name_attribute),
            groups: values(&self.config.groups_attribute),
        };
        let authenticated = session.authn_session().authn_instant();
        let authenticated = authenticated.and_then(|instant| instant.as_str().parse().ok());
        said.identity(
            &self.name,
            authenticated.filter(|&at: &Timestamp| at <= now).unwrap_or(now),
        )
    }
}

fn service_config(entity_id: EntityId, acs_url: &str) -> Result<SpConfig, SamlError> {
    let policy = SpValidationPolicy {
        xml_signatures: XmlSignatureProfile::StrictRsaSha2,
        audience: AudienceValidationPolicy::Validate,
        ..SpValidationPolicy::recommended()
    };
    let limits = XmlLimits {
        max_bytes: LARGEST_DOCUMENT,
        max_depth: document::DEEPEST,
        max_nodes: document::MOST_ELEMENTS,
        ..XmlLimits::default()
    };
    SpConfig::builder(entity_id)
        .acs_endpoint(AcsEndpoint::post(acs_url)?.with_index(0).mark_default())
        .validation(policy)
        .xml(XmlPolicy {
            clock_drifts: (-SKEW_MS, SKEW_MS),
            limits,
            ..XmlPolicy::default()
        })
        .build()
}

/// The provider's metadata, as far as we need it, from the configuration.
fn provider_metadata(name: &ProviderName, config: &SamlConfig) -> Result<String, ConfigError> {
    if config.certificates.is_empty() || config.certificates.len() > 8 {
        return Err(name.wrong("certificates", "must be 1 to 8"));
    }
    let mut keys = String::new();
    for pem in &config.certificates {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| name.wrong("certificates", "one is not a certificate in PEM"))?;
        let certificate = STANDARD.encode(certificate);
        keys.push_str(&format!(
            "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}\
             </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        ));
    }
    Ok(format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" entityID=\"{}\">\
         <md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{keys}\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{}\"/>\
         </md:IDPSSODescriptor></md:EntityDescriptor>",
        escape(&config.entity_id),
        escape(&config.sso_url),
    ))
}

fn decoded(response: &str) -> Result<String, Flaw> {
    // Line breaks are common there.
    if response.len() > LARGEST_DOCUMENT * 3 / 2 {
        return Err(Flaw::TooLarge);
    }
    let text: String = response.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(text).map_err(|_| Flaw::Malformed)?;
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(Flaw::TooLarge);
    }
    String::from_utf8(bytes).map_err(|_| Flaw::Malformed)
}

/// The memory of used ids, as `saml-rs` asks for it.
struct Memory<'a> {
    used: &'a UsedOnce,
    now: Timestamp,
    latest: SystemTime,
    refused: Option<Claim>,
}

impl ReplayCache for Memory<'_> {
    fn check_and_store(&mut self, key: ReplayKey, expires_at: SystemTime) -> Result<(), SamlError> {
        let until = expires_at
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let until = Timestamp::from_microseconds(u64::try_from(until.as_micros()).unwrap_or(u64::MAX));
        if expires_at > self.latest {
            return Err(SamlError::ExpiredSession);
        }
        let until = until.max(self.now).after(Milliseconds(SKEW_MS.unsigned_abs()));
        match self.used.claim(&key.cache_key(), until, self.now) {
            Claim::First => Ok(()),
            claim @ (Claim::Again | Claim::Full) => {
                self.refused = Some(claim);
                Err(SamlError::ReplayDetected { key: key.cache_key() })
            }
        }
    }
}

/// What an error of the library says about the response. New kinds of errors are documents that we don't understand.
fn flaw(error: &SamlError) -> Flaw {
    use SamlError as E;
    match error {
        E::IssuerMismatch { .. } | E::UnmatchIssuer => Flaw::Issuer,
        E::AudienceMismatch { .. } | E::UnmatchAudience => Flaw::Audience,
        E::DestinationMismatch { .. } | E::UnmatchDestination => Flaw::Recipient,
        E::InResponseToMismatch { .. } | E::InvalidInResponseTo => Flaw::Nonce,
        E::SubjectConfirmationInvalid { reason } => {
            use saml_rs::error::SubjectConfirmationReason as R;
            match reason {
                R::TimeWindowInvalid | R::MissingNotOnOrAfter => Flaw::Time,
                R::InResponseToMismatch => Flaw::Nonce,
                _ => Flaw::Recipient,
            }
        }
        E::RelayStateMismatch { .. } => Flaw::State,
        E::PrincipalMismatch => Flaw::Subject,
        E::TimeWindowInvalid { .. } | E::ExpiredSession => Flaw::Time,
        E::ReplayDetected { .. } => Flaw::Replayed,
        E::SignatureMissing
        | E::SignatureVerification { .. }
        | E::ReferenceResolution { .. }
        | E::SignedReferenceMismatch
        | E::AssertionSignatureRequired
        | E::NoTrustedCertificate
        | E::CertificateMismatch
        | E::FailedToVerifySignature
        | E::FailedMessageSignatureVerification
        | E::UnmatchCertificate
        | E::Crypto(_) => Flaw::Signature,
        E::AlgorithmUnsupported => Flaw::Algorithm,
        E::PotentialWrappingAttack | E::ProtocolProfile(_) | E::UnrecognizedCondition { .. } => Flaw::Form,
        _ => Flaw::Malformed,
    }
}
