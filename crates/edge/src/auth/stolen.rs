//! A session's token that was replaced before is presented once more: somebody has copied it, and nobody can tell who is who. The
//! session ends.

use bezant_identity::session::{self, SessionRefused};
use bezant_identity::{Action, Authority, TokenHash};

use super::Asked;
use crate::correlation;
use crate::edge::Edge;

/// Ends the session that had this token, if it was replaced.
pub(super) async fn end(edge: &Edge, token: TokenHash, asked: &Asked<'_>) {
    let now = edge.now();
    let tenant = edge.directory().read(|directory| {
        let identity = directory.identity();
        match identity.authenticate_session(&token, now) {
            Err(SessionRefused::Reused) => identity.session.by_token(&token).map(|one| one.tenant),
            _ => None,
        }
    });
    let Some(tenant) = tenant else { return };
    tracing::warn!("a session's token was used after it had been replaced: the session ends");
    metrics::counter!("sessions_reused_total").increment(1);
    let action = Action::Session(session::Command::RevokeReused { presented: token });
    let correlation = correlation::of(asked.headers);
    if let Err(problem) = edge.command(tenant, Authority::Anyone, action, correlation).await {
        tracing::error!(
            code = problem.code(),
            "a session that was copied could not be ended"
        );
    }
}
