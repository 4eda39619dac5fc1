//! Which listener has which routes, from the same table as the access matrix: a group without an audience does not compile.

use axum::body::Body;
use axum::http::{Method, Request};

use super::world::{World, answer};
use crate::routes::{demands, router_of};
use crate::surface::Audience;
use crate::{Face, Surface};

const SURFACES: [Surface; 4] = [
    Surface::Whole,
    Surface::Public,
    Surface::Partner,
    Surface::Internal,
];

/// A path of the table with something in place of its parameters.
fn filled(template: &str) -> String {
    let part = |part: &str| match part {
        // Pages that there are: an unknown one is answered as an unknown path is.
        "{folder}" => "errors".to_owned(),
        "{page}" if template.contains("{folder}") => "overdraft".to_owned(),
        "{page}" => "http".to_owned(),
        _ if part.starts_with('{') => "unknown".to_owned(),
        _ => part.to_owned(),
    };
    template.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_is_on_the_listeners_of_its_audience_and_unknown_on_all_others() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let mut wrong = Vec::new();
    for surface in SURFACES {
        let router = router_of(world.edge.clone(), Face::from(surface));
        for (template, method, _, audience) in demands() {
            // Streams do not end.
            if template == "/api/v1/events" && method == Method::GET {
                continue;
            }
            for credential in [None, Some(&key)] {
                let mut request = Request::builder().method(method.clone()).uri(filled(template));
                if let Some(key) = credential {
                    request = request.header("authorization", format!("Bearer {key}"));
                }
                let request = request.body(Body::empty()).unwrap();
                let answer = answer(router.clone(), request).await;
                let detail = answer.body["detail"].as_str().unwrap_or_default();
                // Where it is missing, another route's parameter may take its place, such as an id with other methods.
                let is_unknown = detail.starts_with("there is nothing at this path") || answer.status == 405;
                if is_unknown == audience.is_on(surface) {
                    wrong.push(format!("{surface:?} {method} {template}: {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_must_not_be_seen_from_outside_is_not() {
    let on = |surface: Surface| {
        let routes = demands().into_iter();
        let on = routes.filter(move |(.., audience)| audience.is_on(surface));
        on.map(|(path, ..)| path).collect::<Vec<_>>()
    };
    let has = |surface, path: &str| on(surface).contains(&path);
    for (path, expected) in [
        ("/health", [true, true, true, true]),
        ("/api/v1/payments", [true, true, true, true]),
        ("/api/v1/ledger/transfers", [true, true, true, true]),
        ("/api/v1/webhook-endpoints", [true, true, true, true]),
        ("/api/v1/events/ws", [true, true, true, true]),
        ("/realms/{tenant}/token", [true, true, true, true]),
        ("/realms/{tenant}/authorize", [true, true, false, false]),
        ("/sign-in", [true, true, false, false]),
        ("/api/v1/me", [true, true, false, false]),
        ("/webhooks/gateways/{name}", [true, true, false, false]),
        ("/docs", [true, true, false, true]),
        ("/api/v1/routing/rules", [true, false, false, true]),
        ("/scim/v2/Users", [true, true, false, true]),
        ("/api/v1/principals", [true, false, false, true]),
        ("/ready", [true, false, false, true]),
        ("/metrics", [true, false, false, true]),
    ] {
        assert_eq!(SURFACES.map(|surface| has(surface, path)), expected, "{path}");
    }
    // Whatever is added below these is of the same kind.
    for (.., audience) in demands().iter().filter(|(path, ..)| path.starts_with("/scim/")) {
        assert_eq!(*audience, Audience::Directories);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_can_have_networks_of_its_own() {
    let world = World::new().await;
    let networks = bezant_shield::address::Networks::parse(["10.1.0.0/16"]).unwrap();
    let face = Face {
        surface: Surface::Partner,
        networks: Some(networks),
    };
    let router = router_of(world.edge.clone(), face);
    for (address, status) in [("10.1.2.3", 200), ("10.2.2.3", 403)] {
        let mut request = Request::get("/health").body(Body::empty()).unwrap();
        request.extensions_mut().insert(crate::auth::Peer {
            address: address.parse().unwrap(),
            encrypted: false,
            certificate: None,
        });
        let answer = answer(router.clone(), request).await;
        assert_eq!(answer.status, status, "{address}: {answer:?}");
    }
}
