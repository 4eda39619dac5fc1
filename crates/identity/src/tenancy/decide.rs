//! What a command leads to. Who may ask for it is looked up here, in the state.

use bezant_kernel::{ApiKeyId, Milliseconds, Tenant, Timestamp};

use super::{
    ApiKey, Certifications, Command, Event, KeyProof, NewKey, Region, Rejection, TenantChange, TenantRecord,
    TenantStatus, hold, signing,
};
use crate::access::PrincipalKind;
use crate::{Authority, Permission, Permissions};

/// A tenant has at most so many live keys if its limits say nothing else, so that a loop that makes keys is noticed.
pub const MAXIMUM_KEYS: usize = 100;

/// So long a key's old secret may work beside its new one.
pub const LONGEST_OVERLAP: Milliseconds = Milliseconds(7 * 24 * 60 * 60 * 1_000);

const NAME_CHARACTERS: usize = 64;
const REASON_CHARACTERS: usize = 500;

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    state: &crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let asked = Asked {
        state,
        now,
        tenant,
        authority,
    };
    match command {
        Command::CreateTenant { id, name, settings } => {
            asked.by_node()?;
            check_name(&name)?;
            settings.check()?;
            if state.tenancy.tenant(id).is_some() {
                return Err(Rejection::TenantExists(id));
            }
            if let Some(other) = state.tenancy.tenant_named(&name) {
                return Err(Rejection::TenantNameTaken(other.id));
            }
            asked.may_be_kept(settings.region.as_ref())?;
            Ok(vec![Event::TenantCreated { id, name, settings }])
        }
        Command::ChangeTenant {
            expected_version,
            change,
        } => asked.change_tenant(expected_version, *change),
        Command::SuspendTenant { reason } => asked.suspend(reason),
        Command::ResumeTenant => {
            asked.by_node()?;
            match asked.record()?.status {
                TenantStatus::Active => Ok(Vec::new()),
                TenantStatus::Suspended { .. } => Ok(vec![Event::TenantResumed]),
                TenantStatus::Closed => Err(Rejection::TenantClosed),
            }
        }
        Command::CloseTenant => {
            asked.by_node()?;
            match asked.record()?.status {
                TenantStatus::Active => Err(Rejection::TenantNotSuspended),
                TenantStatus::Suspended { .. } => Ok(vec![Event::TenantClosed]),
                TenantStatus::Closed => Ok(Vec::new()),
            }
        }
        Command::DeclareRegion { region } => asked.declare(region),
        Command::PlaceHold { name, reason } => {
            asked.with(Permission::TenantManage)?;
            hold::place(asked.record()?, name, reason)
        }
        Command::ReleaseHold { name } => {
            asked.with(Permission::TenantManage)?;
            hold::release(asked.record()?, name)
        }
        Command::CreateKey(key) => asked.create_key(key),
        Command::RotateKey {
            id,
            proof,
            overlap_until,
        } => asked.rotate_key(id, proof, overlap_until),
        Command::ChangeSigning { id, change } => {
            let key = asked.key_to_take_over(id)?;
            signing::changed(id, key.signing.as_ref(), change, now)
        }
        Command::RecordKeyUse { id, at } => {
            let key = asked.own_key(id)?;
            let is_by_itself = match authority {
                Authority::Node => true,
                Authority::Key(caller) => *caller == id,
                Authority::Principal { id: caller, .. } => key.principal == Some(*caller),
                Authority::Anyone => false,
            };
            if !is_by_itself {
                return Err(Rejection::NotPermitted);
            }
            let at = at.min(now);
            let is_news = key.is_live(now) && key.is_use_news(at);
            Ok(is_news.then_some(Event::KeyUsed { id, at }).into_iter().collect())
        }
        Command::RevokeKey { id } => {
            asked.with(Permission::KeysManage)?;
            let is_live = asked.own_key(id)?.revoked_at.is_none();
            Ok(is_live.then_some(Event::KeyRevoked { id }).into_iter().collect())
        }
    }
}

/// Who asks, when, of which tenant, and what there is.
struct Asked<'a> {
    state: &'a crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &'a Authority,
}

impl<'a> Asked<'a> {
    fn by_node(&self) -> Result<(), Rejection> {
        match self.authority {
            Authority::Node => Ok(()),
            Authority::Principal { .. } | Authority::Key(_) | Authority::Anyone => {
                Err(Rejection::NotPermitted)
            }
        }
    }

    /// A suspended tenant's people are told so, rather than that they lack a permission.
    fn with(&self, permission: Permission) -> Result<(), Rejection> {
        if *self.authority == Authority::Node {
            return Ok(());
        }
        self.open_record()?;
        if self
            .authority
            .permissions(self.state, self.tenant)
            .contains(permission)
        {
            Ok(())
        } else {
            Err(Rejection::NotPermitted)
        }
    }

    fn record(&self) -> Result<&'a TenantRecord, Rejection> {
        let id = self.tenant.id();
        self.state.tenancy.tenant(id).ok_or(Rejection::TenantUnknown(id))
    }

    fn open_record(&self) -> Result<&'a TenantRecord, Rejection> {
        let record = self.record()?;
        match record.status {
            TenantStatus::Active => Ok(record),
            TenantStatus::Suspended { .. } => Err(Rejection::TenantSuspended),
            TenantStatus::Closed => Err(Rejection::TenantClosed),
        }
    }

    fn own_key(&self, id: ApiKeyId) -> Result<&'a ApiKey, Rejection> {
        let own = self.state.tenancy.key(id).filter(|key| key.tenant == self.tenant);
        own.ok_or(Rejection::KeyUnknown(id))
    }

    fn change_tenant(&self, expected: Option<u64>, change: TenantChange) -> Result<Vec<Event>, Rejection> {
        if change.needs_node() {
            self.by_node()?;
        }
        self.with(Permission::TenantManage)?;
        let record = self.record()?;
        if record.status == TenantStatus::Closed {
            return Err(Rejection::TenantClosed);
        }
        if expected.is_some_and(|version| version != record.version) {
            return Err(Rejection::TenantVersionMismatch(record.version));
        }
        let settings = record.settings.changed(change);
        settings.check()?;
        if settings == record.settings {
            return Ok(Vec::new());
        }
        if settings.region != record.settings.region {
            self.may_be_kept(settings.region.as_ref())?;
        }
        let settings = Box::new(settings);
        Ok(vec![Event::TenantChanged { settings }])
    }

    /// Whether data of a tenant that names this region may be in this log at all: what is never taken in needs no way back.
    fn may_be_kept(&self, region: Option<&Region>) -> Result<(), Rejection> {
        match (self.state.tenancy.region(), region) {
            (_, None) => Ok(()),
            (Some(here), Some(there)) if here == there => Ok(()),
            (Some(here), Some(_)) => Err(Rejection::RegionElsewhere(here.clone())),
            (None, Some(_)) => Err(Rejection::RegionUndeclared),
        }
    }

    /// Where data is changes only while no tenant relies on it.
    fn declare(&self, region: Region) -> Result<Vec<Event>, Rejection> {
        self.by_node()?;
        if self.state.tenancy.region() == Some(&region) {
            return Ok(Vec::new());
        }
        let relies = |tenant: &&TenantRecord| {
            let named = tenant.settings.region.as_ref();
            tenant.status != TenantStatus::Closed && named.is_some_and(|named| *named != region)
        };
        match self.state.tenancy.tenants().find(relies) {
            Some(tenant) => Err(Rejection::RegionHasTenants(tenant.id)),
            None => Ok(vec![Event::RegionDeclared { region }]),
        }
    }

    fn suspend(&self, reason: String) -> Result<Vec<Event>, Rejection> {
        self.by_node()?;
        if !is_plain(&reason, REASON_CHARACTERS) {
            return Err(Rejection::TenantReasonInvalid);
        }
        match &self.record()?.status {
            TenantStatus::Suspended { reason: known } if *known == reason => Ok(Vec::new()),
            TenantStatus::Active | TenantStatus::Suspended { .. } => {
                Ok(vec![Event::TenantSuspended { reason }])
            }
            TenantStatus::Closed => Err(Rejection::TenantClosed),
        }
    }

    /// Whether they may say that a key's holder is certified: who is on record as that themself.
    fn may_certify(&self, certifications: Certifications) -> bool {
        match self.authority {
            Authority::Node => true,
            Authority::Principal { id, .. } => {
                let own = self
                    .state
                    .access
                    .principal(self.tenant, *id)
                    .map(|one| &one.attributes);
                own.is_some_and(|own| {
                    (own.pci || !certifications.pci) && (own.hipaa || !certifications.hipaa)
                })
            }
            Authority::Key(_) | Authority::Anyone => false,
        }
    }

    /// A live key, for who may come to have all that it may: whoever chooses what proves it can do from then on what it can.
    fn key_to_take_over(&self, id: ApiKeyId) -> Result<&'a ApiKey, Rejection> {
        self.with(Permission::KeysManage)?;
        self.open_record()?;
        let key = self.own_key(id)?;
        if !key.is_live(self.now) {
            return Err(Rejection::KeyNotLive(id));
        }
        self.may_hold(Some(id), key.permissions(), key.certifications)?;
        Ok(key)
    }

    fn rotate_key(
        &self,
        id: ApiKeyId,
        proof: KeyProof,
        overlap_until: Option<Timestamp>,
    ) -> Result<Vec<Event>, Rejection> {
        self.with(Permission::KeysManage)?;
        self.open_record()?;
        if self.own_key(id)?.proof == proof {
            return Ok(Vec::new());
        }
        let key = self.key_to_take_over(id)?;
        if overlap_until.is_some_and(|until| until > self.now.after(LONGEST_OVERLAP)) {
            return Err(Rejection::KeyOverlapTooLong);
        }
        let previous = key.previous.as_ref().map(|previous| &previous.proof);
        if previous == Some(&proof) {
            return Err(Rejection::KeySecretReused);
        }
        if !key.proof.is_like(&proof) {
            return Err(Rejection::KeyProofMismatch);
        }
        self.check_proof(&proof)?;
        Ok(vec![Event::KeyRotated {
            id,
            proof,
            overlap_until: overlap_until.filter(|until| *until > self.now),
        }])
    }

    /// A certificate names one caller. A name in it is the word of the authorities that sign certificates, which are the
    /// machine's and not a tenant's: a tenant could claim the name of another's certificates, and have its calls come to itself.
    fn check_proof(&self, proof: &KeyProof) -> Result<(), Rejection> {
        let Some(name) = proof.certificate() else {
            return Ok(());
        };
        if !name.is_fingerprint() && *self.authority != Authority::Node {
            return Err(Rejection::KeyCertificateNameDenied);
        }
        match self.state.tenancy.key_of_certificate(name, self.now) {
            Some(_) => Err(Rejection::KeyCertificateTaken),
            None => Ok(()),
        }
    }

    fn create_key(&self, key: Box<NewKey>) -> Result<Vec<Event>, Rejection> {
        self.with(Permission::KeysManage)?;
        check_name(&key.name)?;
        if key.effective().is_empty() {
            return Err(Rejection::ScopesMissing);
        }
        if key.expires_at.is_some_and(|end| end <= self.now) {
            return Err(Rejection::ExpiryPassed);
        }
        let limits = self.open_record()?.settings.limits;
        self.may_hold(None, key.effective(), key.certifications)?;
        // A person signs in: a key of theirs would let its maker be two people.
        let principal = key
            .principal
            .and_then(|id| self.state.access.principal(self.tenant, id));
        if principal.is_some_and(|one| one.kind == PrincipalKind::User) {
            return Err(Rejection::KeyExceedsAuthority);
        }
        let tenancy = &self.state.tenancy;
        if tenancy.key(key.id).is_some() {
            return Err(Rejection::KeyExists(key.id));
        }
        let limit = limits.max_keys.map_or(MAXIMUM_KEYS, |limit| limit as usize);
        let live = tenancy.keys(self.tenant).filter(|key| key.is_live(self.now));
        if live.count() >= limit {
            return Err(Rejection::TooManyKeys);
        }
        self.check_proof(&key.proof)?;
        Ok(vec![Event::KeyCreated(key)])
    }

    /// Whether the one who asks may come to hold a key that allows this: nobody gives, or takes, more than they have. A key
    /// may always have itself.
    fn may_hold(
        &self,
        key: Option<ApiKeyId>,
        permissions: Permissions,
        certifications: Certifications,
    ) -> Result<(), Rejection> {
        let allows_all = match self.authority {
            Authority::Node => true,
            Authority::Key(id) if key == Some(*id) => return Ok(()),
            Authority::Principal { .. } => self.has_all(permissions),
            // Power over others goes from person to person, not from key to key.
            Authority::Key(_) => {
                !permissions.intersects(Permissions::ADMINISTRATIVE) && self.has_all(permissions)
            }
            Authority::Anyone => false,
        };
        if !allows_all {
            return Err(Rejection::KeyExceedsAuthority);
        }
        if certifications.is_empty() || self.may_certify(certifications) {
            Ok(())
        } else {
            Err(Rejection::KeyCertificationRefused)
        }
    }

    fn has_all(&self, permissions: Permissions) -> bool {
        let own = self.authority.permissions(self.state, self.tenant);
        !permissions.intersects(Permissions::NODE_WIDE) && own.contains_all(permissions)
    }
}

fn check_name(name: &str) -> Result<(), Rejection> {
    if is_plain(name, NAME_CHARACTERS) {
        Ok(())
    } else {
        Err(Rejection::NameInvalid)
    }
}

pub(super) fn is_plain(text: &str, longest: usize) -> bool {
    let length = text.chars().count();
    let is_clean = !text.chars().any(char::is_control) && text.trim() == text;
    is_clean && (1..=longest).contains(&length)
}

#[cfg(test)]
mod tests;
