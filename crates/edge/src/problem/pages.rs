//! The pages about error codes, from `docs/errors/`, built in.

use std::fmt::Write;

/// Lists the codes; a code without its page does not compile.
macro_rules! pages {
    ($($code:literal),* $(,)?) => {
        /// Each code with the text of its page, sorted by code.
        const PAGES: &[(&str, &str)] = &[
            $(($code, include_str!(concat!("../../../../docs/errors/", $code, ".md")))),*
        ];
    };
}

pages! {
    "access_limit_reached",
    "access_permission_missing",
    "access_token_invalid",
    "account_closed",
    "account_currency_mismatch",
    "account_exists",
    "account_frozen",
    "account_id_reserved",
    "account_limit_invalid",
    "account_not_found",
    "account_path_taken",
    "account_reserved",
    "address_refused",
    "amount_not_positive",
    "amount_too_large",
    "answer_time_invalid",
    "api_key_expired",
    "api_key_revoked",
    "api_key_unknown",
    "api_version_unknown",
    "approval_exists",
    "approval_expired",
    "approval_needs_user",
    "approval_own",
    "approval_unknown",
    "audit_record_unknown",
    "audit_unavailable",
    "balance_overflow",
    "billing_details_without_customer",
    "body_incomplete",
    "body_malformed",
    "body_too_large",
    "books_damaged",
    "books_unavailable",
    "capture_delay_invalid",
    "capture_too_large",
    "card_deleted",
    "card_invalid",
    "card_not_found",
    "card_number_not_accepted",
    "card_purpose_denied",
    "card_unreadable",
    "cards_of_customer_reached",
    "certificate_ambiguous",
    "certificate_expired",
    "certificate_unknown",
    "command_too_large",
    "consent_exists",
    "consent_not_permitted",
    "consent_tenant_shut",
    "consent_text_invalid",
    "consent_text_unknown",
    "consent_too_many",
    "consent_too_many_texts",
    "consent_unknown",
    "content_type_unsupported",
    "credential_denied",
    "credential_ended",
    "credential_principal_inactive",
    "credential_token_lifetime_invalid",
    "credential_token_taken",
    "credentials_malformed",
    "credentials_missing",
    "cross_site",
    "cursor_invalid",
    "decisions_unavailable",
    "deliveries_unavailable",
    "duplicate_metadata_key",
    "email_of_provider",
    "email_taken",
    "email_token_unknown",
    "engine_stopped",
    "expiry_passed",
    "export_too_large",
    "external_id_taken",
    "field_invalid",
    "field_missing",
    "field_unknown",
    "flow_exists",
    "flow_invalid",
    "flow_refused",
    "gateway_amount_limits_crossed",
    "gateway_declared_twice",
    "gateway_fee_too_high",
    "gateway_unknown",
    "grant_exceeds_own",
    "grant_node_wide",
    "group_exists",
    "group_name_taken",
    "group_unknown",
    "header_invalid",
    "hold_already_posted",
    "hold_already_voided",
    "hold_expired",
    "hold_not_found",
    "hold_reserved",
    "id_invalid",
    "idempotency_key_in_flight",
    "idempotency_key_reused",
    "identity_provider_unknown",
    "identity_version_mismatch",
    "introspection_refused",
    "invitation_exists",
    "invitation_expiry_invalid",
    "invitation_unknown",
    "json_malformed",
    "key_certificate_name_denied",
    "key_certificate_taken",
    "key_certification_refused",
    "key_exceeds_authority",
    "key_exists",
    "key_not_live",
    "key_overlap_too_long",
    "key_proof_mismatch",
    "key_rotation_under_way",
    "key_secret_reused",
    "key_signing_missing",
    "key_unknown",
    "keyring_unavailable",
    "last_admin",
    "legal_hold",
    "legal_hold_exists",
    "legal_hold_unknown",
    "metadata_too_large",
    "method_not_allowed",
    "monitor_not_found",
    "name_invalid",
    "node_not_running",
    "not_acceptable",
    "not_for_oneself",
    "not_provisioned",
    "nothing_to_change",
    "notice_not_signed",
    "notice_unclear",
    "oauth_client_exists",
    "oauth_client_limit",
    "oauth_client_name_invalid",
    "oauth_client_unknown",
    "oauth_code_mismatch",
    "oauth_code_unknown",
    "oauth_denied",
    "oauth_device_denied",
    "oauth_device_expired",
    "oauth_device_limit",
    "oauth_device_pending",
    "oauth_device_unknown",
    "oauth_flow_not_allowed",
    "oauth_flows_invalid",
    "oauth_grant_expired",
    "oauth_grant_revoked",
    "oauth_grant_unknown",
    "oauth_lifetime_invalid",
    "oauth_nonce_invalid",
    "oauth_principal_inactive",
    "oauth_redirect_uri_invalid",
    "oauth_redirect_uri_unknown",
    "oauth_refresh_token_unknown",
    "oauth_scope_not_allowed",
    "oauth_secret_pointless",
    "oauth_session_ended",
    "oauth_signing_key_exists",
    "oauth_signing_key_invalid",
    "oauth_signing_key_last",
    "oauth_signing_key_limit",
    "oauth_signing_key_unknown",
    "oauth_token_taken",
    "operation_in_progress",
    "original_not_found",
    "original_reserved",
    "outside_account_exists",
    "outside_account_unknown",
    "overdraft",
    "overloaded",
    "parameter_invalid",
    "passkey_cloned",
    "passkey_exists",
    "passkey_invalid",
    "passkey_limit",
    "passkey_refused",
    "passkey_unknown",
    "password_changed",
    "password_refused",
    "payment_currency_mismatch",
    "payment_exists",
    "payment_not_found",
    "payment_status_conflict",
    "payments_per_day_reached",
    "permission_missing",
    "persisted_query_mismatch",
    "persisted_query_not_found",
    "person_erased",
    "policy_active_already",
    "policy_denied",
    "policy_files_invalid",
    "policy_invalid",
    "policy_not_permitted",
    "policy_note_invalid",
    "policy_nothing_before",
    "policy_too_large",
    "policy_too_many_versions",
    "policy_version_unknown",
    "post_exceeds_hold",
    "principal_exceeds_own",
    "principal_exists",
    "principal_invalid",
    "principal_not_active",
    "principal_unknown",
    "query_invalid",
    "query_malformed",
    "query_not_registered",
    "query_timeout",
    "query_too_complex",
    "rate_limited",
    "read_only",
    "reconciliation_account_fixed",
    "reconciliation_invalid",
    "reconciliation_item_status",
    "reconciliation_item_unknown",
    "reconciliation_match_invalid",
    "reconciliation_match_not_proposed",
    "reconciliation_match_refused",
    "reconciliation_match_unknown",
    "reconciliation_note_missing",
    "reconciliation_note_too_long",
    "reconciliation_rule_invalid",
    "reconciliation_too_large",
    "reconciliation_transfer_taken",
    "reconciliation_unknown",
    "recovery_code_unknown",
    "recovery_codes_invalid",
    "recovery_codes_pointless",
    "recovery_limit",
    "recovery_token_unknown",
    "refund_exists",
    "refund_not_found",
    "refund_not_returnable",
    "refund_too_large",
    "region_elsewhere",
    "region_has_tenants",
    "region_undeclared",
    "request_invalid",
    "request_suspicious",
    "request_timeout",
    "requests_per_second_reached",
    "retry_plan_invalid",
    "role_built_in",
    "role_description_too_long",
    "role_exists",
    "role_in_use",
    "role_unknown",
    "route_not_found",
    "routing_experiment_invalid",
    "routing_experiment_not_running",
    "routing_experiment_running",
    "routing_fees_invalid",
    "routing_gateway_unknown",
    "routing_resilience_invalid",
    "routing_rules_active_already",
    "routing_rules_approved_already",
    "routing_rules_invalid",
    "routing_rules_need_four_eyes",
    "routing_rules_not_active",
    "routing_rules_not_approved",
    "routing_rules_unknown",
    "routing_strategy_invalid",
    "schedule_exists",
    "schedule_not_found",
    "schedule_time_passed",
    "scopes_missing",
    "sealing_unavailable",
    "second_factor_missing",
    "second_factor_required",
    "session_agent_invalid",
    "session_denied",
    "session_device_unknown",
    "session_ended",
    "session_exists",
    "session_expired",
    "session_idle",
    "session_lifetime_invalid",
    "session_methods_missing",
    "session_not_found",
    "session_principal_inactive",
    "session_revoked",
    "session_token_reused",
    "session_token_rotated",
    "session_unknown",
    "sign_in_expired",
    "sign_in_failed",
    "sign_in_throttled",
    "signature_digest_wrong",
    "signature_expired",
    "signature_incomplete",
    "signature_invalid",
    "signature_malformed",
    "signature_missing",
    "signature_replayed",
    "stale_outcome",
    "statement_account_mismatch",
    "statement_balance_mismatch",
    "statement_column_missing",
    "statement_currency_mismatch",
    "statement_currency_mixed",
    "statement_encoding_invalid",
    "statement_field_invalid",
    "statement_field_missing",
    "statement_imported_already",
    "statement_mapping_invalid",
    "statement_structure_invalid",
    "statement_too_large",
    "statement_too_long",
    "statement_unknown",
    "step_up_failed",
    "step_up_required",
    "storage_full",
    "tenancy_not_permitted",
    "tenant_closed",
    "tenant_exists",
    "tenant_limit_invalid",
    "tenant_name_taken",
    "tenant_not_suspended",
    "tenant_reason_invalid",
    "tenant_sign_in_invalid",
    "tenant_suspended",
    "tenant_too_many_features",
    "tenant_unknown",
    "tenant_version_mismatch",
    "text_empty",
    "text_too_long",
    "too_many_disputes",
    "too_many_gateways",
    "too_many_keys",
    "too_many_legal_holds",
    "too_many_monitors",
    "too_many_open_items",
    "too_many_principals",
    "too_many_reconciliations",
    "too_many_refunds",
    "too_many_webhook_endpoints",
    "too_many_webhook_filters",
    "too_many_webhook_rotations",
    "too_much_metadata",
    "totp_invalid",
    "totp_missing",
    "totp_replayed",
    "transfer_already_reversed",
    "transfer_amount_not_positive",
    "transfer_batch_full",
    "transfer_chain_empty",
    "transfer_chain_open",
    "transfer_chain_partly_made",
    "transfer_chain_too_long",
    "transfer_effective_in_future",
    "transfer_exists",
    "transfer_exists_with_different_content",
    "transfer_field_not_allowed",
    "transfer_id_reserved",
    "transfer_linked_failed",
    "transfer_not_found",
    "transfer_not_reconcilable",
    "transfer_not_reversible",
    "transfer_not_schedulable",
    "transfer_same_account",
    "transfer_scheduled",
    "unchanged",
    "vault_unavailable",
    "version_mismatch",
    "views_damaged",
    "views_stale",
    "views_unavailable",
    "webhook_description_too_long",
    "webhook_endpoint_disabled",
    "webhook_endpoint_exists",
    "webhook_endpoint_unknown",
    "webhook_filter_invalid",
    "webhook_filters_missing",
    "webhook_message_unknown",
    "webhook_secret_reused",
    "webhook_url_invalid",
    "websocket_required",
}

/// The page about a code, in Markdown.
pub(crate) fn text(code: &str) -> Option<&'static str> {
    let at = PAGES.binary_search_by(|row| row.0.cmp(code)).ok()?;
    Some(PAGES[at].1)
}

/// The heading of a code's page.
pub(crate) fn title(code: &str) -> &'static str {
    heading(text(code).expect("every code has a page"))
}

fn heading(page: &'static str) -> &'static str {
    let first = page.lines().next().expect("a page has a first line");
    first.strip_prefix("# ").expect("a page begins with its heading")
}

/// A page as HTML. It knows what the pages use: a heading, paragraphs, `code`.
pub(crate) fn html(page: &str) -> String {
    let mut body = String::with_capacity(page.len() + 512);
    for block in page
        .split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty())
    {
        match block.strip_prefix("# ") {
            Some(heading) => element(&mut body, "h1", heading),
            None => element(&mut body, "p", block),
        }
    }
    whole(&body)
}

/// The list of all pages as HTML.
pub(crate) fn index_html() -> String {
    let mut body = String::from("<h1>Errors</h1>\n<ul>\n");
    for (code, page) in PAGES {
        let _ = write!(
            body,
            "<li><a href=\"/docs/errors/{code}\"><code>{code}</code></a> "
        );
        escape(&mut body, heading(page));
        body.push_str("</li>\n");
    }
    body.push_str("</ul>\n");
    whole(&body)
}

fn whole(body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Bezant errors</title>\n\
         <style>body{{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}}\
         code{{background:#8882;padding:.1em .3em;border-radius:4px}}:root{{color-scheme:light dark}}</style>\n\
         {body}<p><a href=\"/docs\">API</a> · <a href=\"/docs/errors\">all errors</a></p></html>\n"
    )
}

fn element(out: &mut String, tag: &str, text: &str) {
    let _ = write!(out, "<{tag}>");
    for (number, part) in text.split('`').enumerate() {
        let is_code = number % 2 == 1;
        if is_code {
            out.push_str("<code>");
        }
        escape(out, part);
        if is_code {
            out.push_str("</code>");
        }
    }
    let _ = writeln!(out, "</{tag}>");
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_and_pages_belong_together() {
        let codes: BTreeSet<&str> = [
            crate::CODES,
            bezant_graphql::CODES,
            bezant_core::Rejection::CODES,
            bezant_payments::Rejection::CODES,
            bezant_ledger::Rejection::CODES,
            bezant_identity::KeyRefused::CODES,
            bezant_webhooks::Rejection::CODES,
            bezant_routing::Rejection::CODES,
            bezant_reconciliation::Rejection::CODES,
            bezant_reconciliation::ParseError::CODES,
        ]
        .into_iter()
        .chain(bezant_identity::Rejection::CODES.iter().copied())
        .flatten()
        .copied()
        .collect();
        let listed: Vec<&str> = PAGES.iter().map(|row| row.0).collect();
        assert_eq!(listed, codes.into_iter().collect::<Vec<_>>());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "README.md")
            .collect();
        files.sort();
        let expected: Vec<String> = listed.iter().map(|code| format!("{code}.md")).collect();
        assert_eq!(files, expected);
    }

    #[test]
    fn every_page_has_a_heading_a_cause_and_a_cure() {
        for (code, page) in PAGES {
            let lines = page.lines().filter(|line| !line.is_empty()).count();
            assert!((3..=8).contains(&lines), "{code} has {lines} lines");
            assert!(!heading(page).is_empty(), "{code}");
            assert!(page.contains("\nCause: ") && page.contains("\nCure: "), "{code}");
            assert!(html(page).starts_with("<!doctype html>"), "{code}");
        }
    }

    #[test]
    fn html_is_escaped() {
        let page = html("# A <b>\n\nCause: `x < y` & z");
        assert!(page.contains("<h1>A &lt;b&gt;</h1>"));
        assert!(page.contains("<p>Cause: <code>x &lt; y</code> &amp; z</p>"));
    }
}
