//! The one layout: from a program back to text, with its comments.

use std::fmt::Write as _;

use bezant_kernel::{Currency, Timestamp};

use crate::program::Program;
use crate::span::{Span, Spanned};
use crate::syntax::{
    AccountName, Amount, Clause, Decimal, Given, Item, Leaf, Literal, Node, Operand, Overdraft, Quantity,
    RatioLiteral, Share, Sign, Statement, Term,
};
use crate::token::Comment;

/// The longest statement that stays on one line.
const MAX_LINE: usize = 100;

/// The program in the one layout that all flows share. Parsing the result gives an equal program; comments stay with the
/// part that follows them.
pub fn format(program: &Program) -> String {
    let mut printer = Printer {
        text: String::new(),
        comments: &program.comments,
        ends_with_comment: false,
    };
    for declaration in &program.declarations {
        let parts = &declaration.value;
        let mut line = format!("var {}: {}", parts.name.value, parts.value_type.value);
        if let Some(default) = &parts.default {
            let _ = write!(line, " = {}", literal(&default.value));
        }
        printer.line(declaration.span.start, 0, &line);
    }
    for statement in &program.statements {
        printer.gap(statement.span.start);
        printer.statement(statement);
    }
    printer.comments_before(usize::MAX, 0);
    printer.text
}

struct Printer<'p> {
    text: String,
    /// The comments that are not printed yet.
    comments: &'p [Comment],
    ends_with_comment: bool,
}

impl Printer<'_> {
    fn line(&mut self, at: usize, indent: usize, line: &str) {
        self.comments_before(at, indent);
        self.push(indent, line);
    }

    fn push(&mut self, indent: usize, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{line}", "");
        self.ends_with_comment = false;
    }

    fn comments_before(&mut self, at: usize, indent: usize) {
        while let [comment, rest @ ..] = self.comments
            && comment.start < at
        {
            self.comments = rest;
            if comment.is_trailing && self.text.ends_with('\n') && !self.ends_with_comment {
                self.text.pop();
                let _ = writeln!(self.text, " {}", comment.text);
            } else {
                self.push(indent, &comment.text);
            }
            self.ends_with_comment = true;
        }
    }

    /// An empty line before what stands at `at` and its comments.
    fn gap(&mut self, at: usize) {
        let trailing = self
            .comments
            .first()
            .filter(|comment| comment.is_trailing && comment.start < at);
        if let Some(start) = trailing.map(|comment| comment.start) {
            self.comments_before(start + 1, 0);
        }
        if !self.text.is_empty() {
            self.text.push('\n');
            self.ends_with_comment = true;
        }
    }

    fn statement(&mut self, statement: &Spanned<Statement>) {
        let parts = &statement.value;
        let verb = if parts.is_hold { "hold" } else { "send" };
        let start = format!("{verb} {}", quantity(&parts.quantity.value));
        let (first, second) = parts.direction.words();
        let short = match (&parts.source.value, &parts.destination.value) {
            (Node::Leaf(from), Node::Leaf(to)) => {
                Some(format!("{start} {first} {} {second} {}", leaf(from), leaf(to)))
            }
            _ => None,
        };
        match short.filter(|line| line.len() <= MAX_LINE) {
            Some(line) => self.line(statement.span.start, 0, &line),
            None => {
                self.line(statement.span.start, 0, &start);
                self.node(parts.source.span.start, 2, first, &parts.source, "from");
                self.node(parts.destination.span.start, 2, second, &parts.destination, "to");
            }
        }
        for clause in &parts.clauses {
            self.clause(clause);
        }
    }

    fn node(&mut self, at: usize, indent: usize, before: &str, node: &Spanned<Node>, preposition: &str) {
        let before = if before.is_empty() {
            String::new()
        } else {
            format!("{before} ")
        };
        match &node.value {
            Node::Kept => self.line(at, indent, &format!("{before}kept")),
            Node::Leaf(account) => self.line(at, indent, &format!("{before}{}", leaf(account))),
            Node::Block(items) => {
                self.line(at, indent, &format!("{before}{{"));
                for item in items {
                    self.item(item, indent + 2, preposition);
                }
                self.close(node.span, indent);
            }
        }
    }

    fn close(&mut self, span: Span, indent: usize) {
        self.comments_before(span.end.saturating_sub(1), indent + 2);
        self.push(indent, "}");
    }

    fn item(&mut self, item: &Spanned<Item>, indent: usize, preposition: &str) {
        let share = match &item.value.share.value {
            Share::Any => String::new(),
            Share::UpTo(bound) => format!("up to {}", amount(&bound.value)),
            Share::Portion(portion) => given(portion, ratio),
            Share::Remaining => "remaining".to_owned(),
            Share::Rounding => "rounding".to_owned(),
        };
        let before = match (&item.value.share.value, &item.value.node.value) {
            (Share::Any, _) | (_, Node::Kept) => share,
            _ => format!("{share} {preposition}"),
        };
        self.node(item.span.start, indent, &before, &item.value.node, preposition);
        if let Some(code) = &item.value.code {
            self.text.pop();
            let _ = writeln!(self.text, " code {}", given(&code.value, decimal));
        }
    }

    fn clause(&mut self, clause: &Spanned<Clause>) {
        let at = clause.span.start;
        let line = match &clause.value {
            Clause::Code(code) => format!("code {}", given(&code.value, decimal)),
            Clause::Reference(reference) => format!("reference {}", given(&reference.value, decimal)),
            Clause::ExternalReference(text) => {
                format!("external reference {}", given(&text.value, |text| quoted(text)))
            }
            Clause::Effective(instant) => format!("effective {}", given(&instant.value, time)),
            Clause::Timeout(count, unit) => {
                format!("timeout {} {}", given(&count.value, decimal), unit.word())
            }
            Clause::Metadata(entries) => {
                self.line(at, 2, "metadata {");
                for (key, value) in entries {
                    let line = format!(
                        "{}: {}",
                        quoted_key(&key.value),
                        given(&value.value, |text| quoted(text))
                    );
                    self.line(key.span.start, 4, &line);
                }
                return self.close(clause.span, 2);
            }
        };
        self.line(at, 2, &line);
    }
}

fn quantity(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Amount(sum) => amount(&sum.value),
        Quantity::All(currency) => format!("all {}", given(&currency.value, Currency::to_string)),
    }
}

fn leaf(leaf: &Leaf) -> String {
    let name = account(&leaf.account.value);
    match leaf.overdraft.as_ref().map(|overdraft| &overdraft.value) {
        None => name,
        Some(Overdraft::Unbounded) => format!("{name} with unbounded overdraft"),
        Some(Overdraft::UpTo(bound)) => format!("{name} with overdraft up to {}", amount(&bound.value)),
    }
}

/// An account as it is written.
pub(crate) fn account(name: &AccountName) -> String {
    match name {
        AccountName::Path(path) => path.to_string(),
        AccountName::Variable(name) => format!("${name}"),
        AccountName::Pattern(account_type, parts) => {
            let mut text = account_type.root().to_owned();
            for part in parts {
                let _ = write!(text, ":{}", given(part, String::clone));
            }
            text
        }
    }
}

fn amount(amount: &Amount) -> String {
    let mut text = String::new();
    for (at, (sign, one)) in amount.0.iter().enumerate() {
        match sign {
            _ if at == 0 => {}
            Sign::Plus => text.push_str(" + "),
            Sign::Minus => text.push_str(" - "),
        }
        text.push_str(&term(&one.value));
    }
    text
}

fn term(term: &Term) -> String {
    match term {
        Term::Operand(one) => operand(one),
        Term::Share {
            ratio: share,
            of,
            rounding,
        } => format!(
            "{} of {} rounded {}",
            given(&share.value, ratio),
            operand(&of.value),
            rounding.words()
        ),
        Term::Exchange {
            of,
            currency,
            rate,
            rounding,
        } => format!(
            "{} in {} at {} rounded {}",
            operand(&of.value),
            given(&currency.value, Currency::to_string),
            given(&rate.value, ratio),
            rounding.words()
        ),
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Variable(name) => format!("${name}"),
        Operand::Group(inner) => format!("({})", amount(&inner.value)),
        Operand::Money(currency, number) => {
            format!(
                "{} {}",
                given(&currency.value, Currency::to_string),
                decimal(&number.value)
            )
        }
    }
}

fn given<T>(given: &Given<T>, literal: impl Fn(&T) -> String) -> String {
    match given {
        Given::Literal(value) => literal(value),
        Given::Variable(name) => format!("${name}"),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Account(path) => path.to_string(),
        Literal::Money(currency, number) => format!("{currency} {}", decimal(number)),
        Literal::Currency(currency) => currency.to_string(),
        Literal::Ratio(one) => ratio(one),
        Literal::Text(text) => quoted(text),
        Literal::Number(number) => decimal(number),
        Literal::Time(instant) => time(instant),
    }
}

fn decimal(number: &Decimal) -> String {
    let scale = usize::from(number.scale);
    let digits = format!("{:0>width$}", number.digits, width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

fn ratio(literal: &RatioLiteral) -> String {
    match literal {
        RatioLiteral::Percent(number, _) => format!("{}%", decimal(number)),
        RatioLiteral::Fraction(numerator, denominator, _) => format!("{numerator}/{denominator}"),
        RatioLiteral::Decimal(number, _) => decimal(number),
    }
}

fn time(instant: &Timestamp) -> String {
    let text = instant.to_string();
    match text.strip_suffix("T00:00:00.000000Z") {
        Some(day) => day.to_owned(),
        None => text.replace(".000000Z", "Z"),
    }
}

fn quoted_key(key: &str) -> String {
    let starts_well = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_word = starts_well
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_currency_like = key.len() == 3 && key.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_word && !is_currency_like {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
