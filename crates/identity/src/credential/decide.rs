//! The decision between what is asked and what happens.

use bezant_kernel::{Milliseconds, PrincipalId, Tenant, Timestamp};

use super::{Change, Command, Credentials, Event, Passkey, Rejection};
use crate::{Authority, LookupHash, Permission, Permissions, Sealed};

const MINUTE: u64 = 60 * 1_000;
const LONGEST_RECOVERY: Milliseconds = Milliseconds(60 * MINUTE);
const LONGEST_EMAIL_VERIFICATION: Milliseconds = Milliseconds(3 * 24 * 60 * MINUTE);

/// Whoever asks again and again for someone else's recovery must neither flood them nor push out a token that they have got.
const MAXIMUM_RECOVERIES: usize = 3;
const MAXIMUM_RECOVERY_CODES: usize = 16;
const MAXIMUM_PASSKEYS: usize = 20;
/// WebAuthn level 3, 4: credential ids have at most 1023 bytes.
const CREDENTIAL_ID_BYTES: usize = 1_023;
const CREDENTIAL_BYTES: usize = 4_096;
const NAME_CHARACTERS: usize = 64;
const SEED_BYTES: usize = 1_024;

/// Whether this is the principal, and not with a token that was narrowed: such a one was given away for something else.
pub(crate) fn is_self(authority: &Authority, principal: PrincipalId) -> bool {
    match authority {
        Authority::Principal { id, limit } => *id == principal && *limit == Permissions::all(),
        Authority::Node | Authority::Key(_) | Authority::Anyone => false,
    }
}

/// Whether they may act on what belongs to `principal`: they administer identity, and nothing that the other may do would be
/// new to them.
fn rules_over(state: &crate::State, tenant: Tenant, authority: &Authority, principal: PrincipalId) -> bool {
    let own = authority.permissions(state, tenant);
    own.contains(Permission::IdentityManage)
        && own.contains_all(state.access.permissions_of(tenant, principal))
}

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
    let (principal, change) = asked.decide(command)?;
    Ok(vec![Event { principal, change }])
}

struct Asked<'a> {
    state: &'a crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &'a Authority,
}

impl Asked<'_> {
    fn decide(&self, command: Command) -> Result<(PrincipalId, Change), Rejection> {
        match command {
            Command::SetPassword { principal, hash } => {
                self.by_owner(principal)?;
                Ok((principal, Change::PasswordSet { hash }))
            }
            Command::RehashPassword {
                principal,
                former,
                hash,
            } => {
                self.by_who_signs_in(principal)?;
                let current = self.of(principal).and_then(|of| of.password.as_ref());
                // Between the check and this it may have been changed, and must not be changed back.
                if current.is_none_or(|current| current.hash != former) {
                    return Err(Rejection::PasswordChanged);
                }
                Ok((principal, Change::PasswordRehashed { hash }))
            }
            Command::EnrolTotp { principal, seed } => {
                self.by_owner(principal)?;
                check_seed(&seed)?;
                Ok((principal, Change::TotpEnrolled { seed }))
            }
            Command::ConfirmTotp { principal, step } => {
                self.by_owner(principal)?;
                let waiting = self.of(principal).is_some_and(|of| of.enrolling.is_some());
                if !waiting {
                    return Err(Rejection::TotpMissing);
                }
                Ok((principal, Change::TotpConfirmed { step }))
            }
            Command::RecordTotpUse { principal, step } => {
                self.by_who_signs_in(principal)?;
                let totp = self.of(principal).and_then(|of| of.totp.as_ref());
                if step <= totp.ok_or(Rejection::TotpMissing)?.last_step {
                    return Err(Rejection::TotpReplayed);
                }
                Ok((principal, Change::TotpUsed { step }))
            }
            Command::RemoveTotp { principal, required } => {
                self.by_owner(principal)?;
                let own = self.of(principal).filter(|of| of.totp.is_some());
                check_last(own.ok_or(Rejection::TotpMissing)?, required)?;
                Ok((principal, Change::TotpRemoved))
            }
            Command::ReplaceRecoveryCodes { principal, codes } => {
                self.by_owner(principal)?;
                let distinct = (1..codes.len()).all(|at| !codes[..at].contains(&codes[at]));
                if codes.is_empty() || codes.len() > MAXIMUM_RECOVERY_CODES || !distinct {
                    return Err(Rejection::RecoveryCodesInvalid);
                }
                if self.of(principal).is_none_or(|of| of.second_factors() == 0) {
                    return Err(Rejection::RecoveryCodesPointless);
                }
                Ok((principal, Change::RecoveryCodesReplaced { codes }))
            }
            Command::UseRecoveryCode { principal, code } => {
                self.by_who_signs_in(principal)?;
                let known = self
                    .of(principal)
                    .is_some_and(|of| of.recovery_codes.contains(&code));
                if !known {
                    return Err(Rejection::RecoveryCodeUnknown);
                }
                Ok((principal, Change::RecoveryCodeUsed { code }))
            }
            Command::AddPasskey { principal, passkey } => {
                self.by_owner(principal)?;
                let passkey = self.new_passkey(principal, passkey)?;
                Ok((principal, Change::PasskeyAdded { passkey }))
            }
            Command::RecordPasskeyUse {
                principal,
                id,
                counter,
                backed_up,
                credential,
            } => {
                self.by_who_signs_in(principal)?;
                let own = self.of(principal).and_then(|of| of.passkeys.get(&id));
                let passkey = own.ok_or(Rejection::PasskeyUnknown)?;
                // WebAuthn level 3, 7.2: where either counts, it must have grown.
                if (counter != 0 || passkey.counter != 0) && counter <= passkey.counter {
                    return Err(Rejection::PasskeyCloned);
                }
                if credential
                    .as_ref()
                    .is_some_and(|bytes| !fits(bytes, CREDENTIAL_BYTES))
                {
                    return Err(Rejection::PasskeyInvalid);
                }
                Ok((
                    principal,
                    Change::PasskeyUsed {
                        id,
                        counter,
                        backed_up,
                        credential,
                    },
                ))
            }
            Command::RemovePasskey {
                principal,
                id,
                required,
            } => {
                self.by_owner(principal)?;
                let own = self.of(principal).filter(|of| of.passkeys.contains_key(&id));
                check_last(own.ok_or(Rejection::PasskeyUnknown)?, required)?;
                Ok((principal, Change::PasskeyRemoved { id }))
            }
            Command::ResetSecondFactors { principal } => {
                self.by_another(principal)?;
                Ok((principal, Change::SecondFactorsReset))
            }
            Command::StartRecovery {
                principal,
                token,
                address,
                expires_at,
            } => {
                self.active(principal)?;
                self.new_token(&token, expires_at, LONGEST_RECOVERY)?;
                let live = self.of(principal).map_or(0, |of| {
                    of.recoveries
                        .iter()
                        .filter(|one| self.now < one.expires_at)
                        .count()
                });
                if live >= MAXIMUM_RECOVERIES {
                    return Err(Rejection::RecoveryLimit);
                }
                let change = Change::RecoveryStarted {
                    token,
                    address,
                    expires_at,
                };
                Ok((principal, change))
            }
            Command::FinishRecovery { token, hash } => {
                let credentials = &self.state.credential;
                let found = credentials.recovery_under_way(self.tenant, &token, self.now);
                let (principal, found) = found.ok_or(Rejection::RecoveryTokenUnknown)?;
                self.active(principal)?;
                let address = found.address;
                if address.is_some_and(|address| !self.is_address_of(principal, address)) {
                    return Err(Rejection::RecoveryTokenUnknown);
                }
                Ok((principal, Change::RecoveryFinished { hash, address }))
            }
            Command::StartEmailVerification {
                principal,
                token,
                address,
                expires_at,
            } => {
                self.by_who_signs_in(principal)?;
                self.new_token(&token, expires_at, LONGEST_EMAIL_VERIFICATION)?;
                Ok((
                    principal,
                    Change::EmailVerificationStarted {
                        token,
                        address,
                        expires_at,
                    },
                ))
            }
            Command::VerifyEmail { token } => {
                let found = self
                    .state
                    .credential
                    .email_verification(self.tenant, &token, self.now);
                let (principal, address) = found.ok_or(Rejection::EmailTokenUnknown)?;
                self.active(principal)?;
                if !self.is_address_of(principal, address) {
                    return Err(Rejection::EmailTokenUnknown);
                }
                Ok((principal, Change::EmailVerified { address }))
            }
            Command::Erase { principal } => {
                self.by_another(principal)?;
                if self.state.tenancy.is_held(self.tenant) {
                    return Err(Rejection::UnderLegalHold);
                }
                Ok((principal, Change::Erased))
            }
        }
    }

    fn of(&self, principal: PrincipalId) -> Option<&Credentials> {
        self.state.credential.of(self.tenant, principal)
    }

    /// Whether it still is: whoever has a former address of somebody proves nothing by what was sent there.
    fn is_address_of(&self, principal: PrincipalId, address: LookupHash) -> bool {
        let known = self.state.access.principal(self.tenant, principal);
        known.is_some_and(|known| known.email == Some(address))
    }

    fn active(&self, principal: PrincipalId) -> Result<(), Rejection> {
        if self.state.access.is_active(self.tenant, principal) {
            Ok(())
        } else {
            Err(Rejection::PrincipalInactive)
        }
    }

    /// The node may: it administers the machine, and `bezant` lets an operator back in who is locked out.
    fn by_owner(&self, principal: PrincipalId) -> Result<(), Rejection> {
        if *self.authority != Authority::Node && !is_self(self.authority, principal) {
            return Err(Rejection::Denied);
        }
        self.active(principal)
    }

    /// Signing in is proved by what the command says was verified.
    fn by_who_signs_in(&self, principal: PrincipalId) -> Result<(), Rejection> {
        if *self.authority != Authority::Anyone {
            return self.by_owner(principal);
        }
        self.active(principal)
    }

    /// Not by themselves: a stolen session must not be able to take the second factor away. Suspended ones can be acted on.
    fn by_another(&self, principal: PrincipalId) -> Result<(), Rejection> {
        let is_same = self.authority.principal_id() == Some(principal);
        if !is_same && rules_over(self.state, self.tenant, self.authority, principal) {
            Ok(())
        } else {
            Err(Rejection::Denied)
        }
    }

    fn new_token(
        &self,
        token: &crate::TokenHash,
        expires_at: Timestamp,
        longest: Milliseconds,
    ) -> Result<(), Rejection> {
        if expires_at <= self.now || expires_at > self.now.after(longest) {
            Err(Rejection::TokenLifetimeInvalid)
        } else if self.state.credential.token_is_taken(token) {
            Err(Rejection::TokenTaken)
        } else {
            Ok(())
        }
    }

    fn new_passkey(&self, principal: PrincipalId, mut passkey: Passkey) -> Result<Passkey, Rejection> {
        let name = &passkey.name;
        let plain = !name.chars().any(char::is_control) && name.trim() == name;
        if !plain
            || !(1..=NAME_CHARACTERS).contains(&name.chars().count())
            || !fits(&passkey.credential_id, CREDENTIAL_ID_BYTES)
            || !fits(&passkey.credential, CREDENTIAL_BYTES)
        {
            return Err(Rejection::PasskeyInvalid);
        }
        let state = &self.state.credential;
        if state.passkey_is_taken(self.tenant, principal, &passkey) {
            return Err(Rejection::PasskeyExists);
        }
        if self
            .of(principal)
            .is_some_and(|of| of.passkeys.len() >= MAXIMUM_PASSKEYS)
        {
            return Err(Rejection::PasskeyLimit);
        }
        passkey.created_at = self.now;
        passkey.last_used_at = None;
        Ok(passkey)
    }
}

fn fits(bytes: &[u8], most: usize) -> bool {
    (1..=most).contains(&bytes.len())
}

fn check_seed(seed: &Sealed) -> Result<(), Rejection> {
    if fits(seed.as_bytes(), SEED_BYTES) {
        Ok(())
    } else {
        Err(Rejection::TotpInvalid)
    }
}

fn check_last(own: &Credentials, required: bool) -> Result<(), Rejection> {
    if required && own.second_factors() == 1 {
        Err(Rejection::SecondFactorRequired)
    } else {
        Ok(())
    }
}
