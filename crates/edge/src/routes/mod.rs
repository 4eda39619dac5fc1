//! Every route of the public API with its handler. A new domain adds a file here and its lines to the tables.

pub(crate) mod accounts;
pub(crate) mod analytics;
pub(crate) mod attention;
pub(crate) mod batches;
mod docs;
pub(crate) mod endpoints;
pub(crate) mod events;
pub(crate) mod exchanges;
pub(crate) mod flows;
mod gateway_notices;
pub(crate) mod gateways;
mod health;
pub(crate) mod imports;
pub(crate) mod monitors;
pub(crate) mod payment_actions;
pub(crate) mod payments;
pub(crate) mod reconciliations;
pub(crate) mod refunds;
pub(crate) mod reports;
pub(crate) mod routing;
pub(crate) mod schedules;
pub(crate) mod statements;
pub(crate) mod transfers;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::edge::Edge;
use crate::front::{Front, front};
use crate::problem::{Code, Problem};
use reconciliations::{items, matches, statements as outside};

type Route = (&'static str, MethodRouter<Edge>);

/// The API: under the bound of concurrent requests, and described in the OpenAPI document.
pub(crate) fn api() -> Vec<Route> {
    vec![
        ("/api/v1/payments", post(payments::create).get(payments::list)),
        ("/api/v1/payments/{id}", get(payments::read)),
        ("/api/v1/payments/{id}/events", get(payments::events)),
        ("/api/v1/payments/{id}/confirm", post(payment_actions::confirm)),
        ("/api/v1/payments/{id}/capture", post(payment_actions::capture)),
        ("/api/v1/payments/{id}/cancel", post(payment_actions::cancel)),
        ("/api/v1/payments/{id}/retry", post(payment_actions::retry)),
        (
            "/api/v1/payments/{id}/resolve-attention",
            post(attention::resolve),
        ),
        (
            "/api/v1/payments/{id}/refunds",
            post(refunds::create).get(refunds::list),
        ),
        ("/api/v1/payments/{id}/refunds/{refund_id}", get(refunds::read)),
        (
            "/api/v1/payments/{id}/refunds/{refund_id}/return",
            post(refunds::record_return),
        ),
        (
            "/api/v1/ledger/accounts",
            post(accounts::open).get(accounts::list),
        ),
        (
            "/api/v1/ledger/accounts/{id}",
            get(accounts::read).patch(accounts::change),
        ),
        ("/api/v1/ledger/balances", get(accounts::balances)),
        (
            "/api/v1/ledger/accounts/{id}/statement",
            get(statements::statement),
        ),
        ("/api/v1/ledger/accounts/{id}/balance", get(statements::balance)),
        (
            "/api/v1/ledger/transfers",
            post(transfers::create).get(transfers::list),
        ),
        ("/api/v1/ledger/transfers/{id}", get(transfers::read)),
        ("/api/v1/ledger/trial-balance", get(reports::trial_balance)),
        ("/api/v1/ledger/balance-sheet", get(reports::balance_sheet)),
        ("/api/v1/ledger/income-statement", get(reports::income_statement)),
        ("/api/v1/ledger/journal", get(reports::journal)),
        ("/api/v1/ledger/batches", post(batches::create)),
        ("/api/v1/ledger/imports", post(imports::create)),
        ("/api/v1/ledger/exchanges", post(exchanges::create)),
        ("/api/v1/ledger/flows", post(flows::create)),
        (
            "/api/v1/ledger/schedules",
            post(schedules::create).get(schedules::list),
        ),
        (
            "/api/v1/ledger/schedules/{id}",
            get(schedules::read).delete(schedules::cancel),
        ),
        ("/api/v1/ledger/monitors", post(monitors::set).get(monitors::list)),
        (
            "/api/v1/ledger/monitors/{id}",
            get(monitors::read).delete(monitors::remove),
        ),
        (
            "/api/v1/ledger/reconciliations",
            post(reconciliations::define).get(reconciliations::list),
        ),
        ("/api/v1/ledger/reconciliations/{id}", get(reconciliations::read)),
        (
            "/api/v1/ledger/reconciliations/{id}/statements",
            post(outside::import),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/statements/{statement_id}",
            get(outside::read),
        ),
        ("/api/v1/ledger/reconciliations/{id}/run", post(matches::run)),
        (
            "/api/v1/ledger/reconciliations/{id}/matches",
            post(matches::create),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches/{match_id}",
            get(matches::read),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/accept",
            post(matches::accept),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/reject",
            post(matches::reject),
        ),
        ("/api/v1/ledger/reconciliations/{id}/items", get(items::list)),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}",
            get(items::read),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/assign",
            post(items::assign),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/notes",
            post(items::note),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/resolve",
            post(items::resolve),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/reopen",
            post(items::reopen),
        ),
        ("/api/v1/analytics/payments", get(analytics::payments)),
        ("/api/v1/gateways", get(gateways::list)),
        ("/api/v1/payments/{id}/routing", get(routing::explain)),
        ("/api/v1/routing", get(routing::read)),
        ("/api/v1/routing/decisions", post(routing::decide)),
        (
            "/api/v1/routing/rules",
            post(routing::rules::propose).get(routing::rules::list),
        ),
        ("/api/v1/routing/rules/check", post(routing::rules::check)),
        ("/api/v1/routing/rules/roll-back", post(routing::rules::roll_back)),
        ("/api/v1/routing/rules/{version}", get(routing::rules::read)),
        (
            "/api/v1/routing/rules/{version}/approve",
            post(routing::rules::approve),
        ),
        (
            "/api/v1/routing/rules/{version}/activate",
            post(routing::rules::activate),
        ),
        ("/api/v1/routing/four-eyes", post(routing::rules::four_eyes)),
        ("/api/v1/routing/strategy", post(routing::settings::set_strategy)),
        (
            "/api/v1/routing/resilience",
            post(routing::settings::set_resilience),
        ),
        (
            "/api/v1/routing/fees",
            post(routing::settings::set_fees).get(routing::settings::read_fees),
        ),
        (
            "/api/v1/routing/experiments",
            post(routing::experiments::start).get(routing::experiments::list),
        ),
        (
            "/api/v1/routing/experiments/{name}/stop",
            post(routing::experiments::stop),
        ),
        (
            "/api/v1/webhook-endpoints",
            post(endpoints::create).get(endpoints::list),
        ),
        (
            "/api/v1/webhook-endpoints/{id}",
            get(endpoints::read)
                .patch(endpoints::update)
                .delete(endpoints::delete),
        ),
        (
            "/api/v1/webhook-endpoints/{id}/rotate-secret",
            post(endpoints::rotate_secret),
        ),
        (
            "/api/v1/webhook-endpoints/{id}/deliveries",
            get(endpoints::deliveries),
        ),
        (
            "/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay",
            post(endpoints::replay),
        ),
        ("/api/v1/events", get(events::stream)),
    ]
}

/// What must answer under any load, and to anyone.
fn open() -> Vec<Route> {
    vec![
        ("/health", get(health::alive)),
        ("/ready", get(health::ready)),
        ("/metrics", get(health::metrics)),
        ("/docs", get(docs::page)),
        ("/docs/errors", get(docs::errors)),
        ("/docs/errors/{code}", get(docs::error)),
        ("/openapi.json", get(docs::openapi)),
    ]
}

/// The public HTTP service.
pub fn router(edge: Edge) -> Router {
    let bounded = Front::bounded(edge.clone());
    let of_gateways = Front::with_places(gateway_notices::MAX_CONCURRENT);
    let unbounded = Front::unbounded();
    let add = |router: Router<Edge>, (path, methods): Route| router.route(path, methods);
    let api = api()
        .into_iter()
        .fold(Router::new(), add)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(bounded, front));
    let rest = open()
        .into_iter()
        .fold(Router::new(), add)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(unbounded, front));
    let notices = Router::new()
        .route("/webhooks/gateways/{name}", post(gateway_notices::receive))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(of_gateways, front));
    api.merge(notices).merge(rest).with_state(edge)
}

pub(crate) async fn not_found() -> Problem {
    Problem::new(
        Code::RouteNotFound,
        "there is nothing at this path; /docs lists what there is",
    )
}

pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(
        Code::MethodNotAllowed,
        "this path does not take this method; the header Allow lists what it takes",
    )
}
