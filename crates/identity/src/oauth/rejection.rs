//! What this part refuses.

use super::TokenRefused;
use super::client::TermsInvalid;

crate::rejections::rejections! {
    Denied = "oauth_denied" Denied None,
        "clients and grants are changed by who may manage them, and may do all that they allow";
    PrincipalInactive = "oauth_principal_inactive" Denied None,
        "there is no such principal, or they are suspended";
    SessionRefused = "oauth_session_ended" Denied None,
        "the session that this depends on has ended";
    ClientUnknown = "oauth_client_unknown" NotFound Some("client_id"),
        "there is no such client";
    ClientExists = "oauth_client_exists" Conflict Some("client_id"),
        "there is a client of this id already";
    ClientLimit = "oauth_client_limit" Limit None,
        "the tenant has 500 clients, which is the limit: remove one first";
    ClientNameInvalid = "oauth_client_name_invalid" Invalid Some("name"),
        "a client's name is 1 to 64 plain characters";
    RedirectUriInvalid = "oauth_redirect_uri_invalid" Invalid Some("redirect_uris"),
        "an address to return to is https, http to 127.0.0.1 or [::1], or a scheme with a dot in it, and has no fragment";
    FlowsInvalid = "oauth_flows_invalid" Invalid Some("grant_types"),
        "these ways to get tokens do not go together, or not with this client";
    LifetimeInvalid = "oauth_lifetime_invalid" Invalid Some("expires_in"),
        "this lasts too long or not at all";
    SecretPointless = "oauth_secret_pointless" Conflict None,
        "a public client can't keep a secret";
    FlowNotAllowed = "oauth_flow_not_allowed" Denied Some("grant_type"),
        "the client may not get tokens in this way";
    ScopeNotAllowed = "oauth_scope_not_allowed" Denied Some("scope"),
        "the client may not ask for this, or asks for nothing";
    RedirectUriUnknown = "oauth_redirect_uri_unknown" Invalid Some("redirect_uri"),
        "this address is not registered with the client";
    NonceInvalid = "oauth_nonce_invalid" Invalid Some("nonce"),
        "a nonce has at most 256 characters";
    CodeUnknown = "oauth_code_unknown" Denied Some("code"),
        "there is no such code, or its time is over, or it was used already, or it is another client's";
    CodeMismatch = "oauth_code_mismatch" Denied Some("code_verifier"),
        "the code was made for another address or another verifier";
    TokenTaken = "oauth_token_taken" Conflict None,
        "this id, code or token is in use: draw another";
    RefreshUnknown = "oauth_refresh_token_unknown" Denied Some("refresh_token"),
        "there is no such refresh token";
    GrantUnknown = "oauth_grant_unknown" NotFound None,
        "there is no such grant";
    GrantExpired = "oauth_grant_expired" Denied None,
        "the grant has lasted as long as it may, or was not used for too long";
    GrantRevoked = "oauth_grant_revoked" Denied None,
        "the grant was ended, or its owner was suspended or has signed out";
    DeviceUnknown = "oauth_device_unknown" Denied Some("device_code"),
        "there is no such device request, or it was answered already";
    DeviceLimit = "oauth_device_limit" Limit None,
        "too many devices of the tenant wait to be let in";
    DevicePending = "oauth_device_pending" Conflict Some("device_code"),
        "nobody has answered yet";
    DeviceDenied = "oauth_device_denied" Denied Some("device_code"),
        "someone refused to let the device in";
    DeviceExpired = "oauth_device_expired" Denied Some("device_code"),
        "nobody let the device in in time";
    SigningKeyInvalid = "oauth_signing_key_invalid" Invalid None,
        "a signing key has a short plain name, a public half and a sealed private half";
    SigningKeyExists = "oauth_signing_key_exists" Conflict None,
        "there is a signing key of this name already";
    SigningKeyLimit = "oauth_signing_key_limit" Limit None,
        "16 signing keys are published, which is the limit";
    SigningKeyUnknown = "oauth_signing_key_unknown" NotFound None,
        "there is no such signing key, or it is retired already";
    SigningKeyLast = "oauth_signing_key_last" Conflict None,
        "no other key signs: add one first";
}

impl From<TokenRefused> for Rejection {
    fn from(refused: TokenRefused) -> Self {
        match refused {
            TokenRefused::Unknown => Rejection::GrantUnknown,
            TokenRefused::Expired => Rejection::GrantExpired,
            TokenRefused::Revoked => Rejection::GrantRevoked,
        }
    }
}

impl From<TermsInvalid> for Rejection {
    fn from(invalid: TermsInvalid) -> Self {
        match invalid {
            TermsInvalid::Name => Rejection::ClientNameInvalid,
            TermsInvalid::RedirectUri => Rejection::RedirectUriInvalid,
            TermsInvalid::Flows => Rejection::FlowsInvalid,
            TermsInvalid::Lifetime => Rejection::LifetimeInvalid,
        }
    }
}
