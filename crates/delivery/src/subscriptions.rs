//! Which endpoints want what, exactly as of the entry that is looked at. The engine's directory may be newer: it says
//! where to send and how to sign, but not who was there when an event happened.

use bezant_kernel::Tenant;
use bezant_webhooks::{Event, matches};
use rustc_hash::FxHashMap;

use crate::store::{Change, EndpointKey, EndpointNumber, Subscription};

/// All tenants' subscriptions.
pub(crate) struct Subscriptions {
    by_tenant: FxHashMap<Tenant, Vec<Subscription>>,
    highest: EndpointNumber,
}

impl Subscriptions {
    /// As stored with the cursor.
    pub(crate) fn new(stored: Vec<Subscription>, highest: EndpointNumber) -> Self {
        let mut by_tenant: FxHashMap<Tenant, Vec<Subscription>> = FxHashMap::default();
        for subscription in stored {
            assert!(subscription.number <= highest, "numbers go up");
            by_tenant
                .entry(subscription.key.tenant)
                .or_default()
                .push(subscription);
        }
        Subscriptions { by_tenant, highest }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Subscription> {
        self.by_tenant.values().flatten()
    }

    /// Whether the tenant has any endpoint.
    pub(crate) fn has_any(&self, tenant: Tenant) -> bool {
        self.by_tenant.contains_key(&tenant)
    }

    /// The tenant's endpoints that want the event of this name.
    pub(crate) fn wanting(&self, tenant: Tenant, event_name: &str) -> Vec<EndpointNumber> {
        let all = self.by_tenant.get(&tenant).map_or(&[][..], Vec::as_slice);
        all.iter()
            .filter(|one| one.enabled && one.filters.iter().any(|filter| matches(filter, event_name)))
            .map(|one| one.number)
            .collect()
    }

    /// The tenant's endpoint of this number.
    pub(crate) fn key(&self, tenant: Tenant, number: EndpointNumber) -> Option<EndpointKey> {
        let all = self.by_tenant.get(&tenant)?;
        all.iter().find(|one| one.number == number).map(|one| one.key)
    }

    /// Takes in an event of an endpoint; what it means for the store goes to `changes`.
    pub(crate) fn apply(&mut self, tenant: Tenant, event: &Event, changes: &mut Vec<Change>) {
        match event {
            Event::EndpointCreated { id, filters, .. } => {
                self.highest = EndpointNumber(self.highest.0 + 1);
                let subscription = Subscription {
                    number: self.highest,
                    key: EndpointKey { tenant, id: *id },
                    filters: filters.clone(),
                    enabled: true,
                };
                changes.push(Change::Register(subscription.clone()));
                self.by_tenant.entry(tenant).or_default().push(subscription);
            }
            Event::EndpointUpdated {
                id,
                filters,
                disabled,
                ..
            } => {
                let filters = filters.clone();
                self.change(tenant, *id, changes, |subscription| {
                    subscription.filters = filters;
                    subscription.enabled = disabled.is_none();
                });
            }
            Event::EndpointDisabled { id, .. } => {
                self.change(tenant, *id, changes, |subscription| {
                    subscription.enabled = false;
                });
            }
            Event::EndpointDeleted { id } => {
                let Some(all) = self.by_tenant.get_mut(&tenant) else {
                    return;
                };
                if let Some(index) = all.iter().position(|one| one.key.id == *id) {
                    changes.push(Change::Delete(all.swap_remove(index).number));
                }
                if all.is_empty() {
                    self.by_tenant.remove(&tenant);
                }
            }
            Event::SecretRotated { .. } => {}
        }
    }

    fn change(
        &mut self,
        tenant: Tenant,
        id: bezant_kernel::WebhookEndpointId,
        changes: &mut Vec<Change>,
        change: impl FnOnce(&mut Subscription),
    ) {
        let all = self
            .by_tenant
            .get_mut(&tenant)
            .map_or(&mut [][..], Vec::as_mut_slice);
        if let Some(subscription) = all.iter_mut().find(|one| one.key.id == id) {
            let was_enabled = subscription.enabled;
            change(subscription);
            changes.push(Change::Register(subscription.clone()));
            if was_enabled && !subscription.enabled {
                changes.push(Change::Abandon(subscription.number));
            }
        }
    }
}
