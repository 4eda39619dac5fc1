//! Notes that keys and sessions are in use, behind the requests: once an hour for a key, once a minute for a session.

use std::collections::HashSet;
use std::sync::Mutex;

use bezant_engine::Correlation;
use bezant_identity::{Action, session, tenancy};
use bezant_kernel::Milliseconds;

use super::caller::OwnCertificate;
use super::{Caller, Credential};
use crate::edge::Edge;

/// Notes under way; beyond that the next request notes it.
const AT_ONCE: usize = 64;

/// A session in use is noted so often.
const SESSION_NEWS: Milliseconds = Milliseconds(60_000);

/// The notes under way, so that each is made once.
#[derive(Default)]
pub(crate) struct Uses {
    under_way: Mutex<HashSet<u128>>,
}

impl Uses {
    /// Notes that what a caller presented is in use, if that is news.
    pub(super) fn note(&self, edge: &Edge, caller: &Caller) {
        let now = edge.now();
        let (id, action) = match caller.credential {
            Credential::Key(id) | Credential::Certificate(OwnCertificate { key: id, .. }) => {
                let is_news = edge.directory().read(|directory| {
                    let key = directory.identity().tenancy.key(id);
                    key.is_some_and(|key| key.is_use_news(now))
                });
                if !is_news {
                    return;
                }
                let command = tenancy::Command::RecordKeyUse { id, at: now };
                (id.as_u128(), Action::Tenancy(command))
            }
            Credential::Session(id) => {
                let is_news = edge.directory().read(|directory| {
                    let session = directory.identity().session.session(id);
                    session.is_some_and(|session| now >= session.last_used_at.after(SESSION_NEWS))
                });
                if !is_news {
                    return;
                }
                (id.as_u128(), Action::Session(session::Command::Touch { id }))
            }
            Credential::Token(_) => return,
        };
        {
            let mut under_way = self
                .under_way
                .lock()
                .expect("nothing panics while it holds this lock");
            if under_way.len() >= AT_ONCE || !under_way.insert(id) {
                return;
            }
        }
        let (edge, tenant, by) = (edge.clone(), caller.tenant, caller.by.clone());
        tokio::spawn(async move {
            let correlation = Correlation::new("use of a credential").expect("a short text");
            if let Err(problem) = edge.command(tenant, by, action, correlation).await {
                tracing::debug!(code = problem.code(), "the use of a credential was not noted");
            }
            edge.settled().await;
            let uses = edge.uses();
            uses.under_way
                .lock()
                .expect("nothing panics while it holds this lock")
                .remove(&id);
        });
    }
}
