//! Passwords: which are taken, how they are hashed, and who does the work.
//!
//! A hash is made slow on purpose, so hashing is where an attacker could take the machine from those who pay. It happens on
//! threads of its own that give way to all others, a few at once and a bounded number waiting; see [`Hasher`].

mod hasher;
mod policy;

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;
use zeroize::Zeroizing;

pub use hasher::{Hasher, HasherConfig, HasherError, HasherStartError, NewPasswordError};
pub use policy::{MAXIMUM_CHARACTERS, MINIMUM_CHARACTERS, PasswordPolicy, PasswordRefused};

/// A password in the clear: wiped when it goes, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// As it was typed.
    pub fn new(text: String) -> Password {
        Password(Zeroizing::new(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// What one guess shall cost: argon2id. The default is what OWASP asks for at least.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes, which are worked on one after the other here.
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Cost {
        Cost {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

/// Beyond these a hash takes memory and time from everything else, whether it was configured or stored so.
const DEAREST: Cost = Cost {
    memory_kib: 1024 * 1024,
    passes: 64,
    lanes: 16,
};

/// The cost is too high for any machine, or less than argon2 can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("argon2 can't work with this memory_kib, passes and lanes")]
pub struct InvalidCost;

impl Cost {
    fn is_bearable(self) -> bool {
        self.memory_kib <= DEAREST.memory_kib && self.passes <= DEAREST.passes && self.lanes <= DEAREST.lanes
    }

    /// Whether a guess costs less than these ask for. Lanes are no cost: they say how the work is cut.
    fn is_below(self, params: &Params) -> bool {
        self.memory_kib < params.m_cost() || self.passes < params.t_cost()
    }

    fn params(self) -> Result<Params, InvalidCost> {
        if !self.is_bearable() {
            return Err(InvalidCost);
        }
        Params::new(self.memory_kib, self.passes, self.lanes, None).map_err(|_| InvalidCost)
    }
}

/// What a password proved. It does not print hashes.
#[derive(Clone, PartialEq, Eq)]
pub enum Verified {
    /// It is right.
    Right {
        /// Where the stored hash was made for less than is asked for now, another one, made while the password was at hand. It
        /// should be kept instead.
        rehashed: Option<String>,
    },
    /// It is not, or there is nobody to whom it could belong.
    Wrong,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verified::Right { rehashed: None } => "Right",
            Verified::Right { rehashed: Some(_) } => "Right(rehashed)",
            Verified::Wrong => "Wrong",
        })
    }
}

/// Argon2id at one cost. Blocks for as long as a guess shall cost, so only [`Hasher`] calls it.
struct Argon {
    params: Params,
    /// What is compared with where there is no hash, so that the answer takes as long.
    nobody: String,
}

impl Argon {
    fn new(cost: Cost) -> Result<Argon, InvalidCost> {
        let mut argon = Argon {
            params: cost.params()?,
            nobody: String::new(),
        };
        argon.nobody = argon.hash(&Password::new("nobody".to_owned()));
        Ok(argon)
    }

    /// A PHC string with a new salt.
    fn hash(&self, password: &Password) -> String {
        let salt: [u8; 16] = rand::random();
        self.argon2()
            .hash_password_with_salt(password.as_str().as_bytes(), &salt)
            .expect("the parameters were taken, and passwords and salts are short")
            .to_string()
    }

    /// `None` if the stored hash is not one of argon2id.
    fn verify(&self, password: &Password, phc: Option<&str>) -> Option<Verified> {
        let hash = PasswordHash::new(phc.unwrap_or(&self.nobody)).ok()?;
        let params = Params::try_from(&hash).ok()?;
        let cost = Cost {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        };
        if hash.algorithm != Algorithm::Argon2id.ident() || !cost.is_bearable() {
            return None;
        }
        // The cost is the stored one; the comparison does not end at the first difference.
        let right = self
            .argon2()
            .verify_password(password.as_str().as_bytes(), &hash)
            .is_ok();
        Some(match phc {
            Some(_) if right => {
                let is_below = cost.is_below(&self.params) || hash.version != Some(Version::V0x13.into());
                Verified::Right {
                    rehashed: is_below.then(|| self.hash(password)),
                }
            }
            Some(_) | None => Verified::Wrong,
        })
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    #[test]
    fn a_hash_knows_its_password_and_its_cost() {
        let argon = Argon::new(CHEAP).unwrap();
        let password = Password::new("correct horse battery".to_owned());
        let phc = argon.hash(&password);
        assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{phc}");
        assert_ne!(phc, argon.hash(&password), "each hash has a salt of its own");
        let right = Verified::Right { rehashed: None };
        assert_eq!(argon.verify(&password, Some(&phc)), Some(right.clone()));
        let wrong = Password::new("correct horse batterz".to_owned());
        assert_eq!(argon.verify(&wrong, Some(&phc)), Some(Verified::Wrong));
        let dearer = Argon::new(Cost { passes: 2, ..CHEAP }).unwrap();
        let Some(Verified::Right { rehashed: Some(anew) }) = dearer.verify(&password, Some(&phc)) else {
            panic!("a hash that was made for less is made anew");
        };
        assert!(anew.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{anew}");
        assert_eq!(dearer.verify(&password, Some(&anew)), Some(right.clone()));
        assert_eq!(
            argon.verify(&password, Some(&anew)),
            Some(right),
            "never for less"
        );
        assert_eq!(format!("{password:?}"), "Password(..)");
    }

    #[test]
    fn nobody_has_no_password_and_strange_hashes_are_refused() {
        let argon = Argon::new(CHEAP).unwrap();
        let nobody = Password::new("nobody".to_owned());
        assert_eq!(argon.verify(&nobody, None), Some(Verified::Wrong));
        for strange in [
            "",
            "plain",
            "$2y$10$abcdefghijklmnopqrstuv",
            "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$qqyQ2mNUvGkGlWMxSbUcXPFGoVbGFQWYY2cAFBHtN7M",
            "$argon2id$v=19$m=99999999,t=1,p=1$c2FsdHNhbHRzYWx0$qqyQ2mNUvGkGlWMxSbUcXPFGoVbGFQWYY2cAFBHtN7M",
        ] {
            assert_eq!(argon.verify(&nobody, Some(strange)), None, "{strange}");
        }
        assert!(
            Argon::new(Cost {
                memory_kib: u32::MAX,
                ..CHEAP
            })
            .is_err()
        );
        assert!(
            Argon::new(Cost {
                memory_kib: 1,
                ..CHEAP
            })
            .is_err()
        );
    }
}
