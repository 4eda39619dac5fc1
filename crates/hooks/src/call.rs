//! Why a call of a hook gave no answer that counts.

use crate::AnswerError;

/// The failure of one call. Without the URL, which may hold a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HookFailure {
    /// It took longer than its `timeout_ms`.
    #[error("there was no answer in time")]
    TimedOut,
    /// All its places were taken for as long as it may take.
    #[error("all its places are taken")]
    Busy,
    /// It failed so often in a row that it is left alone for a while.
    #[error("it failed too often in a row and is left alone for a while")]
    LeftAlone,
    /// The node has more to do than it can, and the hook may be left out then.
    #[error("it was left out: the node sheds load")]
    LeftOut,
    /// The connection was refused or could not be secured.
    #[error("the connection was refused or could not be secured")]
    Connect,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// Another status than 2xx.
    #[error("it answered with HTTP status {0}")]
    Status(u16),
    /// An answer that is not understood.
    #[error("its answer is not understood: {0}")]
    Answer(#[from] AnswerError),
    /// The module ran longer than its `timeout_ms`.
    #[error("it ran too long")]
    RanTooLong,
    /// The module used up its fuel.
    #[error("it used up its fuel")]
    Fuel,
    /// The module wanted more memory than it may have.
    #[error("it wanted more memory than it may have")]
    Memory,
    /// The module stopped itself, or broke a rule of its machine.
    #[error("it trapped: {0}")]
    Trap(String),
    /// The module gave a place outside its memory, for the question or for the answer.
    #[error("{0} points outside its memory")]
    Bounds(&'static str),
}

impl HookFailure {
    /// Whether the same call may well succeed later. Otherwise it is the call itself that the hook can't take.
    pub const fn is_transient(&self) -> bool {
        match self {
            HookFailure::TimedOut
            | HookFailure::Busy
            | HookFailure::LeftAlone
            | HookFailure::LeftOut
            | HookFailure::Connect
            | HookFailure::Broken => true,
            HookFailure::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
            HookFailure::Answer(_)
            | HookFailure::RanTooLong
            | HookFailure::Fuel
            | HookFailure::Memory
            | HookFailure::Trap(_)
            | HookFailure::Bounds(_) => false,
        }
    }
}
