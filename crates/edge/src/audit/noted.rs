//! What is found out about a request on its way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Extensions;
use bezant_audit::DataClass;
use bezant_identity::Permission;
use bezant_kernel::Tenant;
use bezant_policy::Decision;

use crate::auth::{Caller, Credential};

/// Carried by a request, and kept by the front. Clones are handles to the same one.
#[derive(Clone, Default)]
pub(crate) struct Noted(Arc<Mutex<Seen>>);

/// What was found out.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) tenant: Option<Tenant>,
    pub(crate) principal: String,
    pub(crate) credential: String,
    pub(crate) credential_kind: &'static str,
    /// None until somebody asks what it is for.
    pub(crate) class: Option<DataClass>,
    pub(crate) permission: Option<Permission>,
    pub(crate) policy_version: u32,
    pub(crate) is_denied: bool,
    pub(crate) reasons: Vec<String>,
}

impl Noted {
    /// Of a request, if it is to be recorded.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Noted> {
        extensions.get()
    }

    /// By this machine's own administrator.
    pub(crate) fn by_node(class: DataClass) -> Noted {
        Noted(Arc::new(Mutex::new(Seen {
            principal: "node".to_owned(),
            credential_kind: "local_socket",
            class: Some(class),
            ..Seen::default()
        })))
    }

    pub(crate) fn set_purpose(&self, class: DataClass, permission: Option<Permission>) {
        let mut seen = self.seen();
        seen.class = Some(class);
        seen.permission = permission;
    }

    /// It is one of many alike, of which the trail has the first.
    pub(crate) fn pass_over(&self) {
        self.seen().class = None;
    }

    /// What kind of data it turned out to be about.
    pub(crate) fn set_class(&self, class: DataClass) {
        self.seen().class = Some(class);
    }

    /// Who it is, whether or not they may.
    pub(crate) fn set_caller(&self, caller: &Caller) {
        let mut seen = self.seen();
        seen.tenant = Some(caller.tenant);
        seen.principal = match caller.by.principal_id() {
            Some(id) => id.to_string(),
            None => caller.actor().as_str().to_owned(),
        };
        let (kind, credential) = match caller.credential {
            Credential::Key(id) => ("api_key", id.to_string()),
            Credential::Certificate(own) => ("certificate", own.key.to_string()),
            Credential::Session(id) => ("session", id.to_string()),
            Credential::Token(token) => ("token", token.client.to_string()),
        };
        seen.credential_kind = kind;
        seen.credential = credential;
    }

    /// What the policy said. Of several questions the first denial counts, else the last one.
    pub(crate) fn set_decision(&self, decision: &Decision) {
        let mut seen = self.seen();
        if seen.is_denied {
            return;
        }
        seen.policy_version = decision.version;
        seen.is_denied = !decision.allow;
        seen.reasons = decision
            .reasons
            .iter()
            .map(|reason| reason.as_str().to_owned())
            .collect();
    }

    /// What was found out; nothing where nobody asked what the request is for.
    pub(super) fn taken(&self) -> Option<Seen> {
        let mut seen = self.seen();
        seen.class?;
        Some(std::mem::take(&mut *seen))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
