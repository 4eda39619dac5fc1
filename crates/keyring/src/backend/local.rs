//! A root key in this process: it came from a file or the environment.

use super::{Backend, BackendError};
use crate::{DataKey, Secret};

/// Wraps with a root key that is in memory.
#[derive(Debug)]
pub struct Local {
    key: DataKey,
    from: String,
}

impl Local {
    /// With this root key, which is from there.
    pub fn new(root: &Secret, from: impl Into<String>) -> Local {
        Local {
            key: DataKey::new(&root.derive("bezant 2026-11 wrapping of a ring")),
            from: from.into(),
        }
    }
}

impl Backend for Local {
    fn wrap(&self, context: &str, key: &Secret) -> Result<Vec<u8>, BackendError> {
        Ok(self.key.seal(context.as_bytes(), key.as_bytes()))
    }

    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<Secret, BackendError> {
        let opened = self.key.open(context.as_bytes(), wrapped);
        opened
            .and_then(|bytes| Secret::from_slice(&bytes))
            .ok_or_else(|| BackendError::NotOurs {
                backend: self.describe(),
            })
    }

    fn kind(&self) -> &'static str {
        "local"
    }

    fn describe(&self) -> String {
        format!("the root key from {}", self.from)
    }
}
