//! What can go wrong, by what the caller can do about it.

use bezant_engine::FollowError;
use bezant_kernel::wire::Corrupt;

/// Why the views did not do what they were asked to.
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// The caller's cursor is not one that this list gave out.
    #[error("the cursor is not one that this list gave out")]
    InvalidCursor,
    /// What is asked would take too long, or give too much.
    #[error("what is asked {0}")]
    TooMuchAsked(&'static str),
    /// SQLite failed: a full disk, an I/O error, no free connection. Trying again later may help.
    #[error("the views' storage failed: {0}")]
    Storage(#[from] sqlx::Error),
    /// What is stored does not fit the log. Only a rebuild helps.
    #[error("the views do not fit the log ({0}); `bezant views rebuild` makes them anew")]
    Damaged(&'static str),
    /// There are more tenants than row keys have room for.
    #[error("the views have room for {} tenants", crate::key::MAX_TENANTS)]
    TooManyTenants,
    /// The log can't be followed.
    #[error("the views can't follow the log: {0}")]
    Follow(#[from] FollowError),
}

impl From<Corrupt> for ViewsError {
    fn from(corrupt: Corrupt) -> Self {
        ViewsError::Damaged(corrupt.0)
    }
}
