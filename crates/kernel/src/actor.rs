//! Who does something: a name for the history.

use std::fmt;
use std::sync::Arc;

/// Who proposes, approves, sets or stops something: a user, a key, the node itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(Arc<str>);

/// The text names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("who acts is named by 1 to 128 characters without control characters or spaces around them")]
pub struct InvalidActor;

impl Actor {
    /// Someone of this name.
    pub fn new(name: &str) -> Result<Actor, InvalidActor> {
        let is_clean = name.trim() == name && !name.chars().any(char::is_control);
        if is_clean && (1..=128).contains(&name.chars().count()) {
            Ok(Actor(name.into()))
        } else {
            Err(InvalidActor)
        }
    }

    /// A name that was written down before.
    pub fn stored(name: &str) -> Actor {
        Actor(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
