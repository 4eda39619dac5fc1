//! The edge's own codes. The machines' codes are theirs.

use axum::http::StatusCode;

macro_rules! codes {
    ($($name:ident = $word:literal $status:ident,)*) => {
        /// What the edge itself refuses requests for. The words never change.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Code { $($name,)* }

        /// Every code of the edge, sorted.
        pub const CODES: &[&str] = &[$($word,)*];

        impl Code {
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $word,)* }
            }

            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status,)* }
            }
        }
    };
}

codes! {
    AccessTokenInvalid = "access_token_invalid" UNAUTHORIZED,
    AddressRefused = "address_refused" FORBIDDEN,
    ApiKeyExpired = "api_key_expired" UNAUTHORIZED,
    ApiKeyRevoked = "api_key_revoked" UNAUTHORIZED,
    ApiKeyUnknown = "api_key_unknown" UNAUTHORIZED,
    ApiVersionUnknown = "api_version_unknown" BAD_REQUEST,
    AuditRecordUnknown = "audit_record_unknown" NOT_FOUND,
    AuditUnavailable = "audit_unavailable" SERVICE_UNAVAILABLE,
    BodyIncomplete = "body_incomplete" BAD_REQUEST,
    BodyMalformed = "body_malformed" BAD_REQUEST,
    BodyTooLarge = "body_too_large" PAYLOAD_TOO_LARGE,
    BooksDamaged = "books_damaged" INTERNAL_SERVER_ERROR,
    BooksUnavailable = "books_unavailable" SERVICE_UNAVAILABLE,
    CardDeleted = "card_deleted" CONFLICT,
    CardInvalid = "card_invalid" UNPROCESSABLE_ENTITY,
    CardNotFound = "card_not_found" NOT_FOUND,
    CardPurposeDenied = "card_purpose_denied" FORBIDDEN,
    CardUnreadable = "card_unreadable" INTERNAL_SERVER_ERROR,
    CardsOfCustomerReached = "cards_of_customer_reached" UNPROCESSABLE_ENTITY,
    CertificateAmbiguous = "certificate_ambiguous" UNAUTHORIZED,
    CertificateExpired = "certificate_expired" UNAUTHORIZED,
    CertificateUnknown = "certificate_unknown" UNAUTHORIZED,
    CommandTooLarge = "command_too_large" UNPROCESSABLE_ENTITY,
    ContentTypeUnsupported = "content_type_unsupported" UNSUPPORTED_MEDIA_TYPE,
    CredentialEnded = "credential_ended" UNAUTHORIZED,
    CredentialsMalformed = "credentials_malformed" UNAUTHORIZED,
    CredentialsMissing = "credentials_missing" UNAUTHORIZED,
    CrossSite = "cross_site" FORBIDDEN,
    CursorInvalid = "cursor_invalid" UNPROCESSABLE_ENTITY,
    DecisionsUnavailable = "decisions_unavailable" SERVICE_UNAVAILABLE,
    DeliveriesUnavailable = "deliveries_unavailable" SERVICE_UNAVAILABLE,
    EngineStopped = "engine_stopped" SERVICE_UNAVAILABLE,
    ExportTooLarge = "export_too_large" UNPROCESSABLE_ENTITY,
    FieldInvalid = "field_invalid" UNPROCESSABLE_ENTITY,
    FieldMissing = "field_missing" UNPROCESSABLE_ENTITY,
    FieldUnknown = "field_unknown" UNPROCESSABLE_ENTITY,
    GatewayUnknown = "gateway_unknown" NOT_FOUND,
    HeaderInvalid = "header_invalid" UNPROCESSABLE_ENTITY,
    IdInvalid = "id_invalid" UNPROCESSABLE_ENTITY,
    IdempotencyKeyInFlight = "idempotency_key_in_flight" CONFLICT,
    IdempotencyKeyReused = "idempotency_key_reused" UNPROCESSABLE_ENTITY,
    JsonMalformed = "json_malformed" BAD_REQUEST,
    KeyRotationUnderWay = "key_rotation_under_way" CONFLICT,
    KeyringUnavailable = "keyring_unavailable" SERVICE_UNAVAILABLE,
    MethodNotAllowed = "method_not_allowed" METHOD_NOT_ALLOWED,
    NodeNotRunning = "node_not_running" SERVICE_UNAVAILABLE,
    NotAcceptable = "not_acceptable" NOT_ACCEPTABLE,
    NoticeNotSigned = "notice_not_signed" FORBIDDEN,
    NoticeUnclear = "notice_unclear" SERVICE_UNAVAILABLE,
    Overloaded = "overloaded" SERVICE_UNAVAILABLE,
    ParameterInvalid = "parameter_invalid" UNPROCESSABLE_ENTITY,
    PasskeyRefused = "passkey_refused" UNAUTHORIZED,
    PasswordRefused = "password_refused" UNPROCESSABLE_ENTITY,
    PermissionMissing = "permission_missing" FORBIDDEN,
    PersonErased = "person_erased" CONFLICT,
    PolicyDenied = "policy_denied" FORBIDDEN,
    PolicyInvalid = "policy_invalid" UNPROCESSABLE_ENTITY,
    RateLimited = "rate_limited" TOO_MANY_REQUESTS,
    ReadOnly = "read_only" SERVICE_UNAVAILABLE,
    ReconciliationTooLarge = "reconciliation_too_large" UNPROCESSABLE_ENTITY,
    RequestInvalid = "request_invalid" UNPROCESSABLE_ENTITY,
    RequestSuspicious = "request_suspicious" FORBIDDEN,
    RequestTimeout = "request_timeout" REQUEST_TIMEOUT,
    RequestsPerSecondReached = "requests_per_second_reached" TOO_MANY_REQUESTS,
    RouteNotFound = "route_not_found" NOT_FOUND,
    SealingUnavailable = "sealing_unavailable" SERVICE_UNAVAILABLE,
    SecondFactorMissing = "second_factor_missing" FORBIDDEN,
    SessionEnded = "session_ended" UNAUTHORIZED,
    SessionNotFound = "session_not_found" NOT_FOUND,
    SessionUnknown = "session_unknown" UNAUTHORIZED,
    SignInExpired = "sign_in_expired" UNAUTHORIZED,
    SignInFailed = "sign_in_failed" UNAUTHORIZED,
    SignInThrottled = "sign_in_throttled" TOO_MANY_REQUESTS,
    SignatureDigestWrong = "signature_digest_wrong" UNAUTHORIZED,
    SignatureExpired = "signature_expired" UNAUTHORIZED,
    SignatureIncomplete = "signature_incomplete" UNAUTHORIZED,
    SignatureInvalid = "signature_invalid" UNAUTHORIZED,
    SignatureMalformed = "signature_malformed" UNAUTHORIZED,
    SignatureMissing = "signature_missing" UNAUTHORIZED,
    SignatureReplayed = "signature_replayed" UNAUTHORIZED,
    StatementUnknown = "statement_unknown" NOT_FOUND,
    StepUpFailed = "step_up_failed" FORBIDDEN,
    StepUpRequired = "step_up_required" FORBIDDEN,
    StorageFull = "storage_full" INSUFFICIENT_STORAGE,
    TenantClosed = "tenant_closed" FORBIDDEN,
    TenantSuspended = "tenant_suspended" FORBIDDEN,
    TransferNotFound = "transfer_not_found" NOT_FOUND,
    TransferNotReconcilable = "transfer_not_reconcilable" UNPROCESSABLE_ENTITY,
    VaultUnavailable = "vault_unavailable" SERVICE_UNAVAILABLE,
    ViewsDamaged = "views_damaged" INTERNAL_SERVER_ERROR,
    ViewsStale = "views_stale" SERVICE_UNAVAILABLE,
    ViewsUnavailable = "views_unavailable" SERVICE_UNAVAILABLE,
    WebhookEndpointDisabled = "webhook_endpoint_disabled" CONFLICT,
    WebhookMessageUnknown = "webhook_message_unknown" NOT_FOUND,
    WebSocketRequired = "websocket_required" UPGRADE_REQUIRED,
}
