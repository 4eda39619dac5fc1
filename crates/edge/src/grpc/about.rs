//! What anyone may ask: whether the node serves (`grpc.health.v1`), and what (`grpc.reflection`). Both say what `/ready` and
//! `/openapi.json` say to anyone, and have few places of their own.

use std::convert::Infallible;
use std::sync::Arc;

use axum::http::{Request, Response};
use bezant_transport::RequestBody;
use futures::StreamExt;
use http_body_util::{BodyStream, StreamBody};
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tonic::Status;
use tonic::body::Body;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use crate::edge::Edge;
use crate::problem::Problem;

/// Calls and streams of these at a time: one who watches keeps a place.
const PLACES: usize = 64;

/// What is served, by its name.
const SERVICES: &[&str] = &[
    "",
    "bezant.ledger.v1.Ledger",
    "bezant.api.v1.Payments",
    "bezant.api.v1.Accounts",
];

type Boxed = BoxCloneSyncService<Request<RequestBody>, Response<Body>, Infallible>;

/// The services about the services.
#[derive(Clone)]
pub(super) struct About {
    health: Boxed,
    reflection: Boxed,
    old_reflection: Boxed,
    reporter: HealthReporter,
    places: Arc<Semaphore>,
    closing: watch::Receiver<bool>,
}

impl About {
    /// Everything is served from now on.
    pub(super) async fn new(edge: &Edge) -> About {
        let (reporter, health) = tonic_health::server::health_reporter();
        let described = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(bezant_proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        const WHOLE: &str = "the descriptors that are compiled in are whole";
        let about = About {
            health: BoxCloneSyncService::new(health),
            reflection: BoxCloneSyncService::new(described().build_v1().expect(WHOLE)),
            old_reflection: BoxCloneSyncService::new(described().build_v1alpha().expect(WHOLE)),
            reporter,
            places: Arc::new(Semaphore::new(PLACES)),
            closing: edge.closing(),
        };
        about.report(ServingStatus::Serving).await;
        about
    }

    /// Says to all who watch that nothing is taken on any more.
    pub(super) async fn close(&self) {
        self.report(ServingStatus::NotServing).await;
    }

    async fn report(&self, status: ServingStatus) {
        for service in SERVICES {
            self.reporter.set_service_status(*service, status).await;
        }
    }

    /// The service that a path names, with the name that it is counted by.
    pub(super) fn of(&self, path: &str) -> Option<(&'static str, Boxed)> {
        let (service, _) = path.strip_prefix('/')?.split_once('/')?;
        match service {
            "grpc.health.v1.Health" => Some(("health", self.health.clone())),
            "grpc.reflection.v1.ServerReflection" => Some(("reflection", self.reflection.clone())),
            "grpc.reflection.v1alpha.ServerReflection" => Some(("reflection", self.old_reflection.clone())),
            _ => None,
        }
    }

    /// Answers as long as there is a place, and no longer than the node serves.
    pub(super) async fn answer(
        &self,
        service: Boxed,
        request: Request<RequestBody>,
    ) -> Result<Response<Body>, Status> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(Problem::overloaded().into());
        };
        let response = match service.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let mut closing = self.closing.clone();
        let closed = async move {
            // An edge that is gone is closed too.
            let _ = closing.wait_for(|is_closing| *is_closing).await;
        };
        Ok(response.map(|body| {
            let frames = BodyStream::new(body)
                .take_until(Box::pin(closed))
                .map(move |frame| {
                    let _held = &place;
                    frame
                });
            Body::new(StreamBody::new(frames))
        }))
    }
}
