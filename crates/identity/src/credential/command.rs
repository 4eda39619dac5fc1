//! What can be asked, and what happens then.

use bezant_kernel::{PasskeyId, PrincipalId, Timestamp};

use super::{Passkey, PasswordHash};
use crate::{LookupHash, Sealed, TokenHash};

/// What can be asked. What proves itself (a code, an assertion) was verified by the caller; what must not happen twice is
/// decided here.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take this password from now on. By the principal; who has just accepted an invitation is the principal.
    SetPassword {
        /// Whose.
        principal: PrincipalId,
        /// The new password.
        hash: PasswordHash,
    },
    /// Keep another hash of the same password, made while it was at hand: what one guess costs was raised.
    RehashPassword {
        /// Whose.
        principal: PrincipalId,
        /// The hash that the password was checked against.
        former: PasswordHash,
        /// The one to be kept.
        hash: PasswordHash,
    },
    /// Begin to use a generator of one-time passwords. It counts when [`Command::ConfirmTotp`] follows; until then a former
    /// one stays.
    EnrolTotp {
        /// Whose.
        principal: PrincipalId,
        /// Its seed.
        seed: Sealed,
    },
    /// A first one-time password of the enrolled generator was right.
    ConfirmTotp {
        /// Whose.
        principal: PrincipalId,
        /// The time step that it was of.
        step: u64,
    },
    /// A one-time password was right: use it up.
    RecordTotpUse {
        /// Whose.
        principal: PrincipalId,
        /// The time step that it was of.
        step: u64,
    },
    /// Use the generator no more.
    RemoveTotp {
        /// Whose.
        principal: PrincipalId,
        /// Whether the tenant requires a second factor.
        required: bool,
    },
    /// Take these recovery codes, and no former ones.
    ReplaceRecoveryCodes {
        /// Whose.
        principal: PrincipalId,
        /// The codes.
        codes: Vec<TokenHash>,
    },
    /// Use up a recovery code.
    UseRecoveryCode {
        /// Whose.
        principal: PrincipalId,
        /// The presented code.
        code: TokenHash,
    },
    /// Take a passkey. The times in it are set by the decision.
    AddPasskey {
        /// Whose.
        principal: PrincipalId,
        /// The passkey.
        passkey: Passkey,
    },
    /// A passkey's assertion was right: take its counter.
    RecordPasskeyUse {
        /// Whose.
        principal: PrincipalId,
        /// Which.
        id: PasskeyId,
        /// The counter in the assertion.
        counter: u32,
        /// Whether it says that it is backed up.
        backed_up: bool,
        /// The credential as the verifying library wants it kept, if that changed.
        credential: Option<Vec<u8>>,
    },
    /// Use a passkey no more.
    RemovePasskey {
        /// Whose.
        principal: PrincipalId,
        /// Which.
        id: PasskeyId,
        /// Whether the tenant requires a second factor.
        required: bool,
    },
    /// Remove all second factors of someone who has lost them, and end all their sessions and grants. By another person who
    /// may do all that they may.
    ResetSecondFactors {
        /// Whose.
        principal: PrincipalId,
    },
    /// Let who holds this token set a new password. By anyone: the token goes to the principal's address only.
    StartRecovery {
        /// Whose.
        principal: PrincipalId,
        /// The token.
        token: TokenHash,
        /// The address it is mailed to; none where an operator hands it over.
        address: Option<LookupHash>,
        /// From when on it is refused.
        expires_at: Timestamp,
    },
    /// Set a new password by a token, which ends all sessions and grants. Where the token was mailed it proves the address, and
    /// is worth nothing once the principal has another one.
    FinishRecovery {
        /// The presented token.
        token: TokenHash,
        /// The new password.
        hash: PasswordHash,
    },
    /// Ask the owner of an address to confirm it.
    StartEmailVerification {
        /// Whose.
        principal: PrincipalId,
        /// The token.
        token: TokenHash,
        /// The address it is sent to.
        address: LookupHash,
        /// From when on it is refused.
        expires_at: Timestamp,
    },
    /// Confirm an address by a token, if it is the principal's still.
    VerifyEmail {
        /// The presented token.
        token: TokenHash,
    },
    /// Forget all credentials of a principal and end all their sessions and grants.
    Erase {
        /// Whose.
        principal: PrincipalId,
    },
}

/// What happened, to which principal of the entry's tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// To whom.
    pub principal: PrincipalId,
    /// What.
    pub change: Change,
}

/// What happened to a principal's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There is a new password.
    PasswordSet {
        /// It.
        hash: PasswordHash,
    },
    /// The password is the same, and its hash another.
    PasswordRehashed {
        /// It.
        hash: PasswordHash,
    },
    /// A generator waits for its first password.
    TotpEnrolled {
        /// Its seed.
        seed: Sealed,
    },
    /// The enrolled generator counts.
    TotpConfirmed {
        /// The step that was used.
        step: u64,
    },
    /// A one-time password was used.
    TotpUsed {
        /// Its step.
        step: u64,
    },
    /// There is no generator any more.
    TotpRemoved,
    /// There are new recovery codes.
    RecoveryCodesReplaced {
        /// They.
        codes: Vec<TokenHash>,
    },
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// It.
        code: TokenHash,
    },
    /// There is one more passkey.
    PasskeyAdded {
        /// It.
        passkey: Passkey,
    },
    /// A passkey was used.
    PasskeyUsed {
        /// Which.
        id: PasskeyId,
        /// What it counts now.
        counter: u32,
        /// Whether it is backed up.
        backed_up: bool,
        /// The credential, if it changed.
        credential: Option<Vec<u8>>,
    },
    /// A passkey is gone.
    PasskeyRemoved {
        /// Which.
        id: PasskeyId,
    },
    /// All second factors are gone, and all sessions and grants have ended.
    SecondFactorsReset,
    /// A recovery is under way.
    RecoveryStarted {
        /// Its token.
        token: TokenHash,
        /// The address it is mailed to, if it is.
        address: Option<LookupHash>,
        /// From when on it is refused.
        expires_at: Timestamp,
    },
    /// A recovery set a new password; all sessions and grants have ended.
    RecoveryFinished {
        /// The password.
        hash: PasswordHash,
        /// The address that the token was mailed to, which is the principal's for sure now.
        address: Option<LookupHash>,
    },
    /// An address is to be confirmed.
    EmailVerificationStarted {
        /// The token.
        token: TokenHash,
        /// The address.
        address: LookupHash,
        /// From when on the token is refused.
        expires_at: Timestamp,
    },
    /// An address was confirmed.
    EmailVerified {
        /// The address.
        address: LookupHash,
    },
    /// All credentials are forgotten; all sessions and grants have ended.
    Erased,
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match &self.change {
            Change::PasswordSet { .. } => "credential.password_set",
            Change::PasswordRehashed { .. } => "credential.password_rehashed",
            Change::TotpEnrolled { .. } => "credential.totp_enrolled",
            Change::TotpConfirmed { .. } => "credential.totp_confirmed",
            Change::TotpUsed { .. } => "credential.totp_used",
            Change::TotpRemoved => "credential.totp_removed",
            Change::RecoveryCodesReplaced { .. } => "credential.recovery_codes_replaced",
            Change::RecoveryCodeUsed { .. } => "credential.recovery_code_used",
            Change::PasskeyAdded { .. } => "credential.passkey_added",
            Change::PasskeyUsed { .. } => "credential.passkey_used",
            Change::PasskeyRemoved { .. } => "credential.passkey_removed",
            Change::SecondFactorsReset => "credential.second_factors_reset",
            Change::RecoveryStarted { .. } => "credential.recovery_started",
            Change::RecoveryFinished { .. } => "credential.recovery_finished",
            Change::EmailVerificationStarted { .. } => "credential.email_verification_started",
            Change::EmailVerified { .. } => "credential.email_verified",
            Change::Erased => "credential.erased",
        }
    }

    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        let mut facts = vec![("principal", self.principal.to_string())];
        match &self.change {
            Change::PasskeyAdded { passkey } => facts.push(("passkey", passkey.id.to_string())),
            Change::PasskeyUsed { id, .. } | Change::PasskeyRemoved { id } => {
                facts.push(("passkey", id.to_string()))
            }
            Change::RecoveryStarted { expires_at, .. }
            | Change::EmailVerificationStarted { expires_at, .. } => {
                facts.push(("expires_at", expires_at.to_string()));
            }
            Change::PasswordSet { .. }
            | Change::PasswordRehashed { .. }
            | Change::TotpEnrolled { .. }
            | Change::TotpConfirmed { .. }
            | Change::TotpUsed { .. }
            | Change::TotpRemoved
            | Change::RecoveryCodesReplaced { .. }
            | Change::RecoveryCodeUsed { .. }
            | Change::SecondFactorsReset
            | Change::RecoveryFinished { .. }
            | Change::EmailVerified { .. }
            | Change::Erased => {}
        }
        Some(facts)
    }
}
