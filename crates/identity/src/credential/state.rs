//! The credentials there are, and how events change them.

use std::collections::BTreeMap;

use bezant_kernel::{PasskeyId, PrincipalId, Tenant, Timestamp};

use super::{Change, Credentials, EmailToken, Event, Passkey, Password, RecoveryToken, Totp};
use crate::{Authority, LookupHash, TokenHash};

/// The credentials of all principals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    all: BTreeMap<(Tenant, PrincipalId), Credentials>,
    passkeys: BTreeMap<(Tenant, Vec<u8>), (PrincipalId, PasskeyId)>,
    /// Of recoveries and e-mail verifications. Hashes of random bytes may be found by search: nobody can come near one.
    tokens: BTreeMap<[u8; 32], (Tenant, PrincipalId)>,
}

impl State {
    /// The credentials of a principal, if they ever had any.
    pub fn of(&self, tenant: Tenant, principal: PrincipalId) -> Option<&Credentials> {
        self.all.get(&(tenant, principal))
    }

    /// The passkey that an authenticator gave this id, and whose it is.
    pub fn passkey(&self, tenant: Tenant, credential_id: &[u8]) -> Option<(PrincipalId, &Passkey)> {
        let (principal, id) = self.passkeys.get(&(tenant, credential_id.to_vec()))?;
        let passkey = self.of(tenant, *principal)?.passkeys.get(id)?;
        Some((*principal, passkey))
    }

    /// Who may set a new password by this token now.
    pub fn recovery(&self, tenant: Tenant, token: &TokenHash, now: Timestamp) -> Option<PrincipalId> {
        self.recovery_under_way(tenant, token, now)
            .map(|(principal, _)| principal)
    }

    pub(super) fn recovery_under_way(
        &self,
        tenant: Tenant,
        token: &TokenHash,
        now: Timestamp,
    ) -> Option<(PrincipalId, RecoveryToken)> {
        let (of, principal) = *self.tokens.get(token.as_bytes())?;
        let live = |one: &&RecoveryToken| one.hash == *token && now < one.expires_at;
        let found = self.of(tenant, principal)?.recoveries.iter().find(live)?;
        (of == tenant).then_some((principal, *found))
    }

    /// Whether a principal has shown that this address is theirs.
    pub fn has_verified(&self, tenant: Tenant, principal: PrincipalId, address: &LookupHash) -> bool {
        let verified = self.of(tenant, principal).and_then(|own| own.email_verified);
        verified.is_some_and(|(verified, _)| verified == *address)
    }

    /// Who confirms which address by this token now.
    pub fn email_verification(
        &self,
        tenant: Tenant,
        token: &TokenHash,
        now: Timestamp,
    ) -> Option<(PrincipalId, LookupHash)> {
        let (of, principal) = *self.tokens.get(token.as_bytes())?;
        let waiting = self.of(tenant, principal)?.email_token.as_ref()?;
        let good = of == tenant && waiting.hash == *token && now < waiting.expires_at;
        good.then_some((principal, waiting.address))
    }

    /// Under which number sessions and grants of a principal are good; see [`Credentials::epoch`].
    pub fn epoch(&self, tenant: Tenant, principal: PrincipalId) -> u64 {
        self.of(tenant, principal).map_or(0, |of| of.epoch)
    }

    pub(super) fn token_is_taken(&self, token: &TokenHash) -> bool {
        self.tokens.contains_key(token.as_bytes())
    }

    /// Within the tenant only: what another has must not show.
    pub(super) fn passkey_is_taken(&self, tenant: Tenant, principal: PrincipalId, passkey: &Passkey) -> bool {
        self.passkeys
            .contains_key(&(tenant, passkey.credential_id.clone()))
            || self
                .of(tenant, principal)
                .is_some_and(|own| own.passkeys.contains_key(&passkey.id))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&(Tenant, PrincipalId), &Credentials)> {
        self.all.iter()
    }

    pub(super) fn insert(&mut self, tenant: Tenant, principal: PrincipalId, own: Credentials) {
        for passkey in own.passkeys.values() {
            let place = (tenant, passkey.credential_id.clone());
            self.passkeys.insert(place, (principal, passkey.id));
        }
        let recoveries = own.recoveries.iter().map(|one| one.hash);
        for token in recoveries.chain(own.email_token.as_ref().map(|one| one.hash)) {
            self.tokens.insert(*token.as_bytes(), (tenant, principal));
        }
        self.all.insert((tenant, principal), own);
    }

    fn remove(&mut self, tenant: Tenant, principal: PrincipalId) -> Credentials {
        let own = self.all.remove(&(tenant, principal)).unwrap_or_default();
        for passkey in own.passkeys.values() {
            self.passkeys.remove(&(tenant, passkey.credential_id.clone()));
        }
        let recoveries = own.recoveries.iter().map(|one| one.hash);
        for token in recoveries.chain(own.email_token.as_ref().map(|one| one.hash)) {
            self.tokens.remove(token.as_bytes());
        }
        own
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, _by: &Authority, event: &Event) {
    // Out and in again, so that what is looked up by can't get out of step.
    let mut own = state.remove(tenant, event.principal);
    own.recoveries.retain(|one| at < one.expires_at);
    change(&mut own, at, &event.change);
    if own.second_factors() == 0 {
        own.recovery_codes.clear();
    }
    state.insert(tenant, event.principal, own);
}

fn change(own: &mut Credentials, at: Timestamp, change: &Change) {
    let password = |hash: &super::PasswordHash| {
        Some(Password {
            hash: hash.clone(),
            changed_at: at,
        })
    };
    match change {
        Change::PasswordSet { hash } => {
            own.password = password(hash);
            own.recoveries.clear();
        }
        Change::PasswordRehashed { hash } => {
            if let Some(password) = &mut own.password {
                password.hash.clone_from(hash);
            }
        }
        Change::TotpEnrolled { seed } => own.enrolling = Some(seed.clone()),
        Change::TotpConfirmed { step } => {
            own.totp = own.enrolling.take().map(|seed| Totp {
                seed,
                last_step: *step,
                confirmed_at: at,
            });
        }
        Change::TotpUsed { step } => {
            if let Some(totp) = &mut own.totp {
                totp.last_step = *step;
            }
        }
        Change::TotpRemoved => {
            own.totp = None;
            own.enrolling = None;
        }
        Change::RecoveryCodesReplaced { codes } => own.recovery_codes = codes.clone(),
        Change::RecoveryCodeUsed { code } => own.recovery_codes.retain(|one| one != code),
        Change::PasskeyAdded { passkey } => {
            own.passkeys.insert(passkey.id, passkey.clone());
        }
        Change::PasskeyUsed {
            id,
            counter,
            backed_up,
            credential,
        } => {
            if let Some(passkey) = own.passkeys.get_mut(id) {
                passkey.counter = *counter;
                passkey.backed_up = *backed_up;
                passkey.last_used_at = Some(at);
                if let Some(bytes) = credential {
                    passkey.credential.clone_from(bytes);
                }
            }
        }
        Change::PasskeyRemoved { id } => {
            own.passkeys.remove(id);
        }
        Change::SecondFactorsReset => {
            own.totp = None;
            own.enrolling = None;
            own.passkeys.clear();
            own.epoch += 1;
        }
        Change::RecoveryStarted {
            token,
            address,
            expires_at,
        } => own.recoveries.push(RecoveryToken {
            hash: *token,
            address: *address,
            expires_at: *expires_at,
        }),
        Change::RecoveryFinished { hash, address } => {
            own.password = password(hash);
            own.email_verified = address.map(|address| (address, at)).or(own.email_verified);
            own.recoveries.clear();
            own.epoch += 1;
        }
        Change::EmailVerificationStarted {
            token,
            address,
            expires_at,
        } => {
            own.email_token = Some(EmailToken {
                hash: *token,
                address: *address,
                expires_at: *expires_at,
            });
        }
        Change::EmailVerified { address } => {
            own.email_verified = Some((*address, at));
            own.email_token = None;
        }
        // The number stays: were it to start again, old sessions would come back to life.
        Change::Erased => {
            *own = Credentials {
                epoch: own.epoch + 1,
                ..Credentials::default()
            };
        }
    }
}
