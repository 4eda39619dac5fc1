//! Statements as comma separated values, with columns as the caller declares them: there is no standard to guess by.

use ::csv::{ReaderBuilder, StringRecord};
use bezant_kernel::{Currency, Money};

use super::{ParseError, Problem, check_size, latin1, misplaced_quote, utf8};
use crate::statement::{Header, LineContent, MAXIMUM_LINES, StatementProblem};
use crate::{Date, DateFormat, Statement, parse_amount};

/// How a file's bytes are characters.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// ISO 8859-1, as many older banks write.
    Latin1,
}

/// Which columns hold the amount and its direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountColumns {
    /// One column with a sign; credits are positive.
    Signed {
        /// The column.
        amount: String,
    },
    /// A column for money that went out and one for money that came in; exactly one holds something other than zero.
    DebitCredit {
        /// Money out. A minus sign is accepted and means nothing more.
        debit: String,
        /// Money in.
        credit: String,
    },
    /// One column without sign and one that says the direction.
    Indicated {
        /// The amount.
        amount: String,
        /// The direction.
        indicator: String,
        /// What stands there for money out.
        debit: String,
        /// What stands there for money in.
        credit: String,
    },
}

/// How to read a file. Columns are named as in its header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvMapping {
    /// The account, which such files do not say.
    pub account: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// A column that must say the same currency in each line.
    pub currency_column: Option<String>,
    /// How bytes are characters.
    pub encoding: Encoding,
    /// What stands between columns.
    pub delimiter: u8,
    /// How many lines stand before the header line.
    pub lines_before_header: u32,
    /// When a line was booked.
    pub booked_on: String,
    /// From when on it counts, if there is such a column.
    pub value_on: Option<String>,
    /// How days are written.
    pub date_format: DateFormat,
    /// The amount.
    pub amount: AmountColumns,
    /// What stands before the decimals.
    pub decimal: char,
    /// What stands between thousands, if anything.
    pub thousands: Option<char>,
    /// The balance after each line, if there is such a column: it is checked, whether the oldest or the newest line comes
    /// first, and gives the opening and closing balance.
    pub balance: Option<String>,
    /// References.
    pub references: Vec<String>,
    /// Who stands on the other side; several columns are joined.
    pub counterparty: Vec<String>,
    /// What a line is for; several columns are joined.
    pub text: Vec<String>,
    /// A column and what stands in it for booked lines; others are left out.
    pub booked: Option<(String, String)>,
}

/// Reads a file by its mapping.
pub fn parse_csv(bytes: &[u8], mapping: &CsvMapping) -> Result<Statement, ParseError> {
    check_size(bytes)?;
    check_mapping(mapping)?;
    let decoded;
    let text = match mapping.encoding {
        Encoding::Utf8 => utf8(bytes)?,
        Encoding::Latin1 => {
            decoded = latin1(bytes);
            &decoded
        }
    };
    let skipped = mapping.lines_before_header;
    let mut table = text;
    for _ in 0..skipped {
        table = table
            .split_once('\n')
            .ok_or_else(|| ParseError::file(Problem::Missing))?
            .1;
    }
    if let Some(byte) = misplaced_quote(table.as_bytes(), mapping.delimiter) {
        let at = Place::new(table, skipped).line(byte as u64);
        return Err(ParseError::new(
            at,
            "",
            Problem::Structure("a quote is not closed"),
        ));
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(mapping.delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(table.as_bytes());
    let mut record = StringRecord::new();
    let mut columns = None;
    let mut lines = Vec::new();
    let mut balances = Vec::new();
    let mut left_out = 0;
    let mut place = Place::new(table, skipped);
    while reader.read_record(&mut record).map_err(|error| {
        let at = error.position().map_or(0, ::csv::Position::byte);
        ParseError::new(place.line(at), "", Problem::Structure("a broken line"))
    })? {
        let at = place.line(record.position().map_or(0, ::csv::Position::byte));
        let Some(columns) = &columns else {
            columns = Some(Columns::find(&record, mapping, at)?);
            continue;
        };
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let row = Row {
            record: &record,
            mapping,
            columns,
            at,
        };
        // Amounts with an unquoted decimal comma would lose their decimals.
        if record
            .iter()
            .skip(columns.count)
            .any(|field| !field.trim().is_empty())
        {
            return Err(row.error("", Problem::Structure("more columns than the header has")));
        }
        if !row.is_booked()? {
            left_out += 1;
            continue;
        }
        if lines.len() == MAXIMUM_LINES {
            let problem = Problem::Statement(StatementProblem::TooManyLines);
            return Err(ParseError::new(at, "", problem));
        }
        lines.push(row.line()?);
        if let Some((column, name)) = &columns.balance {
            balances.push((at, row.money(*column, name)?));
        }
    }
    if columns.is_none() {
        return Err(ParseError::new(0, "header line", Problem::Missing));
    }
    let days = || lines.iter().map(|line| line.booked_on);
    let (Some(from), Some(to)) = (days().min(), days().max()) else {
        return Err(ParseError::new(0, "lines", Problem::Missing));
    };
    let ends = running_balance(&lines, &balances)?;
    let header = Header {
        account: mapping.account.clone(),
        number: String::new(),
        currency: mapping.currency,
        from,
        to,
        opening: ends.map(|(opening, _)| opening),
        closing: ends.map(|(_, closing)| closing),
        pending_left_out: left_out,
        part: 1,
        parts: 1,
    };
    Statement::new(header, lines).map_err(|problem| ParseError::file(Problem::Statement(problem)))
}

fn check_mapping(mapping: &CsvMapping) -> Result<(), ParseError> {
    let wrong = |what| Err(ParseError::file(Problem::MappingInvalid(what)));
    if !mapping.delimiter.is_ascii()
        || mapping.delimiter.is_ascii_alphanumeric()
        || b"\"\r\n".contains(&mapping.delimiter)
    {
        return wrong("the delimiter must be one ASCII character that is no letter, digit or quote");
    }
    if Some(mapping.decimal) == mapping.thousands {
        return wrong("decimal and thousands separator are the same");
    }
    let separates = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '+' | '(' | ')' | '"');
    if !separates(mapping.decimal) || !mapping.thousands.is_none_or(separates) {
        return wrong("decimal and thousands separator must not be letters, digits or signs");
    }
    if mapping.account.trim().is_empty() {
        return wrong("the account is missing");
    }
    if mapping.lines_before_header > 1_000 {
        return wrong("more than 1,000 lines before the header");
    }
    if let AmountColumns::Indicated { debit, credit, .. } = &mapping.amount
        && debit.trim().eq_ignore_ascii_case(credit.trim())
    {
        return wrong("debit and credit have the same indicator");
    }
    Ok(())
}

type Column = (usize, String);

enum Amounts {
    Signed(Column),
    DebitCredit { debit: Column, credit: Column },
    Indicated { amount: Column, indicator: Column },
}

/// The mapping's columns by place.
struct Columns {
    count: usize,
    booked_on: Column,
    value_on: Option<Column>,
    currency: Option<Column>,
    amounts: Amounts,
    balance: Option<Column>,
    references: Vec<Column>,
    counterparty: Vec<Column>,
    text: Vec<Column>,
    booked: Option<Column>,
}

impl Columns {
    fn find(header: &StringRecord, mapping: &CsvMapping, at: u32) -> Result<Columns, ParseError> {
        let one = |name: &String| {
            let mut found = header
                .iter()
                .enumerate()
                .filter(|(_, field)| field.trim() == name.trim());
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Ok((place, name.trim().to_owned())),
                _ => Err(ParseError::new(at, name.clone(), Problem::ColumnMissing)),
            }
        };
        let some = |names: &[String]| names.iter().map(one).collect::<Result<Vec<_>, _>>();
        Ok(Columns {
            count: header.len(),
            booked_on: one(&mapping.booked_on)?,
            value_on: mapping.value_on.as_ref().map(one).transpose()?,
            currency: mapping.currency_column.as_ref().map(one).transpose()?,
            amounts: match &mapping.amount {
                AmountColumns::Signed { amount } => Amounts::Signed(one(amount)?),
                AmountColumns::DebitCredit { debit, credit } => Amounts::DebitCredit {
                    debit: one(debit)?,
                    credit: one(credit)?,
                },
                AmountColumns::Indicated {
                    amount, indicator, ..
                } => Amounts::Indicated {
                    amount: one(amount)?,
                    indicator: one(indicator)?,
                },
            },
            balance: mapping.balance.as_ref().map(one).transpose()?,
            references: some(&mapping.references)?,
            counterparty: some(&mapping.counterparty)?,
            text: some(&mapping.text)?,
            booked: mapping.booked.as_ref().map(|(name, _)| one(name)).transpose()?,
        })
    }
}

struct Row<'a> {
    record: &'a StringRecord,
    mapping: &'a CsvMapping,
    columns: &'a Columns,
    at: u32,
}

impl Row<'_> {
    fn field(&self, column: &Column) -> Result<&str, ParseError> {
        let field = self.record.get(column.0).map(str::trim);
        field.ok_or_else(|| self.error(&column.1, Problem::Missing))
    }

    fn error(&self, name: &str, problem: Problem) -> ParseError {
        ParseError::new(self.at, name, problem)
    }

    fn joined(&self, columns: &[Column]) -> Result<String, ParseError> {
        let fields = columns.iter().map(|column| self.field(column));
        Ok(fields.collect::<Result<Vec<_>, _>>()?.join(" "))
    }

    fn is_booked(&self) -> Result<bool, ParseError> {
        match (&self.columns.booked, &self.mapping.booked) {
            (Some(column), Some((_, word))) => Ok(self.field(column)?.eq_ignore_ascii_case(word.trim())),
            _ => Ok(true),
        }
    }

    fn day(&self, column: &Column) -> Result<Date, ParseError> {
        let read = self.mapping.date_format.read(self.field(column)?);
        read.ok_or_else(|| self.error(&column.1, Problem::DateInvalid))
    }

    fn money(&self, place: usize, name: &str) -> Result<Money, ParseError> {
        let text = self.record.get(place).unwrap_or("");
        let (decimal, thousands) = (self.mapping.decimal, self.mapping.thousands);
        parse_amount(text, decimal, thousands, self.mapping.currency)
            .map_err(|_| self.error(name, Problem::AmountInvalid))
    }

    fn amount(&self) -> Result<Money, ParseError> {
        let negated = |money: Money| Money::new(-money.minor(), money.currency());
        match (&self.columns.amounts, &self.mapping.amount) {
            (Amounts::DebitCredit { debit, credit }, _) => {
                let side = |column: &Column| match self.field(column)? {
                    "" => Ok(Money::zero(self.mapping.currency)),
                    _ => self.money(column.0, &column.1),
                };
                let (out, into) = (side(debit)?, side(credit)?);
                match (out.is_zero(), into.is_zero()) {
                    (false, false) => Err(self.error(&credit.1, Problem::ValueUnknown)),
                    (true, true) if self.field(debit)?.is_empty() && self.field(credit)?.is_empty() => {
                        Err(self.error(&debit.1, Problem::Missing))
                    }
                    (false, true) if out.is_positive() => Ok(negated(out)),
                    (false, true) => Ok(out),
                    (true, _) => Ok(into),
                }
            }
            (Amounts::Indicated { amount, indicator }, AmountColumns::Indicated { debit, credit, .. }) => {
                let money = self.money(amount.0, &amount.1)?;
                let word = self.field(indicator)?;
                if word.eq_ignore_ascii_case(debit.trim()) {
                    Ok(negated(money))
                } else if word.eq_ignore_ascii_case(credit.trim()) {
                    Ok(money)
                } else {
                    Err(self.error(&indicator.1, Problem::ValueUnknown))
                }
            }
            (Amounts::Signed(column) | Amounts::Indicated { amount: column, .. }, _) => {
                self.money(column.0, &column.1)
            }
        }
    }

    fn line(&self) -> Result<LineContent, ParseError> {
        if let Some(column) = &self.columns.currency
            && self.field(column)? != self.mapping.currency.code()
        {
            let other = super::currency(self.field(column)?, self.at, &column.1)?;
            let problem = StatementProblem::CurrencyMismatch(other, self.mapping.currency);
            return Err(self.error(&column.1, Problem::Statement(problem)));
        }
        let booked_on = self.day(&self.columns.booked_on)?;
        let value_on = match &self.columns.value_on {
            Some(column) if !self.field(column)?.is_empty() => self.day(column)?,
            _ => booked_on,
        };
        let references = self
            .columns
            .references
            .iter()
            .map(|column| self.field(column).map(str::to_owned));
        Ok(LineContent {
            booked_on,
            value_on,
            amount: self.amount()?,
            references: references.collect::<Result<_, _>>()?,
            counterparty: self.joined(&self.columns.counterparty)?,
            text: self.joined(&self.columns.text)?,
            is_reversal: false,
        })
    }
}

/// Opening and closing balance from the balances after each line, the oldest or the newest line first.
fn running_balance(
    lines: &[LineContent],
    balances: &[(u32, Money)],
) -> Result<Option<(Money, Money)>, ParseError> {
    let (Some(&(first_at, first)), Some(&(last_at, last))) = (balances.first(), balances.last()) else {
        return Ok(None);
    };
    assert_eq!(lines.len(), balances.len(), "each line has its balance");
    // The first line that does not fit, by its place in the file and its line, with what it is off by.
    let broken = |newest_first: bool| {
        let pairs = balances.windows(2).zip(lines.windows(2)).enumerate();
        pairs.into_iter().find_map(|(place, (balances, lines))| {
            let (before, after, amount, at) = if newest_first {
                (balances[1].1, balances[0].1, lines[0].amount, balances[0].0)
            } else {
                (balances[0].1, balances[1].1, lines[1].amount, balances[1].0)
            };
            let off = before.checked_add(amount).and_then(|sum| after.checked_sub(sum));
            (off != Ok(Money::zero(amount.currency()))).then_some((place, at, off))
        })
    };
    let before = |at: u32, balance: Money, line: &LineContent| {
        let problem = Problem::Statement(StatementProblem::Overflow);
        balance
            .checked_sub(line.amount)
            .map_err(|_| ParseError::new(at, "", problem))
    };
    match (broken(false), broken(true)) {
        (None, _) => Ok(Some((before(first_at, first, &lines[0])?, last))),
        (_, None) => Ok(Some((before(last_at, last, &lines[lines.len() - 1])?, first))),
        (Some(oldest_first), Some(newest_first)) => {
            // The order that holds for longer is the file's.
            let (_, at, off) = if newest_first.0 > oldest_first.0 {
                newest_first
            } else {
                oldest_first
            };
            let problem = off.map_or(StatementProblem::Overflow, StatementProblem::BalanceMismatch);
            Err(ParseError::new(at, "balance", Problem::Statement(problem)))
        }
    }
}

/// Lines of the file for bytes of the table, asked for in rising order.
struct Place<'a> {
    table: &'a [u8],
    counted: usize,
    line: u32,
}

impl<'a> Place<'a> {
    fn new(table: &'a str, skipped: u32) -> Place<'a> {
        Place {
            table: table.as_bytes(),
            counted: 0,
            line: skipped + 1,
        }
    }

    fn line(&mut self, byte: u64) -> u32 {
        let mut to = usize::try_from(byte).unwrap_or(usize::MAX).min(self.table.len());
        // A record is said to begin within the line end before it.
        while matches!(self.table.get(to), Some(b'\r' | b'\n')) {
            to += 1;
        }
        let between = self.table.get(self.counted..to).unwrap_or_default();
        let breaks = between.iter().filter(|&&byte| byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = self.counted.max(to);
        self.line
    }
}
