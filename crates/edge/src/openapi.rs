//! The OpenAPI document, made from the handlers; what holds for every operation is added here.

mod outside;

use std::sync::LazyLock;

use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, PathItem, Ref, RefOr, Required, ResponseBuilder, SecurityRequirement, Type,
};
use utoipa::{Modify, OpenApi};

use crate::graphql;
use crate::problem::{Mistake, ProblemDto};
use crate::routes::{
    accounts, analytics, attention, audit, batches, billing, bulk_payments, cards, compliance, endpoints,
    events, exchanges, flows, gateways, identity, imports, monitors, payment_actions, payments,
    reconciliations, refunds, reports, routing, schedules, statements, transfers,
};

use crate::signin::{api, email, links, me, own};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bezant",
        description = "Payment orchestration with a double-entry ledger. Amounts are whole minor units. Errors are problem \
            details (RFC 9457) whose `type` leads to a page about them. Every POST takes an `Idempotency-Key`, \
            but for imports and GraphQL. Every body is JSON; by `Content-Type` and `Accept` it is XML too, and for payments, refunds, \
            accounts and transfers Protobuf (docs/representations.md). Versions, conditional requests, compression and traces are \
            described in docs/http.md.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/", description = "This node.")),
    paths(
        payments::create, bulk_payments::create, payments::list, payments::read, payments::events, billing::read, billing::erase,
        payment_actions::confirm, payment_actions::capture, payment_actions::cancel, payment_actions::retry,
        attention::resolve,
        refunds::create, refunds::list, refunds::read, refunds::record_return,
        accounts::open, accounts::list, accounts::read, accounts::change, accounts::balances,
        statements::statement, statements::balance,
        transfers::create, transfers::list, transfers::read, batches::create, imports::create, exchanges::create, flows::create,
        schedules::create, schedules::list, schedules::read, schedules::cancel,
        reports::trial_balance, reports::balance_sheet, reports::income_statement, reports::journal,
        monitors::set, monitors::list, monitors::read, monitors::remove,
        reconciliations::define, reconciliations::list, reconciliations::read,
        reconciliations::statements::import, reconciliations::statements::read,
        reconciliations::matches::run, reconciliations::matches::create, reconciliations::matches::read,
        reconciliations::matches::accept, reconciliations::matches::reject,
        reconciliations::items::list, reconciliations::items::read, reconciliations::items::assign,
        reconciliations::items::note, reconciliations::items::resolve, reconciliations::items::reopen,
        gateways::list, analytics::payments,
        routing::explain, routing::read, routing::decide,
        routing::rules::propose, routing::rules::list, routing::rules::read, routing::rules::check, routing::rules::approve,
        routing::rules::activate, routing::rules::roll_back, routing::rules::four_eyes,
        routing::settings::set_strategy, routing::settings::set_resilience, routing::settings::set_fees, routing::settings::read_fees,
        routing::experiments::start, routing::experiments::list, routing::experiments::stop,
        endpoints::create, endpoints::list, endpoints::read, endpoints::update, endpoints::delete,
        endpoints::rotate_secret, endpoints::deliveries, endpoints::deliveries_of_payment, endpoints::replay,
        events::stream, events::socket,
        crate::checkout::links::create,
        cards::create, cards::list, cards::erase_customer, cards::read, cards::delete, cards::accesses, cards::reveal,
        graphql::call, graphql::call_by_address,
        audit::list, audit::read, audit::checkpoint,
        compliance::health_access, compliance::configuration_changes, compliance::consents_given,
        compliance::records_of_processing, compliance::of_person, compliance::erase_person,
        api::sign_in, api::second_factor, api::passkey_options, api::passkey, api::sign_out,
        links::recover, links::finish_recovery, links::accept_invitation,
        email::ask, email::finish,
        me::read, me::session, me::sessions, me::end, me::end_others, me::devices, me::forget_device,
        me::sessions_of, me::end_sessions_of,
        own::step_up, own::step_up_options, own::change_password, own::enrol_totp, own::confirm_totp, own::remove_totp,
        own::recovery_codes, own::passkeys, own::new_passkey_options, own::add_passkey, own::remove_passkey,
        identity::tenant::read, identity::tenant::change, identity::tenant::export,
        identity::holds::list, identity::holds::place, identity::holds::release,
        identity::principals::create, identity::principals::list, identity::principals::read, identity::principals::change,
        identity::principals::delete, identity::standing::suspend, identity::standing::reactivate, identity::standing::erase,
        identity::standing::permissions,
        identity::memberships::give_to_principal, identity::memberships::take_from_principal,
        identity::memberships::give_to_group, identity::memberships::take_from_group,
        identity::roles::define, identity::roles::list, identity::roles::read, identity::roles::change, identity::roles::remove,
        identity::groups::create, identity::groups::list, identity::groups::read, identity::groups::change,
        identity::groups::remove, identity::groups::members, identity::groups::add_members, identity::groups::remove_member,
        identity::invitations::create, identity::invitations::list, identity::invitations::read, identity::invitations::revoke,
        identity::approvals::list, identity::approvals::read, identity::approvals::approve, identity::approvals::reject,
        identity::keys::create, identity::keys::list, identity::keys::read, identity::keys::rotate, identity::keys::revoke,
        identity::keys::set_signing, identity::keys::remove_signing,
        identity::clients::create, identity::clients::list, identity::clients::read, identity::clients::change,
        identity::clients::remove, identity::clients::rotate_secret,
        identity::providers::list, identity::providers::read, identity::providers::set, identity::providers::remove,
        identity::consents::publish, identity::consents::texts, identity::consents::record, identity::consents::list,
        identity::consents::read, identity::consents::withdraw,
        identity::own_consents::give_mine, identity::own_consents::list, identity::own_consents::withdraw,
        identity::policy::read, identity::policy::propose, identity::policy::list, identity::policy::read_version,
        identity::policy::activate, identity::policy::roll_back, identity::decisions::list, identity::decisions::explain,
    ),
    components(schemas(ProblemDto<'_>, Mistake)),
    tags(
        (name = "payments", description = "Payments and their refunds."),
        (name = "ledger", description = "Accounts, transfers and reports of the double-entry ledger."),
        (name = "reconciliation", description = "Ledger accounts compared with statements from outside."),
        (name = "cards", description = "Card numbers in the vault, and tokens that stand for them."),
        (name = "gateways", description = "The gateways and how they are doing."),
        (name = "analytics", description = "How payments went, in numbers."),
        (name = "routing", description = "How gateways are chosen, and why. Needs a key with the scope `operate`."),
        (name = "webhooks", description = "Where events are sent, and what became of it."),
        (name = "signing in", description = "How people sign in. None of this takes a credential."),
        (name = "account", description = "One's own account: sessions, devices, and what one proves oneself with."),
        (name = "events", description = "Everything that happens, live."),
        (name = "graphql", description = "Reading what is wanted and no more, in one call."),
        (name = "identity", description = "Who there is and what they may do: tenant, principals, roles, groups, keys, clients."),
        (name = "consent", description = "Who agreed to which text when, and who took it back."),
        (name = "audit", description = "Who did what, what changed, and the proof of it."),
        (name = "compliance", description = "Reports for auditors, each figure with the positions that it stands on."),
        (name = "policy", description = "The access policy: its versions, and what was decided by it."),
    ),
    modifiers(&EveryOperation)
)]
struct Document;

const SCHEME: &str = "api_key";

/// Statuses of problems that any operation can answer.
const ALWAYS: &[(&str, &str)] = &[
    ("401", "No live API key."),
    ("403", "The API key may not do this."),
    ("406", "Nothing of what `Accept` lists can be given."),
    ("422", "Something in the request is wrong; `errors` says what."),
    ("500", "A store of the node is out of order, or a defect."),
    (
        "503",
        "Too much is under way, or a part of the node is not available. `Retry-After` says when to come back.",
    ),
];

/// And those that change something.
const CHANGES: &[(&str, &str)] = &[
    (
        "400",
        "The body is not what its content type says, or not whole; or there is no such version of the API.",
    ),
    ("408", "The body came too slowly."),
    ("409", "It does not fit what there is: read it and decide anew."),
    ("413", "The body is too large."),
    ("415", "The body is not what it should be by its content type."),
    ("507", "The node's storage is full; nothing was written."),
];

/// Which operations take a header.
enum When {
    /// All that are posted.
    Post,
    /// Those about payments.
    Payment,
    /// Those that change something that there is.
    Version,
    /// Those that read.
    Read,
    All,
}

const HEADERS: &[(When, &str, &str)] = &[
    (
        When::Post,
        "Idempotency-Key",
        "1 to 255 visible ASCII characters. The same key with the same body gets the first answer again, marked \
         `Idempotent-Replayed: true`; with another body it is refused.",
    ),
    (
        When::Payment,
        "Prefer",
        "`respond-async` to be answered at once, `wait=N` to wait up to N seconds (at most 30) for the outcome; \
         10 seconds if left out.",
    ),
    (
        When::Post,
        "Bezant-Priority",
        "`low` for what can wait: it is refused before other changes when the node has more to do than it can.",
    ),
    (
        When::Version,
        "If-Match",
        "The `ETag` that you have seen, in double quotes; refused if the thing has changed since.",
    ),
    (
        When::Read,
        "If-None-Match",
        "`ETag`s of what you have already: nothing but 304 is answered if it is still so.",
    ),
    (
        When::All,
        "Bezant-Version",
        "The version of the API, such as `2026-11-01`; as the node is set up if left out. The answer says which it is in.",
    ),
];

/// Where the request names things that must be there.
const NAMES_OTHERS: &[&str] = &[
    "/api/v1/ledger/transfers",
    "/api/v1/ledger/exchanges",
    "/api/v1/ledger/schedules",
    "/api/v1/ledger/monitors",
    "/api/v1/ledger/reconciliations",
    "/api/v1/invitations/accept",
];

/// What is posted without a key: the ids of its rows do what a key does.
const KEYLESS: &str = "/api/v1/ledger/imports";

/// What nobody repeats by a key: it proves who one is, or shows a secret once.
fn is_about_oneself(path: &str) -> bool {
    const PARTS: &[&str] = &["/api/v1/sign-", "/api/v1/me/", "/api/v1/invitations/accept"];
    PARTS.iter().any(|part| path.starts_with(part))
}

/// What is posted and changes nothing.
const QUESTIONS: &str = "/graphql";

struct EveryOperation;

impl Modify for EveryOperation {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "An API key, `bzk_…`. It can be the user name of Basic authentication too.",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components
            .security_schemes
            .insert(SCHEME.to_owned(), SecurityScheme::Http(scheme).into());
        outside::refer(components);
        outside::any_of(components, "Balances");
        document.security = Some(vec![SecurityRequirement::new(SCHEME, Vec::<String>::new())]);
        for (path, item) in &mut document.paths.paths {
            let has_id = path.contains('{');
            let has_key = path != KEYLESS && path != QUESTIONS && !is_about_oneself(path);
            for (method, operation) in operations(item) {
                outside::name(operation, path);
                let changes = !matches!(method, HttpMethod::Get);
                let is_post = method == HttpMethod::Post;
                let on_payments = path.starts_with("/api/v1/payments");
                let has_version = changes && has_id;
                for (_, name, description) in HEADERS.iter().filter(|(when, ..)| match when {
                    When::Post => is_post && has_key,
                    When::Payment => is_post && on_payments,
                    When::Version => has_version,
                    When::Read => !changes,
                    When::All => true,
                }) {
                    let parameters = operation.parameters.get_or_insert_default();
                    parameters.push(header(name, description).into());
                }
                let mut problems = ALWAYS.to_vec();
                if has_id || NAMES_OTHERS.contains(&path.as_str()) {
                    problems.push(("404", "There is no such thing of this tenant."));
                }
                if changes {
                    // A file may be of any type.
                    let is_file = path.ends_with("/statements");
                    let is_question = path == QUESTIONS;
                    let other = CHANGES.iter().filter(|(status, _)| match *status {
                        "409" | "507" => !is_question,
                        "415" => !is_file,
                        _ => true,
                    });
                    problems.extend(other);
                }
                if is_post && is_about_oneself(path) {
                    problems.push((
                        "429",
                        "Too many have failed. `Retry-After` says when to come back.",
                    ));
                }
                if is_post && matches!(path.as_str(), "/api/v1/payments" | "/api/v1/payments/bulk") {
                    problems.push((
                        "429",
                        "The tenant makes more requests in a second, or payments in a day, than it may. `Retry-After` says \
                         when to come back.",
                    ));
                }
                if path == QUESTIONS {
                    problems.push(("400", "It is no call, or no query that is answered."));
                }
                if path.ends_with("/ws") {
                    problems.push(("426", "It is not the beginning of a WebSocket."));
                }
                if has_version {
                    problems.push(("412", "The tag in `If-Match` is not the current one."));
                }
                if !changes {
                    problems.push(("400", "There is no such version of the API."));
                    let unchanged = ResponseBuilder::new().description("You have it already.").build();
                    let answers = &mut operation.responses.responses;
                    answers.insert("304".to_owned(), unchanged.into());
                }
                problems.push((
                    "429",
                    "The tenant makes more requests in a second than it may. `Retry-After` says when to come back.",
                ));
                for (status, description) in problems {
                    let response = problem(description);
                    operation
                        .responses
                        .responses
                        .entry(status.to_owned())
                        .or_insert(response);
                }
            }
        }
    }
}

fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
    .collect()
}

fn problem(description: &str) -> RefOr<utoipa::openapi::Response> {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    RefOr::T(
        ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content)
            .build(),
    )
}

fn header(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
        .build()
}

static JSON: LazyLock<String> = LazyLock::new(|| {
    Document::openapi()
        .to_pretty_json()
        .expect("the document has text keys and writes to memory")
});

/// The OpenAPI document as JSON.
pub fn openapi_json() -> &'static str {
    &JSON
}
