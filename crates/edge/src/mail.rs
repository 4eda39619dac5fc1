//! The port for letters to people: links to set a password, invitations, notices of new devices.

use std::fmt;

use async_trait::async_trait;
use zeroize::Zeroizing;

/// A letter. It has somebody's address and often a secret link in it, so it does not print.
pub struct Letter {
    /// The address.
    pub to: Zeroizing<String>,
    /// In one line.
    pub subject: String,
    /// As plain text.
    pub text: Zeroizing<String>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({:?}, ..)", self.subject)
    }
}

/// The letter was not handed over.
#[derive(Debug, thiserror::Error)]
#[error("a letter can't be sent: {0}")]
pub struct MailError(pub String);

/// Sends letters.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Hands the letter over to who delivers it. Ends in bounded time.
    async fn send(&self, letter: Letter) -> Result<(), MailError>;
}
