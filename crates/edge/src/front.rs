//! What surrounds every request: its correlation id and span, the bound on how many there are, the refusal of changes while
//! the node is read-only, counts and times, the written form of problems, and what becomes of requests and answers on their way: their
//! version ([`crate::versions`]), form ([`crate::representation`]), tag ([`crate::conditional`]) and size ([`crate::compression`]).

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bezant_audit::DataClass;
use bezant_engine::{Clock, SystemClock};
use bezant_kernel::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Instrument;

use crate::access::Route;
use crate::access_log::{LetIn, Line, Who};
use crate::audit::{self, Answered, Auditing, Noted};
use crate::auth::{Original, Peer};
use crate::compression::{Wish, compressed};
use crate::conditional;
use crate::correlation;
use crate::cors::Asking;
use crate::degradation::{Place as NodePlace, is_change, noting, priority_of};
use crate::door::{Door, Pass};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::protection::{Told, add_security_headers};
use crate::representation::Exchange;
use crate::signin::Visitor;
use crate::surface::Face;
use crate::versions::Conversation;

/// What surrounds a group of routes.
#[derive(Clone)]
pub(crate) struct Front {
    /// Whose protection it stands behind; none on this machine's own socket.
    behind: Option<Edge>,
    bounds: Bounds,
    /// Where this machine's own commands are recorded; others have the edge's.
    audit: Option<Arc<Auditing>>,
    /// Which listener it is on.
    face: Arc<Face>,
    counted: Arc<Counted>,
    /// The methods of its routes, for browsers that ask.
    methods: Arc<HashMap<&'static str, Vec<Method>>>,
}

/// How many requests there may be.
#[derive(Clone)]
enum Bounds {
    /// As many as the node takes on, by priority.
    OfNode(Edge),
    /// So many of these, beside all others.
    Own(Arc<Semaphore>),
    /// The same where anyone may come, and nobody may keep all others out.
    Door(Door),
    /// For what must answer under any load.
    None,
}

/// The place of a request, given back when it has been answered.
enum Place {
    OfNode(NodePlace),
    Own { _permit: OwnedSemaphorePermit },
    Door { _pass: Pass },
    Unbounded,
}

impl Front {
    /// For what is bounded, and refused where it can't be done now.
    pub(crate) fn bounded(edge: Edge) -> Front {
        Front {
            behind: Some(edge.clone()),
            bounds: Bounds::OfNode(edge),
            audit: None,
            face: Arc::default(),
            counted: Arc::default(),
            methods: Arc::default(),
        }
    }

    /// For what has places of its own, whatever the node gives up.
    pub(crate) fn with_places(edge: Edge, places: usize) -> Front {
        Front {
            behind: Some(edge),
            bounds: Bounds::Own(Arc::new(Semaphore::new(places))),
            audit: None,
            face: Arc::default(),
            counted: Arc::default(),
            methods: Arc::default(),
        }
    }

    /// The same, shared fairly between the networks that callers come from.
    pub(crate) fn with_door(edge: Edge, places: usize) -> Front {
        Front {
            behind: Some(edge),
            bounds: Bounds::Door(Door::new(places)),
            audit: None,
            face: Arc::default(),
            counted: Arc::default(),
            methods: Arc::default(),
        }
    }

    /// For what must answer under any load.
    pub(crate) fn unbounded(edge: Edge) -> Front {
        Front {
            behind: Some(edge),
            ..Front::local()
        }
    }

    /// For the socket that only this machine's owner can open.
    pub(crate) fn local() -> Front {
        Front {
            behind: None,
            bounds: Bounds::None,
            audit: None,
            face: Arc::default(),
            counted: Arc::default(),
            methods: Arc::default(),
        }
    }

    /// The same, recorded.
    pub(crate) fn audited(self, audit: Option<Arc<Auditing>>) -> Front {
        Front { audit, ..self }
    }

    /// Where requests are recorded, if they are.
    fn audit(&self) -> Option<&Arc<Auditing>> {
        match &self.behind {
            Some(edge) => edge.audit(),
            None => self.audit.as_ref(),
        }
    }

    /// The same on one listener.
    pub(crate) fn at(self, face: &Arc<Face>) -> Front {
        Front {
            face: Arc::clone(face),
            ..self
        }
    }

    /// The same for these routes.
    pub(crate) fn of_routes(self, routes: &[Route]) -> Front {
        let methods = routes.iter().map(|(path, guarded)| {
            let methods = guarded.demands.iter();
            (*path, methods.map(|(method, _)| method.clone()).collect())
        });
        Front {
            methods: Arc::new(methods.collect()),
            ..self
        }
    }

    /// The answer to a browser that asks whether a page may ask.
    fn preflight(&self, asking: Option<&Asking>, route: &str) -> Option<Response> {
        let cors = self.behind.as_ref()?.protection().cors.as_ref()?;
        cors.preflight(asking?, self.methods.get(route)?)
    }

    /// Where an address is, if addresses are looked up.
    fn country(&self, client: std::net::IpAddr) -> Option<String> {
        let countries = self.behind.as_ref()?.protection().countries.as_ref()?;
        let country = countries.database.country(client)?;
        Some(country.as_str().to_owned())
    }

    /// A place for a request, or why there is none.
    fn admit(&self, request: &Request, route: &str) -> Result<Place, Problem> {
        // Others ask when it is known what they are about.
        if let (None, Some(audit)) = (&self.behind, &self.audit)
            && audit
                .trail
                .refuses(is_change(request.method(), route), DataClass::Configuration)
        {
            return Err(audit::unavailable());
        }
        match &self.bounds {
            Bounds::None => Ok(Place::Unbounded),
            Bounds::Own(places) => match Arc::clone(places).try_acquire_owned() {
                Ok(permit) => Ok(Place::Own { _permit: permit }),
                Err(_) => Err(Problem::overloaded()),
            },
            Bounds::Door(door) => {
                let visitor = Visitor::from((request.extensions(), request.headers()));
                let pass = door.enter(visitor.address());
                pass.map(|pass| Place::Door { _pass: pass })
                    .ok_or_else(Problem::overloaded)
            }
            Bounds::OfNode(edge) => {
                if edge.degradation().is_read_only() && is_change(request.method(), route) {
                    return Err(Problem::read_only());
                }
                let class = priority_of(request.method(), route, request.headers());
                let place = edge.request_places().take(class);
                place.map(Place::OfNode).ok_or_else(Problem::overloaded)
            }
        }
    }
}

pub(crate) async fn front(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = method_label(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("unmatched", MatchedPath::as_str);
    let correlation = correlation::of(request.headers());
    let span = correlation::span(&correlation, method, route);
    request.extensions_mut().insert(correlation.clone());

    let verb = request.method().clone();
    let asking = Asking::of(&verb, route, request.headers());
    let known = conditional::known(&verb, request.headers());
    let wish = Wish::of(&request, route);

    let encrypted = Peer::is_encrypted(request.extensions());
    let entered = match &front.behind {
        None => Ok(()),
        Some(edge) => {
            Original::keep(&mut request);
            let networks = front.face.networks.as_ref();
            edge.protection().enter(&mut request, route, networks).await
        }
    };
    let log = front
        .behind
        .as_ref()
        .and_then(|edge| Some((edge, edge.access_log()?)));
    let auditing = front.audit().cloned();
    let client = (log.is_some() || auditing.is_some() && front.behind.is_some())
        .then(|| Visitor::from((request.extensions(), request.headers())).address());
    let resources = match &auditing {
        Some(_) => audit::resources(route, request.uri()),
        None => Vec::new(),
    };
    let noted = auditing.as_ref().map(|_| match &front.behind {
        Some(_) => Noted::default(),
        None => Noted::by_node(DataClass::Configuration),
    });
    if let Some(noted) = &noted {
        request.extensions_mut().insert(noted.clone());
    }
    let (exchange, entered) = match Exchange::begin(&mut request, route) {
        Ok(exchange) => (exchange, entered),
        Err(problem) => (Exchange::usual(), entered.and(Err(problem.into()))),
    };
    let version = front
        .behind
        .as_ref()
        .map(Edge::default_version)
        .unwrap_or_default();
    let conversation = Conversation::begin(&mut request, route, version, exchange.body_has_words);
    let (conversation, entered) = match conversation {
        Ok(conversation) => (conversation, entered),
        Err(problem) => (Conversation::none(), entered.and(Err(problem.into()))),
    };
    let (mut response, told) = match entered {
        Ok(()) => {
            let told = request.extensions().get::<Told>().cloned();
            // A browser's question takes no place from those who ask for something.
            let response = match front.preflight(asking.as_ref(), route) {
                Some(response) => response,
                None => match front.admit(&request, route) {
                    Ok(Place::OfNode(place)) => {
                        let (response, waited) = noting(next.run(request).instrument(span.clone())).await;
                        // What is refused costs nothing like what is done.
                        if response.status().is_success() {
                            place.finish(waited);
                        }
                        response
                    }
                    Ok(_place) if front.behind.is_none() => {
                        let answering = next.run(request).instrument(span.clone());
                        correlation::within(&correlation, answering).await
                    }
                    Ok(_place) => next.run(request).instrument(span.clone()).await,
                    Err(problem) => problem.into_response(),
                },
            };
            (response, told)
        }
        Err(stopped) => (stopped.problem.into_response(), stopped.told.map(Told)),
    };
    let told = response.extensions_mut().remove::<Told>().or(told);
    let code = response.extensions().get::<Problem>().map_or("", Problem::code);
    let rows = match &noted {
        Some(_) => {
            let counted = audit::rows_of(&verb, response).await;
            response = counted.0;
            counted.1
        }
        None => None,
    };
    let rates = front
        .behind
        .as_ref()
        .and_then(|edge| edge.protection().rates.as_ref());
    if let (Some(told), Some(rates)) = (told, rates) {
        rates.tell(&told, &mut response);
    }
    add_security_headers(response.headers_mut(), encrypted);
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        if problem.status().is_server_error() && !problem.is(Code::Overloaded) && !problem.is(Code::ReadOnly)
        {
            span.in_scope(|| tracing::warn!(code = problem.code(), "a request failed"));
        }
        problem.write_to(&mut response, &correlation);
    }
    let let_in = response.extensions_mut().remove::<LetIn>();
    let response = conditional::mark(&verb, response).await;
    let has_words = |is_problem| exchange.answer_has_words(is_problem);
    let response = conversation.end(response, has_words).await;
    let response = exchange.end(response, &correlation).await;
    let response = compressed(wish, response).await;
    let mut response = conditional::unless_known(known, response);
    correlation::tell(&correlation, response.headers_mut());
    conversation.tell(response.headers_mut());
    let cors = front
        .behind
        .as_ref()
        .and_then(|edge| edge.protection().cors.as_ref());
    if let (Some(cors), Some(asking)) = (cors, asking) {
        cors.tell(&asking, response.headers_mut());
    }

    if let (Some(auditing), Some(noted)) = (auditing, noted) {
        let answered = Answered {
            at: front.behind.as_ref().map_or_else(now_of_machine, Edge::now),
            correlation: &correlation,
            country: client.and_then(|client| front.country(client)),
            client,
            listener: if front.behind.is_some() {
                front.face.surface.as_str()
            } else {
                "local"
            },
            method,
            route,
            resources,
            rows,
            status: response.status().as_u16(),
            code,
        };
        auditing.record(&noted, answered);
    }
    let took = began.elapsed();
    if let (Some((edge, log)), Some(client)) = (log, client) {
        log.note(&Line {
            at: edge.now(),
            listener: front.face.surface.as_str(),
            client,
            method,
            route,
            status: response.status().as_u16(),
            bytes: response.body().size_hint().exact(),
            micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            who: let_in.map(Who::from).unwrap_or_default(),
            correlation_id: correlation.as_str(),
        });
    }
    front.counted.count(method, route, response.status(), took);
    response
}

/// On the socket for this machine's own commands there is no edge with a clock.
fn now_of_machine() -> Timestamp {
    SystemClock.now()
}

/// Counters and times by route, kept so that a request need not look for them among all of the process.
#[derive(Default)]
struct Counted {
    routes: RwLock<HashMap<Box<str>, Vec<Kept>>>,
}

struct Kept {
    method: &'static str,
    status: StatusCode,
    requests: metrics::Counter,
    duration: metrics::Histogram,
}

impl Counted {
    fn count(&self, method: &'static str, route: &str, status: StatusCode, took: Duration) {
        const LOCK: &str = "no code panics while it holds the lock of the counters";
        let add = |kept: &Kept| {
            kept.requests.increment(1);
            kept.duration.record(took.as_secs_f64());
        };
        let is_same = |kept: &&Kept| kept.method == method && kept.status == status;
        let routes = self.routes.read().expect(LOCK);
        if let Some(kept) = routes.get(route).and_then(|all| all.iter().find(is_same)) {
            return add(kept);
        }
        drop(routes);
        let kept = Kept {
            method,
            status,
            requests: metrics::counter!(
                "http_requests_total",
                "method" => method, "route" => route.to_owned(), "status" => status.as_str().to_owned()
            ),
            duration: metrics::histogram!(
                "http_request_duration_seconds", "method" => method, "route" => route.to_owned()
            ),
        };
        add(&kept);
        let mut routes = self.routes.write().expect(LOCK);
        let all = routes.entry(route.into()).or_default();
        // Two at once may both come here for the first time.
        if !all.iter().any(|kept| is_same(&kept)) {
            all.push(kept);
        }
    }
}

/// A closed set of words: a caller must not be able to make labels.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::PUT => "PUT",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
