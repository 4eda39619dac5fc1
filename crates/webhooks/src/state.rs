//! The endpoints there are, and how events change them.

use std::collections::BTreeMap;

use bezant_kernel::{Tenant, Timestamp, WebhookEndpointId};

use crate::{EndpointUrl, Event, EventFilter, SigningSecret, matches};

/// All tenants' endpoints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    endpoints: BTreeMap<(Tenant, WebhookEndpointId), Endpoint>,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: WebhookEndpointId,
    /// Where to send.
    pub url: EndpointUrl,
    /// What to send; sorted, none twice.
    pub filters: Vec<EventFilter>,
    /// What its owner says about it.
    pub description: String,
    /// What signs, and so how.
    pub secret: SigningSecret,
    /// What else may still sign, newest first; some may have ended, see [`Endpoint::signing_secrets`].
    pub previous: Vec<PreviousSecret>,
    /// Why nothing is sent, if so.
    pub disabled: Option<Disabled>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed in any way.
    pub updated_at: Timestamp,
}

/// A secret that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousSecret {
    /// The secret.
    pub secret: SigningSecret,
    /// From when on it no longer signs.
    pub valid_until: Timestamp,
}

/// Since when and why nothing is sent.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Disabled {
    /// Why.
    pub reason: DisableReason,
    /// Since when.
    pub at: Timestamp,
}

/// Why nothing is sent to an endpoint.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum DisableReason {
    /// The receiver answered 410 Gone: it wants no more.
    Gone,
    /// Someone said so.
    Operator,
    /// It failed for too long.
    TooManyFailures,
}

impl DisableReason {
    /// All of them.
    pub const ALL: [DisableReason; 3] = [
        DisableReason::Gone,
        DisableReason::Operator,
        DisableReason::TooManyFailures,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            DisableReason::Gone => "gone",
            DisableReason::Operator => "operator",
            DisableReason::TooManyFailures => "too_many_failures",
        }
    }

    pub(crate) const fn number(self) -> u32 {
        match self {
            DisableReason::Gone => 1,
            DisableReason::Operator => 2,
            DisableReason::TooManyFailures => 3,
        }
    }

    pub(crate) fn from_number(number: u32) -> Option<DisableReason> {
        DisableReason::ALL
            .into_iter()
            .find(|reason| reason.number() == number)
    }
}

impl Endpoint {
    /// Whether events are sent to it at all.
    pub fn is_enabled(&self) -> bool {
        self.disabled.is_none()
    }

    /// Whether it wants the event of this name.
    pub fn wants(&self, event_name: &str) -> bool {
        self.filters.iter().any(|filter| matches(filter, event_name))
    }

    /// The secrets that sign a message sent at `now`, newest first; never none.
    pub fn signing_secrets(&self, now: Timestamp) -> impl Iterator<Item = &SigningSecret> {
        let previous = self.previous.iter().filter(move |one| now < one.valid_until);
        std::iter::once(&self.secret).chain(previous.map(|one| &one.secret))
    }
}

impl State {
    /// A tenant's endpoint.
    pub fn endpoint(&self, tenant: Tenant, id: WebhookEndpointId) -> Option<&Endpoint> {
        self.endpoints.get(&(tenant, id))
    }

    /// All endpoints of a tenant, by id.
    pub fn endpoints(&self, tenant: Tenant) -> impl Iterator<Item = &Endpoint> {
        let (first, last) = (
            WebhookEndpointId::from_u128(0),
            WebhookEndpointId::from_u128(u128::MAX),
        );
        self.endpoints
            .range((tenant, first)..=(tenant, last))
            .map(|(_, endpoint)| endpoint)
    }

    /// The enabled endpoints of a tenant that want the event of this name, by id.
    pub fn endpoints_for<'a>(
        &'a self,
        tenant: Tenant,
        event_name: &'a str,
    ) -> impl Iterator<Item = &'a Endpoint> {
        self.endpoints(tenant)
            .filter(move |endpoint| endpoint.is_enabled() && endpoint.wants(event_name))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (Tenant, &Endpoint)> {
        self.endpoints
            .iter()
            .map(|(&(tenant, _), endpoint)| (tenant, endpoint))
    }

    pub(crate) fn insert(&mut self, tenant: Tenant, endpoint: Endpoint) {
        self.endpoints.insert((tenant, endpoint.id), endpoint);
    }

    fn change(
        &mut self,
        at: Timestamp,
        tenant: Tenant,
        id: WebhookEndpointId,
        change: impl FnOnce(&mut Endpoint),
    ) {
        if let Some(endpoint) = self.endpoints.get_mut(&(tenant, id)) {
            change(endpoint);
            endpoint.updated_at = at;
        }
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub fn apply(state: &mut State, at: Timestamp, tenant: Tenant, event: &Event) {
    match event {
        Event::EndpointCreated {
            id,
            url,
            filters,
            description,
            secret,
        } => {
            let endpoint = Endpoint {
                id: *id,
                url: url.clone(),
                filters: filters.clone(),
                description: description.clone(),
                secret: secret.clone(),
                previous: Vec::new(),
                disabled: None,
                created_at: at,
                updated_at: at,
            };
            state.insert(tenant, endpoint);
        }
        Event::EndpointUpdated {
            id,
            url,
            filters,
            description,
            disabled,
        } => {
            state.change(at, tenant, *id, |endpoint| {
                endpoint.url = url.clone();
                endpoint.filters = filters.clone();
                endpoint.description = description.clone();
                if endpoint.disabled.map(|one| one.reason) != *disabled {
                    endpoint.disabled = disabled.map(|reason| Disabled { reason, at });
                }
            });
        }
        Event::SecretRotated {
            id,
            secret,
            previous_valid_until,
        } => {
            state.change(at, tenant, *id, |endpoint| {
                let replaced = std::mem::replace(&mut endpoint.secret, secret.clone());
                endpoint.previous.retain(|one| at < one.valid_until);
                endpoint.previous.insert(
                    0,
                    PreviousSecret {
                        secret: replaced,
                        valid_until: *previous_valid_until,
                    },
                );
            });
        }
        Event::EndpointDisabled { id, reason } => state.change(at, tenant, *id, |endpoint| {
            endpoint.disabled = Some(Disabled { reason: *reason, at });
        }),
        Event::EndpointDeleted { id } => {
            state.endpoints.remove(&(tenant, *id));
        }
    }
}
