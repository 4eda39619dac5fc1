//! Which changes are about how money moves, by what the trail calls the thing and the event; and which of them can take a second person.

use bezant_audit::{Changed, MASKED};

/// A kind of configuration by which money moves one way or another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Rules by which gateways are chosen, and whether these take four eyes.
    RoutingRules,
    /// How gateways are chosen otherwise: strategy, resilience, experiments.
    RoutingSettings,
    /// What gateways cost.
    Fees,
    /// Which gateways there are.
    Gateways,
    /// How often and how long a payment is tried.
    PaymentPolicy,
    /// What a tenant may do and how much of it.
    Tenants,
    /// What roles permit, who has them, who may act at all.
    Roles,
    /// Keys and clients by which programs move money or change how it moves.
    Credentials,
    /// Who says who somebody is.
    IdentityProviders,
    /// The access policy.
    AccessPolicy,
    /// Who is told of payments.
    WebhookEndpoints,
    /// Credit limits, frozen and closed accounts.
    Accounts,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [ChangeKind; 12] = [
        ChangeKind::RoutingRules,
        ChangeKind::RoutingSettings,
        ChangeKind::Fees,
        ChangeKind::Gateways,
        ChangeKind::PaymentPolicy,
        ChangeKind::Tenants,
        ChangeKind::Roles,
        ChangeKind::Credentials,
        ChangeKind::IdentityProviders,
        ChangeKind::AccessPolicy,
        ChangeKind::WebhookEndpoints,
        ChangeKind::Accounts,
    ];

    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ChangeKind::RoutingRules => "routing_rules",
            ChangeKind::RoutingSettings => "routing_settings",
            ChangeKind::Fees => "fees",
            ChangeKind::Gateways => "gateways",
            ChangeKind::PaymentPolicy => "payment_policy",
            ChangeKind::Tenants => "tenants",
            ChangeKind::Roles => "roles",
            ChangeKind::Credentials => "credentials",
            ChangeKind::IdentityProviders => "identity_providers",
            ChangeKind::AccessPolicy => "access_policy",
            ChangeKind::WebhookEndpoints => "webhook_endpoints",
            ChangeKind::Accounts => "accounts",
        }
    }

    /// What an event changed; nothing where money moves as before. Keys are told apart by what they may do, which only the caller
    /// knows.
    pub(super) fn of(event: &Changed) -> Option<ChangeKind> {
        Some(match &*event.thing {
            "routing" => ChangeKind::RoutingRules,
            "routing_strategy" | "routing_resilience" | "routing_experiment" => ChangeKind::RoutingSettings,
            "routing_fees" => ChangeKind::Fees,
            "gateways" => ChangeKind::Gateways,
            "payment_policy" => ChangeKind::PaymentPolicy,
            "tenant" => ChangeKind::Tenants,
            "role" | "group" => ChangeKind::Roles,
            "principal" if is_about_standing(&event.event) => ChangeKind::Roles,
            "invitation" if is_about_standing(&event.event) => ChangeKind::Roles,
            "api_key" | "client" => ChangeKind::Credentials,
            "identity_provider" => ChangeKind::IdentityProviders,
            "access_policy" => ChangeKind::AccessPolicy,
            "webhook_endpoint" => ChangeKind::WebhookEndpoints,
            "account" if !event.event.ends_with(".opened") && !event.event.ends_with(".created") => {
                ChangeKind::Accounts
            }
            _ => return None,
        })
    }
}

/// Of people's records, what changes who may act and by which role; not their names and addresses.
fn is_about_standing(event: &str) -> bool {
    matches!(
        event,
        "role.assigned"
            | "role.withdrawn"
            | "principal.suspended"
            | "principal.reactivated"
            | "principal.deleted"
            | "invitation.made"
            | "invitation.accepted"
    )
}

/// Permissions by which a key moves money or changes how it moves.
const MOVING: &[&str] = &[
    "payments.create",
    "payments.operate",
    "payments.refund",
    "ledger.write",
    "reconciliation.write",
    "webhooks.manage",
    "routing.manage",
    "policy.manage",
    "keys.manage",
    "identity.manage",
    "clients.manage",
    "tenant.manage",
    "scim.manage",
    "cards.reveal",
];

/// Whether a key with these scopes and permissions, apart by spaces, is about money. What is masked might be.
pub(super) fn moves_money(words: &str) -> bool {
    words
        .split(' ')
        .any(|word| matches!(word, "write" | "operate" | MASKED) || MOVING.contains(&word))
}

#[cfg(test)]
mod tests {
    use bezant_audit::Changed;

    use super::*;

    #[test]
    fn moving_permissions_are_words_that_there_are() {
        assert!(moves_money("payments.read ledger.write"));
        assert!(moves_money("write"));
        assert!(moves_money(MASKED));
        assert!(!moves_money("payments.read ledger.read"));
        assert!(!moves_money(""));
    }

    #[test]
    fn what_is_not_configuration_is_not_told() {
        for (thing, event, kind) in [
            ("payment", "payment.created", None),
            ("transfers", "transfer.posted", None),
            ("principal", "principal.changed", None),
            ("principal", "role.assigned", Some(ChangeKind::Roles)),
            ("account", "account.opened", None),
            ("account", "account.changed", Some(ChangeKind::Accounts)),
        ] {
            let event = Changed {
                event: event.to_owned(),
                thing: thing.to_owned(),
                ..Changed::default()
            };
            assert_eq!(ChangeKind::of(&event), kind, "{thing}");
        }
    }
}
