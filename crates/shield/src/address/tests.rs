//! Tables of networks and chains of proxies.

use std::net::IpAddr;

use http::HeaderMap;
use proptest::prelude::*;

use super::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn networks_contain_what_is_in_them_however_it_is_spelled() {
    let networks = Networks::parse([
        "192.0.2.0/25",
        "192.0.2.128/25",
        "10.1.2.3",
        "2001:db8::/32",
        "::ffff:203.0.113.0/120",
    ])
    .unwrap();
    for (address, expected) in [
        ("192.0.2.0", true),
        ("192.0.2.255", true),
        ("192.0.3.0", false),
        ("192.0.1.255", false),
        ("::ffff:192.0.2.7", true),
        ("203.0.113.77", true),
        ("10.1.2.3", true),
        ("10.1.2.4", false),
        ("2001:db8:ffff::1", true),
        ("2001:db9::", false),
        ("::", false),
    ] {
        assert_eq!(networks.contain(ip(address)), expected, "{address}");
    }
    assert!(!Networks::default().contain(ip("::1")) && Networks::default().is_empty());
    let host_bits = Networks::parse(["192.0.2.1/24"]);
    assert!(
        matches!(host_bits, Err(InvalidNetwork::HostBits(..))),
        "{host_bits:?}"
    );
    for text in ["", "192.0.2.0/33", "example.com", "192.0.2", "1::/129"] {
        assert_eq!(
            Networks::parse([text]),
            Err(InvalidNetwork::Syntax(text.to_owned()))
        );
    }
}

proptest! {
    #[test]
    fn merged_networks_contain_what_the_single_ones_do(
        parts in proptest::collection::vec((0..64_u8, 24..=32_u8), 0..12),
        probe in 0..64_u8,
        low in 0..=255_u8,
    ) {
        let nets: Vec<ipnet::Ipv4Net> = parts.iter()
            .map(|&(third, length)| ipnet::Ipv4Net::new([10, 0, third, 128].into(), length).unwrap().trunc())
            .collect();
        let texts: Vec<_> = nets.iter().map(ToString::to_string).collect();
        let networks = Networks::parse(texts.iter().map(String::as_str)).unwrap();
        let address = std::net::Ipv4Addr::new(10, 0, probe, low);
        prop_assert_eq!(networks.contain(address.into()), nets.iter().any(|net| net.contains(&address)));
    }
}

#[test]
fn the_client_is_the_last_hop_that_is_not_ours() {
    use UnknownClient::{Missing, NoAddress, TooManyHops};
    let ours = || Networks::parse(["10.0.0.0/8", "2001:db8:1::/48"]).unwrap();
    let long = "10.0.0.1, ".repeat(40) + "10.0.0.2";
    for (field, peer, values, expected) in [
        (
            Field::XForwardedFor,
            "198.51.100.1",
            &["203.0.113.1"][..],
            Ok("198.51.100.1"),
        ),
        (
            Field::XForwardedFor,
            "10.0.0.1",
            &["203.0.113.1"],
            Ok("203.0.113.1"),
        ),
        (
            Field::XForwardedFor,
            "::ffff:10.0.0.1",
            &["203.0.113.1:8080"],
            Ok("203.0.113.1"),
        ),
        (
            Field::XForwardedFor,
            "10.0.0.1",
            &["1.1.1.1", "203.0.113.1,10.0.0.3"],
            Ok("203.0.113.1"),
        ),
        (
            Field::XForwardedFor,
            "10.0.0.1",
            &["garbage, 203.0.113.1"],
            Ok("203.0.113.1"),
        ),
        (
            Field::XForwardedFor,
            "10.0.0.1",
            &["203.0.113.1, garbage"],
            Err(NoAddress),
        ),
        (
            Field::XForwardedFor,
            "10.0.0.1",
            &["203.0.113.1,"],
            Err(NoAddress),
        ),
        (
            Field::XForwardedFor,
            "10.0.0.1",
            &["10.0.0.9, 10.0.0.8"],
            Ok("10.0.0.9"),
        ),
        (Field::XForwardedFor, "10.0.0.1", &[], Err(Missing)),
        (Field::XForwardedFor, "10.0.0.1", &[&long], Err(TooManyHops)),
        (
            Field::XForwardedFor,
            "2001:db8:1::1",
            &["[2001:db8:2::7]:443"],
            Ok("2001:db8:2::7"),
        ),
        (
            Field::Forwarded,
            "10.0.0.1",
            &["for=1.1.1.1;proto=http, For=203.0.113.1;by=10.0.0.1"],
            Ok("203.0.113.1"),
        ),
        (
            Field::Forwarded,
            "10.0.0.1",
            &["for=\"[2001:db8:2::7]:4711\""],
            Ok("2001:db8:2::7"),
        ),
        (Field::Forwarded, "10.0.0.1", &["for=unknown"], Err(NoAddress)),
        (Field::Forwarded, "10.0.0.1", &["for=_hidden"], Err(NoAddress)),
        (Field::Forwarded, "10.0.0.1", &["proto=https"], Err(NoAddress)),
        (
            Field::Forwarded,
            "10.0.0.1",
            &["for=1.1.1.1;for=203.0.113.1"],
            Err(NoAddress),
        ),
        (
            Field::Forwarded,
            "10.0.0.1",
            &["for=\"203.0.113.1, for=1.1.1.1\", for=198.51.100.2"],
            Ok("198.51.100.2"),
        ),
    ] {
        let mut headers = HeaderMap::new();
        let (name, other) = match field {
            Field::XForwardedFor => ("x-forwarded-for", "forwarded"),
            Field::Forwarded => ("forwarded", "x-forwarded-for"),
        };
        for value in values {
            headers.append(name, value.parse().unwrap());
        }
        // The field that isn't chosen says nothing, whatever it says.
        headers.append(other, "for=6.6.6.6".parse().unwrap());
        let client = Proxies::new(ours(), field).client(ip(peer), &headers);
        assert_eq!(client, expected.map(ip), "{peer} {values:?}");
    }
    let direct = Proxies::none().client(ip("10.0.0.1"), &HeaderMap::new());
    assert_eq!(direct, Ok(ip("10.0.0.1")));
}

#[test]
fn beside_a_proxy_on_this_machine_others_on_it_ask_for_themselves() {
    use UnknownClient::{Missing, NoAddress};
    let ours = Networks::parse(["10.0.0.0/8"]).unwrap();
    let proxies = Proxies::new(ours, Field::XForwardedFor).and_this_machine();
    for (peer, said, expected) in [
        ("127.0.0.1", "6.6.6.6, 203.0.113.1", Ok("203.0.113.1")),
        ("::1", "203.0.113.1, 10.0.0.9", Ok("203.0.113.1")),
        ("127.0.0.1", "", Ok("127.0.0.1")),
        ("127.0.0.1", "garbage", Err(NoAddress)),
        ("10.0.0.1", "", Err(Missing)),
        ("203.0.113.7", "203.0.113.1", Ok("203.0.113.7")),
    ] {
        let mut headers = HeaderMap::new();
        if !said.is_empty() {
            headers.append("x-forwarded-for", said.parse().unwrap());
        }
        let client = proxies.client(ip(peer), &headers);
        assert_eq!(client, expected.map(ip), "{peer} {said}");
    }
}

#[test]
fn callers_are_counted_by_what_one_customer_has() {
    for (one, other, same) in [
        ("2001:db8::1", "2001:db8::ffff:1", true),
        ("2001:db8::1", "2001:db8:0:1::1", false),
        ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true),
    ] {
        let (one, other) = (Group::of(ip(one)), Group::of(ip(other)));
        assert_eq!(one == other, same, "{one} {other}");
        assert_eq!(one.bytes() == other.bytes(), same);
    }
}
