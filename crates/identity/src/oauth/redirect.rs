//! Where a browser may be sent with an answer: addresses that were registered, and no others.

use url::{Host, Url};

/// Longest address that is kept.
const MAXIMUM_BYTES: usize = 512;

/// Whether an address can be registered: `https`; `http` to a loopback address (RFC 8252, 7.3; not to the name `localhost`,
/// which may lead elsewhere, 8.3); or a private-use scheme with a dot in it (7.1), which keeps `javascript:` and `data:` out.
/// Never with a fragment, a user name or a wildcard (RFC 9700, 4.1).
pub(super) fn can_be_registered(text: &str) -> bool {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'*');
    if !plain || text.len() > MAXIMUM_BYTES {
        return false;
    }
    let Ok(url) = Url::parse(text) else { return false };
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    match url.scheme() {
        "https" => url.host().is_some() && text.starts_with("https://"),
        "http" => is_loopback(&url) && text.starts_with("http://"),
        scheme => scheme.contains('.') && text.starts_with(scheme),
    }
}

/// Whether a presented address is the registered one: to the letter, but for the port of a loopback address, which an
/// application takes as it finds one free.
pub(super) fn is_same(registered: &str, presented: &str) -> bool {
    if registered == presented {
        return true;
    }
    let (Ok(one), Ok(other)) = (Url::parse(registered), Url::parse(presented)) else {
        return false;
    };
    if !can_be_registered(presented) || !is_loopback(&one) || !is_loopback(&other) {
        return false;
    }
    without_port(one) == without_port(other)
}

fn is_loopback(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(Host::Ipv4(address)) => address.octets() == [127, 0, 0, 1],
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(_)) | None => false,
        }
}

fn without_port(mut url: Url) -> Option<Url> {
    url.set_port(None).ok()?;
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_are_registered() {
        let good = [
            "https://shop.example/back",
            "https://shop.example:8443/back?a=b",
            "http://127.0.0.1/back",
            "http://127.0.0.1:4000/back",
            "http://[::1]:4000/back",
            "com.example.shop:/back",
        ];
        for text in good {
            assert!(can_be_registered(text), "{text}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(500));
        let bad = [
            "",
            "/back",
            "http://shop.example/back",
            "http://localhost/back",
            "http://127.0.0.2/back",
            "http://127.0.0.1.example/back",
            "https://shop.example/back#part",
            "https://user@shop.example/back",
            "https://:word@shop.example/back",
            "https://*.shop.example/back",
            "https:\\\\shop.example/back",
            "https:shop.example/back",
            "https://shop.example/ back",
            "https://shöp.example/back",
            "javascript:alert(1)",
            "data:text/html,hello",
            "myshop:/back",
            &long,
        ];
        for text in bad {
            assert!(!can_be_registered(text), "{text}");
        }
    }

    #[test]
    fn a_presented_address_is_the_registered_one_but_for_a_loopback_port() {
        let same = [
            ("https://shop.example/back", "https://shop.example/back"),
            ("http://127.0.0.1/back", "http://127.0.0.1:51234/back"),
            ("http://127.0.0.1:1/back?a=b", "http://127.0.0.1:2/back?a=b"),
            ("http://[::1]/back", "http://[::1]:51234/back"),
        ];
        for (registered, presented) in same {
            assert!(is_same(registered, presented), "{presented}");
        }
        let other = [
            ("https://shop.example/back", "https://shop.example/back/"),
            ("https://shop.example/back", "https://shop.example:444/back"),
            (
                "https://shop.example/back",
                "https://shop.example/back?next=https://evil.example",
            ),
            (
                "https://shop.example/back",
                "https://shop.example.evil.example/back",
            ),
            ("http://127.0.0.1/back", "http://127.0.0.1:1/other"),
            ("http://127.0.0.1/back", "http://127.0.0.1:1@evil.example/back"),
            ("http://127.0.0.1/back", "http://[::1]:1/back"),
            ("http://127.0.0.1/back", "https://127.0.0.1:1/back"),
            ("http://127.0.0.1/back", "http://127.0.0.1:1/back#x"),
        ];
        for (registered, presented) in other {
            assert!(!is_same(registered, presented), "{presented}");
        }
    }
}
