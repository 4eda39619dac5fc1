//! What can be asked, what happens then, and the decision between the two.

use bezant_kernel::{Milliseconds, Tenant, Timestamp, WebhookEndpointId};

use crate::{DisableReason, EndpointUrl, EventFilter, MAXIMUM_FILTERS, Rejection, SigningSecret, State};

/// A tenant has at most so many endpoints: each event is delivered to each of them.
pub const MAXIMUM_ENDPOINTS: usize = 20;

/// After a rotation the old secret signs for so long beside the new one, so that the receiver can change over.
pub const OLD_SECRET_VALID_FOR: Milliseconds = Milliseconds(24 * 60 * 60 * 1_000);

/// So many old secrets sign at once: each makes every delivery larger.
const MAXIMUM_PREVIOUS_SECRETS: usize = 4;

const DESCRIPTION_CHARACTERS: usize = 256;

/// What can be asked about the acting tenant's endpoints.
#[derive(Clone, Debug)]
pub enum Command {
    /// Make an endpoint.
    CreateEndpoint {
        /// Its id.
        id: WebhookEndpointId,
        /// Where to send.
        url: String,
        /// What to send, see [`EventFilter`].
        filters: Vec<String>,
        /// What its owner says about it.
        description: String,
        /// What signs, and so how.
        secret: SigningSecret,
    },
    /// Change what is given and leave the rest.
    UpdateEndpoint {
        /// The endpoint.
        id: WebhookEndpointId,
        /// Where to send.
        url: Option<String>,
        /// What to send.
        filters: Option<Vec<String>>,
        /// What its owner says about it.
        description: Option<String>,
        /// Whether to send; enabling forgets why it was disabled.
        enabled: Option<bool>,
    },
    /// Sign with a new secret; the old one signs too for [`OLD_SECRET_VALID_FOR`].
    RotateSecret {
        /// The endpoint.
        id: WebhookEndpointId,
        /// The new secret; it may be of the other scheme.
        secret: SigningSecret,
    },
    /// Send no more until someone enables it. Nothing happens if it is disabled already.
    DisableEndpoint {
        /// The endpoint.
        id: WebhookEndpointId,
        /// Why.
        reason: DisableReason,
    },
    /// Forget the endpoint.
    DeleteEndpoint {
        /// The endpoint.
        id: WebhookEndpointId,
    },
}

/// What happened. Endpoints belong to the tenant of the log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An endpoint was made.
    EndpointCreated {
        /// Its id.
        id: WebhookEndpointId,
        /// Where to send.
        url: EndpointUrl,
        /// What to send; sorted, none twice.
        filters: Vec<EventFilter>,
        /// What its owner says about it.
        description: String,
        /// What signs.
        secret: SigningSecret,
    },
    /// An endpoint was changed; this is how it stands now.
    EndpointUpdated {
        /// Its id.
        id: WebhookEndpointId,
        /// Where to send.
        url: EndpointUrl,
        /// What to send; sorted, none twice.
        filters: Vec<EventFilter>,
        /// What its owner says about it.
        description: String,
        /// Why nothing is sent; none if it is enabled.
        disabled: Option<DisableReason>,
    },
    /// A new secret signs.
    SecretRotated {
        /// The endpoint.
        id: WebhookEndpointId,
        /// The new secret.
        secret: SigningSecret,
        /// Until when the old one signs as well.
        previous_valid_until: Timestamp,
    },
    /// Nothing is sent any more.
    EndpointDisabled {
        /// The endpoint.
        id: WebhookEndpointId,
        /// Why.
        reason: DisableReason,
    },
    /// The endpoint is gone.
    EndpointDeleted {
        /// The endpoint.
        id: WebhookEndpointId,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::EndpointCreated { .. } => "webhook_endpoint.created",
            Event::EndpointUpdated { .. } => "webhook_endpoint.updated",
            Event::SecretRotated { .. } => "webhook_endpoint.secret_rotated",
            Event::EndpointDisabled { .. } => "webhook_endpoint.disabled",
            Event::EndpointDeleted { .. } => "webhook_endpoint.deleted",
        }
    }
}

/// Decides a command of `tenant` that would be committed at `now`.
pub fn decide(
    state: &State,
    now: Timestamp,
    tenant: Tenant,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let existing = |id| state.endpoint(tenant, id).ok_or(Rejection::EndpointUnknown(id));
    match command {
        Command::CreateEndpoint {
            id,
            url,
            filters,
            description,
            secret,
        } => {
            let url = EndpointUrl::parse(&url).map_err(Rejection::UrlInvalid)?;
            let filters = check_filters(&filters)?;
            check_description(&description)?;
            if state.endpoint(tenant, id).is_some() {
                return Err(Rejection::EndpointExists(id));
            }
            if state.endpoints(tenant).count() >= MAXIMUM_ENDPOINTS {
                return Err(Rejection::TooManyEndpoints);
            }
            Ok(vec![Event::EndpointCreated {
                id,
                url,
                filters,
                description,
                secret,
            }])
        }
        Command::UpdateEndpoint {
            id,
            url,
            filters,
            description,
            enabled,
        } => {
            let endpoint = existing(id)?;
            let url = match url {
                Some(url) => EndpointUrl::parse(&url).map_err(Rejection::UrlInvalid)?,
                None => endpoint.url.clone(),
            };
            let filters = match filters {
                Some(filters) => check_filters(&filters)?,
                None => endpoint.filters.clone(),
            };
            let description = description.unwrap_or_else(|| endpoint.description.clone());
            check_description(&description)?;
            let before = endpoint.disabled.map(|disabled| disabled.reason);
            let disabled = match enabled {
                Some(true) => None,
                Some(false) => before.or(Some(DisableReason::Operator)),
                None => before,
            };
            let same = url == endpoint.url
                && filters == endpoint.filters
                && description == endpoint.description
                && disabled == before;
            if same {
                Ok(Vec::new())
            } else {
                Ok(vec![Event::EndpointUpdated {
                    id,
                    url,
                    filters,
                    description,
                    disabled,
                }])
            }
        }
        Command::RotateSecret { id, secret } => {
            let endpoint = existing(id)?;
            if endpoint.signing_secrets(now).any(|used| *used == secret) {
                return Err(Rejection::SecretReused);
            }
            if endpoint.signing_secrets(now).count() > MAXIMUM_PREVIOUS_SECRETS {
                return Err(Rejection::TooManyRotations);
            }
            let previous_valid_until = now.after(OLD_SECRET_VALID_FOR);
            Ok(vec![Event::SecretRotated {
                id,
                secret,
                previous_valid_until,
            }])
        }
        Command::DisableEndpoint { id, reason } => match existing(id)?.disabled {
            Some(_) => Ok(Vec::new()),
            None => Ok(vec![Event::EndpointDisabled { id, reason }]),
        },
        Command::DeleteEndpoint { id } => {
            existing(id)?;
            Ok(vec![Event::EndpointDeleted { id }])
        }
    }
}

fn check_filters(texts: &[String]) -> Result<Vec<EventFilter>, Rejection> {
    if texts.is_empty() {
        return Err(Rejection::FiltersMissing);
    }
    if texts.len() > MAXIMUM_FILTERS {
        return Err(Rejection::TooManyFilters);
    }
    let check = |(position, text): (usize, &String)| {
        EventFilter::parse(text).map_err(|reason| Rejection::FilterInvalid { position, reason })
    };
    let mut filters = texts
        .iter()
        .enumerate()
        .map(check)
        .collect::<Result<Vec<_>, _>>()?;
    filters.sort();
    filters.dedup();
    Ok(filters)
}

fn check_description(description: &str) -> Result<(), Rejection> {
    if description.chars().count() > DESCRIPTION_CHARACTERS {
        Err(Rejection::DescriptionTooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
