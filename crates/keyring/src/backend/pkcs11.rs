//! The root key in a hardware module, behind PKCS#11: an AES key that the module does not give out.

use std::fmt;
use std::path::PathBuf;

use cryptoki::context::{CInitializeArgs, Pkcs11 as Module};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Backend, BackendError};
use crate::{Secret, atomic};

const NONCE_BYTES: usize = 12;
const TAG_BITS: u64 = 128;

/// Which key of which token.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pkcs11Config {
    /// The module's library, as its maker installed it.
    pub module: PathBuf,
    /// The label of the token.
    pub token: String,
    /// The label of the AES key of 256 bits on it.
    pub key: String,
    /// A file with the user's PIN.
    pub pin_file: PathBuf,
}

/// Asks the module.
pub struct Pkcs11 {
    config: Pkcs11Config,
    module: Module,
}

impl Pkcs11 {
    /// Loads the module. A process may do so once per module.
    pub fn open(config: Pkcs11Config) -> Result<Pkcs11, BackendError> {
        let describe = describe(&config);
        let unavailable = |error: Error| BackendError::Unavailable {
            backend: describe.clone(),
            reason: error.to_string(),
        };
        let module = Module::new(&config.module).map_err(unavailable)?;
        match module.initialize(CInitializeArgs::OsThreads) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(unavailable(error)),
        }
        Ok(Pkcs11 { config, module })
    }

    /// A session for one call: modules end sessions when tokens are pulled, and calls are rare.
    fn session(&self) -> Result<(Session, ObjectHandle), BackendError> {
        let slots = self.module.get_slots_with_initialized_token();
        let mut found = None;
        for slot in slots.map_err(|error| self.failed(&error))? {
            // A token that says nothing of itself is not the one.
            let info = self.module.get_token_info(slot);
            if info.is_ok_and(|info| info.label().trim_end() == self.config.token) {
                found = Some(slot);
            }
        }
        let slot = found.ok_or_else(|| BackendError::Unavailable {
            backend: self.describe(),
            reason: "there is no token with this label".to_owned(),
        })?;
        let session = self
            .module
            .open_ro_session(slot)
            .map_err(|error| self.failed(&error))?;
        let pin = atomic::read(&self.config.pin_file)
            .map_err(|error| self.refused(format!("{}: {error}", self.config.pin_file.display())))?;
        let pin = AuthPin::from(pin.trim().to_owned());
        match session.login(UserType::User, Some(&pin)) {
            // Whoever else of this process logged in did so for all its sessions.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(error) => return Err(self.failed(&error)),
        }
        let wanted = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::Label(self.config.key.clone().into_bytes()),
        ];
        let keys = session
            .find_objects(&wanted)
            .map_err(|error| self.failed(&error))?;
        match keys.as_slice() {
            [key] => Ok((session, *key)),
            [] => Err(self.refused("there is no key with this label".to_owned())),
            _ => Err(self.refused("there is more than one key with this label".to_owned())),
        }
    }

    fn refused(&self, reason: String) -> BackendError {
        BackendError::Refused {
            backend: self.describe(),
            reason,
        }
    }

    /// What an operator can mend is refused, what may pass by itself is unavailable.
    fn failed(&self, error: &Error) -> BackendError {
        let backend = self.describe();
        let reason = error.to_string();
        match error {
            Error::Pkcs11(
                RvError::PinIncorrect
                | RvError::PinInvalid
                | RvError::PinLenRange
                | RvError::PinLocked
                | RvError::PinExpired
                | RvError::UserPinNotInitialized
                | RvError::KeyFunctionNotPermitted
                | RvError::KeyTypeInconsistent
                | RvError::MechanismInvalid,
                _,
            ) => BackendError::Refused { backend, reason },
            _ => BackendError::Unavailable { backend, reason },
        }
    }
}

impl Backend for Pkcs11 {
    fn wrap(&self, context: &str, key: &Secret) -> Result<Vec<u8>, BackendError> {
        let (session, root) = self.session()?;
        let mut nonce: [u8; NONCE_BYTES] = rand::random();
        let mut wrapped = nonce.to_vec();
        let params = GcmParams::new(&mut nonce, context.as_bytes(), TAG_BITS.into());
        let mechanism = Mechanism::AesGcm(params.map_err(|error| self.failed(&error))?);
        let sealed = session.encrypt(&mechanism, root, key.as_bytes());
        wrapped.extend(sealed.map_err(|error| self.failed(&error))?);
        Ok(wrapped)
    }

    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<Secret, BackendError> {
        let not_ours = || BackendError::NotOurs {
            backend: self.describe(),
        };
        let (nonce, sealed) = wrapped
            .split_first_chunk::<NONCE_BYTES>()
            .filter(|(_, sealed)| sealed.len() == 32 + 16)
            .ok_or_else(not_ours)?;
        let (session, root) = self.session()?;
        let mut nonce = *nonce;
        let params = GcmParams::new(&mut nonce, context.as_bytes(), TAG_BITS.into());
        let mechanism = Mechanism::AesGcm(params.map_err(|error| self.failed(&error))?);
        let opened = session
            .decrypt(&mechanism, root, sealed)
            .map_err(|error| match error {
                // Modules have several words for a tag that is wrong; SoftHSM's is the last.
                Error::Pkcs11(
                    RvError::EncryptedDataInvalid | RvError::EncryptedDataLenRange | RvError::GeneralError,
                    _,
                ) => not_ours(),
                error => self.failed(&error),
            })?;
        Secret::from_slice(&Zeroizing::new(opened)).ok_or_else(not_ours)
    }

    fn kind(&self) -> &'static str {
        "pkcs11"
    }

    fn describe(&self) -> String {
        describe(&self.config)
    }
}

fn describe(config: &Pkcs11Config) -> String {
    format!("the key {} of the token {}", config.key, config.token)
}

impl fmt::Debug for Pkcs11 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pkcs11({})", self.describe())
    }
}
