//! Links for merchants.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_kernel::{ApiKeyId, Currency, Milliseconds, PaymentId, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::seal::Link;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Amount, Change, parse};
use crate::respond;

const USUAL_MINUTES: u32 = 24 * 60;
const MOST_MINUTES: u32 = 90 * 24 * 60;
const LONGEST_DESCRIPTION: usize = 200;
const LONGEST_REFERENCE: usize = 128;
const LONGEST_URL: usize = 512;

/// A payment link to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePaymentLink {
    /// How much, in minor units: 1099 for 10.99 EUR. A whole number.
    #[schema(value_type = i64, minimum = 1, example = 4990)]
    amount: Amount,
    /// As in ISO 4217.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// What the customer reads above the amount, at most 200 characters.
    description: Option<String>,
    /// Your own name for what is paid, at most 128 characters. The payments have it too.
    reference: Option<String>,
    /// Where the customer goes on afterwards: `https`, or `http` on one's own machine. `payment` and `status` are added to its query.
    #[schema(value_type = Option<String>, example = "https://shop.example/thanks")]
    return_url: Option<String>,
    /// The site that may show the page in a frame: scheme, host and port. No other may.
    #[schema(value_type = Option<String>, example = "https://shop.example")]
    embed_origin: Option<String>,
    /// Everybody who comes pays, and may do so again. Otherwise it is paid once.
    #[serde(default)]
    reusable: bool,
    /// How long it is good for: a day if left out, 90 days at most.
    #[schema(minimum = 1, maximum = 129_600)]
    expires_in_minutes: Option<u32>,
}

/// A payment link.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentLink {
    /// Always `payment_link`.
    object: &'static str,
    /// The page; whoever has it can pay.
    url: String,
    /// For the merchant's own page: a button that opens the page in a frame. Only with `embed_origin`.
    snippet: Option<String>,
    /// Until when it is good. It ends before that with the key that made it.
    expires_at: String,
    /// Whether it can be paid more than once.
    reusable: bool,
}

fn wrong(field: &'static str, message: impl Into<String>) -> Problem {
    Problem::mistake(field, Code::FieldInvalid, message.into())
}

fn short(field: &'static str, text: Option<String>, most: usize) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.chars().count() > most || text.chars().any(char::is_control) => Err(wrong(
            field,
            format!("it must be at most {most} characters, in one line"),
        )),
        text => Ok(text.filter(|text| !text.is_empty())),
    }
}

/// An address that a browser may be sent to: of no other scheme, and without anybody's password.
fn address(field: &'static str, text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST_URL);
    let is_local = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        url.scheme() == "http" && matches!(host, "localhost" | "127.0.0.1" | "[::1]")
    };
    url.filter(|url| url.scheme() == "https" || is_local(url))
        .filter(|url| url.username().is_empty() && url.password().is_none())
        .ok_or_else(|| {
            wrong(
                field,
                "it must be an https address, or an http one on your own machine",
            )
        })
}

impl CreatePaymentLink {
    fn link(self, key: ApiKeyId, nonce: u128, now: Timestamp) -> Result<Link, Problem> {
        let amount_minor = i64::try_from(self.amount.0).ok().filter(|amount| *amount > 0);
        let amount_minor = amount_minor.ok_or_else(|| wrong("amount", "it must be more than nothing"))?;
        let return_url = match &self.return_url {
            Some(text) => Some(address("return_url", text)?.to_string()),
            None => None,
        };
        let embed_origin = match &self.embed_origin {
            Some(text) => {
                let url = address("embed_origin", text)?;
                if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
                    return Err(wrong("embed_origin", "it must be scheme, host and port alone"));
                }
                Some(url.origin().ascii_serialization())
            }
            None => None,
        };
        let minutes = self.expires_in_minutes.unwrap_or(USUAL_MINUTES);
        if !(1..=MOST_MINUTES).contains(&minutes) {
            return Err(wrong(
                "expires_in_minutes",
                format!("it must be from 1 to {MOST_MINUTES}"),
            ));
        }
        Ok(Link {
            nonce: format!("{nonce:032x}"),
            key,
            amount_minor,
            currency: self.currency,
            description: short("description", self.description, LONGEST_DESCRIPTION)?,
            reference: short("reference", self.reference, LONGEST_REFERENCE)?,
            return_url,
            embed_origin,
            is_reusable: self.reusable,
            expires_at_us: now
                .after(Milliseconds(u64::from(minutes) * 60_000))
                .as_microseconds(),
        })
    }
}

/// Make a payment link
///
/// An address where a customer pays with a card, at this node and on a page of it. Nothing is stored: the address itself says what is
/// paid, sealed by this node. Payments by it are made in the name of the API key that made it, which has to be one; when that key ends, so
/// does the link. Without an idempotency key each request makes another link.
#[utoipa::path(
    post, path = "/api/v1/payments/links", tag = "payments", request_body = CreatePaymentLink,
    responses((status = 201, description = "The link.", body = PaymentLink))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let asked: CreatePaymentLink = parse(&change.body)?;
    // A page that could not take a card is no use to anybody.
    edge.vault()?;
    let Some(key) = change.caller.credential.key() else {
        let detail = "a payment link acts in the name of the API key that makes it: ask with one";
        return Err(Problem::new(Code::PermissionMissing, detail));
    };
    let nonce: PaymentId = change.new_id(&edge);
    let link = asked.link(key, nonce.as_u128(), edge.now())?;
    let mut url = edge.identity().public_url.clone();
    url.set_path(&format!("/pay/{}", link.sealed(edge.link_key())));
    let mut script = edge.identity().public_url.clone();
    script.set_path("/pay/embed.js");
    let snippet = link
        .embed_origin
        .as_ref()
        .map(|_| format!("<script src=\"{script}\" data-link=\"{url}\" async></script>"));
    Ok(respond::json(
        StatusCode::CREATED,
        &PaymentLink {
            object: "payment_link",
            url: url.to_string(),
            snippet,
            expires_at: link.expires_at().to_string(),
            reusable: link.is_reusable,
        },
    ))
}
