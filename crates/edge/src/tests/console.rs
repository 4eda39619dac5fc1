//! The console's files come as they were built, and nothing else comes in their place.

use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;

use super::ahead_clock::AheadClock;
use super::world::{Call, World};
use crate::PageFile;

const FILES: &[PageFile] = &[
    PageFile {
        path: "assets/index-1234.js",
        kind: "text/javascript; charset=utf-8",
        content: b"console.log('the whole of it')",
        gzip: Some(b"zipped"),
        tag: "\"one\"",
        is_immutable: true,
    },
    PageFile {
        path: "index.html",
        kind: "text/html; charset=utf-8",
        content: b"<!doctype html>",
        gzip: None,
        tag: "\"two\"",
        is_immutable: false,
    },
];

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
    let call = Call {
        method: Method::GET,
        path,
        headers: headers.to_vec(),
        body: Vec::new(),
    };
    world.send_raw(call).await
}

async fn world(files: &'static [PageFile]) -> World {
    World::on(AheadClock::default().into(), |parts| parts.console = files).await
}

#[tokio::test]
async fn a_browser_gets_files_zipped_and_keeps_them() {
    let world = world(FILES).await;
    // A browser that is signed in sends its cookie along.
    let browser = [
        ("accept-encoding", "gzip, deflate, br"),
        ("cookie", "bezant_session=x"),
    ];
    let (status, headers, body) = get(&world, "/console/assets/index-1234.js", &browser).await;
    assert_eq!((status, &body[..]), (StatusCode::OK, &b"zipped"[..]));
    assert_eq!(headers["content-encoding"], "gzip");
    assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
    let (_, headers, body) = get(&world, "/console/assets/index-1234.js", &[]).await;
    assert_eq!(&body[..], FILES[0].content);
    assert!(!headers.contains_key("content-encoding"));
    let (status, ..) = get(&world, "/console/", &[("if-none-match", "\"two\"")]).await;
    assert_eq!(status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn every_page_of_the_application_is_its_shell_and_a_missing_file_is_missing() {
    let world = world(FILES).await;
    for path in ["/console/", "/console/index.html", "/console/payments/pay_1"] {
        let (status, headers, body) = get(&world, path, &[]).await;
        assert_eq!((status, &body[..]), (StatusCode::OK, FILES[1].content), "{path}");
        assert_eq!(headers["cache-control"], "no-cache");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
    }
    for path in ["/console/assets/index-0000.js", "/console/../etc/passwd.txt"] {
        let (status, headers, _) = get(&world, path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(headers["content-type"], "application/problem+json");
    }
    for path in ["/", "/console"] {
        let (status, headers, _) = get(&world, path, &[]).await;
        assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(headers["location"], "/console/");
    }
}

#[tokio::test]
async fn who_comes_by_number_is_sent_on_by_name() {
    let world = world(FILES).await;
    let (status, headers, _) = get(
        &world,
        "/console/payments?status=FAILED",
        &[("host", "127.0.0.1:8640")],
    )
    .await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    let to = headers["location"].to_str().unwrap();
    assert!(
        to.starts_with("http://localhost") && to.ends_with("/console/payments"),
        "{to}"
    );
    for host in ["localhost:8640", "pay.example"] {
        let (status, ..) = get(&world, "/console/payments", &[("host", host)]).await;
        assert_eq!(status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn a_build_without_a_console_says_so() {
    let world = world(&[]).await;
    let (status, _, body) = get(&world, "/console/payments", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(String::from_utf8_lossy(&body).contains("This build has no console"));
}
