//! Problems of the API (RFC 9457) for people: the detail, each mistake, the place in the text where there is one, the page about
//! it and the number to ask with.

use std::fmt::Write;

use reqwest::{StatusCode, Url};
use serde_json::Value;

use super::place;
use super::remote::{Language, Source};

/// The node did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(crate) struct Refused {
    text: String,
    /// Nothing where no answer came.
    pub(crate) status: Option<StatusCode>,
    /// Whether the first request is still at work under this idempotency key.
    pub(crate) is_in_flight: bool,
}

impl Refused {
    /// What a node at `base` answered.
    pub(crate) fn answered(base: &Url, status: StatusCode, body: &str, source: Option<Source<'_>>) -> Self {
        let problem: Value = serde_json::from_str(body).unwrap_or_default();
        let mut text = shown(status, body, source);
        let page = problem["type"].as_str().filter(|page| page.starts_with('/'));
        if let Some(page) = page.and_then(|page| base.join(page).ok()) {
            let _ = write!(text, "\n  about it: {page}");
        }
        if let Some(id) = problem["correlation_id"].as_str() {
            let _ = write!(text, "\n  correlation id: {id}");
        }
        Refused {
            text,
            status: Some(status),
            is_in_flight: problem["code"] == "idempotency_key_in_flight",
        }
    }

    /// No answer came.
    pub(crate) fn unanswered(text: String) -> Self {
        Refused {
            text,
            status: None,
            is_in_flight: false,
        }
    }
}

/// A problem as text of several lines, the first without an indent.
fn shown(status: StatusCode, body: &str, source: Option<Source<'_>>) -> String {
    let problem: Value = serde_json::from_str(body).unwrap_or_default();
    let Some(detail) = problem["detail"].as_str() else {
        return format!("the node answers {status}");
    };
    let mut text = detail.to_owned();
    if let Some(code) = problem["code"].as_str() {
        let _ = write!(text, " [{code}]");
    }
    let mistakes = problem["errors"].as_array().map_or(&[][..], Vec::as_slice);
    for mistake in mistakes {
        let message = mistake["message"].as_str().unwrap_or_default();
        let told = mistake["line"].as_u64().zip(mistake["column"].as_u64());
        let place = told.or_else(|| match source?.language {
            Language::Own => None,
            Language::Toml => place::of(source?.text, mistake["path"].as_str()?),
        });
        match (place, source) {
            (Some((line, column)), Some(source)) => {
                let field = match (source.language, mistake["path"].as_str()) {
                    (Language::Toml, Some(path)) => format!("{path}: {message}"),
                    (Language::Toml | Language::Own, _) => message.to_owned(),
                };
                write_place(&mut text, source, line, column, &field);
            }
            _ => match mistake["path"].as_str() {
                Some(path) if mistake["line"].is_u64() => {
                    let column = match path {
                        "" => String::new(),
                        path => format!(", column '{path}'"),
                    };
                    let _ = write!(text, "\n  line {}{column}: {message}", mistake["line"]);
                }
                // One mistake alone is what the detail says.
                _ if mistakes.len() == 1 && detail.contains(message) => {}
                Some(path) if !path.is_empty() => {
                    let _ = write!(text, "\n  {path}: {message}");
                }
                _ => {
                    let _ = write!(text, "\n  {message}");
                }
            },
        }
        if let Some(hint) = mistake["hint"].as_str() {
            let _ = write!(text, "\n  = {hint}");
        }
    }
    text
}

fn write_place(text: &mut String, source: Source<'_>, line: u64, column: u64, message: &str) {
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let shown = usize::try_from(line)
        .ok()
        .and_then(|line| source.text.lines().nth(line.checked_sub(1)?))
        .unwrap_or_default();
    // Tabs stay tabs, so that the mark stands below its place however wide they are shown.
    let before: String = shown
        .chars()
        .take(usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX))
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let _ = write!(
        text,
        "\n{margin}--> {}:{line}:{column}\n{margin} |\n{number} | {shown}\n{margin} | {before}^ {message}",
        source.name
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_point_at_their_place() {
        let body = r#"{"code":"flow_invalid","detail":"the flow has a mistake","errors":[
            {"path":"source","code":"flow_invalid","message":"no such currency","line":2,"column":7,"hint":"write EUR"}]}"#;
        let source = Source {
            name: "pay.bz",
            text: "# pay\n\tsend XYZ 1\n",
            language: Language::Own,
        };
        let text = shown(StatusCode::UNPROCESSABLE_ENTITY, body, Some(source));
        assert_eq!(
            text,
            "the flow has a mistake [flow_invalid]\n --> pay.bz:2:7\n  |\n2 | \tsend XYZ 1\n  | \t     ^ no such currency\n  = write EUR"
        );
        let past_the_end = shown(
            StatusCode::UNPROCESSABLE_ENTITY,
            body,
            Some(Source { text: "", ..source }),
        );
        assert!(past_the_end.contains("pay.bz:2:7"), "{past_the_end}");
    }

    #[test]
    fn a_problem_says_where_more_stands_and_what_to_ask_with() {
        let base = Url::parse("http://127.0.0.1:8640/").unwrap();
        let body = r#"{"type":"/docs/errors/overdraft","code":"overdraft","detail":"too much","correlation_id":"c4"}"#;
        let refused = Refused::answered(&base, StatusCode::CONFLICT, body, None);
        assert_eq!(
            refused.to_string(),
            "too much [overdraft]\n  about it: http://127.0.0.1:8640/docs/errors/overdraft\n  correlation id: c4"
        );
        let foreign = r#"{"type":"https://elsewhere.example/","detail":"odd"}"#;
        let refused = Refused::answered(&base, StatusCode::CONFLICT, foreign, None);
        assert_eq!(refused.to_string(), "odd");
    }

    #[test]
    fn other_mistakes_name_their_field() {
        let body = r#"{"code":"request_invalid","detail":"2 fields are wrong","errors":[
            {"path":"amount","message":"it is missing"},{"path":"","message":"odd"}]}"#;
        assert_eq!(
            shown(StatusCode::BAD_REQUEST, body, None),
            "2 fields are wrong [request_invalid]\n  amount: it is missing\n  odd"
        );
        let body = r#"{"code":"request_invalid","detail":"amount: odd","errors":[
            {"path":"amount","message":"odd","line":6}]}"#;
        assert_eq!(
            shown(StatusCode::UNPROCESSABLE_ENTITY, body, None),
            "amount: odd [request_invalid]\n  line 6, column 'amount': odd"
        );
        assert_eq!(
            shown(StatusCode::BAD_GATEWAY, "<html>", None),
            "the node answers 502 Bad Gateway"
        );
    }
}
