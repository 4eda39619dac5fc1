//! Where a browser goes when it has signed in: a place of this node only.

/// Longer ones are nobody's.
const LONGEST: usize = 1_024;

/// Where nobody says where to.
const HOME: &str = "/account";

/// The path to go to: the wanted one if it is a path of this node, however browsers read it.
pub(super) fn checked(wanted: Option<&str>) -> &str {
    wanted.filter(|path| is_own(path)).unwrap_or(HOME)
}

fn is_own(path: &str) -> bool {
    // A second slash, or a backslash that browsers take for one, would begin a host's name; some drop control characters first.
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && path.len() <= LONGEST && path.starts_with('/') && !path.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_node_are_gone_to() {
        for own in ["/", "/account", "/realms/acme/authorize?client_id=a&x=%2F%2Fevil.test", "/a//b"] {
            assert_eq!(checked(Some(own)), own);
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for other in [
            "",
            "account",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "https://evil.test/",
            "javascript:alert(1)",
            "/\t/evil.test",
            "/\r\nSet-Cookie: a=b",
            " /account",
            "/ä",
            &long,
        ] {
            assert_eq!(checked(Some(other)), HOME, "{other:?}");
        }
        assert_eq!(checked(None), HOME);
    }
}
