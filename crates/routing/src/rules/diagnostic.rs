//! What is wrong with a set of rules, and where: for people as a drawing under the source line, for programs as codes.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::span::Span;

/// How many mistakes are reported at once; more would hide the first.
pub(crate) const MAX_DIAGNOSTICS: usize = 50;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What kind of mistake it is. The texts are stable.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DiagnosticCode { $($(#[$doc])* $name,)* }

        impl DiagnosticCode {
            /// All codes.
            pub const ALL: &'static [DiagnosticCode] = &[$(DiagnosticCode::$name,)*];

            /// The stable text, such as `unknown_gateway`.
            pub const fn as_str(self) -> &'static str {
                match self { $(DiagnosticCode::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The text, its nesting, its rules or its lists are beyond a limit.
    TooLarge = "too_large",
    /// A character that the language does not use.
    UnknownCharacter = "unknown_character",
    /// A text without its closing quote.
    UnclosedText = "unclosed_text",
    /// A backslash in a text with something else than `\\ " n t` after it.
    UnknownEscape = "unknown_escape",
    /// Something else is expected here.
    UnexpectedToken = "unexpected_token",
    /// A condition over something that payments do not have.
    UnknownField = "unknown_field",
    /// A gateway that is not declared.
    UnknownGateway = "unknown_gateway",
    /// No currency of ISO 4217.
    UnknownCurrency = "unknown_currency",
    /// A value of another type than the field has.
    WrongType = "wrong_type",
    /// A comparison that makes no sense for the field.
    WrongComparison = "wrong_comparison",
    /// An amount of no currency.
    MoneyWithoutCurrency = "money_without_currency",
    /// Two currencies in one range.
    CurrencyMismatch = "currency_mismatch",
    /// More decimals than the currency has.
    TooPrecise = "too_precise",
    /// A number that is too large or not of the form needed here.
    InvalidNumber = "invalid_number",
    /// A range that holds nothing.
    EmptyRange = "empty_range",
    /// The same rule name, action or gateway twice.
    Duplicate = "duplicate",
    /// The weights of a split are not 100 together.
    WeightsNotWhole = "weights_not_whole",
    /// Actions of a rule that contradict each other.
    Contradiction = "contradiction",
    /// A rule or condition that can never be reached.
    Unreachable = "unreachable",
    /// Something that has no meaning here.
    Misplaced = "misplaced",
}

/// One mistake in a set of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake.
    pub code: DiagnosticCode,
    /// Where in the source, in bytes.
    pub span: Span,
    /// The line of its start, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The mistakes of a set of rules in the order of their places; at least one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.summary())]
pub struct Diagnostics(Vec<Diagnostic>);

/// A mistake before its line is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) code: DiagnosticCode,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Mistake {
    pub(crate) fn new(code: DiagnosticCode, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Mistake {
            code,
            span: span.into(),
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn located(self, source: &str) -> Diagnostic {
        let (line, column) = place(source, self.span.start);
        Diagnostic {
            code: self.code,
            span: self.span,
            line,
            column,
            message: self.message,
            hint: self.hint,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The line and the character of a byte, both from 1.
fn place(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

impl Diagnostic {
    /// The mistake drawn under its source line, without colours.
    pub fn render(&self, source: &str, file_name: &str) -> String {
        let start = floor_boundary(source, self.span.start);
        let end = floor_boundary(source, self.span.end).max(start);
        let mut annotation = AnnotationKind::Primary.span(start..end);
        if let Some(hint) = &self.hint {
            annotation = annotation.label(hint.as_str());
        }
        let group: Group<'_> = Level::ERROR
            .primary_title(self.message.as_str())
            .id(self.code.as_str())
            .element(Snippet::source(source).path(file_name).annotation(annotation));
        Renderer::plain().render(&[group])
    }
}

fn floor_boundary(source: &str, at: usize) -> usize {
    (0..=at.min(source.len()))
        .rev()
        .find(|at| source.is_char_boundary(*at))
        .unwrap_or(0)
}

impl Diagnostics {
    pub(crate) fn new(source: &str, mut mistakes: Vec<Mistake>) -> Self {
        assert!(!mistakes.is_empty(), "diagnostics hold at least one mistake");
        mistakes.sort_by_key(|mistake| (mistake.span, mistake.code));
        mistakes.dedup();
        mistakes.truncate(MAX_DIAGNOSTICS);
        Diagnostics(
            mistakes
                .into_iter()
                .map(|mistake| mistake.located(source))
                .collect(),
        )
    }

    /// The mistakes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// All mistakes drawn under their source lines, without colours.
    pub fn render(&self, source: &str, file_name: &str) -> String {
        let drawn: Vec<String> = self.0.iter().map(|one| one.render(source, file_name)).collect();
        drawn.join("\n\n")
    }

    fn summary(&self) -> String {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|one| format!("{}:{}: {}", one.line, one.column, one.message))
            .collect();
        lines.join("; ")
    }
}
