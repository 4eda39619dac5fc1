//! How a tenant is set up, for its records of processing: what is kept, who receives data, what guards it.

use bezant_audit::Addresses;
use bezant_compliance::{Recipient, Setup};
use bezant_core::{Answer, Query};
use bezant_identity::State;
use bezant_kernel::Tenant;

use crate::edge::Edge;
use crate::problem::Problem;

/// How a tenant is set up now.
pub(crate) async fn setup(edge: &Edge, tenant: Tenant) -> Result<Setup, Problem> {
    edge.settled().await;
    let mut recipients = gateways(edge, tenant).await?;
    recipients.extend(endpoints(edge, tenant).await?);
    recipients.extend(exports(edge));
    let (keeps_cards, now) = (edge.vault().is_ok(), edge.now());
    let log_position = edge.engine().committed().0;
    Ok(edge.directory().read(|directory| {
        let identity = directory.identity();
        recipients.extend(providers_and_clients(identity, tenant));
        let settings = identity.tenancy.tenant(tenant.id()).map(|one| &one.settings);
        let users = identity.access.principals(tenant, None);
        let keys = identity.tenancy.keys(tenant);
        Setup {
            log_position,
            users: users.filter(|one| !one.is_deleted()).count() as u64,
            consents: identity.consent.consents(tenant).count() as u64,
            keys: keys.filter(|key| key.is_live(now)).count() as u64,
            keeps_cards,
            is_about_health: settings.is_some_and(|settings| settings.data_classes.phi),
            recipients,
            safeguards: safeguards(edge, identity, tenant),
        }
    }))
}

async fn gateways(edge: &Edge, tenant: Tenant) -> Result<Vec<Recipient>, Problem> {
    let query = Query::Gateways { now: edge.now() };
    let Answer::Gateways(gateways) = edge.query(tenant, query).await? else {
        unreachable!("a question for gateways is answered with them");
    };
    let recipient = |name: &str| Recipient {
        kind: "gateway",
        name: name.to_owned(),
        host: String::new(),
        receives: "payments that are routed to it, with the card or token they are paid by".to_owned(),
    };
    Ok(gateways
        .iter()
        .map(|(profile, _)| recipient(profile.name.as_str()))
        .collect())
}

async fn endpoints(edge: &Edge, tenant: Tenant) -> Result<Vec<Recipient>, Problem> {
    let Answer::Endpoints(endpoints) = edge.query(tenant, Query::Endpoints).await? else {
        unreachable!("a question for endpoints is answered with them");
    };
    let recipient = |endpoint: &bezant_webhooks::Endpoint| {
        let filters: Vec<&str> = endpoint.filters.iter().map(|filter| filter.as_str()).collect();
        // Paths of endpoints are often secrets.
        let url = url::Url::parse(endpoint.url.as_str()).ok();
        Recipient {
            kind: "webhook_endpoint",
            name: endpoint.id.to_string(),
            host: url
                .and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_default(),
            receives: match endpoint.disabled {
                None => format!("events: {}", filters.join(" ")),
                Some(_) => "nothing: it is disabled".to_owned(),
            },
        }
    };
    Ok(endpoints.iter().map(recipient).collect())
}

fn exports(edge: &Edge) -> Vec<Recipient> {
    let exports = edge.audit().map(|auditing| auditing.exports.clone());
    let recipient = |(name, host): (String, String)| Recipient {
        kind: "audit_export",
        name,
        host,
        receives: "the audit trail".to_owned(),
    };
    exports.unwrap_or_default().into_iter().map(recipient).collect()
}

fn providers_and_clients(identity: &State, tenant: Tenant) -> Vec<Recipient> {
    let providers = identity.access.providers(tenant).map(|provider| Recipient {
        kind: "identity_provider",
        name: provider.settings.name.as_str().to_owned(),
        host: String::new(),
        receives: "that somebody signs in here".to_owned(),
    });
    let clients = identity.oauth.clients(tenant).map(|client| Recipient {
        kind: "client",
        name: client.id.to_string(),
        host: String::new(),
        receives: "what a user lets it see".to_owned(),
    });
    providers.chain(clients).collect()
}

fn safeguards(edge: &Edge, identity: &State, tenant: Tenant) -> Vec<(&'static str, String)> {
    let settings = identity.tenancy.tenant(tenant.id()).map(|one| &one.settings);
    let region = settings.and_then(|settings| settings.region.as_ref());
    let region = region.map(|region| region.as_str().to_owned());
    let sign_in = settings.map(|settings| &settings.sign_in);
    let addresses = edge.audit().map(|auditing| match auditing.addresses {
        Addresses::Full => "kept in full",
        Addresses::Network => "kept as networks",
        Addresses::Pseudonym => "kept as pseudonyms",
    });
    vec![
        (
            "region",
            region
                .or_else(|| edge.identity().region.clone())
                .unwrap_or_else(|| "not set".to_owned()),
        ),
        ("personal data", "sealed under a key for each person".to_owned()),
        ("keys are wrapped by", edge.identity().keys.status().ring.backend),
        (
            "second factor",
            match sign_in.is_some_and(|sign_in| sign_in.second_factor_required) {
                true => "required".to_owned(),
                false => "not required".to_owned(),
            },
        ),
        ("access policy", format!("version {}", identity.bundle.active())),
        (
            "audit trail",
            addresses.map_or("not kept".to_owned(), |kept| format!("kept; addresses {kept}")),
        ),
    ]
}
