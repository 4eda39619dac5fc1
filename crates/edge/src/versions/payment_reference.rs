//! 2026-11-01: a payment's `merchant_reference` is its `reference`.
//!
//! The two names change places. So the newer name means nothing in the older version, and is refused there under the name that its
//! caller used.

use bezant_representations::Node;

use super::Change;

const OLDER: &str = "merchant_reference";
const NEWER: &str = "reference";

pub(super) const CHANGE: Change = Change {
    applies,
    query,
    request: rename_request,
    answer: rename_rows,
    problem: rename_places,
};

fn applies(route: &str) -> bool {
    // What of a payment has answers of its own (events, refunds, routing) does not have its reference.
    let of_payments = route.strip_prefix("/api/v1/payments");
    matches!(
        of_payments,
        Some(
            "" | "/bulk"
                | "/{id}"
                | "/{id}/confirm"
                | "/{id}/capture"
                | "/{id}/cancel"
                | "/{id}/retry"
                | "/{id}/resolve-attention"
        )
    )
}

fn renamed(name: &str) -> Option<&'static str> {
    match name {
        OLDER => Some(NEWER),
        NEWER => Some(OLDER),
        _ => None,
    }
}

fn query(query: &str) -> String {
    let one = |pair: &str| {
        let (name, rest) = pair.split_at(pair.find('=').unwrap_or(pair.len()));
        [renamed(name).unwrap_or(name), rest].concat()
    };
    query.split('&').map(one).collect::<Vec<_>>().join("&")
}

fn rename_field(node: &mut Node) {
    if let Node::Object(fields) = node {
        for (name, _) in fields {
            if let Some(other) = renamed(name) {
                *name = other.to_owned();
            }
        }
    }
}

/// A new payment, or a list of them.
fn rename_request(node: &mut Node) {
    rename_field(node);
    each_of(node, "payments", |row| within(row, "payment", rename_field));
}

/// A payment, a page of them, or what became of several.
fn rename_rows(node: &mut Node) {
    rename_field(node);
    each_of(node, "data", |row| {
        rename_field(row);
        within(row, "payment", rename_field);
        within(row, "problem", rename_places);
    });
}

fn within(node: &mut Node, field: &str, change: impl Fn(&mut Node)) {
    if let Node::Object(fields) = node {
        let found = fields.iter_mut().filter(|(name, _)| name == field);
        found.for_each(|(_, value)| change(value));
    }
}

fn each_of(node: &mut Node, list: &str, change: impl Fn(&mut Node)) {
    within(node, list, |value| {
        if let Node::List(rows) = value {
            rows.iter_mut().for_each(&change);
        }
    });
}

/// Where in the request something is wrong.
fn rename_places(node: &mut Node) {
    each_of(node, "errors", |mistake| {
        within(mistake, "path", |path| {
            if let Node::Text(text) = path
                && let Some(other) = renamed(text)
            {
                *text = other.to_owned();
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_representations::Bounds;

    fn converted(convert: fn(&mut Node), json: &str) -> String {
        let mut node = Node::parse(json.as_bytes(), Bounds::ANSWER).unwrap();
        convert(&mut node);
        String::from_utf8(node.to_bytes()).unwrap()
    }

    #[test]
    fn names_change_places_and_nothing_else_does() {
        let older = r#"{"amount":123456789012345678901234567890,"merchant_reference":"a","metadata":{"reference":"b"}}"#;
        let newer = older.replacen(OLDER, NEWER, 1);
        assert_eq!(converted(CHANGE.request, older), newer);
        assert_eq!(converted(CHANGE.answer, &newer), older);
        assert_eq!(
            converted(CHANGE.answer, r#"{"data":[{"reference":null}],"position":3}"#),
            r#"{"data":[{"merchant_reference":null}],"position":3}"#
        );
        assert_eq!(
            converted(
                CHANGE.problem,
                r#"{"errors":[{"path":"reference","message":"m"},{"path":"a"}]}"#
            ),
            r#"{"errors":[{"path":"merchant_reference","message":"m"},{"path":"a"}]}"#
        );
        let bulk = r#"{"payments":[{"idempotency_key":"k","payment":{"merchant_reference":"a"}}]}"#;
        assert_eq!(converted(CHANGE.request, bulk), bulk.replace(OLDER, NEWER));
        let done =
            r#"{"data":[{"payment":{"reference":"a"}},{"problem":{"errors":[{"path":"reference"}]}}]}"#;
        assert_eq!(
            converted(CHANGE.answer, done),
            done.replace("\"reference\"", "\"merchant_reference\"")
        );
        assert_eq!(
            (CHANGE.query)("merchant_reference=a%20b&limit=2&reference&referenced=1"),
            "reference=a%20b&limit=2&merchant_reference&referenced=1"
        );
        for odd in ["[]", "3", "{\"errors\":3,\"data\":{}}"] {
            for convert in [CHANGE.request, CHANGE.answer, CHANGE.problem] {
                assert_eq!(converted(convert, odd), odd);
            }
        }
    }
}
