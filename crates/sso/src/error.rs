//! What goes wrong, by what the caller can do about it.

use std::time::Duration;

use crate::ProviderName;

/// Why there is no identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SsoError {
    /// The operator has to change the configuration, here or at the provider.
    #[error("{0}")]
    Misconfigured(#[from] ConfigError),
    /// The provider does not answer as it should; the person can try again.
    #[error("provider '{provider}' does not answer as it should; try again in {} seconds", retry_after.as_secs())]
    ProviderUnavailable {
        /// The provider.
        provider: ProviderName,
        /// How long to wait before the next try.
        retry_after: Duration,
    },
    /// Nothing is wrong, and still the answer is no: the person can start again.
    #[error("the sign-in was refused: {}", .0.code())]
    Refused(Refusal),
    /// The proof isn't one: an attack, or a defect of the provider. Nothing of it was used.
    #[error("the provider's answer is not valid: {}", .0.code())]
    Invalid(Flaw),
}

/// What is wrong with a provider's configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("identity provider '{provider}': {setting}: {problem}")]
pub struct ConfigError {
    /// The provider.
    pub provider: ProviderName,
    /// The setting to look at.
    pub setting: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The stable word in logs and metrics.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }
        }
    };
}

codes! {
    /// Why a sign-in was refused.
    Refusal {
        /// The sign-in was started too long ago.
        Expired = "sso_sign_in_expired",
        /// The person or the provider said no.
        DeniedByProvider = "sso_denied_by_provider",
        /// The provider knows the person by no lasting name.
        NoSubject = "sso_no_subject",
        /// Login or password is wrong; which one is not said.
        WrongCredentials = "sso_wrong_credentials",
        /// The directory refuses the account: locked, or its password has to be changed there.
        AccountRefused = "sso_account_refused",
        /// More than one account of the directory has this login.
        AmbiguousLogin = "sso_ambiguous_login",
    }
}

codes! {
    /// What is wrong with a proof.
    Flaw {
        /// It is not what it should be at all: no token, no document, a field twice or missing.
        Malformed = "sso_malformed",
        /// It is larger than anything that is read.
        TooLarge = "sso_too_large",
        /// It does not belong to this browser's sign-in.
        State = "sso_state_mismatch",
        /// It was used before.
        Replayed = "sso_replayed",
        /// Another provider made it.
        Issuer = "sso_issuer_mismatch",
        /// It is meant for somebody else.
        Audience = "sso_audience_mismatch",
        /// It was made for another sign-in.
        Nonce = "sso_nonce_mismatch",
        /// It is not valid yet, or not any more.
        Time = "sso_time_window",
        /// It names another person than it did before, or in a way that can't be.
        Subject = "sso_subject_mismatch",
        /// It is signed in a way that is not allowed.
        Algorithm = "sso_algorithm_not_allowed",
        /// It is signed with a key that the provider does not publish.
        UnknownKey = "sso_unknown_key",
        /// The signature is missing or wrong, or does not cover what is read.
        Signature = "sso_signature_invalid",
        /// It does not belong to the access token that came with it.
        AccessToken = "sso_access_token_mismatch",
        /// The document has a form in which more could be hidden than is signed.
        Form = "sso_document_form",
        /// It is encrypted, which is not supported.
        Encrypted = "sso_encrypted",
        /// It was delivered to another address than it was made for.
        Recipient = "sso_recipient_mismatch",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_say_what_they_are_about() {
        let refusals = Refusal::ALL.iter().map(|reason| reason.code());
        let mut codes: Vec<_> = refusals.chain(Flaw::ALL.iter().map(|flaw| flaw.code())).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(codes.iter().all(|code| code.starts_with("sso_")));
    }
}
