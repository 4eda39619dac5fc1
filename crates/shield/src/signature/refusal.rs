//! Why a signature is not taken.

/// Why not. What a caller can do about it differs for each; none says anything about a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no signature, or only one of the two fields.
    #[error("the message is not signed: it needs the fields Signature-Input and Signature")]
    Missing,
    /// The fields are not what RFC 9421 says.
    #[error("the field {0} is malformed")]
    Malformed(&'static str),
    /// More than is looked at.
    #[error("the signature fields are longer, or have more signatures or components, than are looked at")]
    TooLarge,
    /// A part of the message that this implementation can't cover.
    #[error("the component {0} is not supported")]
    UnsupportedComponent(String),
    /// The same part twice.
    #[error("the component {0} is covered twice")]
    CoveredTwice(String),
    /// The signature covers a part that the message does not have, or has in a way that can't be signed.
    #[error("the component {0} is not in the message in a form that can be signed")]
    NoSuchComponent(String),
    /// The signature does not cover what it must.
    #[error("the signature does not cover {0}, which is required")]
    NotCovered(String),
    /// No key of this name.
    #[error("the signature names no key that is known here")]
    UnknownKey,
    /// The message names another algorithm than the key's.
    #[error("the signature names an algorithm that is not the key's")]
    WrongAlgorithm,
    /// The signature is not that of this key over this message.
    #[error("the signature is not valid for this message")]
    Invalid,
    /// The signature does not say when it was made.
    #[error("the signature has no parameter `created`")]
    NoTime,
    /// Made in the future.
    #[error("the signature was created in the future: check the clock")]
    TooEarly,
    /// Too old.
    #[error("the signature is too old: check the clock, and sign anew")]
    Expired,
    /// A signature without a nonce, where one is required.
    #[error("the signature has no nonce of 1 to 128 characters, which is required")]
    NoNonce,
    /// The nonce was there before.
    #[error("the signature was used before")]
    Replayed,
    /// A key uses more nonces than are remembered.
    #[error("the key has signed more messages in a short time than can be remembered")]
    TooManyNonces,
    /// Meant for something else.
    #[error("the signature has not the required tag")]
    WrongTag,
    /// The body is another.
    #[error("the body is not the one that Content-Digest is about")]
    WrongDigest,
    /// A digest of another algorithm.
    #[error("Content-Digest has neither sha-256 nor sha-512")]
    UnsupportedDigest,
}
