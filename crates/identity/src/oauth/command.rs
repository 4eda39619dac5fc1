//! What can be asked.

use bezant_kernel::{ClientId, GrantId, PrincipalId, SessionId, Timestamp};

use super::{ClientKind, ClientTerms, GrantScopes, SigningKey, UserCode};
use crate::TokenHash;

/// What can be asked. That a client is who it says was verified by the caller; see [`super::Client::has_secret`].
#[derive(Clone, Debug)]
pub enum Command {
    /// Register a client.
    CreateClient {
        /// Its id.
        id: ClientId,
        /// Whether it can keep a secret.
        kind: ClientKind,
        /// What is said about it.
        terms: ClientTerms,
    },
    /// Say something else about a client.
    ChangeClient {
        /// Which.
        id: ClientId,
        /// What is said about it from now on.
        terms: ClientTerms,
    },
    /// Give a client a secret. Former ones end soon.
    AddClientSecret {
        /// Which.
        id: ClientId,
        /// The secret.
        hash: TokenHash,
        /// When the former ones end at the latest.
        former_until: Timestamp,
    },
    /// Refuse the access tokens that a client got for itself until now.
    RevokeClientTokens {
        /// Which.
        id: ClientId,
    },
    /// Refuse one access token that a client got for itself. When as many are refused one by one as may be, all that it got until
    /// now are.
    RevokeAccessToken {
        /// The token, see [`super::access_token_hash`].
        hash: TokenHash,
        /// Whose it is, who also asks for it.
        client: ClientId,
        /// When it ends by itself: a day from now at most.
        expires_at: Timestamp,
    },
    /// Forget a client, with all that it was granted.
    RemoveClient {
        /// Which.
        id: ClientId,
    },
    /// Someone who is signed in allows a client to act for them.
    IssueCode {
        /// The code.
        hash: TokenHash,
        /// Which client.
        client: ClientId,
        /// Who.
        principal: PrincipalId,
        /// In which session.
        session: SessionId,
        /// Where the code is sent.
        redirect_uri: String,
        /// The challenge (RFC 7636, S256).
        challenge: [u8; 32],
        /// What the client may do.
        scopes: GrantScopes,
        /// What the client wants to see again.
        nonce: Option<String>,
        /// From when on the code is refused: a minute from now at most.
        expires_at: Timestamp,
    },
    /// A client presents a code. A code that was used already is no error here: its grant ends, see
    /// [`super::Event::GrantRevoked`], and the client gets nothing.
    RedeemCode {
        /// The code.
        hash: TokenHash,
        /// Which client.
        client: ClientId,
        /// Where it says that the code was sent.
        redirect_uri: String,
        /// The SHA-256 of its verifier.
        challenge: [u8; 32],
        /// The grant that is made.
        grant: GrantId,
        /// Its first refresh token, if it shall have any.
        refresh: Option<TokenHash>,
    },
    /// A client presents a refresh token. One that was replaced is no error here: the grant ends, see
    /// [`super::Event::GrantRevoked`], and the client gets nothing.
    Refresh {
        /// Of which grant.
        grant: GrantId,
        /// Which client.
        client: ClientId,
        /// Which in the row of its tokens it says to be.
        generation: u32,
        /// The token.
        presented: TokenHash,
        /// The next one.
        next: TokenHash,
    },
    /// End a grant. Doing it again changes nothing.
    RevokeGrant {
        /// Which.
        grant: GrantId,
        /// The client that asks for it itself, if one does.
        client: Option<ClientId>,
    },
    /// End all that a principal has granted (to one client), and ask them anew the next time.
    RevokeGrants {
        /// Whose.
        principal: PrincipalId,
        /// To which client only.
        client: Option<ClientId>,
    },
    /// A device asks to be let in.
    StartDevice {
        /// Its code.
        hash: TokenHash,
        /// What its user types.
        user_code: UserCode,
        /// Which client it runs.
        client: ClientId,
        /// What it asks for.
        scopes: GrantScopes,
        /// From when on it is refused: ten minutes from now at most.
        expires_at: Timestamp,
    },
    /// Someone who is signed in lets a device in.
    ApproveDevice {
        /// Which.
        user_code: UserCode,
        /// Who.
        principal: PrincipalId,
        /// In which session.
        session: SessionId,
    },
    /// Someone who is signed in does not.
    DenyDevice {
        /// Which.
        user_code: UserCode,
    },
    /// A device asks whether it was let in.
    RedeemDevice {
        /// Its code.
        hash: TokenHash,
        /// Which client it runs.
        client: ClientId,
        /// The grant that is made.
        grant: GrantId,
        /// Its first refresh token, if it shall have any.
        refresh: Option<TokenHash>,
    },
    /// Do not ask a principal again about a client.
    RememberApproval {
        /// Who.
        principal: PrincipalId,
        /// Which client.
        client: ClientId,
        /// About what.
        scopes: GrantScopes,
    },
    /// Publish a key, which signs from its time on.
    AddSigningKey(SigningKey),
    /// Let a key sign no more.
    RetireSigningKey {
        /// Which.
        kid: String,
        /// Until when it is published.
        retire_at: Timestamp,
    },
}
