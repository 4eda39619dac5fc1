//! The pages behind a link. They need no script; the one that there is tells a frame's owner that the payment is done.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bezant_payments::Payment;

use super::attempts::{self, Stage};
use super::seal::Link;
use crate::problem::Problem;
use crate::signin::page::{asset, escape};

pub(super) const GONE_TITLE: &str = "This link is no longer good";
pub(super) const GONE: &str = "It has expired or was withdrawn. Ask whoever sent it to you for another one. Nothing was charged by opening it.";
pub(super) const UNKNOWN_TITLE: &str = "There is no such page";
pub(super) const UNKNOWN: &str = "The address may not have been copied as a whole.";
pub(super) const UNWELL_TITLE: &str = "That did not work just now";
pub(super) const UNWELL: &str = "Go back and look again in a moment: the page shows whether anything was charged. You are never charged twice.";

/// What the page is about.
pub(super) struct Shown<'a> {
    pub(super) link: &'a Link,
    /// The link as it stands in the address.
    pub(super) text: &'a str,
    pub(super) merchant: &'a str,
    pub(super) visit: &'a str,
}

/// Which of the fields were wrong.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) is_number_wrong: bool,
    pub(super) is_expiry_wrong: bool,
    pub(super) is_code_wrong: bool,
}

/// What a customer can do about a decline.
fn reason(code: &str) -> &'static str {
    match code {
        "insufficient_funds" => "There is not enough money on the card.",
        "expired_card" => "The card has expired.",
        "incorrect_security_code" => "The security code is not right.",
        "authentication_required" => "Your bank could not be shown that it is you.",
        "lost_or_stolen" | "suspected_fraud" | "do_not_honor" | "generic_decline" => {
            "Your bank declined the card."
        }
        _ => "The payment did not go through.",
    }
}

pub(super) fn of_stage(shown: &Shown<'_>, stage: &Stage, entry: Option<&Entry>) -> Response {
    match stage {
        Stage::Open { failed, .. } => {
            let status = match entry {
                Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
                None => StatusCode::OK,
            };
            form(shown, status, failed.as_deref(), entry)
        }
        Stage::Waiting => waiting(shown),
        Stage::Authentication(_) => bank(shown),
        Stage::Paid(payment) => paid(shown, payment),
        Stage::Over => over(
            shown,
            "This payment is over",
            "It was given back or cancelled, and can't be paid by this link again.",
        ),
        Stage::Exhausted => over(
            shown,
            "Too many cards were tried",
            "Nothing was charged. Ask whoever sent you the link for another one.",
        ),
    }
}

fn head(shown: &Shown<'_>) -> String {
    let what = match &shown.link.description {
        Some(text) => format!("<p class=\"what\">{}</p>", escape(text)),
        None => String::new(),
    };
    format!(
        "<p class=\"merchant\">{}</p>{what}<p class=\"amount\">{}</p>",
        escape(shown.merchant),
        escape(&shown.link.amount().to_string())
    )
}

fn form(shown: &Shown<'_>, status: StatusCode, failed: Option<&Payment>, entry: Option<&Entry>) -> Response {
    let mut body = head(shown);
    let trouble: Option<Cow<'_, str>> = match (entry, failed) {
        (Some(_), _) => Some("Look at the marked fields again. Nothing was charged.".into()),
        (None, Some(payment)) => {
            let said = reason(attempts::code(payment));
            Some(format!("{said} Nothing was charged. Try another card.").into())
        }
        (None, None) => None,
    };
    if let Some(text) = trouble {
        let _ = write!(body, "<p class=\"wrong\" role=\"alert\">{text}</p>");
    }
    let none = Entry::default();
    let entry = entry.unwrap_or(&none);
    let action = format!("/pay/{}", escape(shown.text));
    let _ = write!(
        body,
        "<form method=\"post\" action=\"{action}\" autocomplete=\"on\"><input type=\"hidden\" name=\"visit\" value=\"{}\">",
        escape(shown.visit)
    );
    let fields = [
        (
            "number",
            "Card number",
            "cc-number",
            "1234 5678 9012 3456",
            23,
            entry.is_number_wrong,
            "This is not the number of a card.",
        ),
        (
            "expiry",
            "Expires (month and year)",
            "cc-exp",
            "MM/YY",
            7,
            entry.is_expiry_wrong,
            "Month and year as they stand on the card, like 09/30.",
        ),
        (
            "code",
            "Security code",
            "cc-csc",
            "",
            4,
            entry.is_code_wrong,
            "Three digits on the back; four on the front of American Express.",
        ),
    ];
    for (name, label, complete, hint, most, is_wrong, mistake) in fields {
        let (mark, said) = match is_wrong {
            true => (
                format!(" aria-invalid=\"true\" aria-describedby=\"{name}-wrong\""),
                format!("<span class=\"mistake\" id=\"{name}-wrong\">{mistake}</span>"),
            ),
            false => (String::new(), String::new()),
        };
        let _ = write!(
            body,
            "<label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" inputmode=\"numeric\" required \
             autocomplete=\"{complete}\" placeholder=\"{hint}\" maxlength=\"{most}\"{mark}>{said}"
        );
    }
    let _ = write!(
        body,
        "<button>Pay {}</button></form><p class=\"note\">Your card goes to {} by Bezant and is kept sealed. It is charged once, \
         however often you press.</p>",
        escape(&shown.link.amount().to_string()),
        escape(shown.merchant)
    );
    page(status, "Pay", &body, Some(shown.link))
}

fn waiting(shown: &Shown<'_>) -> Response {
    let body = format!(
        "{}<p role=\"status\">Your bank has not answered yet. This page looks again by itself; you are charged once at most.</p>\
         <p><a href=\"/pay/{}?visit={}\">Look now</a></p>",
        head(shown),
        escape(shown.text),
        escape(shown.visit)
    );
    let mut response = page(StatusCode::OK, "Waiting for your bank", &body, Some(shown.link));
    response
        .headers_mut()
        .insert("refresh", HeaderValue::from_static("2"));
    response
}

fn bank(shown: &Shown<'_>) -> Response {
    let (link, visit) = (escape(shown.text), escape(shown.visit));
    let body = format!(
        "{}<h2>Sandbox Bank</h2><p>{} wants to charge your card. Is it you who is paying?</p>\
         <form method=\"post\" action=\"/pay/{link}/bank\"><input type=\"hidden\" name=\"visit\" value=\"{visit}\">\
         <button name=\"answer\" value=\"yes\">Yes, it is me</button>\
         <button class=\"quiet\" name=\"answer\" value=\"no\">No</button></form>\
         <p class=\"note\">A real bank would ask in its app, or send a code (3-D Secure). This one belongs to the sandbox and moves no \
         money.</p>",
        head(shown),
        escape(shown.merchant)
    );
    page(StatusCode::OK, "Your bank asks", &body, Some(shown.link))
}

fn paid(shown: &Shown<'_>, payment: &Payment) -> Response {
    let status = payment.status.as_str();
    let onward = shown.link.return_url.as_deref().and_then(|text| {
        let mut url = url::Url::parse(text).ok()?;
        url.query_pairs_mut()
            .append_pair("payment", &payment.id.to_string())
            .append_pair("status", status);
        Some(url)
    });
    let mut body = head(shown);
    let _ = write!(
        body,
        "<p class=\"done\" role=\"status\">Paid. Thank you.</p><p class=\"note\">Payment <code>{}</code></p>",
        payment.id
    );
    if let Some(url) = onward {
        let _ = write!(
            body,
            "<p><a class=\"button\" href=\"{}\" target=\"_top\">Back to {}</a></p>",
            escape(url.as_str()),
            escape(shown.merchant)
        );
    }
    if shown.link.is_reusable {
        let _ = write!(
            body,
            "<p><a href=\"/pay/{}\">Pay again</a></p>",
            escape(shown.text)
        );
    }
    if let Some(origin) = &shown.link.embed_origin {
        let _ = write!(
            body,
            "<script src=\"/pay/done.js\" data-origin=\"{}\" data-payment=\"{}\" data-status=\"{status}\"></script>",
            escape(origin),
            payment.id
        );
    }
    page(StatusCode::OK, "Paid", &body, Some(shown.link))
}

fn over(shown: &Shown<'_>, title: &str, text: &str) -> Response {
    let body = format!("{}<p role=\"status\">{text}</p>", head(shown));
    page(StatusCode::OK, title, &body, Some(shown.link))
}

/// Too many cards came from one place.
pub(super) fn wait(shown: &Shown<'_>, problem: &Problem) -> Response {
    let text = "Too many cards from where you are were declined. Wait a moment, then go back and try again. Nothing was charged.";
    let body = format!("{}<p class=\"wrong\" role=\"alert\">{text}</p>", head(shown));
    page(problem.status(), "Wait a moment", &body, Some(shown.link))
}

/// A page that is about no payment.
pub(super) fn notice(status: StatusCode, title: &str, text: &str) -> Response {
    page(status, title, &format!("<p>{text}</p>"), None)
}

fn page(status: StatusCode, title: &str, body: &str, link: Option<&Link>) -> Response {
    let framed_by = link.and_then(|link| link.embed_origin.as_deref());
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}",
        framed_by.unwrap_or("'none'")
    );
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{0}</title>\n<link rel=\"stylesheet\" href=\"/pay/style.css\">\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n{body}\n</main>\n\
         </body>\n</html>\n",
        escape(title)
    );
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The address is the right to pay.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderValue::from_str(&policy).expect("an origin is plain ASCII");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    response
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let mut response = asset(kind, text);
    // Other sites load the snippet.
    response.headers_mut().insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
    response
}

pub(super) async fn style() -> Response {
    file("text/css; charset=utf-8", include_str!("style.css"))
}

pub(super) async fn embed() -> Response {
    file("text/javascript; charset=utf-8", include_str!("embed.js"))
}

pub(super) async fn done() -> Response {
    file("text/javascript; charset=utf-8", include_str!("done.js"))
}
