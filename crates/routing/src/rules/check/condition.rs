//! Types and sense of conditions.

use super::field::{Field, NAMES, NoValue, Order, Value};
use super::{Checker, MAX_LIST};
use crate::rules::diagnostic::{DiagnosticCode, Mistake};
use crate::rules::program::{Expression, KeyField, Test, TimePart};
use crate::rules::span::{Span, Spanned};
use crate::rules::syntax::{Comparison, Condition, FieldName, Item, Predicate, TestText};

/// What one value, range or comparison allows.
enum Allowed {
    Ranges(Vec<(i128, i128)>),
    Money(bezant_kernel::Currency, (i128, i128)),
    Text(String),
}

impl Checker<'_> {
    /// The condition; nothing where it has mistakes, which are reported.
    pub(super) fn condition(&mut self, condition: &Spanned<Condition>) -> Option<Expression> {
        match &condition.value {
            Condition::All(parts) => {
                let parts = self.parts(parts)?;
                self.report_impossible(&parts);
                Some(Expression::All(parts.into_iter().map(|(_, part)| part).collect()))
            }
            Condition::Any(parts) => {
                let parts = self.parts(parts)?;
                Some(Expression::Any(parts.into_iter().map(|(_, part)| part).collect()))
            }
            Condition::Not(inner) => Some(Expression::Not(Box::new(self.condition(inner)?))),
            Condition::Test(test) => self.test(test),
        }
    }

    /// All parts, or nothing if one of them is wrong; each is looked at.
    fn parts(&mut self, parts: &[Spanned<Condition>]) -> Option<Vec<(Span, Expression)>> {
        let checked: Vec<_> = parts
            .iter()
            .map(|part| self.condition(part).map(|expression| (part.span, expression)))
            .collect();
        checked.into_iter().collect()
    }

    /// Two parts of an `and` that exclude each other.
    fn report_impossible(&mut self, parts: &[(Span, Expression)]) {
        for (place, (span, later)) in parts.iter().enumerate() {
            if parts[..place]
                .iter()
                .any(|(_, earlier)| exclude_each_other(earlier, later))
            {
                self.report(
                    DiagnosticCode::Unreachable,
                    *span,
                    "this can't be true together with what stands before it",
                    "a rule that never holds does nothing: remove it, or join the parts by `or`",
                );
            }
        }
    }

    fn test(&mut self, test: &TestText) -> Option<Expression> {
        let field = match &test.field.value {
            FieldName::Metadata(key) => Field::Metadata(key.clone()),
            FieldName::Plain(name) => match Field::named(name) {
                Some(field) => field,
                None => {
                    let message = format!("payments have no `{name}`");
                    let hint = format!("conditions are over {NAMES}");
                    self.report(DiagnosticCode::UnknownField, test.field.span, message, &hint);
                    return None;
                }
            },
        };
        if let Some(offset) = &test.offset
            && !matches!(field, Field::Time(_))
        {
            let message = "only times, weekdays and dates have a distance from UTC";
            self.report(
                DiagnosticCode::Misplaced,
                offset.span,
                message,
                "remove `at` and what follows",
            );
            return None;
        }
        let offset = test.offset.as_ref().map_or(0, |offset| offset.value);
        match &test.predicate {
            Predicate::Known(is_known) => self.known(&field, *is_known, test.field.span),
            Predicate::Compare(comparison, literal) => {
                let item = Item {
                    low: literal.clone(),
                    high: None,
                };
                let allowed = self.compared(&field, comparison, &item)?;
                let test = expression(&field, offset, vec![allowed]);
                Some(match comparison.value {
                    Comparison::NotEqual => Expression::Not(Box::new(test)),
                    _ => test,
                })
            }
            Predicate::Between(item) => {
                let allowed = self.item(&field, item)?;
                Some(expression(&field, offset, vec![allowed]))
            }
            Predicate::In { is_negated, items } => {
                if let Some(beyond) = items.get(MAX_LIST) {
                    let message = format!("a list has at most {MAX_LIST} values");
                    self.report(
                        DiagnosticCode::TooLarge,
                        beyond.span,
                        message,
                        "make it two rules",
                    );
                    return None;
                }
                let allowed: Vec<_> = items.iter().map(|item| self.item(&field, &item.value)).collect();
                let test = expression(&field, offset, allowed.into_iter().collect::<Option<_>>()?);
                Some(if *is_negated {
                    Expression::Not(Box::new(test))
                } else {
                    test
                })
            }
        }
    }

    fn known(&mut self, field: &Field, is_known: bool, span: Span) -> Option<Expression> {
        let test = match field {
            Field::Key(KeyField::Currency | KeyField::Method | KeyField::Tenant)
            | Field::Amount
            | Field::Time(_) => {
                let message = "this is known of every payment";
                self.report(
                    DiagnosticCode::WrongComparison,
                    span,
                    message,
                    "remove this condition",
                );
                return None;
            }
            Field::Key(key) => Test::KeyKnown(*key),
            Field::Customer => Test::CustomerKnown,
            Field::Metadata(key) => Test::MetadataKnown(key.as_str().into()),
        };
        let test = Expression::Test(test);
        Some(if is_known {
            test
        } else {
            Expression::Not(Box::new(test))
        })
    }

    fn compared(&mut self, field: &Field, comparison: &Spanned<Comparison>, item: &Item) -> Option<Allowed> {
        let is_order = !matches!(comparison.value, Comparison::Equal | Comparison::NotEqual);
        if is_order && field.order() != Order::Full {
            self.report(
                DiagnosticCode::WrongComparison,
                comparison.span,
                "the values of this field have no order",
                "compare by `=`, `!=` or `in (…)`",
            );
            return None;
        }
        let open = |low: i128, high: i128| match comparison.value {
            Comparison::Equal | Comparison::NotEqual => (low, high),
            Comparison::Less => (i128::MIN, low - 1),
            Comparison::AtMost => (i128::MIN, high),
            Comparison::More => (high + 1, i128::MAX),
            Comparison::AtLeast => (low, i128::MAX),
        };
        Some(match self.value(field, &item.low)? {
            Value::Range(low, high) => Allowed::Ranges(vec![open(low, high)]),
            Value::Money(currency, minor) => Allowed::Money(currency, open(minor, minor)),
            Value::Text(text) => Allowed::Text(text),
        })
    }

    fn item(&mut self, field: &Field, item: &Item) -> Option<Allowed> {
        let Some(upper) = &item.high else {
            return Some(match self.value(field, &item.low)? {
                Value::Range(low, high) => Allowed::Ranges(vec![(low, high)]),
                Value::Money(currency, minor) => Allowed::Money(currency, (minor, minor)),
                Value::Text(text) => Allowed::Text(text),
            });
        };
        let span: Span = (item.low.span.start..upper.span.end).into();
        if field.order() == Order::None {
            let hint = "name the values one by one: `in (…, …)`";
            self.report(
                DiagnosticCode::WrongComparison,
                span,
                "the values of this field have no order",
                hint,
            );
            return None;
        }
        let (low, high) = (self.value(field, &item.low), self.value(field, upper));
        let allowed = match (low?, high?) {
            (Value::Range(from, _), Value::Range(to, _)) if *field == Field::Time(TimePart::Clock) => {
                // The end does not belong to it, and a night goes over midnight.
                let whole = if from < to {
                    vec![(from, to - 1)]
                } else {
                    vec![(from, 24 * 60 - 1), (0, to - 1)]
                };
                Allowed::Ranges(if from == to { Vec::new() } else { whole })
            }
            (Value::Range(from, _), Value::Range(_, to))
                if *field == Field::Time(TimePart::Weekday) && from > to =>
            {
                Allowed::Ranges(vec![(from, 6), (0, to)])
            }
            (Value::Range(from, first), Value::Range(last, to)) => {
                if *field == Field::Key(KeyField::Bin) && first - from != to - last {
                    let message = "the two ends of a range have the same number of digits";
                    self.report(
                        DiagnosticCode::InvalidNumber,
                        span,
                        message,
                        "write both with as many digits",
                    );
                    return None;
                }
                Allowed::Ranges(vec![(from, to)])
            }
            (Value::Money(currency, from), Value::Money(other, to)) => {
                if currency != other {
                    let message = format!("this range goes from {currency} to {other}");
                    self.report(
                        DiagnosticCode::CurrencyMismatch,
                        span,
                        message,
                        "write a range for each currency",
                    );
                    return None;
                }
                Allowed::Money(currency, (from, to))
            }
            _ => unreachable!("a field has one type, and texts have no order"),
        };
        let is_empty = match &allowed {
            Allowed::Ranges(ranges) => ranges.iter().all(|(low, high)| low > high),
            Allowed::Money(_, (low, high)) => low > high,
            Allowed::Text(_) => false,
        };
        if is_empty {
            self.report(
                DiagnosticCode::EmptyRange,
                span,
                "this range holds nothing",
                "the lower end comes first",
            );
            return None;
        }
        Some(allowed)
    }

    fn value(&mut self, field: &Field, literal: &Spanned<crate::rules::syntax::Literal>) -> Option<Value> {
        match field.read(&literal.value) {
            Ok(value) => Some(value),
            Err(NoValue { code, message, hint }) => {
                self.mistakes
                    .push(Mistake::new(code, literal.span, message).hint(hint));
                None
            }
        }
    }
}

fn expression(field: &Field, offset: i16, allowed: Vec<Allowed>) -> Expression {
    let (mut ranges, mut texts) = (Vec::new(), Vec::<Box<str>>::new());
    let mut money: Vec<(bezant_kernel::Currency, Vec<(i128, i128)>)> = Vec::new();
    for one in allowed {
        match one {
            Allowed::Ranges(more) => ranges.extend(more),
            Allowed::Text(text) => texts.push(text.into()),
            Allowed::Money(currency, range) => match money.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, ranges)) => ranges.push(range),
                None => money.push((currency, vec![range])),
            },
        }
    }
    texts.sort();
    texts.dedup();
    let texts = texts.into_boxed_slice();
    match field {
        Field::Amount => {
            let mut tests: Vec<Expression> = money
                .into_iter()
                .map(|(currency, ranges)| Expression::Test(Test::Amount(currency, merged(ranges))))
                .collect();
            match tests.len() {
                1 => tests.remove(0),
                _ => Expression::Any(tests),
            }
        }
        Field::Key(key) => Expression::Test(Test::Key(*key, merged(ranges))),
        Field::Time(part) => Expression::Test(Test::Time(*part, offset, merged(ranges))),
        Field::Customer => Expression::Test(Test::Customer(texts)),
        Field::Metadata(key) => Expression::Test(Test::Metadata(key.as_str().into(), texts)),
    }
}

/// Sorted, without those that touch another or hold nothing.
fn merged(mut ranges: Vec<(i128, i128)>) -> Box<[(i128, i128)]> {
    ranges.retain(|(low, high)| low <= high);
    ranges.sort_unstable();
    let mut whole: Vec<(i128, i128)> = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match whole.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => whole.push((low, high)),
        }
    }
    whole.into_boxed_slice()
}

/// Whether no payment can fit both. Only plain tests of one field are looked at.
fn exclude_each_other(one: &Expression, other: &Expression) -> bool {
    let (Expression::Test(one), Expression::Test(other)) = (one, other) else {
        return false;
    };
    // Both lists are sorted: the only range of `b` that can meet `x` is the last that begins before its end.
    let disjoint = |a: &[(i128, i128)], b: &[(i128, i128)]| {
        a.iter().all(|x| {
            let before = b.partition_point(|y| y.0 <= x.1);
            before == 0 || b[before - 1].1 < x.0
        })
    };
    let texts_disjoint = |a: &[Box<str>], b: &[Box<str>]| a.iter().all(|x| b.binary_search(x).is_err());
    match (one, other) {
        (Test::Key(field, a), Test::Key(same, b)) => field == same && disjoint(a, b),
        (Test::Amount(currency, a), Test::Amount(same, b)) => currency != same || disjoint(a, b),
        (Test::Amount(currency, _), Test::Key(KeyField::Currency, allowed))
        | (Test::Key(KeyField::Currency, allowed), Test::Amount(currency, _)) => {
            let number = i128::from(currency.number());
            disjoint(&[(number, number)], allowed)
        }
        (Test::Time(part, offset, a), Test::Time(same, also, b)) => {
            part == same && offset == also && disjoint(a, b)
        }
        (Test::Customer(a), Test::Customer(b)) => texts_disjoint(a, b),
        (Test::Metadata(key, a), Test::Metadata(same, b)) => key == same && texts_disjoint(a, b),
        _ => false,
    }
}
