//! A small database, written here, and what is read from it.

use std::net::IpAddr;

use super::*;

/// Writes a database for IPv6 with 24-bit records: the smallest encoder of <https://maxmind.github.io/MaxMind-DB/> that a test needs.
struct Writer {
    /// Two records per node.
    nodes: Vec<[Target; 2]>,
    data: Vec<u8>,
}

#[derive(Copy, Clone, PartialEq)]
enum Target {
    Nothing,
    Node(usize),
    Data(usize),
}

impl Writer {
    fn new() -> Writer {
        Writer {
            nodes: vec![[Target::Nothing; 2]],
            data: Vec::new(),
        }
    }

    /// IPv4 addresses lie at the beginning, as `::a.b.c.d`.
    fn insert(&mut self, network: &str, record: &[u8]) {
        let network: ipnet::IpNet = network.parse().unwrap();
        let (bits, length) = match network {
            ipnet::IpNet::V4(v4) => (u128::from(v4.network().to_bits()), v4.prefix_len() + 96),
            ipnet::IpNet::V6(v6) => (v6.network().to_bits(), v6.prefix_len()),
        };
        let data = self.data.len();
        self.data.extend_from_slice(record);
        let mut node = 0;
        for depth in 0..length {
            let side = usize::from(bits >> (127 - depth) & 1 == 1);
            if depth + 1 == length {
                self.nodes[node][side] = Target::Data(data);
            } else if let Target::Node(next) = self.nodes[node][side] {
                node = next;
            } else {
                self.nodes.push([Target::Nothing; 2]);
                let next = self.nodes.len() - 1;
                self.nodes[node][side] = Target::Node(next);
                node = next;
            }
        }
    }

    fn finish(self, made_at: u64) -> Vec<u8> {
        let count = self.nodes.len();
        let mut bytes = Vec::new();
        for target in self.nodes.iter().flatten() {
            let value = match *target {
                Target::Nothing => count,
                Target::Node(node) => node,
                Target::Data(offset) => count + 16 + offset,
            };
            bytes.extend_from_slice(&(value as u32).to_be_bytes()[1..]);
        }
        bytes.extend_from_slice(&[0; 16]);
        bytes.extend_from_slice(&self.data);
        bytes.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
        bytes.extend_from_slice(&map(&[
            ("binary_format_major_version", number(5, 2)),
            ("binary_format_minor_version", number(5, 0)),
            ("build_epoch", number(9, made_at)),
            ("database_type", text("Test-Country")),
            ("description", map(&[("en", text("for a test"))])),
            ("ip_version", number(5, 6)),
            ("languages", vec![0x01, 0x04, 0x42, b'e', b'n']),
            ("node_count", number(6, count as u64)),
            ("record_size", number(5, 24)),
        ]));
        bytes
    }
}

fn text(value: &str) -> Vec<u8> {
    assert!(value.len() < 29);
    let mut bytes = vec![2 << 5 | value.len() as u8];
    bytes.extend_from_slice(value.as_bytes());
    bytes
}

/// 5: 16 bits, 6: 32 bits, 9: 64 bits, which is an extended type.
fn number(kind: u8, value: u64) -> Vec<u8> {
    let bytes: Vec<u8> = value.to_be_bytes().into_iter().skip_while(|&b| b == 0).collect();
    let length = bytes.len() as u8;
    let mut all = if kind > 7 {
        vec![length, kind - 7]
    } else {
        vec![kind << 5 | length]
    };
    all.extend_from_slice(&bytes);
    all
}

fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![7 << 5 | entries.len() as u8];
    for (key, value) in entries {
        bytes.extend_from_slice(&text(key));
        bytes.extend_from_slice(value);
    }
    bytes
}

fn record(kind: &str, code: &str) -> Vec<u8> {
    map(&[(kind, map(&[("iso_code", text(code))]))])
}

fn database(first: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.insert("192.0.2.0/24", &record("country", first));
    writer.insert("198.51.100.0/25", &record("registered_country", "FR"));
    writer.insert("203.0.113.0/24", &record("continent", "EU"));
    writer.insert("2001:db8::/32", &record("country", "JP"));
    writer.finish(1_700_000_000)
}

fn country(geo: &Geo, address: &str) -> Option<String> {
    let address: IpAddr = address.parse().unwrap();
    geo.country(address).map(|country| country.to_string())
}

#[test]
fn addresses_have_the_countries_of_the_database_in_use() {
    let geo = Geo::new(Database::read(database("DE")).unwrap());
    for (address, expected) in [
        ("192.0.2.1", Some("DE")),
        ("::ffff:192.0.2.1", Some("DE")),
        ("198.51.100.1", Some("FR")),
        ("198.51.100.200", None),
        ("203.0.113.1", None),
        ("10.0.0.1", None),
        ("2001:db8::1", Some("JP")),
        ("2001:db9::1", None),
    ] {
        assert_eq!(country(&geo, address).as_deref(), expected, "{address}");
    }
    assert_eq!(geo.current().kind(), "Test-Country");
    assert_eq!(geo.current().made_at_seconds(), 1_700_000_000);
    geo.replace(Database::read(database("AT")).unwrap());
    assert_eq!(country(&geo, "192.0.2.1").as_deref(), Some("AT"));
}

#[test]
fn what_is_no_database_is_refused() {
    assert!(Database::read(Vec::new()).is_err());
    assert!(Database::read(b"not a database".to_vec()).is_err());
    let whole = database("DE");
    for cut in [1, 50, whole.len() / 2] {
        assert!(
            Database::read(whole[cut..].to_vec()).is_err() || cut == 1,
            "{cut} from the front"
        );
        assert!(
            Database::read(whole[..whole.len() - cut].to_vec()).is_err(),
            "{cut} from the end"
        );
    }
}

#[test]
fn databases_of_maxmind_itself_are_read_and_broken_ones_refused() {
    let whole = include_bytes!("../../tests/data/maxmind/GeoIP2-Country-Test.mmdb");
    let geo = Geo::new(Database::read(whole.to_vec()).unwrap());
    assert_eq!(geo.current().kind(), "GeoIP2-Country");
    for (address, expected) in [
        ("2001:218::1", Some("JP")),
        ("2001:220::1", Some("KR")),
        ("::ffff:81.2.69.160", Some("GB")),
        ("81.2.69.160", Some("GB")),
        ("127.0.0.1", None),
    ] {
        assert_eq!(country(&geo, address).as_deref(), expected, "{address}");
    }
    for broken in [
        &include_bytes!("../../tests/data/maxmind/MaxMind-DB-test-broken-pointers-24.mmdb")[..],
        include_bytes!("../../tests/data/maxmind/MaxMind-DB-test-broken-search-tree-24.mmdb"),
    ] {
        assert!(Database::read(broken.to_vec()).is_err());
    }
}

#[test]
fn fences_let_in_whom_they_name() {
    let parse = |text| Country::parse(text).unwrap();
    let allow = Rule::Allow(vec![parse("de"), parse("FR")]);
    let deny = Rule::Deny(vec![parse("KP")]);
    for (rule, admits_unknown, country, expected) in [
        (&allow, true, Some("DE"), true),
        (&allow, true, Some("US"), false),
        (&allow, true, None, true),
        (&allow, false, None, false),
        (&deny, false, Some("US"), true),
        (&deny, true, Some("KP"), false),
        (&deny, false, None, false),
    ] {
        let fence = Fence {
            rule: rule.clone(),
            admits_unknown,
        };
        assert_eq!(
            fence.judge(country.map(parse)).is_admitted,
            expected,
            "{fence:?} {country:?}"
        );
    }
    assert!(
        ["", "D", "DEU", "1A", "ä"]
            .map(Country::parse)
            .iter()
            .all(Result::is_err)
    );
}
