//! Variables: declared, and of the type that their place needs.

use super::Checker;
use crate::diagnostic::DiagnosticCode;
use crate::span::{Span, Spanned};
use crate::syntax::Given;
use crate::value::ValueType;

impl Checker<'_> {
    pub(super) fn given<T>(&mut self, given: &Spanned<Given<T>>, wanted: &[ValueType]) {
        if let Given::Variable(name) = &given.value {
            self.variable(name, given.span, wanted);
        }
    }

    pub(super) fn variable(&mut self, name: &str, span: Span, wanted: &[ValueType]) {
        match self.types.get(name) {
            Some(own) if wanted.contains(own) => {}
            Some(own) => {
                let wanted: Vec<&str> = wanted.iter().map(|one| one.word()).collect();
                let message = format!(
                    "`${name}` is of type {own}, {} is needed here",
                    wanted.join(" or ")
                );
                let hint = format!("declare it as `var {name}: {}`, or use another", wanted[0]);
                self.report(DiagnosticCode::WrongType, span, message, &hint);
            }
            None => {
                let near = self
                    .types
                    .keys()
                    .map(|other| (distance(name, other), other))
                    .min();
                let hint = match near.filter(|(edits, _)| *edits <= 2).map(|(_, other)| other) {
                    Some(other) => format!("did you mean `${other}`?"),
                    None => format!(
                        "declare it before the first statement: `var {name}: {}`",
                        wanted[0]
                    ),
                };
                self.report(
                    DiagnosticCode::UnknownVariable,
                    span,
                    format!("`${name}` is not declared"),
                    &hint,
                );
            }
        }
    }
}

/// How many letters must be added, removed or replaced to get from one name to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn counts_edits() {
        for (from, to, edits) in [
            ("", "", 0),
            ("order", "ordre", 2),
            ("fee", "fees", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(from, to), edits);
            assert_eq!(distance(to, from), edits);
        }
    }
}
