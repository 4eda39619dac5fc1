//! What a node sees to by itself: the keys of invitations that are over are destroyed, so that what is written in them of people
//! who never came is nobody's any more.
//!
//! Identity's state says which keys may still be there, so that nothing is lost by a stop in between: the keys go first, and the
//! note that they are gone afterwards.

use std::time::Duration;

use bezant_credentials::seal::Subject;
use bezant_engine::Correlation;
use bezant_identity::access::Command;
use bezant_identity::{Action, Authority, credential};
use bezant_kernel::{InvitationId, PrincipalId, Tenant};

use crate::edge::Edge;
use crate::problem::Problem;
use crate::routes::identity::giving::refused;
use crate::{correlation, profile, retention};

const EVERY: Duration = Duration::from_secs(3_600);
/// As many invitations as one note is about.
const AT_ONCE: usize = 1_000;

/// Tends a node's data every hour, and lets the rules of retention act every day, until `shutdown`.
pub async fn tend(edge: Edge, shutdown: impl Future<Output = ()>) {
    let every_hour = async {
        let mut hours = tokio::time::interval(EVERY);
        hours.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            hours.tick().await;
            if let Err(problem) = erase_ended_invitations(&edge).await {
                tracing::warn!(
                    code = problem.code(),
                    "keys of invitations that are over are still there; the next hour tries again"
                );
            }
        }
    };
    tokio::select! {
        () = every_hour => {}
        () = retention::keep(&edge) => {}
        () = shutdown => {}
    }
}

/// Erases a person in the name of the node: what they prove themselves with, the key that their data is sealed under, the invitations to
/// their address. Can be repeated.
pub(crate) async fn erase_person(edge: &Edge, tenant: Tenant, id: PrincipalId) -> Result<(), Problem> {
    let correlation =
        correlation::of_task().unwrap_or_else(|| Correlation::new("erased a person").expect("a short text"));
    let (leave, forget) = (
        Action::Access(Command::Delete { id }),
        Action::Credential(credential::Command::Erase { principal: id }),
    );
    refuse_held(edge, tenant)?;
    for action in [leave, forget] {
        edge.command(tenant, Authority::Node, action, correlation.clone())
            .await?;
    }
    profile::erase(&edge.identity().sealer, Subject::Principal(id)).await?;
    erase_ended_of(edge, tenant).await
}

/// Refuses what would delete something of a tenant under a legal hold, before any of it is done.
pub(crate) fn refuse_held(edge: &Edge, tenant: Tenant) -> Result<(), Problem> {
    match retention::is_held(edge, tenant) {
        true => Err(refused(credential::Rejection::UnderLegalHold)),
        false => Ok(()),
    }
}

/// All tenants, whether open or not.
pub(crate) fn tenants(edge: &Edge) -> Vec<Tenant> {
    edge.directory().read(|directory| {
        let all = directory.identity().tenancy.tenants();
        all.map(|tenant| Tenant::new(tenant.id)).collect()
    })
}

/// Destroys the keys of all invitations that are over.
pub(crate) async fn erase_ended_invitations(edge: &Edge) -> Result<(), Problem> {
    for tenant in tenants(edge) {
        erase_ended_of(edge, tenant).await?;
    }
    Ok(())
}

/// The same for one tenant.
pub(crate) async fn erase_ended_of(edge: &Edge, tenant: Tenant) -> Result<(), Problem> {
    edge.settled().await;
    let now = edge.now();
    let ended: Vec<InvitationId> = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        access.ended_invitations(tenant, now).collect()
    });
    for ids in ended.chunks(AT_ONCE) {
        for id in ids {
            profile::erase(&edge.identity().sealer, Subject::Invitation(*id)).await?;
        }
        let ids = ids.iter().copied().collect();
        let note = Action::Access(Command::RecordInvitationsErased { ids });
        let correlation = Correlation::new("erased invitations").expect("a short text");
        edge.command(tenant, Authority::Node, note, correlation).await?;
    }
    Ok(())
}
