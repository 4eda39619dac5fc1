//! What a caller can do about a failure; each crate's typed errors say which of these they are.

/// The kinds of failure, by what the caller can do.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request is wrong in itself: change it.
    Invalid,
    /// No such thing for this caller.
    NotFound,
    /// The request does not fit the current state: read the state and decide anew.
    Conflict,
    /// The caller may not do this.
    Denied,
    /// A limit of the account or of money is reached.
    Limit,
    /// Try the same request again later.
    Unavailable,
    /// A defect of ours.
    Internal,
}

impl ErrorKind {
    /// Whether the very same request may succeed later without any change.
    pub const fn is_transient(self) -> bool {
        match self {
            ErrorKind::Unavailable => true,
            ErrorKind::Invalid
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::Denied
            | ErrorKind::Limit
            | ErrorKind::Internal => false,
        }
    }
}
