//! What each route demands of its caller. A route is made with its demand and not without: the functions here take both, so a
//! route without one does not compile. The demand is met before a handler or anything that reads the request runs.

use std::convert::Infallible;
use std::pin::Pin;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bezant_identity::Permission;

use crate::access_log::LetIn;
use crate::audit;
use crate::auth::{admit, route_of};
use crate::conditional;
use crate::edge::Edge;
use crate::protection::Told;

/// What a caller needs.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// A permission.
    Needs(Demand),
    /// To be signed in as a principal: what is asked is about themself.
    Themself {
        /// Whether they must have proved themself again a moment ago.
        fresh: bool,
    },
    /// To be somebody who may come in. What is asked for has parts, and each demands its own.
    Known,
    /// Nothing, for this reason.
    Open(Openness),
}

/// A permission, and what is special about what it is needed for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    /// What the caller must be permitted.
    pub(crate) permission: Permission,
    /// What is enough for what the caller has made.
    pub(crate) own: Option<Permission>,
    /// What kind of data the answer or the body has.
    pub(crate) data: DataClass,
    /// Whether a signed-in user must have proved themself again a moment ago.
    pub(crate) fresh: bool,
}

/// Kinds of data with rules of their own.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum DataClass {
    /// Nothing special.
    Business,
    /// About cards: PCI-DSS.
    Pci,
    /// Of people: names and addresses.
    Personal,
}

/// Why a route demands nothing.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Openness {
    /// Whether the node lives and how it does; for machines that watch it.
    Probe,
    /// Documentation.
    Documentation,
    /// How one signs in: whoever asks is nobody yet.
    SignIn,
    /// The body is signed by who sends it, or proves itself otherwise; the handler checks it.
    OwnProof,
}

impl Demand {
    /// Whether it is for payments, which a tenant may have declared to be about health.
    pub(crate) const fn is_about_payments(&self) -> bool {
        matches!(
            self.permission,
            Permission::PaymentsCreate
                | Permission::PaymentsRead
                | Permission::PaymentsReadOwn
                | Permission::PaymentsOperate
                | Permission::PaymentsRefund
        )
    }
}

impl Access {
    /// A permission.
    pub(crate) const fn needs(permission: Permission) -> Access {
        Access::Needs(Demand {
            permission,
            own: None,
            data: DataClass::Business,
            fresh: false,
        })
    }

    /// The same, where `own` is enough for what the caller has made.
    pub(crate) const fn or_own(self, own: Permission) -> Access {
        match self {
            Access::Needs(demand) => Access::Needs(Demand {
                own: Some(own),
                ..demand
            }),
            Access::Themself { .. } | Access::Known | Access::Open(_) => self,
        }
    }

    /// The same for personal data.
    pub(crate) const fn personal(self) -> Access {
        match self {
            Access::Needs(demand) => Access::Needs(Demand {
                data: DataClass::Personal,
                ..demand
            }),
            Access::Themself { .. } | Access::Known | Access::Open(_) => self,
        }
    }

    /// The same for data about cards.
    pub(crate) const fn pci(self) -> Access {
        match self {
            Access::Needs(demand) => Access::Needs(Demand {
                data: DataClass::Pci,
                ..demand
            }),
            Access::Themself { .. } | Access::Known | Access::Open(_) => self,
        }
    }

    /// The same for who has been let in already: that their proof grows old meanwhile is no harm.
    pub(crate) const fn stale(self) -> Access {
        match self {
            Access::Needs(demand) => Access::Needs(Demand {
                fresh: false,
                ..demand
            }),
            Access::Themself { .. } => Access::Themself { fresh: false },
            Access::Known | Access::Open(_) => self,
        }
    }

    /// The same for what is dangerous: a signed-in user proves themself again.
    pub(crate) const fn fresh(self) -> Access {
        match self {
            Access::Needs(demand) => Access::Needs(Demand {
                fresh: true,
                ..demand
            }),
            Access::Themself { .. } => Access::Themself { fresh: true },
            Access::Known | Access::Open(_) => self,
        }
    }
}

/// The methods of one path, each with what it demands.
pub(crate) struct Guarded {
    pub(crate) methods: MethodRouter<Edge, Infallible>,
    pub(crate) demands: Vec<(Method, Access)>,
    /// GET alone, for who has been let in to change the same.
    pub(crate) reads: MethodRouter<Edge, Infallible>,
}

/// A path with its methods.
pub(crate) type Route = (&'static str, Guarded);

/// A handler behind its demand: whoever does not meet it gets no further, whatever else is wrong with the request.
#[derive(Clone)]
struct Admitting<H> {
    access: Access,
    handler: H,
}

impl<H: Handler<T, Edge>, T: 'static> Handler<T, Edge> for Admitting<H> {
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, request: Request, edge: Edge) -> Self::Future {
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let route = route_of(&head.extensions);
            if let Err(problem) = audit::begin(&edge, &head.method, route, &head.extensions, self.access) {
                return problem.into_response();
            }
            let caller = match admit(&edge, &head, self.access).await {
                Ok(None) => return self.handler.call(Request::from_parts(head, body), edge).await,
                Ok(Some(caller)) => caller,
                Err(problem) => return problem.into_response(),
            };
            let told = match &edge.protection().rates {
                None => None,
                Some(rates) => {
                    let before = head.extensions.get::<Told>();
                    let decision = rates.by_caller(&caller, route_of(&head.extensions), before).await;
                    if let Some(decision) = decision.as_ref().filter(|decision| !decision.is_allowed()) {
                        let mut response = rates.refused(decision).into_response();
                        response.extensions_mut().insert(Told(decision.clone()));
                        response.extensions_mut().insert(LetIn::from(&caller));
                        return response;
                    }
                    decision
                }
            };
            let let_in = edge.access_log().map(|_| LetIn::from(&caller));
            let turn = match conditional::check(&edge, &head, &caller).await {
                Ok(turn) => turn,
                Err(problem) => return problem.into_response(),
            };
            head.extensions.insert(caller);
            let mut response = self.handler.call(Request::from_parts(head, body), edge).await;
            drop(turn);
            if let Some(decision) = told {
                response.extensions_mut().insert(Told(decision));
            }
            if let Some(let_in) = let_in {
                response.extensions_mut().insert(let_in);
            }
            response
        })
    }
}

impl Guarded {
    fn and<H: Handler<T, Edge>, T: 'static>(mut self, method: Method, access: Access, handler: H) -> Guarded {
        let filter = MethodFilter::try_from(method.clone()).expect("a method that routes are made of");
        if method == Method::GET {
            self.reads = self.reads.get(handler.clone());
        }
        self.methods = self.methods.merge(on(filter, Admitting { access, handler }));
        self.demands.push((method, access));
        self
    }

    /// And GET.
    pub(crate) fn get<H: Handler<T, Edge>, T: 'static>(self, access: Access, handler: H) -> Guarded {
        self.and(Method::GET, access, handler)
    }

    /// And POST.
    pub(crate) fn post<H: Handler<T, Edge>, T: 'static>(self, access: Access, handler: H) -> Guarded {
        self.and(Method::POST, access, handler)
    }

    /// And PUT.
    pub(crate) fn put<H: Handler<T, Edge>, T: 'static>(self, access: Access, handler: H) -> Guarded {
        self.and(Method::PUT, access, handler)
    }

    /// And PATCH.
    pub(crate) fn patch<H: Handler<T, Edge>, T: 'static>(self, access: Access, handler: H) -> Guarded {
        self.and(Method::PATCH, access, handler)
    }

    /// And DELETE.
    pub(crate) fn delete<H: Handler<T, Edge>, T: 'static>(self, access: Access, handler: H) -> Guarded {
        self.and(Method::DELETE, access, handler)
    }
}

fn nothing() -> Guarded {
    Guarded {
        methods: MethodRouter::new(),
        demands: Vec::new(),
        reads: MethodRouter::new(),
    }
}

/// GET.
pub(crate) fn get<H: Handler<T, Edge>, T: 'static>(access: Access, handler: H) -> Guarded {
    nothing().get(access, handler)
}

/// POST.
pub(crate) fn post<H: Handler<T, Edge>, T: 'static>(access: Access, handler: H) -> Guarded {
    nothing().post(access, handler)
}

/// PUT.
pub(crate) fn put<H: Handler<T, Edge>, T: 'static>(access: Access, handler: H) -> Guarded {
    nothing().put(access, handler)
}

/// DELETE.
pub(crate) fn delete<H: Handler<T, Edge>, T: 'static>(access: Access, handler: H) -> Guarded {
    nothing().delete(access, handler)
}
