//! Lines where none belong, and fields that no honest client sends to a JSON API.

use crate::waf::Category;
use crate::waf::rule::{Forms, Places, Rule, rule};

/// Fields by which requests are changed on their way, or that old gateways believed. None has a meaning here, and behind a proxy that
/// gives one of them a meaning it is dangerous.
pub(in crate::waf) const REFUSED_HEADERS: &[&str] = &[
    "content-range",
    "if",
    "lock-token",
    "proxy",
    "request-range",
    "translate",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-middleware-subrequest",
];

const fn lines(id: &'static str, words: &'static [&'static str], pattern: &'static str) -> Rule {
    rule(id, Category::HeaderInjection, words, pattern).forms(Forms::PLAIN)
}

pub(super) const RULES: &[Rule] = &[
    lines(
        "header-request-line",
        &["http/"],
        r"(?:^|[\r\n])\s*(?:get|post|put|patch|delete|head|options|connect|trace|propfind|track)\s+[^\s]+\s+http/\d",
    ),
    lines(
        "header-field",
        &["\r", "\n"],
        r"[\r\n]\s*(?:content-(?:type|length|encoding|disposition)|set-cookie|transfer-encoding)\s*:|[\r\n]\s*(?:location|refresh)\s*:\s*(?:https?:|/|\d|\s*$)|[\r\n]x-[\w-]+:|[\r\n]\s*http/\d",
    ),
    lines(
        "header-markup",
        &["<html", "<meta", "<title"],
        r"[\r\n]\s*<(?:html|meta|title)|<meta\b[^>]*http-equiv",
    ),
    // In a path, a name or a field a line break is never honest; in text it is.
    lines("header-line-break", &["\r", "\n"], r"[\r\n]").places(
        Places::PATH
            .and(Places::HEADER)
            .and(Places::USER_AGENT)
            .and(Places::NAME),
    ),
    rule(
        "protocol-unix-socket",
        Category::Protocol,
        &["unix:"],
        r"^/?unix:.*\|https?://",
    ),
    rule(
        "protocol-ranges",
        Category::Protocol,
        &["bytes"],
        r"bytes\s*=\s*(?:\d*-\d*\s*,\s*){5,}",
    )
    .places(Places::HEADER),
];
