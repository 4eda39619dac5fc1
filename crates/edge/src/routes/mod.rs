//! Every route of the public API with its handler and what it demands of its caller. A new domain adds a file here and its lines to
//! the tables.

pub(crate) mod accounts;
pub(crate) mod analytics;
pub(crate) mod attention;
pub(crate) mod audit;
pub(crate) mod batches;
pub(crate) mod billing;
pub(crate) mod bulk_payments;
pub(crate) mod cards;
pub(crate) mod compliance;
pub(crate) mod console;
pub(crate) mod docs;
pub(crate) mod endpoints;
pub(crate) mod events;
pub(crate) mod exchanges;
pub(crate) mod flows;
mod gateway_notices;
pub(crate) mod gateways;
mod health;
pub(crate) mod identity;
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

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use bezant_identity::Permission::{
    AnalyticsRead, CardsCreate, CardsDelete, CardsRead, CardsReveal, EventsRead, GatewaysRead, LedgerRead,
    LedgerWrite, PaymentsCreate, PaymentsOperate, PaymentsRead, PaymentsReadOwn, PaymentsRefund,
    ReconciliationRead, ReconciliationWrite, RoutingManage, RoutingRead, WebhooksManage, WebhooksRead,
};

use crate::access::{Access, Guarded, Openness, Route, get, post};
use crate::edge::Edge;
use crate::front::{Front, front};
use crate::problem::{Code, Problem};
use crate::surface::{Audience, Face};
use reconciliations::{items, matches, statements as outside};

const CREATE_PAYMENTS: Access = Access::needs(PaymentsCreate).pci();
/// The card that is paid with by a link is none of the merchant's business.
const MAKE_LINKS: Access = Access::needs(PaymentsCreate);
const SEE_PAYMENTS: Access = Access::needs(PaymentsRead).or_own(PaymentsReadOwn);
const OPERATE_PAYMENTS: Access = Access::needs(PaymentsOperate).pci();
const REFUND_PAYMENTS: Access = Access::needs(PaymentsRefund).pci();
const READ_LEDGER: Access = Access::needs(LedgerRead);
const WRITE_LEDGER: Access = Access::needs(LedgerWrite);
const READ_RECONCILIATIONS: Access = Access::needs(ReconciliationRead);
const WORK_ON_RECONCILIATIONS: Access = Access::needs(ReconciliationWrite);
const READ_ANALYTICS: Access = Access::needs(AnalyticsRead);
const READ_GATEWAYS: Access = Access::needs(GatewaysRead);
const READ_ROUTING: Access = Access::needs(RoutingRead);
const MANAGE_ROUTING: Access = Access::needs(RoutingManage);
const READ_WEBHOOKS: Access = Access::needs(WebhooksRead);
const MANAGE_WEBHOOKS: Access = Access::needs(WebhooksManage);
const READ_EVENTS: Access = Access::needs(EventsRead);
const KEEP_CARDS: Access = Access::needs(CardsCreate).pci();
const SEE_CARDS: Access = Access::needs(CardsRead);
const DELETE_CARDS: Access = Access::needs(CardsDelete);
const REVEAL_CARDS: Access = Access::needs(CardsReveal).pci().fresh();
const OWN_PROOF: Access = Access::Open(Openness::OwnProof);
const PROBE: Access = Access::Open(Openness::Probe);
const DOCUMENTATION: Access = Access::Open(Openness::Documentation);

/// The API: under the bound of concurrent requests, and described in the OpenAPI document.
pub(crate) fn api() -> Vec<Route> {
    vec![
        (
            "/api/v1/payments",
            post(CREATE_PAYMENTS, payments::create).get(SEE_PAYMENTS, payments::list),
        ),
        (
            "/api/v1/payments/bulk",
            post(CREATE_PAYMENTS, bulk_payments::create),
        ),
        ("/api/v1/payments/{id}", get(SEE_PAYMENTS, payments::read)),
        (
            "/api/v1/payments/links",
            post(MAKE_LINKS, crate::checkout::links::create),
        ),
        (
            "/api/v1/payments/{id}/billing-details",
            get(SEE_PAYMENTS.personal(), billing::read),
        ),
        (
            "/api/v1/customers/erase",
            post(DELETE_CARDS.personal().fresh(), billing::erase),
        ),
        (
            "/api/v1/payments/{id}/events",
            get(SEE_PAYMENTS, payments::events),
        ),
        (
            "/api/v1/payments/{id}/webhook-deliveries",
            get(READ_WEBHOOKS, endpoints::deliveries_of_payment),
        ),
        (
            "/api/v1/payments/{id}/confirm",
            post(OPERATE_PAYMENTS, payment_actions::confirm),
        ),
        (
            "/api/v1/payments/{id}/capture",
            post(OPERATE_PAYMENTS, payment_actions::capture),
        ),
        (
            "/api/v1/payments/{id}/cancel",
            post(OPERATE_PAYMENTS, payment_actions::cancel),
        ),
        (
            "/api/v1/payments/{id}/retry",
            post(OPERATE_PAYMENTS, payment_actions::retry),
        ),
        (
            "/api/v1/payments/{id}/resolve-attention",
            post(OPERATE_PAYMENTS, attention::resolve),
        ),
        (
            "/api/v1/payments/{id}/refunds",
            post(REFUND_PAYMENTS, refunds::create).get(SEE_PAYMENTS, refunds::list),
        ),
        (
            "/api/v1/payments/{id}/refunds/{refund_id}",
            get(SEE_PAYMENTS, refunds::read),
        ),
        (
            "/api/v1/payments/{id}/refunds/{refund_id}/return",
            post(OPERATE_PAYMENTS, refunds::record_return),
        ),
        (
            "/api/v1/ledger/accounts",
            post(WRITE_LEDGER, accounts::open).get(READ_LEDGER, accounts::list),
        ),
        (
            "/api/v1/ledger/accounts/{id}",
            get(READ_LEDGER, accounts::read).patch(WRITE_LEDGER, accounts::change),
        ),
        ("/api/v1/ledger/balances", get(READ_LEDGER, accounts::balances)),
        (
            "/api/v1/ledger/accounts/{id}/statement",
            get(READ_LEDGER, statements::statement),
        ),
        (
            "/api/v1/ledger/accounts/{id}/balance",
            get(READ_LEDGER, statements::balance),
        ),
        (
            "/api/v1/ledger/transfers",
            post(WRITE_LEDGER, transfers::create).get(READ_LEDGER, transfers::list),
        ),
        ("/api/v1/ledger/transfers/{id}", get(READ_LEDGER, transfers::read)),
        (
            "/api/v1/ledger/trial-balance",
            get(READ_LEDGER, reports::trial_balance),
        ),
        (
            "/api/v1/ledger/balance-sheet",
            get(READ_LEDGER, reports::balance_sheet),
        ),
        (
            "/api/v1/ledger/income-statement",
            get(READ_LEDGER, reports::income_statement),
        ),
        ("/api/v1/ledger/journal", get(READ_LEDGER, reports::journal)),
        ("/api/v1/ledger/batches", post(WRITE_LEDGER, batches::create)),
        ("/api/v1/ledger/imports", post(WRITE_LEDGER, imports::create)),
        ("/api/v1/ledger/exchanges", post(WRITE_LEDGER, exchanges::create)),
        ("/api/v1/ledger/flows", post(WRITE_LEDGER, flows::create)),
        (
            "/api/v1/ledger/schedules",
            post(WRITE_LEDGER, schedules::create).get(READ_LEDGER, schedules::list),
        ),
        (
            "/api/v1/ledger/schedules/{id}",
            get(READ_LEDGER, schedules::read).delete(WRITE_LEDGER, schedules::cancel),
        ),
        (
            "/api/v1/ledger/monitors",
            post(WRITE_LEDGER, monitors::set).get(READ_LEDGER, monitors::list),
        ),
        (
            "/api/v1/ledger/monitors/{id}",
            get(READ_LEDGER, monitors::read).delete(WRITE_LEDGER, monitors::remove),
        ),
        (
            "/api/v1/ledger/reconciliations",
            post(WORK_ON_RECONCILIATIONS, reconciliations::define)
                .get(READ_RECONCILIATIONS, reconciliations::list),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}",
            get(READ_RECONCILIATIONS, reconciliations::read),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/statements",
            post(WORK_ON_RECONCILIATIONS, outside::import),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/statements/{statement_id}",
            get(READ_RECONCILIATIONS, outside::read),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/run",
            post(WORK_ON_RECONCILIATIONS, matches::run),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches",
            post(WORK_ON_RECONCILIATIONS, matches::create),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches/{match_id}",
            get(READ_RECONCILIATIONS, matches::read),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/accept",
            post(WORK_ON_RECONCILIATIONS, matches::accept),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/reject",
            post(WORK_ON_RECONCILIATIONS, matches::reject),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items",
            get(READ_RECONCILIATIONS, items::list),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}",
            get(READ_RECONCILIATIONS, items::read),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/assign",
            post(WORK_ON_RECONCILIATIONS, items::assign),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/notes",
            post(WORK_ON_RECONCILIATIONS, items::note),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/resolve",
            post(WORK_ON_RECONCILIATIONS, items::resolve),
        ),
        (
            "/api/v1/ledger/reconciliations/{id}/items/{item_id}/reopen",
            post(WORK_ON_RECONCILIATIONS, items::reopen),
        ),
        (
            "/api/v1/analytics/payments",
            get(READ_ANALYTICS, analytics::payments),
        ),
        ("/api/v1/gateways", get(READ_GATEWAYS, gateways::list)),
        (
            "/api/v1/payments/{id}/routing",
            get(SEE_PAYMENTS, routing::explain),
        ),
        ("/api/v1/routing", get(READ_ROUTING, routing::read)),
        ("/api/v1/routing/decisions", post(READ_ROUTING, routing::decide)),
        (
            "/api/v1/routing/rules",
            post(MANAGE_ROUTING, routing::rules::propose).get(READ_ROUTING, routing::rules::list),
        ),
        (
            "/api/v1/routing/rules/check",
            post(READ_ROUTING, routing::rules::check),
        ),
        (
            "/api/v1/routing/rules/roll-back",
            post(MANAGE_ROUTING, routing::rules::roll_back),
        ),
        (
            "/api/v1/routing/rules/{version}",
            get(READ_ROUTING, routing::rules::read),
        ),
        (
            "/api/v1/routing/rules/{version}/approve",
            post(MANAGE_ROUTING, routing::rules::approve),
        ),
        (
            "/api/v1/routing/rules/{version}/activate",
            post(MANAGE_ROUTING, routing::rules::activate),
        ),
        (
            "/api/v1/routing/four-eyes",
            post(MANAGE_ROUTING, routing::rules::four_eyes),
        ),
        (
            "/api/v1/routing/strategy",
            post(MANAGE_ROUTING, routing::settings::set_strategy),
        ),
        (
            "/api/v1/routing/resilience",
            post(MANAGE_ROUTING, routing::settings::set_resilience),
        ),
        (
            "/api/v1/routing/fees",
            post(MANAGE_ROUTING, routing::settings::set_fees).get(READ_ROUTING, routing::settings::read_fees),
        ),
        (
            "/api/v1/routing/experiments",
            post(MANAGE_ROUTING, routing::experiments::start).get(READ_ROUTING, routing::experiments::list),
        ),
        (
            "/api/v1/routing/experiments/{name}/stop",
            post(MANAGE_ROUTING, routing::experiments::stop),
        ),
        (
            "/api/v1/webhook-endpoints",
            post(MANAGE_WEBHOOKS, endpoints::create).get(READ_WEBHOOKS, endpoints::list),
        ),
        (
            "/api/v1/webhook-endpoints/{id}",
            get(READ_WEBHOOKS, endpoints::read)
                .patch(MANAGE_WEBHOOKS, endpoints::update)
                .delete(MANAGE_WEBHOOKS, endpoints::delete),
        ),
        (
            "/api/v1/webhook-endpoints/{id}/rotate-secret",
            post(MANAGE_WEBHOOKS, endpoints::rotate_secret),
        ),
        (
            "/api/v1/webhook-endpoints/{id}/deliveries",
            get(READ_WEBHOOKS, endpoints::deliveries),
        ),
        (
            "/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay",
            post(MANAGE_WEBHOOKS, endpoints::replay),
        ),
        (
            "/api/v1/cards",
            post(KEEP_CARDS, cards::create)
                .get(SEE_CARDS, cards::list)
                .delete(DELETE_CARDS.fresh(), cards::erase_customer),
        ),
        (
            "/api/v1/cards/{id}",
            get(SEE_CARDS, cards::read).delete(DELETE_CARDS.fresh(), cards::delete),
        ),
        ("/api/v1/cards/{id}/accesses", get(SEE_CARDS, cards::accesses)),
        ("/api/v1/cards/{id}/reveal", post(REVEAL_CARDS, cards::reveal)),
        ("/api/v1/events", get(READ_EVENTS, events::stream)),
        // What it demands is `READ_EVENTS`, of whoever the request or the first message names.
        ("/api/v1/events/ws", get(OWN_PROOF, events::socket)),
    ]
}

/// What must answer under any load, and to anyone.
fn alive() -> Vec<Route> {
    vec![("/health", get(PROBE, health::alive))]
}

/// The same for who watches the node.
fn watched() -> Vec<Route> {
    vec![
        ("/ready", get(PROBE, health::ready)),
        ("/metrics", get(PROBE, health::metrics)),
    ]
}

/// What people read.
fn documentation() -> Vec<Route> {
    vec![
        ("/docs", get(DOCUMENTATION, docs::front)),
        ("/docs/", get(DOCUMENTATION, docs::front)),
        ("/docs/{page}", get(DOCUMENTATION, docs::page)),
        ("/docs/{folder}/{page}", get(DOCUMENTATION, docs::page_in_folder)),
        ("/openapi.json", get(DOCUMENTATION, docs::openapi)),
    ]
}

/// The console's files; what it shows it asks the API for.
fn console_files() -> Vec<Route> {
    vec![
        ("/", get(DOCUMENTATION, console::root)),
        ("/console", get(DOCUMENTATION, console::root)),
        ("/console/", get(DOCUMENTATION, console::shell)),
        ("/console/{*path}", get(DOCUMENTATION, console::file)),
    ]
}

/// What gateways say unasked.
fn notices() -> Guarded {
    post(OWN_PROOF, gateway_notices::receive)
}

/// Every group of routes: for whom it is, and what bounds it.
fn groups() -> Vec<(Audience, Bound, Vec<Route>)> {
    use Audience::{
        Administrators, Anybody, Directories, Gateways, Operators, People, Programs, Readers, Routers,
        TokenSeekers,
    };
    // A flood at the door must not keep those who are in from ending a session.
    let is_open = |(_, guarded): &Route| {
        let mut demands = guarded.demands.iter();
        demands.all(|(_, access)| matches!(access, Access::Open(_)))
    };
    let is_page = |(_, guarded): &Route| {
        let mut demands = guarded.demands.iter();
        demands.any(|(_, access)| *access == Access::Open(Openness::SignIn))
    };
    let (doors, accounts): (Vec<_>, Vec<_>) = crate::signin::routes().into_iter().partition(is_open);
    let (consents, tokens): (Vec<_>, Vec<_>) = crate::oauth::routes().into_iter().partition(is_page);
    let (routing, business): (Vec<_>, Vec<_>) = api()
        .into_iter()
        .partition(|(path, _)| path.starts_with("/api/v1/routing"));
    vec![
        (Programs, Bound::OfNode, business),
        (Programs, Bound::OfNode, crate::graphql::routes()),
        (Routers, Bound::OfNode, routing),
        (Administrators, Bound::OfNode, identity::routes()),
        (Administrators, Bound::OfNode, audit::routes()),
        (Administrators, Bound::OfNode, compliance::routes()),
        (Directories, Bound::OfNode, crate::scim::routes()),
        (People, Bound::Door(SIGN_INS), doors),
        (People, Bound::OfNode, accounts),
        (People, Bound::Door(SIGN_INS), crate::outside::routes()),
        (People, Bound::Door(SIGN_INS), consents),
        (TokenSeekers, Bound::Door(TOKEN_REQUESTS), tokens),
        (
            Gateways,
            Bound::Places(gateway_notices::MAX_CONCURRENT),
            vec![("/webhooks/gateways/{name}", notices())],
        ),
        (Readers, Bound::OfNode, documentation()),
        (People, Bound::OfNode, console_files()),
        (People, Bound::OfNode, crate::checkout::routes()),
        (Operators, Bound::None, watched()),
        (Anybody, Bound::None, alive()),
    ]
}

/// What reading at a path demands, for who reads the same in another way; none where nothing is read.
pub(crate) fn demand_of_reading(path: &str) -> Option<Access> {
    static READINGS: LazyLock<HashMap<&str, Access>> = LazyLock::new(|| {
        let all = demands().into_iter();
        let read = all.filter(|(_, method, ..)| *method == Method::GET);
        read.map(|(path, _, access, _)| (path, access)).collect()
    });
    READINGS.get(path).copied()
}

/// Every route with its methods, what each demands, and for whom it is.
pub(crate) fn demands() -> Vec<(&'static str, Method, Access, Audience)> {
    let demands = groups().into_iter().flat_map(|(audience, _, routes)| {
        routes.into_iter().flat_map(move |(path, guarded)| {
            let demands = guarded.demands.into_iter();
            demands.map(move |(method, access)| (path, method, access, audience))
        })
    });
    demands.collect()
}

/// What can be read, without what stands before it: for who has been let in to change it.
pub(crate) fn reads() -> Router<Edge> {
    let routes = groups().into_iter().flat_map(|(_, _, routes)| routes);
    routes.fold(Router::new(), |router, (path, guarded)| {
        router.route(path, guarded.reads)
    })
}

/// How many requests of a group there may be.
enum Bound {
    /// As many as the node takes on, by priority.
    OfNode,
    /// So many, beside all others.
    Places(usize),
    /// The same, shared fairly between the networks that callers come from: anyone may come.
    Door(usize),
    /// Any number: what must answer under any load.
    None,
}

/// Sign-ins under way: a flood of them must not take the places of payments.
const SIGN_INS: usize = 64;
/// Requests for tokens under way.
const TOKEN_REQUESTS: usize = 256;

/// The whole HTTP service.
pub fn router(edge: Edge) -> Router {
    router_of(edge, Face::default())
}

/// What one listener shows of it.
pub(crate) fn router_of(edge: Edge, face: Face) -> Router {
    let surface = face.surface;
    let face = Arc::new(face);
    let add = |router: Router<Edge>, (path, guarded): Route| router.route(path, guarded.methods);
    let group = |bound: Bound, routes: Vec<Route>| {
        let front_of = match bound {
            Bound::OfNode => Front::bounded(edge.clone()),
            Bound::Door(places) => Front::with_door(edge.clone(), places),
            Bound::Places(places) => Front::with_places(edge.clone(), places),
            Bound::None => Front::unbounded(edge.clone()),
        };
        let front_of = front_of.of_routes(&routes);
        routes
            .into_iter()
            .fold(Router::new(), add)
            .method_not_allowed_fallback(method_not_allowed)
            .layer(from_fn_with_state(front_of.at(&face), front))
    };
    let unmatched = Router::new().fallback(not_found).layer(from_fn_with_state(
        Front::unbounded(edge.clone()).at(&face),
        front,
    ));
    groups()
        .into_iter()
        .filter(|(audience, ..)| audience.is_on(surface))
        .map(|(_, bound, routes)| group(bound, routes))
        .filter(Router::has_routes)
        .fold(unmatched, Router::merge)
        .with_state(edge)
}

pub(crate) async fn not_found() -> Problem {
    nothing_there()
}

fn nothing_there() -> Problem {
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
