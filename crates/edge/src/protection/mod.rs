//! What stands before every handler: who may come at all, how often, and with what.
//!
//! In come requests as the listener hands them on; out come the same requests with the address of their [`Client`], or the problem
//! that says why not. The judgements are those of [`bezant_shield`]; what holds here is the operator's settings, and nothing is on
//! that they do not say. This must never know a rule of the business, or look into what is sealed or secret.

mod headers;
mod rates;
mod rules;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::Request;
use bezant_shield::address::{Networks, Proxies};
use bezant_shield::geo::{Fence, Geo};
use bezant_shield::rate::Decision;

use crate::auth::Peer;
use crate::cors::Cors;
use crate::problem::{Code, Problem};

pub(crate) use headers::add_security_headers;
pub(crate) use rates::Told;
pub use rates::{Per, RateLimit, Rates};
pub use rules::AttackRules;

/// An operator's settings. By default nobody is kept out and nothing is looked into.
#[derive(Default)]
pub struct Protection {
    /// The proxies before this node; without any, who connects is the client.
    pub proxies: Option<Proxies>,
    /// The networks that may come; all, if they are not named.
    pub networks: Option<Networks>,
    /// The countries that may come.
    pub countries: Option<Countries>,
    /// How often.
    pub rates: Option<Rates>,
    /// What looks like an attack.
    pub rules: Option<AttackRules>,
    /// The pages of other origins that may ask; none, if it is not there.
    pub cors: Option<Cors>,
}

/// Who may come by country.
pub struct Countries {
    /// Which country an address is in. A new database can be put into it while it is in use.
    pub database: Arc<Geo>,
    /// Which countries.
    pub fence: Fence,
}

/// Where a request comes from, behind the proxies that are trusted. In the extensions of requests where proxies are set up.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Client(pub(crate) IpAddr);

/// Why a request gets no further, with what its caller is told about limits.
pub(crate) struct Stopped {
    pub(crate) problem: Problem,
    pub(crate) told: Option<Decision>,
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Stopped { problem, told: None }
    }
}

impl Protection {
    /// Lets a request in, or says why not, by its head alone. `own` are the networks that may come to its listener, if not all.
    pub(crate) async fn enter(
        &self,
        request: &mut Request,
        route: &str,
        own: Option<&Networks>,
    ) -> Result<(), Stopped> {
        let address = match &self.proxies {
            None => Peer::address(request.extensions()),
            Some(proxies) => {
                let client = proxies.client(Peer::address(request.extensions()), request.headers());
                let client = client.map_err(|error| {
                    tracing::warn!(%error, "a request from a proxy is refused");
                    Problem::new(
                        Code::AddressRefused,
                        "it can't be told where the request comes from",
                    )
                })?;
                request.extensions_mut().insert(Client(client));
                client
            }
        };
        self.check_address(address, own)?;
        if let Some(rates) = &self.rates
            && let Some(decision) = rates.by_place(address, request.method(), route).await
        {
            if !decision.is_allowed() {
                return Err(Stopped {
                    problem: rates.refused(&decision),
                    told: Some(decision),
                });
            }
            request.extensions_mut().insert(Told(decision));
        }
        if let Some(rules) = &self.rules {
            rules.check_head(request, route)?;
        }
        Ok(())
    }

    fn check_address(&self, address: IpAddr, own: Option<&Networks>) -> Result<(), Problem> {
        let mut bounds = self.networks.iter().chain(own);
        if bounds.any(|networks| !networks.contain(address)) {
            return Err(Problem::new(
                Code::AddressRefused,
                "nobody may come from this address",
            ));
        }
        if let Some(Countries { database, fence }) = &self.countries {
            let verdict = fence.judge(database.country(address));
            if !verdict.is_admitted {
                let country = verdict
                    .country
                    .map_or_else(|| "unknown".to_owned(), |country| country.as_str().to_owned());
                metrics::counter!("bezant_country_refusals_total", "country" => country).increment(1);
                return Err(Problem::new(
                    Code::AddressRefused,
                    "nobody may come from this country",
                ));
            }
        }
        Ok(())
    }
}
