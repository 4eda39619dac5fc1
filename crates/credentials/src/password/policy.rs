//! Which passwords are taken: long ones that nobody knows already. No rules about what is in them, since those only make people
//! write "Password1!" (NIST SP 800-63B, 3.1.1.2).

use std::io;

use super::Password;
use crate::breached::BreachedPasswords;

/// Fewest characters.
pub const MINIMUM_CHARACTERS: usize = 12;

/// Most characters: what is longer is no better, and hashing it takes longer.
pub const MAXIMUM_CHARACTERS: usize = 256;

/// What a new password must be.
#[derive(Debug)]
pub struct PasswordPolicy {
    breached: BreachedPasswords,
}

/// Why a password is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasswordRefused {
    /// Too few characters.
    #[error("a password has at least {MINIMUM_CHARACTERS} characters")]
    TooShort,
    /// Too many.
    #[error("a password has at most {MAXIMUM_CHARACTERS} characters")]
    TooLong,
    /// It is the e-mail address, or made of it.
    #[error("a password is not made of the e-mail address")]
    IsEmail,
    /// It is in the list of those that everyone tries first.
    #[error("this password is known from a breach")]
    Breached,
    /// The list can't be read now. Nothing is wrong with the password that is known.
    #[error("the list of breached passwords can't be read")]
    ListUnreadable(#[source] io::Error),
}

impl PasswordPolicy {
    /// With this list of those that are known.
    pub fn new(breached: BreachedPasswords) -> PasswordPolicy {
        PasswordPolicy { breached }
    }

    /// Whether somebody with this e-mail address may take this password. Reads a file: not for a thread that serves others.
    pub fn check(&self, password: &Password, email: Option<&str>) -> Result<(), PasswordRefused> {
        let text = password.as_str();
        // Characters and not bytes, so that no alphabet is favoured; the bytes are bounded first.
        if text.len() > 4 * MAXIMUM_CHARACTERS || text.chars().count() > MAXIMUM_CHARACTERS {
            return Err(PasswordRefused::TooLong);
        }
        if text.chars().count() < MINIMUM_CHARACTERS {
            return Err(PasswordRefused::TooShort);
        }
        if email.is_some_and(|email| is_made_of(text, email)) {
            return Err(PasswordRefused::IsEmail);
        }
        match self.breached.contains(text) {
            Ok(false) => Ok(()),
            Ok(true) => Err(PasswordRefused::Breached),
            Err(error) => Err(PasswordRefused::ListUnreadable(error)),
        }
    }
}

fn is_made_of(password: &str, email: &str) -> bool {
    let (password, email) = (password.to_lowercase(), email.trim().to_lowercase());
    let local = email.split('@').next().unwrap_or_default();
    !email.is_empty() && (password.contains(&email) || password == local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_unknown_is_all_that_is_asked() {
        let policy = PasswordPolicy::new(BreachedPasswords::common());
        let refused = |text: &str| {
            let password = Password::new(text.to_owned());
            policy.check(&password, Some("Ann.Longname@example.com ")).err()
        };
        assert!(refused("a quiet tin horse").is_none());
        assert!(refused("ääääbbbbccccdd").is_none());
        assert!(refused(&"x y".repeat(85)).is_none());
        assert!(matches!(refused("elevenchars"), Some(PasswordRefused::TooShort)));
        assert!(matches!(refused("äääääääääää"), Some(PasswordRefused::TooShort)));
        assert!(matches!(
            refused(&"x y".repeat(86)),
            Some(PasswordRefused::TooLong)
        ));
        assert!(matches!(refused("ann.LONGNAME"), Some(PasswordRefused::IsEmail)));
        assert!(matches!(
            refused("ann.longname@example.com1"),
            Some(PasswordRefused::IsEmail)
        ));
        assert!(matches!(refused("Password1234"), Some(PasswordRefused::Breached)));
    }
}
