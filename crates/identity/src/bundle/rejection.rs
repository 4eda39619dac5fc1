//! What the versions of the access policy refuse.

use bezant_kernel::ErrorKind;

/// Why it is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Without the permission to say what others may do.
    #[error("putting a policy in force needs the permission policy.manage")]
    NotPermitted,
    /// No file, or more than [`super::MAXIMUM_FILES`].
    #[error("a bundle has 1 to 64 files")]
    FileCount,
    /// A path that is not plain, or not of a Rego file.
    #[error(
        "'{0}' is no path of a bundle: letters, digits, '_', '-', '.' and '/', relative, ending in .rego"
    )]
    PathInvalid(String),
    /// More than [`super::MAXIMUM_BYTES`].
    #[error("the bundle has {0} bytes; 262144 are allowed")]
    TooLarge(usize),
    /// A note that is too long or not plain text.
    #[error("a note has at most 200 characters and no control characters")]
    NoteInvalid,
    /// The numbers are used up.
    #[error("there are no more version numbers")]
    TooManyVersions,
    /// No such version, or not at hand any more.
    #[error("there is no version {0} of the policy")]
    VersionUnknown(u32),
    /// It is in force.
    #[error("version {0} of the policy is in force already")]
    ActiveAlready(u32),
    /// No step back is left.
    #[error("no other version of the policy was in force before this one")]
    NothingBefore,
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "policy_not_permitted",
        "policy_files_invalid",
        "policy_too_large",
        "policy_note_invalid",
        "policy_too_many_versions",
        "policy_version_unknown",
        "policy_active_already",
        "policy_nothing_before",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::NotPermitted => ErrorKind::Denied,
            Rejection::FileCount
            | Rejection::PathInvalid(_)
            | Rejection::TooLarge(_)
            | Rejection::NoteInvalid => ErrorKind::Invalid,
            Rejection::TooManyVersions => ErrorKind::Limit,
            Rejection::VersionUnknown(_) => ErrorKind::NotFound,
            Rejection::ActiveAlready(_) | Rejection::NothingBefore => ErrorKind::Conflict,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::NotPermitted => "policy_not_permitted",
            Rejection::FileCount | Rejection::PathInvalid(_) => "policy_files_invalid",
            Rejection::TooLarge(_) => "policy_too_large",
            Rejection::NoteInvalid => "policy_note_invalid",
            Rejection::TooManyVersions => "policy_too_many_versions",
            Rejection::VersionUnknown(_) => "policy_version_unknown",
            Rejection::ActiveAlready(_) => "policy_active_already",
            Rejection::NothingBefore => "policy_nothing_before",
        }
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::FileCount | Rejection::PathInvalid(_) | Rejection::TooLarge(_) => Some("files"),
            Rejection::NoteInvalid => Some("note"),
            Rejection::VersionUnknown(_) | Rejection::ActiveAlready(_) => Some("version"),
            Rejection::NotPermitted | Rejection::TooManyVersions | Rejection::NothingBefore => None,
        }
    }
}
