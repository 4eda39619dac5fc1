//! One-time codes from an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds, which is what every app does.
//!
//! A right code is right for a minute and a half, so that clocks may differ. That it is used once is the machine's to see to:
//! it keeps the step that [`Seed::verify`] returns and takes only later ones.

use std::fmt;

use bezant_kernel::Timestamp;
use totp_rs::{Builder, Secret, Totp};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Steps on either side of now that are taken too.
const SKEW_STEPS: u16 = 1;

const STEP_SECONDS: u64 = 30;

/// What an authenticator app and the node share: 160 bits, as RFC 4226 recommends. The machine keeps it sealed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 20]);

impl Seed {
    /// A new one.
    pub fn random() -> Seed {
        Seed(rand::random())
    }

    /// As it was unsealed; `None` if it is not 160 bits.
    pub fn from_bytes(bytes: &[u8]) -> Option<Seed> {
        bytes.try_into().ok().map(Seed)
    }

    /// To be sealed.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// What is typed into an app that reads no pictures.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(Secret::new_stack(self.0).to_base32())
    }

    /// What the picture for the app says. Colons, which separate the parts, become spaces.
    pub fn uri(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        let plain = |text: &str, or: &str| match text.replace(':', " ").trim() {
            "" => or.to_owned(),
            text => text.to_owned(),
        };
        let uri = self
            .totp(Some(plain(issuer, "Bezant")), plain(account, "account"))
            .to_url()
            .expect("an account without colons");
        Zeroizing::new(uri)
    }

    /// The step that the code is of, if it is right at this time. To be refused if that step or a later one was used before.
    pub fn verify(&self, code: &str, now: Timestamp) -> Option<u64> {
        let six_digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        six_digits
            .then(|| self.totp(None, String::new()).check(code, seconds(now)))
            .flatten()
    }

    /// The code of this time, as the app shows it: for tests and drills.
    pub fn code(&self, now: Timestamp) -> Zeroizing<String> {
        Zeroizing::new(self.totp(None, String::new()).generate(seconds(now)).to_string())
    }

    fn totp(&self, issuer: Option<String>, account: String) -> Totp {
        Builder::new()
            .with_skew(SKEW_STEPS)
            .with_step_duration(STEP_SECONDS)
            .with_secret(Secret::new_stack(self.0))
            .with_issuer(issuer)
            .with_account_name(account)
            .build()
            .expect("160 bits and six digits are as the standard asks")
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

fn seconds(now: Timestamp) -> u64 {
    now.as_microseconds() / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_microseconds(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let seed = Seed::from_bytes(b"12345678901234567890").unwrap();
        // Appendix B; the last six of its eight digits.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(*seed.code(at(time)), code);
            assert_eq!(seed.verify(code, at(time)), Some(time / 30));
        }
    }

    #[test]
    fn a_code_is_right_one_step_early_and_late_and_says_its_step() {
        let seed = Seed::random();
        let code = seed.code(at(3_000));
        assert_eq!(seed.verify(&code, at(2_970)), Some(100));
        assert_eq!(seed.verify(&code, at(3_059)), Some(100));
        assert_eq!(seed.verify(&code, at(3_090)), None);
        assert_eq!(seed.verify(&code, at(2_969)), None);
        for wrong in [
            "",
            "12345",
            "1234567",
            "12345a",
            " 12345",
            "+12345",
            "１２３４５６",
        ] {
            assert_eq!(seed.verify(wrong, at(3_000)), None, "{wrong}");
        }
    }

    #[test]
    fn the_uri_carries_what_the_app_needs_and_debug_nothing() {
        let seed = Seed::from_bytes(b"12345678901234567890").unwrap();
        assert_eq!(
            *seed.uri("Bezant: live", "ann@example.com"),
            "otpauth://totp/Bezant%20%20live:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bezant%20%20live"
        );
        assert_eq!(*seed.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(seed.uri("", ":").starts_with("otpauth://totp/Bezant:account?"));
        assert_eq!(format!("{seed:?}"), "Seed(..)");
        assert!(Seed::from_bytes(b"short").is_none());
    }
}
