//! What a scenario needs around the SDK: a node with a key, an unreliable way to it, a receiver of webhooks, and a server that
//! runners in any language tell what shall happen next.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use bezant_tests::node::NodeUnderTest;
use bezant_tests::wait::PATIENCE;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::way::{Fault, Way};

/// All of it, until it is dropped.
pub(crate) struct Surroundings {
    pub(crate) node: NodeUnderTest,
    variables: BTreeMap<&'static str, String>,
}

struct Control {
    way: Way,
    received: watch::Sender<Vec<Value>>,
}

impl Surroundings {
    pub(crate) async fn new() -> Self {
        let node = NodeUnderTest::start("").await;
        let key = node.tenant_key("shop");
        let way = Way::to(&node.url()).await;
        let proxy = way.url().to_owned();
        let control = serve(way).await;
        let scenario = format!("{}/../sdk/scenario.json", env!("CARGO_MANIFEST_DIR"));
        let variables = BTreeMap::from([
            ("PAYMENTS_URL", node.url()),
            ("BEZANT_API_KEY", key.secret),
            ("BEZANT_PROXY", proxy),
            ("BEZANT_CONTROL", control),
            ("BEZANT_SCENARIO", scenario),
        ]);
        Surroundings { node, variables }
    }

    /// The variables that runners and examples read.
    pub(crate) fn variables(&self) -> &BTreeMap<&'static str, String> {
        &self.variables
    }
}

/// The names of the scenario's steps, in their order.
pub(crate) fn steps() -> Vec<Value> {
    let text = include_str!("../../../sdk/scenario.json");
    let scenario: Value = serde_json::from_str(text).unwrap();
    scenario["steps"].as_array().unwrap().clone()
}

async fn serve(way: Way) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let control = Arc::new(Control {
        way,
        received: watch::Sender::new(Vec::new()),
    });
    let router = Router::new()
        .route("/hook", post(receive))
        .route("/received/{payment}", get(received))
        .route("/cut", post(cut))
        .route("/faults", post(faults))
        .with_state(control);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn receive(State(control): State<Arc<Control>>, headers: HeaderMap, body: Bytes) {
    let headers: BTreeMap<&str, &str> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let came = json!({ "headers": headers, "body": String::from_utf8_lossy(&body) });
    control.received.send_modify(|all| all.push(came));
}

/// A webhook about a payment, once there is one.
async fn received(
    State(control): State<Arc<Control>>,
    Path(payment): Path<String>,
) -> Result<Json<Value>, StatusCode> {
    let about = |all: &[Value]| {
        let mut all = all.iter();
        all.find(|one| one["body"].as_str().is_some_and(|body| body.contains(&payment)))
            .cloned()
    };
    let mut watched = control.received.subscribe();
    let came = tokio::time::timeout(PATIENCE, watched.wait_for(|all| about(all).is_some())).await;
    let came = came.map_err(|_| StatusCode::GATEWAY_TIMEOUT)?;
    let all = came.expect("the sender is in the state");
    Ok(Json(about(&all).expect("it was just there")))
}

async fn cut(State(control): State<Arc<Control>>) {
    control.way.cut();
}

async fn faults(State(control): State<Arc<Control>>, body: Bytes) -> StatusCode {
    let names: Vec<String> = serde_json::from_slice(&body).unwrap_or_default();
    let faults: Option<Vec<_>> = names.iter().map(|name| Fault::parse(name)).collect();
    match faults {
        Some(faults) if !faults.is_empty() => {
            control.way.fail(faults);
            StatusCode::OK
        }
        _ => StatusCode::BAD_REQUEST,
    }
}
