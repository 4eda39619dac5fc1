//! What can be asked, and what happens then.

use bezant_kernel::{ApiKeyId, PrincipalId, TenantId, Timestamp};

use super::{
    CertificateName, Certifications, HoldName, KeyProof, KeySigning, Region, Scopes, SecretHash,
    SigningChange, TenantChange, TenantSettings,
};
use crate::Permissions;

/// What can be asked of tenants and keys. Except for [`Command::CreateTenant`] it is about the acting tenant and its keys.
#[derive(Clone, Debug)]
pub enum Command {
    /// Make a tenant. For the node: the acting tenant does not matter.
    CreateTenant {
        /// The new tenant's id.
        id: TenantId,
        /// Its name, unique among the tenants.
        name: String,
        /// How it is set up.
        settings: Box<TenantSettings>,
    },
    /// Change how the tenant is set up. For the node and, where [`TenantChange::needs_node`] does not say otherwise, for who
    /// has `tenant.manage`.
    ChangeTenant {
        /// Refuse unless the tenant has this version.
        expected_version: Option<u64>,
        /// What to change.
        change: Box<TenantChange>,
    },
    /// Refuse everything to everybody of the tenant until it is resumed. For the node.
    SuspendTenant {
        /// Why, for people; at most 500 characters.
        reason: String,
    },
    /// Open a suspended tenant again. For the node.
    ResumeTenant,
    /// Refuse everything to everybody of a suspended tenant for ever. What it has stays for export. For the node.
    CloseTenant,
    /// Say where the data of this log is. From then on it keeps tenants of that region only, and those that name none. For the node:
    /// the acting tenant does not matter. Doing it again changes nothing.
    DeclareRegion {
        /// Where.
        region: Region,
    },
    /// Delete nothing of the tenant from now on. For who has `tenant.manage`. Doing it again changes nothing.
    PlaceHold {
        /// What the hold is called.
        name: HoldName,
        /// Why, for people; at most 500 characters.
        reason: String,
    },
    /// End a hold. For who has `tenant.manage`.
    ReleaseHold {
        /// Which one.
        name: HoldName,
    },
    /// Make a key.
    CreateKey(Box<NewKey>),
    /// Give a key another secret or certificate, whichever it has. Doing it again with the same changes nothing.
    RotateKey {
        /// The key.
        id: ApiKeyId,
        /// What proves it from now on.
        proof: KeyProof,
        /// Until when what proves it now does so too, at most seven days; no longer where `None`. What did before that ends at
        /// once.
        overlap_until: Option<Timestamp>,
    },
    /// Change how a key's requests are signed. Doing it again with the same changes nothing.
    ChangeSigning {
        /// The key.
        id: ApiKeyId,
        /// To what.
        change: SigningChange,
    },
    /// Remember that a key was used. For the node, and for the key itself. Changes nothing within an hour of the last time.
    RecordKeyUse {
        /// The key.
        id: ApiKeyId,
        /// When.
        at: Timestamp,
    },
    /// Refuse a key from now on. Doing it again changes nothing.
    RevokeKey {
        /// The key.
        id: ApiKeyId,
    },
}

/// A new key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What its owner calls it.
    pub name: String,
    /// What proves that it is somebody's: the hash of a secret, see [`super::KeySecret::hash`], or a certificate.
    pub proof: KeyProof,
    /// What it may be used for, roughly.
    pub scopes: Scopes,
    /// What it may be used for beside its scopes.
    pub permissions: Permissions,
    /// Whose key it is, if it is an agent's or a service account's.
    pub principal: Option<PrincipalId>,
    /// What its holder is certified for.
    pub certifications: Certifications,
    /// Where its holder is.
    pub region: Option<Region>,
    /// From when on it is refused, if ever.
    pub expires_at: Option<Timestamp>,
}

impl NewKey {
    /// A key of the tenant itself, that does not expire and of which nothing else is said.
    pub fn new(id: ApiKeyId, name: &str, hash: SecretHash, scopes: Scopes) -> NewKey {
        NewKey {
            id,
            name: name.to_owned(),
            proof: KeyProof::Secret(hash),
            scopes,
            permissions: Permissions::NONE,
            principal: None,
            certifications: Certifications::NONE,
            region: None,
            expires_at: None,
        }
    }

    /// What it will allow by itself.
    pub(crate) fn effective(&self) -> Permissions {
        Permissions::of_scopes(self.scopes).union(self.permissions)
    }
}

/// What happened. Except for [`Event::TenantCreated`] it is about the tenant of the log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A tenant was made.
    TenantCreated {
        /// Its id.
        id: TenantId,
        /// Its name.
        name: String,
        /// How it is set up.
        settings: Box<TenantSettings>,
    },
    /// The tenant was set up otherwise.
    TenantChanged {
        /// How it is set up now, all of it.
        settings: Box<TenantSettings>,
    },
    /// The tenant was suspended, or another reason was given for it.
    TenantSuspended {
        /// Why, for people.
        reason: String,
    },
    /// The tenant is open again.
    TenantResumed,
    /// The tenant was closed.
    TenantClosed,
    /// It was said where the data of this log is.
    RegionDeclared {
        /// Where.
        region: Region,
    },
    /// Nothing of the tenant is deleted from now on.
    HoldPlaced {
        /// What the hold is called.
        name: HoldName,
        /// Why, for people.
        reason: String,
    },
    /// A hold ended.
    HoldReleased {
        /// Which one.
        name: HoldName,
    },
    /// A key was made.
    KeyCreated(Box<NewKey>),
    /// A key has another secret or certificate.
    KeyRotated {
        /// The key.
        id: ApiKeyId,
        /// What proves it now.
        proof: KeyProof,
        /// Until when what was before proves it too.
        overlap_until: Option<Timestamp>,
    },
    /// The requests of a key are signed otherwise.
    KeySigningChanged {
        /// The key.
        id: ApiKeyId,
        /// How they are signed now; `None` if they are not.
        signing: Option<Box<KeySigning>>,
    },
    /// A key was used.
    KeyUsed {
        /// The key.
        id: ApiKeyId,
        /// When.
        at: Timestamp,
    },
    /// A key was revoked.
    KeyRevoked {
        /// Its id.
        id: ApiKeyId,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::TenantCreated { .. } => "tenant.created",
            Event::TenantChanged { .. } => "tenant.changed",
            Event::TenantSuspended { .. } => "tenant.suspended",
            Event::TenantResumed => "tenant.resumed",
            Event::TenantClosed => "tenant.closed",
            Event::RegionDeclared { .. } => "region.declared",
            Event::HoldPlaced { .. } => "legal_hold.placed",
            Event::HoldReleased { .. } => "legal_hold.released",
            Event::KeyCreated(_) => "api_key.created",
            Event::KeyRotated { .. } => "api_key.rotated",
            Event::KeySigningChanged { .. } => "api_key.signing_changed",
            Event::KeyUsed { .. } => "api_key.used",
            Event::KeyRevoked { .. } => "api_key.revoked",
        }
    }

    /// What the tenant's event stream shows of it; `None` if it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match self {
            // The node's own affairs, and what happens too often to be news.
            Event::TenantCreated { .. } | Event::RegionDeclared { .. } | Event::KeyUsed { .. } => None,
            Event::TenantChanged { settings } => Some(setting_facts(settings)),
            Event::TenantSuspended { .. } => Some(vec![("status", "suspended".to_owned())]),
            Event::TenantResumed => Some(vec![("status", "active".to_owned())]),
            Event::TenantClosed => Some(vec![("status", "closed".to_owned())]),
            Event::HoldPlaced { name, .. } | Event::HoldReleased { name } => {
                Some(vec![("legal_hold", name.to_string())])
            }
            Event::KeyCreated(key) => Some(key_facts(key)),
            Event::KeyRotated {
                id,
                proof,
                overlap_until,
            } => {
                let mut facts = vec![("api_key", id.to_string())];
                facts.extend(proof.certificate().map(certificate_fact));
                facts.extend(overlap_until.map(|until| ("overlap_until", until.to_string())));
                Some(facts)
            }
            Event::KeySigningChanged { id, signing } => {
                let (algorithm, required) = match signing {
                    Some(signing) => (signing.key.algorithm(), signing.required),
                    None => ("none", false),
                };
                Some(vec![
                    ("api_key", id.to_string()),
                    ("signing", algorithm.to_owned()),
                    ("signature_required", required.to_string()),
                ])
            }
            Event::KeyRevoked { id } => Some(vec![("api_key", id.to_string())]),
        }
    }
}

fn setting_facts(settings: &TenantSettings) -> Vec<(&'static str, String)> {
    let on = settings.features.iter().filter(|(_, is_on)| **is_on);
    let sign_in = &settings.sign_in;
    let mut facts = vec![
        ("features_on", joined(on.map(|(name, _)| name.as_str()))),
        (
            "second_factor_required",
            sign_in.second_factor_required.to_string(),
        ),
        ("password_sign_in", sign_in.password_sign_in.to_string()),
        ("session_idle_minutes", sign_in.session_idle_minutes.to_string()),
        (
            "session_absolute_hours",
            sign_in.session_absolute_hours.to_string(),
        ),
    ];
    facts.extend(
        settings
            .region
            .as_ref()
            .map(|region| ("region", region.to_string())),
    );
    facts
}

fn key_facts(key: &NewKey) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("api_key", key.id.to_string()),
        ("name", key.name.clone()),
        ("scopes", joined(key.scopes.iter().map(|scope| scope.as_str()))),
    ];
    if !key.permissions.is_empty() {
        let words = key.permissions.iter().map(|permission| permission.as_str());
        facts.push(("permissions", joined(words)));
    }
    facts.extend(key.principal.map(|id| ("principal", id.to_string())));
    facts.extend(key.proof.certificate().map(certificate_fact));
    facts
}

fn certificate_fact(name: &CertificateName) -> (&'static str, String) {
    ("certificate", name.to_string())
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}
