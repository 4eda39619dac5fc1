//! What a hook answers: JSON, strict. An answer that is not understood as a whole counts as none.

use bezant_kernel::GatewayName;
use serde::Deserialize;

use crate::{Advice, Point};

/// The largest answer.
pub(crate) const MAX_BYTES: usize = 16 * 1024;

const MAX_GATEWAYS: usize = 64;
const MAX_CODE: usize = 64;
const MAX_MESSAGE: usize = 256;

/// The code of a refusal that names none.
const DEFAULT_CODE: &str = "refused_by_hook";

/// Why an answer is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct AnswerError {
    /// The field, or `answer` for the whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
}

/// An answer that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Continue(Advice),
    Refuse { code: String, message: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    action: Action,
    code: Option<String>,
    message: Option<String>,
    exclude: Option<Vec<String>>,
    prefer: Option<Vec<String>>,
    require_three_d_secure: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Continue,
    Refuse,
}

fn wrong(field: &str, problem: impl Into<String>) -> AnswerError {
    let mut problem = problem.into();
    // Error messages quote what they are about, and that may be long.
    if let Some((end, _)) = problem.char_indices().nth(MAX_MESSAGE) {
        problem.truncate(end);
    }
    AnswerError {
        field: field.to_owned(),
        problem,
    }
}

/// Reads the answer of a hook at `point`.
pub(crate) fn read(point: Point, bytes: &[u8]) -> Result<Answer, AnswerError> {
    if bytes.len() > MAX_BYTES {
        return Err(wrong("answer", format!("is longer than {MAX_BYTES} bytes")));
    }
    if bytes.is_empty() && !point.can_refuse() {
        return Ok(Answer::Continue(Advice::default()));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let fields: Fields = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        // Both stand for the whole.
        let field = if matches!(&*path, "." | "?") {
            "answer"
        } else {
            &path
        };
        wrong(field, error.inner().to_string())
    })?;
    deserializer
        .end()
        .map_err(|error| wrong("answer", error.to_string()))?;
    match fields.action {
        Action::Continue => go_on(point, fields),
        Action::Refuse => refuse(point, fields),
    }
}

fn go_on(point: Point, fields: Fields) -> Result<Answer, AnswerError> {
    for (field, is_there) in [
        ("code", fields.code.is_some()),
        ("message", fields.message.is_some()),
    ] {
        if is_there {
            return Err(wrong(field, "belongs to the action refuse"));
        }
    }
    let advises = [
        ("exclude", fields.exclude.is_some()),
        ("prefer", fields.prefer.is_some()),
        ("require_three_d_secure", fields.require_three_d_secure.is_some()),
    ];
    for (field, is_there) in advises {
        if is_there && !point.can_advise() {
            return Err(wrong(field, format!("means nothing at {}", point.as_str())));
        }
    }
    Ok(Answer::Continue(Advice {
        exclude: gateways("exclude", fields.exclude)?,
        prefer: gateways("prefer", fields.prefer)?,
        require_three_d_secure: fields.require_three_d_secure.unwrap_or(false),
    }))
}

fn refuse(point: Point, fields: Fields) -> Result<Answer, AnswerError> {
    if !point.can_refuse() {
        return Err(wrong(
            "action",
            format!("refuse means nothing at {}", point.as_str()),
        ));
    }
    let advises = [
        ("exclude", fields.exclude.is_some()),
        ("prefer", fields.prefer.is_some()),
        ("require_three_d_secure", fields.require_three_d_secure.is_some()),
    ];
    if let Some((field, _)) = advises.into_iter().find(|(_, is_there)| *is_there) {
        return Err(wrong(field, "belongs to the action continue"));
    }
    let code = fields.code.unwrap_or_else(|| DEFAULT_CODE.to_owned());
    let is_word = |text: &str| {
        text.bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
    };
    if code.is_empty() || code.len() > MAX_CODE || !is_word(&code) {
        return Err(wrong(
            "code",
            format!("is 1 to {MAX_CODE} characters of a-z, 0-9 and '_'"),
        ));
    }
    let message = fields.message.unwrap_or_default();
    if message.chars().count() > MAX_MESSAGE || message.chars().any(char::is_control) {
        return Err(wrong(
            "message",
            format!("is one line of at most {MAX_MESSAGE} characters"),
        ));
    }
    Ok(Answer::Refuse { code, message })
}

fn gateways(field: &str, names: Option<Vec<String>>) -> Result<Vec<GatewayName>, AnswerError> {
    let names = names.unwrap_or_default();
    if names.len() > MAX_GATEWAYS {
        return Err(wrong(field, format!("has more than {MAX_GATEWAYS} gateways")));
    }
    names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            name.parse().map_err(|error: bezant_kernel::InvalidGatewayName| {
                wrong(&format!("{field}[{index}]"), error.to_string())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_of(point: Point, text: &str) -> String {
        read(point, text.as_bytes()).unwrap_err().field
    }

    #[test]
    fn advice_and_refusals_are_read() {
        let advice = read(
            Point::BeforeRoute,
            br#"{"action":"continue","exclude":["north"],"prefer":["south","east"],"require_three_d_secure":true}"#,
        );
        let names = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
        assert_eq!(
            advice,
            Ok(Answer::Continue(Advice {
                exclude: names(&["north"]),
                prefer: names(&["south", "east"]),
                require_three_d_secure: true,
            }))
        );
        let refusal = |code: &str, message: &str| {
            Ok(Answer::Refuse {
                code: code.to_owned(),
                message: message.to_owned(),
            })
        };
        let read_at = |text: &str| read(Point::BeforeCapture, text.as_bytes());
        assert_eq!(read_at(r#"{"action":"refuse"}"#), refusal("refused_by_hook", ""));
        assert_eq!(
            read_at(r#"{"action":"refuse","code":"too_much","message":"no"}"#),
            refusal("too_much", "no")
        );
        let nothing = Ok(Answer::Continue(Advice::default()));
        assert_eq!(read_at(r#" {"action":"continue"} "#), nothing);
        assert_eq!(read(Point::OnChange, b""), nothing, "a bare 204 will do");
    }

    #[test]
    fn what_is_not_understood_names_its_field() {
        use Point::{AfterAttempt, BeforeAttempt, BeforeRoute, OnChange};
        let long = "x".repeat(300);
        let cases = [
            (BeforeRoute, String::new(), "answer"),
            (BeforeRoute, "{".into(), "answer"),
            (BeforeRoute, "{}".into(), "answer"),
            (BeforeRoute, r#"{"action":"continue"} {}"#.into(), "answer"),
            (BeforeRoute, " ".repeat(MAX_BYTES + 1), "answer"),
            (BeforeRoute, r#"{"action":"stop"}"#.into(), "action"),
            (
                BeforeRoute,
                r#"{"action":"continue","colour":1}"#.into(),
                "colour",
            ),
            (
                BeforeRoute,
                r#"{"action":"continue","exclude":"north"}"#.into(),
                "exclude",
            ),
            (
                BeforeRoute,
                r#"{"action":"continue","prefer":["a","B"]}"#.into(),
                "prefer[1]",
            ),
            (BeforeRoute, r#"{"action":"continue","code":"a"}"#.into(), "code"),
            (BeforeRoute, r#"{"action":"refuse","prefer":[]}"#.into(), "prefer"),
            (
                BeforeRoute,
                r#"{"action":"refuse","code":"Too much"}"#.into(),
                "code",
            ),
            (
                BeforeRoute,
                format!(r#"{{"action":"refuse","message":"{long}"}}"#),
                "message",
            ),
            (
                BeforeRoute,
                r#"{"action":"refuse","message":"a\nb"}"#.into(),
                "message",
            ),
            (
                BeforeAttempt,
                r#"{"action":"continue","exclude":[]}"#.into(),
                "exclude",
            ),
            (AfterAttempt, r#"{"action":"refuse"}"#.into(), "action"),
            (OnChange, r#"{"action":"refuse"}"#.into(), "action"),
        ];
        for (point, text, field) in cases {
            assert_eq!(field_of(point, &text), field, "{text}");
        }
    }
}
