//! Which route of REST answers the same as a question of the schema: what it demands is what the question demands.

use bezant_graphql::{Reading, Thing};

use crate::access::Access;
use crate::routes::demand_of_reading;

/// A route of REST.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct RestRoute(pub(super) &'static str);

impl RestRoute {
    /// That of a thing.
    pub(super) const fn of_thing(thing: Thing) -> RestRoute {
        RestRoute(match thing {
            Thing::Payment => "/api/v1/payments/{id}",
            Thing::PaymentRouting => "/api/v1/payments/{id}/routing",
            Thing::Account => "/api/v1/ledger/accounts/{id}",
            Thing::Transfer => "/api/v1/ledger/transfers/{id}",
            Thing::WebhookEndpoint => "/api/v1/webhook-endpoints/{id}",
            Thing::Principal => "/api/v1/principals/{id}",
        })
    }

    /// That of a reading.
    pub(super) const fn of_reading(reading: Reading) -> RestRoute {
        RestRoute(match reading {
            Reading::Payments => "/api/v1/payments",
            Reading::Gateways => "/api/v1/gateways",
            Reading::Accounts => "/api/v1/ledger/accounts",
            Reading::Balances => "/api/v1/ledger/balances",
            Reading::Balance => "/api/v1/ledger/accounts/{id}/balance",
            Reading::Statement => "/api/v1/ledger/accounts/{id}/statement",
            Reading::Transfers => "/api/v1/ledger/transfers",
            Reading::WebhookEndpoints => "/api/v1/webhook-endpoints",
            Reading::WebhookDeliveries => "/api/v1/webhook-endpoints/{id}/deliveries",
            Reading::Principals => "/api/v1/principals",
            Reading::Roles => "/api/v1/roles",
        })
    }

    /// What it demands.
    pub(super) fn access(self) -> Access {
        demand_of_reading(self.0).expect("the table of routes has every route that questions are put to")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_route_that_demands_a_permission() {
        let things = Thing::ALL.map(RestRoute::of_thing);
        let readings = Reading::ALL.map(RestRoute::of_reading);
        for route in things.into_iter().chain(readings) {
            assert!(matches!(route.access(), Access::Needs(_)), "{route:?}");
        }
    }
}
