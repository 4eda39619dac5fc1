//! Where a field of a request stands in the TOML file that the request was made from.

use toml::de::{DeTable, DeValue};

/// The line and column, from 1, of a field such as `schedule[0].line[2].markup`; of what is around it where it is missing.
pub(super) fn of(text: &str, path: &str) -> Option<(u64, u64)> {
    if path.is_empty() {
        return None;
    }
    let document = DeTable::parse(text).ok()?;
    let mut found = None;
    let mut table = Some(document.get_ref());
    let mut value: Option<&DeValue<'_>> = None;
    for segment in segments(path) {
        let (at, next) = match (segment, table, value) {
            (Segment::Name(name), Some(table), _) => {
                let Some((key, next)) = table.iter().find(|(key, _)| key.get_ref() == name) else {
                    break;
                };
                (key.span().start, next)
            }
            (Segment::Item(number), None, Some(DeValue::Array(items))) => {
                let Some(next) = items.get(number) else { break };
                (next.span().start, next)
            }
            _ => break,
        };
        found = Some(at);
        (table, value) = match next.get_ref() {
            DeValue::Table(table) => (Some(table), None),
            other => (None, Some(other)),
        };
    }
    let before = text.get(..found?)?;
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some((u64::try_from(line).ok()?, u64::try_from(column).ok()?))
}

enum Segment<'a> {
    Name(&'a str),
    Item(usize),
}

fn segments(path: &str) -> impl Iterator<Item = Segment<'_>> {
    path.split('.').flat_map(|part| {
        let (name, items) = part.split_at(part.find('[').unwrap_or(part.len()));
        let numbers = items
            .split(['[', ']'])
            .filter_map(|number| number.parse().ok())
            .map(Segment::Item);
        (!name.is_empty())
            .then_some(Segment::Name(name))
            .into_iter()
            .chain(numbers)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_where_they_are_written() {
        let text = "[[schedule]]\ngateway = \"a\"\n\n[[schedule.line]]\nmarkup = { basis_points = \"1\" }\n[[schedule.line]]\n  currency = \"E\"\nmarkup = { fixed_minor = 1, basis_points = \"x\" }\n";
        for (path, place) in [
            ("schedule[0].gateway", Some((2, 1))),
            ("schedule[0].line[0].markup.basis_points", Some((5, 12))),
            ("schedule[0].line[1].currency", Some((7, 3))),
            ("schedule[0].line[1].markup.basis_points", Some((8, 29))),
            ("schedule[0].line[1].markup.colour", Some((8, 1))),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(of(text, path), place, "{path}");
        }
        assert_eq!(of("not toml", "a"), None);
    }
}
