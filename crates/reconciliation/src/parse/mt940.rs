//! SWIFT MT940 customer statements, bare or within the blocks of a SWIFT message. Written by hand: no maintained crate
//! reads it. Fields are `:20:` reference, `:25:` account, `:28C:` number, `:60F:`/`:60M:` opening balance, `:61:` line,
//! `:86:` information about the line before it, `:62F:`/`:62M:` closing balance; others are passed over.

use std::borrow::Cow;

use bezant_kernel::{Currency, Money};

use super::mt940_text::describe;
use super::{ParseError, Problem, check_size, currency, latin1, utf8};
use crate::statement::{Header, LineContent, MAXIMUM_LINES, StatementProblem};
use crate::{Date, Statement, parse_amount};

/// Reads all statements of a file.
pub fn parse_mt940(bytes: &[u8]) -> Result<Vec<Statement>, ParseError> {
    check_size(bytes)?;
    let text = match utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(latin1(bytes)),
    };
    let mut statements = Vec::new();
    let mut draft: Option<Draft> = None;
    let mut count = 0;
    for field in Fields::new(&text) {
        let field = field?;
        if field.tag == "20" {
            if let Some(draft) = draft.take() {
                statements.push(draft.finish()?);
            }
            draft = Some(Draft::new(field.line));
            continue;
        }
        let draft = draft
            .as_mut()
            .ok_or_else(|| field.error(Problem::Structure("a field before :20:")))?;
        count += usize::from(field.tag == "61");
        if count > MAXIMUM_LINES {
            return Err(field.error(Problem::Statement(StatementProblem::TooManyLines)));
        }
        draft.take(&field)?;
    }
    statements.extend(draft.map(Draft::finish).transpose()?);
    if statements.is_empty() {
        return Err(ParseError::new(0, ":20:", Problem::Missing));
    }
    Ok(statements)
}

/// A field: its tag, its first line and the lines that continue it.
struct Field<'a> {
    tag: &'a str,
    value: &'a str,
    more: Vec<&'a str>,
    line: u32,
}

impl Field<'_> {
    fn error(&self, problem: Problem) -> ParseError {
        ParseError::new(self.line, format!(":{}:", self.tag), problem)
    }
}

/// The fields of a file, without the blocks around the messages.
struct Fields<'a, I: Iterator<Item = &'a str>> {
    lines: std::iter::Peekable<std::iter::Zip<I, std::ops::RangeFrom<u32>>>,
}

impl<'a> Fields<'a, std::str::Lines<'a>> {
    fn new(text: &'a str) -> Self {
        Fields {
            lines: text.lines().zip(1..).peekable(),
        }
    }
}

/// The tag and value of a line that begins a field.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.strip_prefix(':')?.split_once(':')?;
    let (number, letter) = tag.split_at_checked(2)?;
    let is_tag = number.bytes().all(|byte| byte.is_ascii_digit())
        && letter.len() <= 1
        && letter.bytes().all(|byte| byte.is_ascii_uppercase());
    is_tag.then_some((tag, value))
}

/// Without the control characters and block marks that may stand before a message's first field.
fn unwrapped(line: &str) -> &str {
    let line = line.trim_matches(char::is_control);
    match line.rfind("{4:") {
        Some(at) if line.starts_with('{') => line[at + 3..].trim_start(),
        _ => line,
    }
}

fn ends_message(line: &str) -> bool {
    line.trim_end() == "-" || line.starts_with("-}")
}

impl<'a, I: Iterator<Item = &'a str>> Iterator for Fields<'a, I> {
    type Item = Result<Field<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (raw, number) = self.lines.next()?;
            let line = unwrapped(raw);
            if line.trim().is_empty() || ends_message(line) || line.starts_with('{') {
                continue;
            }
            let Some((tag, value)) = tagged(line) else {
                let problem = Problem::Structure("text outside of a field");
                return Some(Err(ParseError::new(number, "", problem)));
            };
            let mut more = Vec::new();
            while let Some((next, _)) = self.lines.peek() {
                let next = unwrapped(next);
                if tagged(next).is_some() || ends_message(next) || next.starts_with("{1:") {
                    break;
                }
                more.push(next);
                self.lines.next();
            }
            return Some(Ok(Field {
                tag,
                value,
                more,
                line: number,
            }));
        }
    }
}

struct Draft {
    line: u32,
    account: Option<String>,
    number: String,
    opening: Option<(Date, Money)>,
    closing: Option<(Date, Money)>,
    lines: Vec<LineContent>,
    /// Whether the next `:86:` belongs to the last line; after the closing balance it is about the whole statement.
    line_is_open: bool,
}

impl Draft {
    fn new(line: u32) -> Draft {
        Draft {
            line,
            account: None,
            number: String::new(),
            opening: None,
            closing: None,
            lines: Vec::new(),
            line_is_open: false,
        }
    }

    fn take(&mut self, field: &Field<'_>) -> Result<(), ParseError> {
        if self.closing.is_some() && matches!(field.tag, "25" | "28C" | "60F" | "60M" | "61") {
            return Err(field.error(Problem::Structure("a field after the closing balance")));
        }
        match field.tag {
            "25" | "25P" => self.account = Some(field.value.trim().to_owned()),
            "28" | "28C" => self.number = field.value.trim().to_owned(),
            "60F" | "60M" => self.opening = Some(balance(field)?),
            "62F" | "62M" => {
                self.closing = Some(balance(field)?);
                self.line_is_open = false;
            }
            "61" => {
                let (_, opening) = self
                    .opening
                    .ok_or_else(|| field.error(Problem::Structure("a line before :60F:")))?;
                self.lines.push(line(field, opening.currency())?);
                self.line_is_open = true;
            }
            "86" if self.line_is_open => {
                let line = self.lines.last_mut().expect("an open line is the last line");
                describe(line, field.value, &field.more);
                self.line_is_open = false;
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Statement, ParseError> {
        let missing = |part: &str| ParseError::new(self.line, part, Problem::Missing);
        let (opened, opening) = self.opening.ok_or_else(|| missing(":60F:"))?;
        let (closed, closing) = self.closing.ok_or_else(|| missing(":62F:"))?;
        let account = self.account.ok_or_else(|| missing(":25:"))?;
        let days = || self.lines.iter().map(|line| line.booked_on);
        let header = Header {
            account,
            number: self.number,
            currency: opening.currency(),
            // The opening balance carries the day of the statement before.
            from: days().min().unwrap_or(closed).min(closed).max(opened.min(closed)),
            to: days().max().unwrap_or(closed).max(closed),
            opening: Some(opening),
            closing: Some(closing),
            pending_left_out: 0,
            part: 1,
            parts: 1,
        };
        Statement::new(header, self.lines)
            .map_err(|problem| ParseError::new(self.line, "", Problem::Statement(problem)))
    }
}

/// `C261121EUR1234,56`.
fn balance(field: &Field<'_>) -> Result<(Date, Money), ParseError> {
    let mut rest = Rest(field.value.trim());
    let is_credit = match rest.take(1) {
        Some("C") => true,
        Some("D") => false,
        _ => return Err(field.error(Problem::ValueUnknown)),
    };
    let date = rest
        .take(6)
        .and_then(short_day)
        .ok_or_else(|| field.error(Problem::DateInvalid))?;
    let code = rest.take(3).unwrap_or("");
    let currency = currency(code, field.line, ":60F:/:62F:")?;
    let amount = plain_amount(rest.0, currency).ok_or_else(|| field.error(Problem::AmountInvalid))?;
    Ok((date, directed(amount, is_credit)))
}

/// `2611211122RDR1234,56NTRFcustomer reference//bank reference`, then perhaps a line of more details.
fn line(field: &Field<'_>, currency: Currency) -> Result<LineContent, ParseError> {
    let mut rest = Rest(field.value.trim());
    let value_on = rest
        .take(6)
        .and_then(short_day)
        .ok_or_else(|| field.error(Problem::DateInvalid))?;
    let booked_on = match rest.digits(4) {
        Some(entry) => entry_day(entry, value_on).ok_or_else(|| field.error(Problem::DateInvalid))?,
        None => value_on,
    };
    let mark = rest.take_letters();
    let (is_reversal, mark) = mark.strip_prefix('R').map_or((false, mark), |mark| (true, mark));
    let (named_credit, funds_code) = match (mark.strip_prefix('C'), mark.strip_prefix('D')) {
        (Some(funds_code), _) => (true, funds_code),
        (_, Some(funds_code)) => (false, funds_code),
        (None, None) => return Err(field.error(Problem::ValueUnknown)),
    };
    // One more letter may follow: the last one of the currency.
    if funds_code.len() > 1 {
        return Err(field.error(Problem::ValueUnknown));
    }
    // What reverses a credit takes money out.
    let is_credit = named_credit != is_reversal;
    let end = rest
        .0
        .find(|c: char| !c.is_ascii_digit() && c != ',')
        .unwrap_or(rest.0.len());
    let number = rest.take(end).unwrap_or("");
    let amount = plain_amount(number, currency).ok_or_else(|| field.error(Problem::AmountInvalid))?;
    // The type: one letter and three characters.
    let kind = rest.take(4).ok_or_else(|| field.error(Problem::Missing))?;
    if !kind.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Err(field.error(Problem::ValueUnknown));
    }
    let (customer, bank) = rest.0.split_once("//").unwrap_or((rest.0, ""));
    let references = [customer.trim(), bank.trim()]
        .into_iter()
        .filter(|reference| !reference.is_empty() && *reference != "NONREF")
        .map(str::to_owned);
    Ok(LineContent {
        booked_on,
        value_on,
        amount: directed(amount, is_credit),
        references: references.collect(),
        counterparty: String::new(),
        text: field.more.join(" "),
        is_reversal,
    })
}

fn directed(amount: Money, is_credit: bool) -> Money {
    let minor = if is_credit {
        amount.minor()
    } else {
        -amount.minor()
    };
    Money::new(minor, amount.currency())
}

/// Digits and exactly one comma.
fn plain_amount(text: &str, currency: Currency) -> Option<Money> {
    let plain = text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
        && text.bytes().filter(|&byte| byte == b',').count() == 1;
    parse_amount(text, ',', None, currency).ok().filter(|_| plain)
}

fn pair(text: &str, at: usize) -> Option<i8> {
    let digits = text.get(at..at + 2)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

/// Two digits of the year: 80 to 99 lie before 2000, as SWIFT says.
fn short_day(text: &str) -> Option<Date> {
    let year = i16::from(pair(text, 0)?);
    let century = if year >= 80 { 1900 } else { 2000 };
    Date::new(century + year, pair(text, 2)?, pair(text, 4)?)
}

/// The entry's day without a year: the one nearest to the value date, since a year may end between the two.
fn entry_day(text: &str, value_on: Date) -> Option<Date> {
    let (month, day) = (pair(text, 0)?, pair(text, 2)?);
    let year = value_on.to_civil().year();
    (year - 1..=year + 1)
        .filter_map(|year| Date::new(year, month, day))
        .min_by_key(|date| date.distance(value_on))
}

/// What is left of a value.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn digits(&mut self, count: usize) -> Option<&'a str> {
        let head = self.0.get(..count)?;
        head.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| self.take(count))?
    }

    fn take_letters(&mut self) -> &'a str {
        let end = self
            .0
            .find(|c: char| !c.is_ascii_uppercase())
            .unwrap_or(self.0.len());
        let (letters, rest) = self.0.split_at(end);
        self.0 = rest;
        letters
    }
}
