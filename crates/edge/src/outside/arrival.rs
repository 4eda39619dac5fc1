//! From who somebody is for a provider to the account that is theirs here.

use bezant_credentials::seal::Lookup;
use bezant_engine::Correlation;
use bezant_identity::access::{self, Arrival, OutsideGroup, Principal, Subject};
use bezant_identity::{Action, Authority, LookupHash};
use bezant_kernel::{PrincipalId, Tenant};
use bezant_sso::OutsideIdentity;

use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::profile::Profile;
use crate::scim::user;

/// Somebody, in the forms in which they are found and kept here.
struct Comer {
    provider: access::ProviderName,
    subject: Subject,
    email: Option<LookupHash>,
    identity: OutsideIdentity,
}

/// The account of this person, made or brought up to date if the provider's settings say so.
pub(super) async fn account(
    edge: &Edge,
    tenant: Tenant,
    identity: OutsideIdentity,
    correlation: Correlation,
) -> Result<PrincipalId, Problem> {
    let comer = comer(edge, tenant, identity)?;
    edge.settled().await;
    if let Some(known) = find(edge, tenant, &comer) {
        let news = news(edge, tenant, &comer, &known).await?;
        provision(edge, tenant, &comer, news, correlation).await?;
        return Ok(known.id);
    }
    // First the account and then the profile: it is sealed for its owner, whose id is known only when the account is there.
    let nothing = News {
        from_directory: false,
        profile: None,
    };
    provision(edge, tenant, &comer, nothing, correlation.clone()).await?;
    edge.settled().await;
    let made = find(edge, tenant, &comer);
    let made =
        made.ok_or_else(|| Problem::new(Code::Overloaded, "the account is not there yet: try again"))?;
    let news = news(edge, tenant, &comer, &made).await?;
    if news.profile.is_some() {
        provision(edge, tenant, &comer, news, correlation).await?;
    }
    Ok(made.id)
}

fn comer(edge: &Edge, tenant: Tenant, identity: OutsideIdentity) -> Result<Comer, Problem> {
    let sealer = &edge.identity().sealer;
    // A subject may be an address or a name: only its keyed hash is kept in the open.
    let hash = sealer.lookup_hash(tenant, Lookup::OutsideSubject, identity.subject.expose());
    let digits: String = hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let unknown = || Problem::new(Code::RouteNotFound, "there is no such identity provider");
    let email = identity.email.as_ref();
    Ok(Comer {
        provider: access::ProviderName::new(identity.provider.as_str()).map_err(|_| unknown())?,
        subject: Subject::new(&digits).expect("hexadecimal digits are a subject"),
        email: email.map(|email| sealer.lookup_hash(tenant, Lookup::Email, email.address.expose())),
        identity,
    })
}

fn find(edge: &Edge, tenant: Tenant, comer: &Comer) -> Option<Principal> {
    edge.directory().read(|directory| {
        let access = &directory.identity().access;
        access
            .principal_by_subject(tenant, &comer.provider, &comer.subject)
            .cloned()
    })
}

/// What shall be different of an account.
struct News {
    /// A directory runs the account by SCIM: its word on the person stands.
    from_directory: bool,
    profile: Option<bezant_identity::Sealed>,
}

async fn news(edge: &Edge, tenant: Tenant, comer: &Comer, known: &Principal) -> Result<News, Problem> {
    let before = user::profile_of(edge, known).await?;
    if user::is_from_directory(&before) {
        return Ok(News {
            from_directory: true,
            profile: None,
        });
    }
    let mut after = Profile {
        name: comer
            .identity
            .name
            .as_ref()
            .map(|name| name.expose().to_owned())
            .or(before.name.clone()),
        ..before.clone()
    };
    let owner = comer.email.and_then(|email| {
        edge.directory().read(|directory| {
            let access = &directory.identity().access;
            access.principal_by_email(tenant, &email).map(|owner| owner.id)
        })
    });
    // An address that is not known to be theirs, or is somebody else's here, is not shown as theirs either.
    if let Some(email) = comer.identity.email.as_ref().filter(|email| email.verified)
        && owner.is_none_or(|owner| owner == known.id)
    {
        after.email = Some(email.address.expose().to_owned());
    }
    let profile = match after == before {
        true => None,
        false => Some(user::sealed(edge, known.id, &after).await?),
    };
    Ok(News {
        from_directory: false,
        profile,
    })
}

async fn provision(
    edge: &Edge,
    tenant: Tenant,
    comer: &Comer,
    news: News,
    correlation: Correlation,
) -> Result<(), Problem> {
    let groups = comer
        .identity
        .groups
        .iter()
        .filter_map(|name| OutsideGroup::new(name).ok());
    let arrival = Arrival {
        provider: comer.provider.clone(),
        subject: comer.subject.clone(),
        email: comer.email.filter(|_| !news.from_directory),
        email_verified: comer.identity.email.as_ref().is_some_and(|email| email.verified),
        profile: news.profile,
        groups: groups.collect(),
        new_id: edge.new_id(),
    };
    let action = Action::Access(access::Command::ProvisionFromOutside(arrival));
    edge.command(tenant, Authority::Anyone, action, correlation).await
}
