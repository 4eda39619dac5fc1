//! Why a signed token is not taken.

/// For logs and tests; whoever presents a token is only told that it is invalid, or that it has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// Longer than any that is made.
    #[error("the token is too long")]
    TooLong,
    /// Not three parts of base64url with JSON in them, or a claim is missing, of the wrong type or there twice.
    #[error("the token is malformed")]
    Malformed,
    /// Its header asks for something that has to be understood and is not.
    #[error("the token's header has critical parts that are not known")]
    Critical,
    /// It is not of the type that is asked for, such as an ID token where an access token belongs.
    #[error("the token is of another type")]
    WrongType,
    /// No key has its key id.
    #[error("the token's key is not known")]
    UnknownKey,
    /// Its header names another algorithm than its key's.
    #[error("the token's algorithm is not its key's")]
    WrongAlgorithm,
    /// The signature does not match.
    #[error("the token's signature is wrong")]
    WrongSignature,
    /// It was made by somebody else.
    #[error("the token is of another issuer")]
    WrongIssuer,
    /// It was made for somebody else.
    #[error("the token is for another audience")]
    WrongAudience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come, or it says that it was made in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
}
