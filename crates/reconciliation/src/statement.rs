//! A statement as it is kept, whatever kind of file it came from.

use std::collections::BTreeMap;

use bezant_kernel::{Currency, Id, Money, Tenant};

use crate::ids::kinds::StatementKind;
use crate::ids::statement_id;
use crate::text::clean;
use crate::{Date, LineId, ReconciliationId, StatementId};

/// A statement has at most so many lines.
pub const MAXIMUM_LINES: usize = 100_000;

/// What is longer is cut: nobody matches by the rest, and a line must not fill the log.
pub(crate) const REFERENCE_CHARACTERS: usize = 140;
const REFERENCES: usize = 8;
const COUNTERPARTY_CHARACTERS: usize = 140;
const TEXT_CHARACTERS: usize = 1_000;
const NAME_CHARACTERS: usize = 64;

/// What a statement says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The account as its bank names it: an IBAN, or what else identifies it there.
    pub account: String,
    /// The bank's name for this statement, if it has one.
    pub number: String,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The balance before the first line, if said.
    pub opening: Option<Money>,
    /// The balance after the last line, if said.
    pub closing: Option<Money>,
    /// How many entries were left out since they are only announced, not booked.
    pub pending_left_out: u32,
    /// Which part of the statement this is, from 1; see [`Statement::into_parts`].
    pub part: u32,
    /// Of how many.
    pub parts: u32,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineContent {
    /// When it was booked.
    pub booked_on: Date,
    /// From when on it counts for interest.
    pub value_on: Date,
    /// By how much the balance rose (or, below zero, fell).
    pub amount: Money,
    /// What may identify it: the bank's, the payer's, the payee's references.
    pub references: Vec<String>,
    /// Who stands on the other side.
    pub counterparty: String,
    /// What it is for.
    pub text: String,
    /// Whether it takes back an earlier line.
    pub is_reversal: bool,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From its content and its place among equal lines of the statement, so that a line has the same id in each file
    /// that holds whole days.
    pub id: LineId,
    /// What it says.
    pub content: LineContent,
}

/// A statement whose lines have ids and whose balances, where said, add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    header: Header,
    lines: Vec<Line>,
}

/// Why header and lines are no statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementProblem {
    /// More than [`MAXIMUM_LINES`].
    #[error("a statement has at most 100,000 lines")]
    TooManyLines,
    /// A line or a balance is of another currency than the statement.
    #[error("an amount in {0} stands in a statement in {1}")]
    CurrencyMismatch(Currency, Currency),
    /// Opening balance and lines do not give the closing balance.
    #[error("the closing balance differs from the opening balance and the lines by {0}")]
    BalanceMismatch(Money),
    /// The sum of the lines does not fit.
    #[error("the sum of the lines is too large")]
    Overflow,
    /// The first day is after the last.
    #[error("the statement ends before it begins")]
    PeriodReversed,
}

impl Statement {
    /// A statement, with its texts cleaned and cut to what is kept.
    pub fn new(mut header: Header, contents: Vec<LineContent>) -> Result<Statement, StatementProblem> {
        header.account = clean(&header.account, NAME_CHARACTERS);
        header.number = clean(&header.number, NAME_CHARACTERS);
        if contents.len() > MAXIMUM_LINES {
            return Err(StatementProblem::TooManyLines);
        }
        if header.from > header.to {
            return Err(StatementProblem::PeriodReversed);
        }
        check_balances(&header, &contents)?;
        let mut seen: BTreeMap<LineId, u32> = BTreeMap::new();
        let lines = contents.into_iter().map(|content| {
            let content = content.cleaned();
            let nth = seen.entry(content.id(&header.account, 0)).or_default();
            let id = content.id(&header.account, *nth);
            *nth += 1;
            Line { id, content }
        });
        let lines = lines.collect();
        Ok(Statement { header, lines })
    }

    /// What it says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Its lines, in the order of the file.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The same lines as statements of at most so many lines, each with its own balances, so that a long statement
    /// is taken in by several commands of bounded size.
    pub fn into_parts(self, maximum_lines: usize) -> Vec<Statement> {
        assert!(maximum_lines > 0, "a part holds at least one line");
        if self.lines.len() <= maximum_lines {
            return vec![self];
        }
        let count = u32::try_from(self.lines.len().div_ceil(maximum_lines))
            .expect("a statement has at most 100,000 lines");
        let mut balance = self.header.opening;
        let mut parts = Vec::new();
        let mut rest = self.lines.into_iter().peekable();
        while rest.peek().is_some() {
            let lines: Vec<Line> = rest.by_ref().take(maximum_lines).collect();
            let mut header = self.header.clone();
            header.part = parts.len() as u32 + 1;
            header.parts = count;
            header.opening = balance;
            for line in &lines {
                balance = balance.and_then(|sum| sum.checked_add(line.content.amount).ok());
            }
            header.closing = if header.part == count {
                self.header.closing
            } else {
                balance
            };
            parts.push(Statement { header, lines });
        }
        parts
    }

    /// The id that this has in a reconciliation.
    pub fn id(&self, tenant: Tenant, reconciliation: ReconciliationId) -> StatementId {
        statement_id(tenant, reconciliation, self.content_number())
    }

    /// A number for the whole content; two statements with the same are the same.
    fn content_number(&self) -> u128 {
        let header = &self.header;
        let balance =
            |money: Option<Money>| money.map_or_else(Vec::new, |money| money.minor().to_be_bytes().to_vec());
        let lines: Vec<u8> = self
            .lines
            .iter()
            .flat_map(|line| line.id.as_u128().to_be_bytes())
            .collect();
        Id::<StatementKind>::derive(&[
            header.account.as_bytes(),
            header.number.as_bytes(),
            &header.currency.number().to_be_bytes(),
            &header.from.days().to_be_bytes(),
            &header.to.days().to_be_bytes(),
            &balance(header.opening),
            &balance(header.closing),
            &header.part.to_be_bytes(),
            &lines,
        ])
        .as_u128()
    }
}

impl LineContent {
    fn cleaned(mut self) -> LineContent {
        let mut references: Vec<String> = Vec::with_capacity(self.references.len().min(REFERENCES));
        for reference in &self.references {
            let reference = clean(reference, REFERENCE_CHARACTERS);
            if !reference.is_empty() && !references.contains(&reference) && references.len() < REFERENCES {
                references.push(reference);
            }
        }
        self.references = references;
        self.counterparty = clean(&self.counterparty, COUNTERPARTY_CHARACTERS);
        self.text = clean(&self.text, TEXT_CHARACTERS);
        self
    }

    fn id(&self, account: &str, nth: u32) -> LineId {
        let currency = self.amount.currency().number().to_be_bytes();
        let booked = self.booked_on.days().to_be_bytes();
        let value = self.value_on.days().to_be_bytes();
        let amount = self.amount.minor().to_be_bytes();
        let flags = [u8::from(self.is_reversal)];
        let nth = nth.to_be_bytes();
        let mut parts: Vec<&[u8]> = vec![
            account.as_bytes(),
            &currency,
            &booked,
            &value,
            &amount,
            &flags,
            &nth,
            self.counterparty.as_bytes(),
            self.text.as_bytes(),
        ];
        parts.extend(self.references.iter().map(|reference| reference.as_bytes()));
        LineId::derive(&parts)
    }
}

fn check_balances(header: &Header, lines: &[LineContent]) -> Result<(), StatementProblem> {
    let amounts = lines.iter().map(|line| line.amount);
    for money in amounts.clone().chain(header.opening).chain(header.closing) {
        if money.currency() != header.currency {
            return Err(StatementProblem::CurrencyMismatch(
                money.currency(),
                header.currency,
            ));
        }
    }
    let mut sum = Money::zero(header.currency);
    for amount in amounts.chain(header.opening) {
        sum = sum.checked_add(amount).map_err(|_| StatementProblem::Overflow)?;
    }
    if let (Some(_), Some(closing)) = (header.opening, header.closing) {
        let difference = closing.checked_sub(sum).map_err(|_| StatementProblem::Overflow)?;
        if !difference.is_zero() {
            return Err(StatementProblem::BalanceMismatch(difference));
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn header(opening: i128, closing: i128) -> Header {
        let day = |text: &str| text.parse().unwrap();
        Header {
            account: "DE89370400440532013000".into(),
            number: "1".into(),
            currency: Currency::EUR,
            from: day("2026-11-01"),
            to: day("2026-11-30"),
            opening: Some(Money::new(opening, Currency::EUR)),
            closing: Some(Money::new(closing, Currency::EUR)),
            pending_left_out: 0,
            part: 1,
            parts: 1,
        }
    }

    pub(crate) fn line(day: i32, minor: i128, reference: &str) -> LineContent {
        let date = Date::from_days(20_758 + day).unwrap();
        LineContent {
            booked_on: date,
            value_on: date,
            amount: Money::new(minor, Currency::EUR),
            references: vec![reference.into()],
            counterparty: String::new(),
            text: String::new(),
            is_reversal: false,
        }
    }

    #[test]
    fn balances_add_up_over_the_whole_and_over_its_parts() {
        let lines: Vec<LineContent> = (0..7).map(|n| line(n, i128::from(n) - 3, "x")).collect();
        let wrong = Statement::new(header(100, 101), lines.clone());
        let by = Money::new(1, Currency::EUR);
        assert_eq!(wrong, Err(StatementProblem::BalanceMismatch(by)));
        let whole = Statement::new(header(100, 100), lines).unwrap();
        let parts = whole.clone().into_parts(3);
        let ends: Vec<_> = parts
            .iter()
            .map(|part| {
                (
                    part.header.opening.unwrap().minor(),
                    part.header.closing.unwrap().minor(),
                )
            })
            .collect();
        assert_eq!(ends, [(100, 94), (94, 97), (97, 100)]);
        let ids = |statement: &Statement| statement.lines.iter().map(|line| line.id).collect::<Vec<_>>();
        assert_eq!(parts.iter().flat_map(ids).collect::<Vec<_>>(), ids(&whole));
    }

    #[test]
    fn equal_lines_have_different_ids_and_the_same_in_the_next_file() {
        let twice = Statement::new(header(0, 10), vec![line(1, 5, "a"), line(1, 5, " a ")]).unwrap();
        let more = vec![line(0, 9, "b"), line(1, 5, "a"), line(1, 5, "a"), line(2, 1, "c")];
        let more = Statement::new(header(0, 20), more).unwrap();
        assert_ne!(twice.lines[0].id, twice.lines[1].id);
        assert_eq!(twice.lines, more.lines[1..3]);
        assert_ne!(twice.content_number(), more.content_number());
    }

    #[test]
    fn references_that_run_together_are_not_the_same() {
        let mut one = line(1, 5, "");
        one.references = vec!["ab".into(), "c".into()];
        let mut other = line(1, 5, "");
        other.references = vec!["a".into(), "bc".into()];
        assert_ne!(one.cleaned().id("x", 0), other.cleaned().id("x", 0));
    }
}
