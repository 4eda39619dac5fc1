//! What this part refuses.

crate::rejections::rejections! {
    Denied = "credential_denied" Denied None,
        "credentials are changed by who they belong to, or by someone who may do all that they may";
    PrincipalInactive = "credential_principal_inactive" Denied None,
        "there is no such principal, or they are suspended";
    PasswordChanged = "password_changed" Conflict None,
        "the password was changed meanwhile";
    TotpMissing = "totp_missing" Conflict None,
        "no one-time password generator is waiting for this";
    TotpInvalid = "totp_invalid" Invalid Some("seed"),
        "a sealed seed has 1 to 1024 bytes";
    TotpReplayed = "totp_replayed" Denied Some("code"),
        "this one-time password, or a later one, was used already";
    RecoveryCodeUnknown = "recovery_code_unknown" Denied Some("code"),
        "there is no such recovery code, or it was used already";
    RecoveryCodesInvalid = "recovery_codes_invalid" Invalid Some("codes"),
        "there must be 1 to 16 recovery codes, all different";
    RecoveryCodesPointless = "recovery_codes_pointless" Conflict None,
        "recovery codes stand in for a second factor, and there is none";
    PasskeyUnknown = "passkey_unknown" NotFound Some("passkey"),
        "there is no such passkey";
    PasskeyExists = "passkey_exists" Conflict Some("passkey"),
        "this passkey is registered already";
    PasskeyInvalid = "passkey_invalid" Invalid Some("passkey"),
        "a passkey has a name of 1 to 64 plain characters, an id of at most 1023 bytes and a key of at most 4096";
    PasskeyLimit = "passkey_limit" Limit None,
        "the principal has 20 passkeys, which is the limit: remove one first";
    PasskeyCloned = "passkey_cloned" Denied Some("passkey"),
        "the passkey's counter went back, so there seem to be two of it";
    SecondFactorRequired = "second_factor_required" Conflict None,
        "the tenant requires a second factor, and this is the last one";
    RecoveryTokenUnknown = "recovery_token_unknown" Denied Some("token"),
        "there is no such recovery, or its time is over, or it was used already";
    RecoveryLimit = "recovery_limit" Limit None,
        "three recoveries are under way, which is the limit: use one of them or wait until they end";
    EmailTokenUnknown = "email_token_unknown" Denied Some("token"),
        "there is no such e-mail verification, or its time is over, or it was used already";
    TokenLifetimeInvalid = "credential_token_lifetime_invalid" Invalid Some("expires_at"),
        "a recovery lasts up to an hour and an e-mail verification up to three days";
    UnderLegalHold = "legal_hold" Conflict None,
        "the tenant is under a legal hold: nothing of it is erased until that is released";
    TokenTaken = "credential_token_taken" Conflict Some("token"),
        "this token is in use: draw another";
}
