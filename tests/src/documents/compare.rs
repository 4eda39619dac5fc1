//! Whether what a document shows is what came: `…` stands for whatever may change.

use serde_json::Value;

/// Whether a text is what a pattern with `…` shows.
fn fits(shown: &str, text: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Whether lines are those that are shown; a line with `…` alone stands for any number of lines.
pub fn is_shown(shown: &str, printed: &str) -> bool {
    fn rest(shown: &[&str], printed: &[&str]) -> bool {
        match (shown, printed) {
            ([], []) => true,
            (["…", more @ ..], _) => {
                rest(more, printed) || !printed.is_empty() && rest(shown, &printed[1..])
            }
            ([one, more @ ..], [line, lines @ ..]) => fits(one, line) && rest(more, lines),
            _ => false,
        }
    }
    let shown: Vec<&str> = shown.trim_end().lines().map(str::trim_end).collect();
    let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
    rest(&shown, &printed)
}

/// What is shown and did not come, by its path; none if all of it is a part of what came.
pub fn is_part_of(shown: &Value, whole: &Value) -> Option<String> {
    match (shown, whole) {
        (Value::Object(shown), Value::Object(whole)) => shown.iter().find_map(|(name, value)| {
            let found = whole.get(name).unwrap_or(&Value::Null);
            let missing = !whole.contains_key(name);
            match missing {
                true => Some(format!(".{name} is not there")),
                false => is_part_of(value, found).map(|path| format!(".{name}{path}")),
            }
        }),
        (Value::Array(shown), Value::Array(whole)) if shown.len() == whole.len() => {
            let pairs = shown.iter().zip(whole).enumerate();
            pairs
                .filter_map(|(at, (shown, whole))| Some(format!("[{at}]{}", is_part_of(shown, whole)?)))
                .next()
        }
        (Value::String(shown), Value::String(whole)) if fits(shown, whole) => None,
        (shown, whole) if shown == whole => None,
        (shown, whole) => Some(format!(" is {whole}, and {shown} is shown")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_may_change_is_left_open_and_nothing_else() {
        for (shown, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a…", "ab", true),
            ("…b…d", "abcd", true),
            ("…b…d", "abc", false),
            ("pay_…", "ref_1", false),
        ] {
            assert_eq!(fits(shown, text), expected, "{shown} {text}");
        }
        assert!(is_shown("one\n…\nfour\n", "one \ntwo\nthree\nfour"));
        assert!(!is_shown("one\n…\nfour\n", "one\nfour\nfive"));
        assert!(!is_shown("one\n", "one\ntwo\n"));
    }

    #[test]
    fn a_part_is_found_or_named() {
        let whole = json!({ "a": 1, "b": [{ "c": "x_1", "d": 2 }] });
        assert_eq!(is_part_of(&json!({ "b": [{ "c": "x_…" }] }), &whole), None);
        for (shown, said) in [
            (json!({ "a": 2 }), ".a is 1, and 2 is shown"),
            (json!({ "e": null }), ".e is not there"),
            (
                json!({ "b": [{ "c": "y_…" }] }),
                ".b[0].c is \"x_1\", and \"y_…\" is shown",
            ),
            (
                json!({ "b": [] }),
                ".b is [{\"c\":\"x_1\",\"d\":2}], and [] is shown",
            ),
        ] {
            assert_eq!(is_part_of(&shown, &whole).as_deref(), Some(said));
        }
    }
}
