//! People who left: their data becomes unreadable by the loss of its key (GDPR article 5 (1) e).

use bezant_credentials::seal::Subject;
use bezant_kernel::{PrincipalId, Tenant};

use super::{Outcome, before, is_held};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::{profile, tending};

pub(super) async fn run(edge: &Edge, tenant: Tenant, days: u32, is_trial: bool) -> Result<Outcome, Problem> {
    let mut outcome = Outcome::new("left_people", Some(tenant), days);
    let until = before(edge.now(), days);
    let left: Vec<PrincipalId> = edge.directory().read(|directory| {
        let all = directory.identity().access.principals(tenant, None);
        all.filter(|one| !one.is_active() && one.changed_at < until)
            .map(|one| one.id)
            .collect()
    });
    for id in left {
        let has_key = move |sealer: &bezant_credentials::seal::Sealer| sealer.has(Subject::Principal(id));
        if !profile::in_background(&edge.identity().sealer, has_key).await? {
            continue;
        }
        outcome.due += 1;
        if is_held(edge, tenant) {
            outcome.held += 1;
        } else if !is_trial {
            tending::erase_person(edge, tenant, id).await?;
            outcome.note(id);
        }
    }
    Ok(outcome)
}
