//! Which form a caller sends and prefers: `Content-Type` and `Accept` (RFC 9110, 8.3 and 12.5.1).

/// A form of bodies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// Protobuf.
    Protobuf,
    /// What the operation reads or writes itself.
    Itself,
}

/// What is answered.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The form of an answer.
    pub answer: Format,
    /// Its media type.
    pub answer_type: &'static str,
    /// The form of a problem.
    pub problem: Format,
    /// Its media type.
    pub problem_type: &'static str,
}

impl Chosen {
    /// What is answered where nothing is preferred.
    pub const USUAL: Chosen = Chosen {
        answer: Format::Json,
        answer_type: "application/json",
        problem: Format::Json,
        problem_type: PROBLEM_JSON,
    };
}

/// Nothing of what the caller takes can be given.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing of what Accept lists can be given")]
pub struct Unacceptable;

const PROBLEM_JSON: &str = "application/problem+json";
const PROBLEM_XML: &str = "application/problem+xml";

/// Our media types, the first of equal ones is given.
const TYPES: &[(&str, Format)] = &[
    ("application/json", Format::Json),
    ("application/vnd.bezant+json", Format::Json),
    ("application/xml", Format::Xml),
    ("text/xml", Format::Xml),
    ("application/vnd.bezant+xml", Format::Xml),
    ("application/protobuf", Format::Protobuf),
    ("application/x-protobuf", Format::Protobuf),
    ("application/vnd.google.protobuf", Format::Protobuf),
];

const PROBLEM_TYPES: &[(&str, Format)] = &[(PROBLEM_JSON, Format::Json), (PROBLEM_XML, Format::Xml)];

/// The version of the media types with our name.
const VERSION: &str = "1";

/// No honest caller lists more; the others are not looked at.
const MAX_RANGES: usize = 32;

/// The form of a body by its content type; nothing where it is none of ours, or one in a character set that we do not read.
pub fn body_format(content_type: &str) -> Option<Format> {
    let range = Range::of(content_type)?;
    let is_json = range.kind.starts_with("application/") && range.kind.ends_with("+json");
    if !range.fits() {
        return None;
    }
    if is_json {
        return Some(Format::Json);
    }
    TYPES
        .iter()
        .find(|(name, _)| *name == range.kind)
        .map(|(_, format)| *format)
}

/// What to answer with, given the values of `Accept`. `has_protobuf`: whether there is a message for the answer; `itself`: the
/// media types that the operation writes itself.
pub fn choose<'a>(
    accept: impl IntoIterator<Item = &'a str>,
    has_protobuf: bool,
    itself: &[String],
) -> Result<Chosen, Unacceptable> {
    let ranges: Vec<Range> = accept
        .into_iter()
        .flat_map(|value| value.split(','))
        .filter(|range| !range.trim().is_empty())
        .take(MAX_RANGES)
        .map(|range| Range::of(range).unwrap_or(Range::NOTHING))
        .collect();
    if ranges.is_empty() {
        return Ok(Chosen::USUAL);
    }
    let problem = best(&ranges, PROBLEM_TYPES.iter().copied(), Named::Yes);
    let offers = TYPES
        .iter()
        .copied()
        .filter(|(_, format)| has_protobuf || *format != Format::Protobuf);
    let own = itself.iter().map(|name| (name.as_str(), Format::Itself));
    // An operation that writes something itself does so whatever else is taken.
    let answer = match best(&ranges, own.chain(offers), Named::No) {
        Some((_, Format::Itself)) => Some(("", Format::Itself)),
        Some((name, format)) => TYPES
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(name, _)| (*name, format)),
        None => problem.map(|(_, format)| match format {
            // Whoever takes a problem in this form takes an answer in it.
            Format::Xml => ("application/xml", Format::Xml),
            Format::Json | Format::Protobuf | Format::Itself => ("application/json", Format::Json),
        }),
    };
    let (answer_type, answer) = answer.ok_or(Unacceptable)?;
    let problem_format = problem.map_or(answer, |(_, format)| format);
    let problem_type = match problem_format {
        Format::Json | Format::Itself => PROBLEM_JSON,
        Format::Xml => PROBLEM_XML,
        Format::Protobuf => answer_type,
    };
    Ok(Chosen {
        answer,
        answer_type,
        problem: match problem_format {
            Format::Itself => Format::Json,
            Format::Json | Format::Xml | Format::Protobuf => problem_format,
        },
        problem_type,
    })
}

/// Whether an offer counts only where it is named.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Named {
    Yes,
    No,
}

/// The offer that is preferred; of equal ones the first.
fn best<'o>(
    ranges: &[Range],
    offers: impl Iterator<Item = (&'o str, Format)>,
    named: Named,
) -> Option<(&'o str, Format)> {
    let mut best: Option<((&str, Format), u16)> = None;
    for offer in offers {
        let matching = ranges
            .iter()
            .filter_map(|range| Some((range.matches(offer.0)?, range.weight)));
        let Some((closeness, weight)) = matching.max_by_key(|(closeness, _)| *closeness) else {
            continue;
        };
        let counts = weight > 0 && (named == Named::No || closeness == Closeness::Named);
        if counts && best.is_none_or(|(_, other)| weight > other) {
            best = Some((offer, weight));
        }
    }
    best.map(|(offer, _)| offer)
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Anything,
    OfType,
    Named,
}

/// A media range with its weight in thousandths.
struct Range<'a> {
    kind: std::borrow::Cow<'a, str>,
    version: Option<&'a str>,
    charset: Option<&'a str>,
    weight: u16,
}

impl<'a> Range<'a> {
    /// What was not understood takes nothing.
    const NOTHING: Range<'static> = Range {
        kind: std::borrow::Cow::Borrowed(""),
        version: None,
        charset: None,
        weight: 0,
    };

    fn of(text: &'a str) -> Option<Range<'a>> {
        let mut parts = text.split(';');
        let kind = parts.next()?.trim();
        let (main, sub) = kind.split_once('/')?;
        if main.is_empty() || sub.is_empty() || main == "*" && sub != "*" {
            return None;
        }
        let mut range = Range {
            kind: if kind.bytes().any(|byte| byte.is_ascii_uppercase()) {
                kind.to_ascii_lowercase().into()
            } else {
                kind.into()
            },
            version: None,
            charset: None,
            weight: 1_000,
        };
        for parameter in parts.filter(|parameter| !parameter.trim().is_empty()) {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => range.weight = weight(value)?,
                "version" => range.version = Some(value),
                "charset" => range.charset = Some(value),
                _ => {}
            }
        }
        Some(range)
    }

    /// Whether its parameters say what we read and write.
    fn fits(&self) -> bool {
        let is_ours = self.kind.starts_with("application/vnd.bezant+");
        self.charset
            .is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
            && self.version.is_none_or(|version| !is_ours || version == VERSION)
    }

    fn matches(&self, offer: &str) -> Option<Closeness> {
        if !self.fits() {
            return None;
        }
        match self.kind.as_ref() {
            "*/*" => Some(Closeness::Anything),
            kind if kind == offer => Some(Closeness::Named),
            kind => {
                let main = kind.strip_suffix("/*")?;
                let is_of_type = offer.split('/').next() == Some(main);
                is_of_type.then_some(Closeness::OfType)
            }
        }
    }
}

/// A weight from 0 to 1 with up to three decimals (RFC 9110, 12.4.2), in thousandths.
pub fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_preferred_form_is_chosen() {
        use Format::{Itself, Json, Protobuf, Xml};
        let itself = ["text/event-stream".to_owned()];
        let cases: &[(&str, Option<(Format, Format)>)] = &[
            ("", Some((Json, Json))),
            ("*/*", Some((Json, Json))),
            ("application/*", Some((Json, Json))),
            ("text/html, application/xml;q=0.9, */*;q=0.8", Some((Xml, Xml))),
            ("application/xml, application/json", Some((Json, Json))),
            ("application/json;q=0.5, application/xml;q=0.7", Some((Xml, Xml))),
            ("application/json;q=0, */*", Some((Json, Json))),
            (
                "application/json;q=0, application/vnd.bezant+json;q=0, */*",
                Some((Xml, Xml)),
            ),
            ("text/*", Some((Xml, Xml))),
            ("APPLICATION/XML; charset=UTF-8", Some((Xml, Xml))),
            ("application/xml;charset=latin1", None),
            ("application/x-protobuf", Some((Protobuf, Protobuf))),
            ("application/xml, application/problem+json", Some((Xml, Json))),
            ("application/problem+xml", Some((Xml, Xml))),
            ("application/problem+xml, application/json", Some((Json, Xml))),
            ("application/vnd.bezant+json;version=1", Some((Json, Json))),
            ("application/vnd.bezant+json;version=2", None),
            ("application/vnd.bezant+xml;version=\"1\"", Some((Xml, Xml))),
            ("text/html", None),
            ("image/*", None),
            ("application/json;q=2", None),
            ("application/json;q=0.0000", None),
            ("rubbish", None),
            ("*/json", None),
        ];
        for (accept, expected) in cases {
            let chosen = choose([*accept], true, &[]).ok();
            assert_eq!(
                chosen.map(|chosen| (chosen.answer, chosen.problem)),
                *expected,
                "{accept}"
            );
        }
        let stream = choose(["text/event-stream"], false, &itself).unwrap();
        assert_eq!((stream.answer, stream.problem), (Itself, Json));
        assert_eq!(choose(["application/protobuf"], false, &[]), Err(Unacceptable));
        let named = choose(["application/x-protobuf"], true, &[]).unwrap();
        assert_eq!(named.answer_type, "application/x-protobuf");
    }

    #[test]
    fn bodies_are_known_by_their_type() {
        let cases = [
            ("application/json", Some(Format::Json)),
            ("application/json; charset=utf-8", Some(Format::Json)),
            ("application/merge-patch+json", Some(Format::Json)),
            ("application/vnd.bezant+json;version=2", None),
            ("Text/XML", Some(Format::Xml)),
            ("application/xml;charset=utf-16", None),
            ("application/protobuf", Some(Format::Protobuf)),
            ("text/plain", None),
            ("", None),
        ];
        for (kind, expected) in cases {
            assert_eq!(body_format(kind), expected, "{kind}");
        }
    }
}
