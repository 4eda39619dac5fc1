//! Pages of other origins that may ask this node from a browser (Fetch, "CORS protocol").
//!
//! In come the origins that the operator lists; out goes what browsers ask about them. A page of another origin presents a credential of
//! its own: cookies are never let through, so nothing here makes a browser act for whoever has signed in. What people sign in at is
//! open to no other page.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;

/// What requests of this API carry.
const TAKEN: &str = "accept, authorization, bezant-priority, bezant-version, content-digest, content-type, idempotency-key, \
    if-match, if-none-match, last-event-id, prefer, signature, signature-input, traceparent, tracestate, x-request-id";
/// What answers say beside their body.
const SHOWN: &str = "allow, bezant-version, deprecation, etag, idempotent-replayed, link, location, ratelimit, ratelimit-policy, \
    retry-after, sunset, traceparent, www-authenticate, x-request-id";
const LONGEST_MAX_AGE_SECONDS: u32 = 86_400;

/// How people sign in and what is theirs: pages of this node are for that.
const OWN_PAGES_ONLY: &[&str] = &[
    "/api/v1/sign-",
    "/api/v1/me",
    "/api/v1/invitations/accept",
    "/api/v1/email-verifications",
];
/// What programs in browsers need of an authorization server, and the description of the API.
const OTHERS: &[&str] = &[
    "/openapi.json",
    "/.well-known/oauth-authorization-server/realms/{tenant}",
    "/realms/{tenant}/.well-known/openid-configuration",
    "/realms/{tenant}/jwks",
    "/realms/{tenant}/token",
    "/realms/{tenant}/revoke",
    "/realms/{tenant}/userinfo",
];

/// The origins that may ask, and what they are told.
#[derive(Clone, Debug)]
pub struct Cors {
    origins: Vec<HeaderValue>,
    taken: HeaderValue,
    shown: HeaderValue,
    max_age: HeaderValue,
}

/// Why there can be no such settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCors {
    /// An origin is a scheme, a host and a port, and nothing else.
    #[error(
        "'{0}' is not an origin such as https://shop.example: a scheme, a host and a port if it needs one, and no '*'"
    )]
    Origin(String),
    /// A header's name.
    #[error("'{0}' is not the name of a header that other pages may set or read")]
    Header(String),
    /// Browsers keep nothing longer than a day.
    #[error("browsers keep what they were told for {LONGEST_MAX_AGE_SECONDS} seconds at most")]
    MaxAge,
}

impl Cors {
    /// Lets pages of these origins ask. Beside the headers of this API they may set `allowed` ones and read `exposed` ones; what they
    /// were told holds for so many seconds.
    pub fn new(
        origins: &[String],
        allowed: &[String],
        exposed: &[String],
        max_age_seconds: u32,
    ) -> Result<Cors, InvalidCors> {
        if max_age_seconds > LONGEST_MAX_AGE_SECONDS {
            return Err(InvalidCors::MaxAge);
        }
        Ok(Cors {
            origins: origins
                .iter()
                .map(|text| origin(text))
                .collect::<Result<_, _>>()?,
            taken: list(TAKEN, allowed)?,
            shown: list(SHOWN, exposed)?,
            max_age: HeaderValue::from(max_age_seconds),
        })
    }

    /// The answer to a browser that asks before the request itself, if it may make it.
    pub(crate) fn preflight(&self, request: &Asking, methods: &[Method]) -> Option<Response> {
        let origin = self.allowed(request).filter(|_| request.is_preflight)?;
        let methods: Vec<&str> = methods.iter().map(Method::as_str).collect();
        let methods = HeaderValue::from_str(&methods.join(", ")).ok()?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, self.taken.clone());
        headers.insert(ACCESS_CONTROL_MAX_AGE, self.max_age.clone());
        Some(response)
    }

    /// Tells the browser whether the page may have the answer.
    pub(crate) fn tell(&self, request: &Asking, headers: &mut HeaderMap) {
        headers.append(VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = self.allowed(request) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            if !request.is_preflight {
                headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, self.shown.clone());
            }
        }
    }

    fn allowed(&self, request: &Asking) -> Option<&HeaderValue> {
        let asking = request.origin.as_ref()?;
        self.origins.iter().find(|one| *one == asking)
    }
}

/// What of a request matters here.
pub(crate) struct Asking {
    origin: Option<HeaderValue>,
    is_preflight: bool,
}

impl Asking {
    /// Of a request to what other pages may ask for; nothing of any other.
    pub(crate) fn of(method: &Method, route: &str, headers: &HeaderMap) -> Option<Asking> {
        let is_own = OWN_PAGES_ONLY.iter().any(|start| route.starts_with(start));
        let is_open = route.starts_with("/api/") && !is_own || OTHERS.contains(&route);
        is_open.then(|| Asking {
            // Who names several is no browser.
            origin: headers
                .get(ORIGIN)
                .cloned()
                .filter(|_| headers.get_all(ORIGIN).iter().count() == 1),
            is_preflight: *method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD),
        })
    }
}

fn origin(text: &str) -> Result<HeaderValue, InvalidCors> {
    let wrong = || InvalidCors::Origin(text.to_owned());
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    // What a browser sends is in this very form, so that what is not would never be met.
    let is_origin = matches!(url.scheme(), "https" | "http")
        && url.origin().ascii_serialization() == text
        && !text.contains('*');
    let value = HeaderValue::from_str(text).map_err(|_| wrong())?;
    if is_origin { Ok(value) } else { Err(wrong()) }
}

fn list(usual: &str, more: &[String]) -> Result<HeaderValue, InvalidCors> {
    let mut text = usual.to_owned();
    for name in more {
        let wrong = || InvalidCors::Header(name.clone());
        let parsed: HeaderName = name.parse().map_err(|_| wrong())?;
        if matches!(parsed.as_str(), "cookie" | "set-cookie") {
            return Err(wrong());
        }
        text.push_str(", ");
        text.push_str(parsed.as_str());
    }
    Ok(HeaderValue::from_str(&text).expect("names of headers are plain ASCII"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_are_taken_and_no_wildcard() {
        let of = |origin: &str| Cors::new(&[origin.to_owned()], &[], &[], 600).map(drop);
        for fine in [
            "https://shop.example",
            "http://localhost:3000",
            "https://[::1]:8443",
        ] {
            assert_eq!(of(fine), Ok(()), "{fine}");
        }
        for wrong in [
            "*",
            "null",
            "https://*.example",
            "https://shop.example/",
            "https://shop.example:443",
            "https://Shop.example",
            "https://user@shop.example",
            "file:///tmp",
            "shop.example",
        ] {
            assert_eq!(of(wrong), Err(InvalidCors::Origin(wrong.to_owned())), "{wrong}");
        }
        let cookie = Cors::new(&[], &["Cookie".to_owned()], &[], 0).map(drop);
        assert_eq!(cookie, Err(InvalidCors::Header("Cookie".to_owned())));
        assert_eq!(
            Cors::new(&[], &[], &[], 86_401).map(drop),
            Err(InvalidCors::MaxAge)
        );
    }

    #[test]
    fn what_people_sign_in_at_is_open_to_no_other_page() {
        let is_open = |route: &str| Asking::of(&Method::GET, route, &HeaderMap::new()).is_some();
        for route in ["/api/v1/payments/{id}", "/realms/{tenant}/token", "/openapi.json"] {
            assert!(is_open(route), "{route}");
        }
        for route in [
            "/api/v1/sign-in/passkey",
            "/api/v1/me/totp",
            "/sign-in",
            "/account",
            "/realms/{tenant}/authorize",
            "/scim/v2/Users",
            "/metrics",
            "unmatched",
        ] {
            assert!(!is_open(route), "{route}");
        }
    }
}
