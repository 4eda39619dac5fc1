//! What a customer does behind a link: looks, pays, shows their bank who they are.

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bezant_identity::Permission;
use bezant_kernel::{MethodKind, PaymentId};
use bezant_payments::{Action, Create, Payment};
use bezant_vault::{CardNumber, Expiry, NewCard, SecurityCode};

use super::attempts::{self, Stage};
use super::page::{self, Entry, Shown};
use super::seal::Link;
use crate::access::Access;
use crate::auth::{self, Asked, Caller};
use crate::before_route;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::signin::{CardGuess, Form};

/// The card goes to this node and never to the merchant, who needs no certificate for it.
const PAY: Access = Access::needs(Permission::PaymentsCreate);
const PAYMENTS: &str = "/api/v1/payments";
/// Random text that a page brings back, by which its payments are found.
const VISIT_CHARACTERS: usize = 32;

/// A link, and in whose name it is paid.
struct Opened {
    link: Link,
    caller: Caller,
    merchant: String,
}

/// Who made the link, if they still may.
fn opened(edge: &Edge, text: &str, asked: &Asked<'_>) -> Result<Opened, Box<Response>> {
    let gone = || Box::new(page::notice(StatusCode::GONE, page::GONE_TITLE, page::GONE));
    let Some(link) = Link::opened(text, edge.link_key()) else {
        let unknown = page::notice(StatusCode::NOT_FOUND, page::UNKNOWN_TITLE, page::UNKNOWN);
        return Err(Box::new(unknown));
    };
    let now = edge.now();
    if now >= link.expires_at() {
        return Err(gone());
    }
    let found = edge.directory().read(|directory| {
        let identity = directory.identity();
        let caller = auth::by_key_id(identity, link.key, now)?;
        let tenant = identity.tenancy.tenant(caller.tenant.id())?;
        Some((caller, tenant.name.clone()))
    });
    let Some((mut caller, merchant)) = found else {
        return Err(gone());
    };
    if let Some(noted) = crate::audit::Noted::of(asked.extensions) {
        noted.set_caller(&caller);
    }
    // Asked as if whoever made the link made the payment now.
    let asked = Asked {
        method: &Method::POST,
        route: PAYMENTS,
        extensions: asked.extensions,
        headers: asked.headers,
    };
    auth::decide(edge, &mut caller, &asked, PAY).map_err(|_| gone())?;
    Ok(Opened {
        link,
        caller,
        merchant,
    })
}

/// The visit that an address or a form names. A link that is paid once has one.
fn visit_of(link: &Link, named: Option<&str>) -> String {
    if !link.is_reusable {
        return "once".to_owned();
    }
    let is_one =
        |text: &&str| text.len() == VISIT_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match named.filter(is_one) {
        Some(text) => text.to_owned(),
        None => format!("{:032x}", rand::random::<u128>()),
    }
}

fn query_of<'a>(uri: &'a Uri, name: &str) -> Option<std::borrow::Cow<'a, str>> {
    let query = uri.query().unwrap_or_default().as_bytes();
    url::form_urlencoded::parse(query)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// The page of a link.
pub(crate) async fn show(State(edge): State<Edge>, Path(text): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let asked = Asked::of(&parts.method, &parts.extensions, &parts.headers);
    let opened = match opened(&edge, &text, &asked) {
        Ok(opened) => opened,
        Err(page) => return *page,
    };
    let visit = visit_of(&opened.link, query_of(&parts.uri, "visit").as_deref());
    let wants_other_card = query_of(&parts.uri, "card").is_some();
    let stage = if wants_other_card {
        attempts::stage(&edge, opened.caller.tenant, &opened.link, &visit).await
    } else {
        attempts::stage_for_customer(&edge, opened.caller.tenant, &opened.link, &visit).await
    };
    match stage {
        Ok(stage) => page::of_stage(&shown(&opened, &text, &visit), &stage, None),
        Err(problem) => unwell(&problem),
    }
}

fn shown<'a>(opened: &'a Opened, text: &'a str, visit: &'a str) -> Shown<'a> {
    Shown {
        link: &opened.link,
        text,
        merchant: &opened.merchant,
        visit,
    }
}

/// Nothing can be done now; the customer is told so in words, and the code is there for whoever they ask.
fn unwell(problem: &Problem) -> Response {
    tracing::warn!(code = problem.code(), "a checkout page can't be shown");
    page::notice(problem.status(), page::UNWELL_TITLE, page::UNWELL)
}

fn back(text: &str, visit: &str, more: &str) -> Response {
    let to = format!("/pay/{text}?visit={visit}{more}");
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
        Err(_) => page::notice(StatusCode::NOT_FOUND, page::UNKNOWN_TITLE, page::UNKNOWN),
    }
}

/// A card from the form, or which fields are wrong.
fn card_of(form: &Form) -> Result<NewCard, Entry> {
    let number = CardNumber::parse(form.field("number"));
    let expiry = expiry_of(form.field("expiry"));
    // How long the code is depends on the card.
    let code = match &number {
        Ok(number) => SecurityCode::parse(form.field("code"), number).ok(),
        Err(_) => None,
    };
    match (number, expiry, code) {
        (Ok(number), Some(expiry), Some(code)) => Ok(NewCard {
            expiry,
            holder: None,
            code: Some(code),
            customer: None,
            number,
        }),
        (number, expiry, code) => Err(Entry {
            is_number_wrong: number.is_err(),
            is_expiry_wrong: expiry.is_none(),
            is_code_wrong: code.is_none(),
        }),
    }
}

/// `MM/YY`, as it stands on the card.
fn expiry_of(text: &str) -> Option<Expiry> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (month, year) = match digits.len() {
        4 | 6 => digits.split_at(2),
        _ => return None,
    };
    Expiry::new(month.parse().ok()?, year.parse().ok()?).ok()
}

/// A customer pays.
pub(crate) async fn pay(State(edge): State<Edge>, Path(text): Path<String>, request: Request) -> Response {
    let posted = match Posted::read(&edge, &text, request).await {
        Ok(posted) => posted,
        Err(page) => return page,
    };
    let (opened, visit) = (&posted.opened, &posted.visit);
    let tenant = opened.caller.tenant;
    let (payment, failed) = match attempts::stage(&edge, tenant, &opened.link, visit).await {
        Ok(Stage::Open { payment, failed }) => (payment, failed),
        // A second press of the button, or another window: they see how it stands.
        Ok(_) => return back(&text, visit, ""),
        Err(problem) => return unwell(&problem),
    };
    let shown = shown(opened, &text, visit);
    let card = match card_of(&posted.form) {
        Ok(card) => card,
        Err(entry) => {
            let stage = Stage::Open {
                payment,
                failed: None,
            };
            return page::of_stage(&shown, &stage, Some(&entry));
        }
    };
    // Cards are tried out where nobody counts: wrong ones make the next wait, as wrong passwords do.
    let guess = CardGuess::of(&posted.form.visit);
    if let Err(problem) = guess.begin(&edge) {
        return page::wait(&shown, &problem);
    }
    if let Err(problem) = begin(&edge, &posted, payment, failed.as_deref(), card).await {
        return unwell(&problem);
    }
    if let Ok(Stage::Paid(_)) = attempts::stage(&edge, tenant, &opened.link, visit).await {
        guess.succeeded(&edge);
    }
    back(&text, visit, "")
}

async fn begin(
    edge: &Edge,
    posted: &Posted,
    payment: PaymentId,
    failed: Option<&Payment>,
    card: NewCard,
) -> Result<(), Problem> {
    let Opened { link, caller, .. } = &posted.opened;
    let correlation = &posted.form.visit.correlation;
    let by = crate::routes::cards::caller(caller, correlation.clone());
    let kept = edge.vault()?.tokenize(caller.tenant, &by, card, false).await?;
    let mut create = Create::new(link.amount(), MethodKind::Card, &kept.card.id.to_string());
    create.description.clone_from(&link.description);
    create.reference.clone_from(&link.reference);
    create.created_by = caller.by.principal_id();
    create.advice = before_route::advice_on_new(edge, caller.tenant, payment, &create).await;
    let action = (payment, Action::Create(Box::new(create)));
    attempts::go_on(edge, caller, (link, &posted.visit, failed), correlation, action).await
}

/// The sandbox's bank asks the customer whether it is them.
pub(crate) async fn at_the_bank(
    State(edge): State<Edge>,
    Path(text): Path<String>,
    request: Request,
) -> Response {
    let posted = match Posted::read(&edge, &text, request).await {
        Ok(posted) => posted,
        Err(page) => return page,
    };
    let (opened, visit) = (&posted.opened, &posted.visit);
    let tenant = opened.caller.tenant;
    let payment = match attempts::stage_for_customer(&edge, tenant, &opened.link, visit).await {
        Ok(Stage::Authentication(payment)) => payment,
        Ok(_) => return back(&text, visit, ""),
        Err(problem) => return unwell(&problem),
    };
    if posted.form.field("answer") != "yes" {
        return back(&text, visit, "&card=another");
    }
    edge.sandbox_bank()(payment.id, tried(&payment));
    let done = async {
        let caller = &opened.caller;
        let advice = before_route::advice_on_retry(&edge, caller.sight(), payment.id).await?;
        let stood = (&opened.link, &**visit, Some(&*payment));
        let action = (payment.id, Action::Retry(advice));
        attempts::go_on(&edge, caller, stood, &posted.form.visit.correlation, action).await
    };
    match done.await {
        Ok(()) => back(&text, visit, ""),
        Err(problem) => unwell(&problem),
    }
}

fn tried(payment: &Payment) -> u32 {
    u32::try_from(payment.attempts.len()).unwrap_or(u32::MAX)
}

/// What a form of a page sends.
struct Posted {
    opened: Opened,
    visit: String,
    form: Form,
}

impl Posted {
    async fn read(edge: &Edge, text: &str, request: Request) -> Result<Posted, Response> {
        let method = Method::POST;
        let form = Form::from_request(request, edge)
            .await
            .map_err(|problem| unwell(&problem))?;
        let asked = Asked::of(&method, &form.visit.extensions, &form.visit.headers);
        let opened = opened(edge, text, &asked).map_err(|page| *page)?;
        let visit = visit_of(&opened.link, Some(form.field("visit")));
        Ok(Posted { opened, visit, form })
    }
}
