//! Filters: comparisons joined by `and`. Whatever else RFC 7644 has (`or`, `not`, groups, other operators) is refused, as an
//! answer to half a filter would be a wrong answer.

use serde_json::Value;

use super::error::{Kind, Refusal};

/// Longer ones are nobody's.
const LONGEST: usize = 2_048;
/// More comparisons than this are a mistake.
const MOST_CLAUSES: usize = 10;

/// All of these hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter(pub(super) Vec<Clause>);

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    /// The attribute in lower case, without its schema's name: `username`, `emails.value`.
    pub(super) attribute: String,
    pub(super) operator: Operator,
    pub(super) value: Value,
}

/// How two values are compared.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Contains,
    StartsWith,
}

impl Operator {
    fn from_word(word: &str) -> Option<Operator> {
        match &*word.to_ascii_lowercase() {
            "eq" => Some(Operator::Equal),
            "co" => Some(Operator::Contains),
            "sw" => Some(Operator::StartsWith),
            _ => None,
        }
    }
}

/// An attribute's name as it is compared: without the URN of the core schemas, in lower case.
pub(super) fn attribute_name(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let core = ["user:", "group:"].into_iter().find_map(|kind| {
        let urn = lower.strip_prefix("urn:ietf:params:scim:schemas:core:2.0:")?;
        urn.strip_prefix(kind).map(str::to_owned)
    });
    core.unwrap_or(lower)
}

fn wrong(detail: &'static str) -> Refusal {
    Refusal::new(Kind::InvalidFilter, detail)
}

impl Filter {
    pub(super) fn parse(text: &str) -> Result<Filter, Refusal> {
        if text.len() > LONGEST {
            return Err(wrong("a filter has at most 2,048 characters"));
        }
        let mut clauses = Vec::new();
        let mut rest = text.trim();
        loop {
            let (clause, behind) = clause(rest)?;
            clauses.push(clause);
            if clauses.len() > MOST_CLAUSES {
                return Err(wrong("a filter has at most 10 comparisons"));
            }
            if behind.is_empty() {
                return Ok(Filter(clauses));
            }
            let (word, behind) = behind.split_once(' ').unwrap_or((behind, ""));
            if !word.eq_ignore_ascii_case("and") {
                return Err(wrong("comparisons are joined by 'and' only"));
            }
            rest = behind.trim_start();
        }
    }

    /// Whether a value of a multi-valued attribute fits, its parts being those of the object.
    pub(super) fn fits_element(&self, element: &Value) -> bool {
        self.0.iter().all(|clause| {
            let part = match element.as_object() {
                Some(parts) => parts
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(&clause.attribute))
                    .map(|(_, value)| value),
                None => (clause.attribute == "value").then_some(element),
            };
            part.is_some_and(|part| clause.fits(part, false))
        })
    }
}

impl Clause {
    /// Whether this value fits.
    pub(super) fn fits(&self, value: &Value, case_exact: bool) -> bool {
        match (&self.value, value) {
            (Value::String(wanted), Value::String(given)) => self.fits_text(wanted, given, case_exact),
            (wanted, given) => self.operator == Operator::Equal && wanted == given,
        }
    }

    fn fits_text(&self, wanted: &str, given: &str, case_exact: bool) -> bool {
        let (wanted, given) = if case_exact {
            (wanted.to_owned(), given.to_owned())
        } else {
            (wanted.to_lowercase(), given.to_lowercase())
        };
        match self.operator {
            Operator::Equal => wanted == given,
            Operator::Contains => given.contains(&wanted),
            Operator::StartsWith => given.starts_with(&wanted),
        }
    }
}

/// The first comparison, and what stands behind it.
fn clause(text: &str) -> Result<(Clause, &str), Refusal> {
    const FORM: &str = "a comparison is: attribute, eq or co or sw, a value";
    let (attribute, rest) = text.split_once(' ').ok_or_else(|| wrong(FORM))?;
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':' | b'$');
    if attribute.is_empty() || !attribute.bytes().all(is_plain) || attribute.eq_ignore_ascii_case("not") {
        return Err(wrong("only comparisons joined by 'and' are supported"));
    }
    let (word, rest) = rest.trim_start().split_once(' ').ok_or_else(|| wrong(FORM))?;
    let operator = Operator::from_word(word).ok_or_else(|| wrong("the operators are eq, co and sw"))?;
    // The value is JSON, so its own end tells where it ends.
    let rest = rest.trim_start();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    let value = match values.next() {
        Some(Ok(value @ (Value::String(_) | Value::Bool(_)))) => value,
        Some(Ok(_) | Err(_)) | None => {
            return Err(wrong("a value is a text in double quotes, true or false"));
        }
    };
    let behind = rest.get(values.byte_offset()..).unwrap_or_default();
    if !behind.is_empty() && !behind.starts_with(' ') {
        return Err(wrong("comparisons are joined by 'and' only"));
    }
    let clause = Clause {
        attribute: attribute_name(attribute),
        operator,
        value,
    };
    Ok((clause, behind.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comparisons_are_read_and_everything_else_is_refused() {
        let text =
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName EQ "a \"b\" and c" and active eq true"#;
        let Filter(clauses) = Filter::parse(text).unwrap();
        assert_eq!(clauses[0].attribute, "username");
        assert_eq!(clauses[0].value, json!("a \"b\" and c"));
        assert_eq!(
            (&*clauses[1].attribute, &clauses[1].value),
            ("active", &json!(true))
        );

        for refused in [
            "",
            "userName",
            "userName eq",
            "userName pr",
            "userName eq bjensen",
            "userName eq 3",
            "userName eq \"a\" or userName eq \"b\"",
            "not (userName eq \"a\")",
            "(userName eq \"a\")",
            "userName gt \"a\"",
            "emails[type eq \"work\"]",
            "userName eq \"a\"x",
            "userName eq \"a\" and",
            "userName eq \"a",
        ] {
            let refusal = Filter::parse(refused).unwrap_err();
            assert_eq!(refusal.kind(), Some(Kind::InvalidFilter), "{refused}");
        }
        assert!(Filter::parse(&"a eq true and ".repeat(20)).is_err());
    }

    #[test]
    fn texts_are_compared_whatever_their_case_unless_it_counts() {
        let clause = |text| Filter::parse(text).unwrap().0.remove(0);
        assert!(clause("userName eq \"ADA@x\"").fits(&json!("ada@X"), false));
        assert!(!clause("externalId eq \"ADA\"").fits(&json!("ada"), true));
        assert!(clause("userName co \"da@\"").fits(&json!("ada@x"), false));
        assert!(clause("userName sw \"ad\"").fits(&json!("ada@x"), false));
        assert!(!clause("active eq \"true\"").fits(&json!(true), false));
        let work = Filter::parse("type eq \"work\" and primary eq true").unwrap();
        assert!(work.fits_element(&json!({ "type": "Work", "primary": true })));
        assert!(!work.fits_element(&json!({ "type": "work" })));
    }
}
