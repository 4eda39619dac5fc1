//! What hooks said about a payment before a gateway was chosen. A fact from outside: it enters with a command, is recorded,
//! and counts for every choice of the same start, so that a failover follows it too.

use bezant_kernel::GatewayName;

use crate::payment::FailureNote;

/// Gateways that are named on either side; more than can be declared.
const MAX_NAMED: usize = 64;

/// What hooks said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    exclude: Vec<GatewayName>,
    prefer: Vec<GatewayName>,
    three_d_secure: bool,
    refusal: Option<Box<FailureNote>>,
}

impl Advice {
    /// Advice to leave gateways out, to prefer others in this order, and to have the customer authenticated.
    pub fn new(mut exclude: Vec<GatewayName>, mut prefer: Vec<GatewayName>, three_d_secure: bool) -> Advice {
        exclude.truncate(MAX_NAMED);
        prefer.truncate(MAX_NAMED);
        Advice {
            exclude,
            prefer,
            three_d_secure,
            refusal: None,
        }
    }

    /// The word of a hook that the payment must not be sent to any gateway.
    pub fn refuse(note: FailureNote) -> Advice {
        Advice {
            refusal: Some(Box::new(note)),
            ..Advice::default()
        }
    }

    /// Gateways to leave out.
    pub fn exclude(&self) -> &[GatewayName] {
        &self.exclude
    }

    /// Gateways to prefer, the best first.
    pub fn prefer(&self) -> &[GatewayName] {
        &self.prefer
    }

    /// Whether the customer shall be authenticated.
    pub const fn three_d_secure(&self) -> bool {
        self.three_d_secure
    }

    /// Why no gateway may be asked.
    pub fn refusal(&self) -> Option<&FailureNote> {
        self.refusal.as_deref()
    }
}
