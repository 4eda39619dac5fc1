//! Statement files: how they are to be read, and what became of them.

use bezant_kernel::{Currency, Money, Timestamp};
use bezant_reconciliation::{
    AmountColumns, CsvMapping, DateFormat, Definition, Encoding, Header, ImportedStatement, ParseError,
    ReconciliationId, Statement, StatementId, parse_camt, parse_csv, parse_mt940,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Day, minor};
use crate::problem::{Code, Problem};

/// How a statement file is to be read. All but the first two are about CSV, whose account and currency are those of the
/// reconciliation. Columns are named as in the file's header line, several separated by commas.
#[derive(Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportParams {
    /// Which kind of file it is; if left out, `text/csv` is CSV and `application/xml` camt.053.
    #[param(inline)]
    format: Option<FormatWord>,
    /// Only say what would be taken in.
    #[serde(default)]
    pub(crate) dry_run: bool,
    /// How bytes are characters; UTF-8 if left out.
    #[param(inline)]
    encoding: Option<EncodingWord>,
    /// What stands between columns; a comma if left out.
    #[param(value_type = Option<String>)]
    delimiter: Option<char>,
    /// How many lines stand before the header line.
    skip_lines: Option<u32>,
    /// The column with the booking day; `date` if left out.
    booked_on: Option<String>,
    /// The column with the value date; the booking day if left out.
    value_on: Option<String>,
    /// How days are written, in the letters of strptime; `%Y-%m-%d` if left out.
    #[param(example = "%d.%m.%Y")]
    date_format: Option<String>,
    /// The column with the amount; `amount` if neither this nor `debit` and `credit` are given.
    amount: Option<String>,
    /// The column with money out.
    debit: Option<String>,
    /// The column with money in.
    credit: Option<String>,
    /// The column that says the direction of an amount without a sign.
    indicator: Option<String>,
    /// What stands there for money out.
    debit_word: Option<String>,
    /// What stands there for money in.
    credit_word: Option<String>,
    /// What stands before the decimals; a point if left out.
    #[param(value_type = Option<String>)]
    decimal: Option<char>,
    /// What stands between thousands, if anything.
    #[param(value_type = Option<String>)]
    thousands: Option<char>,
    /// A column that must say the reconciliation's currency in each line.
    currency_column: Option<String>,
    /// The column with the balance after each line; it is checked.
    balance: Option<String>,
    /// The columns with references.
    references: Option<String>,
    /// The columns that say who stands on the other side.
    counterparty: Option<String>,
    /// The columns that say what a line is for.
    text: Option<String>,
    /// A column that says whether a line is booked.
    booked_column: Option<String>,
    /// What stands there for booked lines; others are left out.
    booked_word: Option<String>,
}

/// Kinds of statement files.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FormatWord {
    /// Comma separated values.
    Csv,
    /// ISO 20022 camt.053.
    Camt053,
    /// SWIFT MT940.
    Mt940,
}

/// How bytes are characters.
#[derive(Copy, Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EncodingWord {
    /// UTF-8.
    Utf8,
    /// ISO 8859-1.
    Latin1,
}

/// How a file is read.
pub(crate) enum FileFormat {
    /// By the columns as declared.
    Csv(Box<CsvMapping>),
    /// As ISO 20022 says.
    Camt053,
    /// As SWIFT says.
    Mt940,
}

impl FileFormat {
    /// The statements in a file.
    pub(crate) fn read(&self, file: &[u8]) -> Result<Vec<Statement>, ParseError> {
        match self {
            FileFormat::Csv(mapping) => parse_csv(file, mapping).map(|statement| vec![statement]),
            FileFormat::Camt053 => parse_camt(file),
            FileFormat::Mt940 => parse_mt940(file),
        }
    }
}

fn wrong(field: &str, message: &str) -> Problem {
    Problem::mistake(field, Code::ParameterInvalid, message)
}

fn columns(names: Option<&String>) -> Vec<String> {
    let names = names.into_iter().flat_map(|names| names.split(','));
    names.map(|name| name.trim().to_owned()).collect()
}

impl ImportParams {
    /// How to read a file of this content type for the reconciliation.
    pub(crate) fn file_format(
        &self,
        content_type: Option<&str>,
        definition: &Definition,
    ) -> Result<FileFormat, Problem> {
        let kind = content_type
            .and_then(|text| text.split(';').next())
            .map(|kind| kind.trim().to_ascii_lowercase());
        let format = match (self.format, kind.as_deref()) {
            (Some(format), _) => format,
            (None, Some("text/csv")) => FormatWord::Csv,
            (None, Some("application/xml" | "text/xml")) => FormatWord::Camt053,
            (None, _) => return Err(wrong("format", "it must be csv, camt053 or mt940")),
        };
        Ok(match format {
            FormatWord::Csv => FileFormat::Csv(Box::new(self.mapping(definition)?)),
            FormatWord::Camt053 => FileFormat::Camt053,
            FormatWord::Mt940 => FileFormat::Mt940,
        })
    }

    fn mapping(&self, definition: &Definition) -> Result<CsvMapping, Problem> {
        let delimiter = self.delimiter.unwrap_or(',');
        let format = self.date_format.as_deref().unwrap_or("%Y-%m-%d");
        let or = |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
        Ok(CsvMapping {
            account: definition.outside_account.clone(),
            currency: definition.currency,
            currency_column: self.currency_column.clone(),
            encoding: match self.encoding {
                None | Some(EncodingWord::Utf8) => Encoding::Utf8,
                Some(EncodingWord::Latin1) => Encoding::Latin1,
            },
            delimiter: u8::try_from(delimiter)
                .map_err(|_| wrong("delimiter", "it must be an ASCII character"))?,
            lines_before_header: self.skip_lines.unwrap_or(0),
            booked_on: or(&self.booked_on, "date"),
            value_on: self.value_on.clone(),
            date_format: DateFormat::new(format).map_err(|error| wrong("date_format", &error.to_string()))?,
            amount: self.amount_columns()?,
            decimal: self.decimal.unwrap_or('.'),
            thousands: self.thousands,
            balance: self.balance.clone(),
            references: columns(self.references.as_ref()),
            counterparty: columns(self.counterparty.as_ref()),
            text: columns(self.text.as_ref()),
            booked: match (&self.booked_column, &self.booked_word) {
                (None, None) => None,
                (Some(column), Some(word)) => Some((column.clone(), word.clone())),
                _ => {
                    return Err(wrong(
                        "booked_word",
                        "booked_column and booked_word belong together",
                    ));
                }
            },
        })
    }

    fn amount_columns(&self) -> Result<AmountColumns, Problem> {
        let words = (&self.indicator, &self.debit_word, &self.credit_word);
        Ok(match (&self.amount, &self.debit, &self.credit, words) {
            (amount, None, None, (None, None, None)) => AmountColumns::Signed {
                amount: amount.clone().unwrap_or_else(|| "amount".to_owned()),
            },
            (None, Some(debit), Some(credit), (None, None, None)) => AmountColumns::DebitCredit {
                debit: debit.clone(),
                credit: credit.clone(),
            },
            (Some(amount), None, None, (Some(indicator), Some(debit), Some(credit))) => {
                AmountColumns::Indicated {
                    amount: amount.clone(),
                    indicator: indicator.clone(),
                    debit: debit.clone(),
                    credit: credit.clone(),
                }
            }
            _ => {
                let message =
                    "give amount, or debit and credit, or amount, indicator, debit_word and credit_word";
                return Err(wrong("amount", message));
            }
        })
    }
}

/// What became of a file.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementImport)]
pub(crate) struct ImportDto {
    /// Always `statement_import`.
    pub(crate) object: &'static str,
    /// Whether nothing was taken in since only that was asked.
    pub(crate) dry_run: bool,
    /// The file's statements; a long one in parts of 200 lines.
    pub(crate) data: Vec<StatementRowDto>,
    /// How many lines became items.
    pub(crate) new_items: u64,
    /// How many lines were there already.
    pub(crate) known_lines: u64,
}

/// What became of a statement.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It was taken in.
    Imported,
    /// It was there already.
    Known,
    /// It would be taken in.
    Planned,
}

/// A statement of an account outside, or a part of a long one.
#[derive(Serialize, ToSchema)]
#[schema(as = OutsideStatement)]
pub(crate) struct StatementRowDto {
    #[schema(value_type = String, example = "stm_01h455vb4pex5vsknk084sn02q")]
    id: StatementId,
    /// Always `statement`.
    object: &'static str,
    pub(crate) outcome: Outcome,
    #[schema(value_type = String)]
    reconciliation: ReconciliationId,
    /// The account as the statement names it.
    outside_account: String,
    /// The bank's name for it; may be empty.
    number: String,
    #[schema(value_type = String)]
    currency: Currency,
    #[schema(value_type = String, format = Date)]
    from: Day,
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// The balance before its first line, in minor units.
    #[schema(value_type = Option<i64>)]
    opening: Option<i128>,
    /// The balance after its last line.
    #[schema(value_type = Option<i64>)]
    closing: Option<i128>,
    /// Which part of a long statement, from 1.
    part: u32,
    /// Of how many.
    parts: u32,
    /// How many of its lines became items.
    pub(crate) new_items: u32,
    /// How many of its lines an earlier statement had brought.
    pub(crate) known_lines: u32,
    /// By how much its opening balance differs from the closing balance of the statement before: lines are missing in between.
    #[schema(value_type = Option<i64>)]
    gap: Option<i128>,
    /// How many entries were left out since they are only announced, not booked.
    pending_left_out: u32,
    #[schema(value_type = Option<String>, format = DateTime)]
    imported_at: Option<Timestamp>,
}

impl StatementRowDto {
    /// A statement that was taken in.
    pub(crate) fn of(imported: &ImportedStatement, outcome: Outcome) -> Self {
        StatementRowDto {
            outcome,
            new_items: imported.new_items,
            known_lines: imported.known_lines,
            gap: minor(imported.gap),
            imported_at: Some(imported.imported_at),
            ..Self::planned(imported.id, imported.reconciliation, &imported.header)
        }
    }

    /// With what taking it in would do.
    pub(crate) fn plan(&mut self, new_items: usize, known_lines: u32, gap: Option<Money>) {
        self.new_items = u32::try_from(new_items).expect("a part has at most 200 lines");
        self.known_lines = known_lines;
        self.gap = minor(gap);
    }

    /// A statement that would be.
    pub(crate) fn planned(id: StatementId, reconciliation: ReconciliationId, header: &Header) -> Self {
        StatementRowDto {
            id,
            object: "statement",
            outcome: Outcome::Planned,
            reconciliation,
            outside_account: header.account.clone(),
            number: header.number.clone(),
            currency: header.currency,
            from: Day(header.from),
            to: Day(header.to),
            opening: minor(header.opening),
            closing: minor(header.closing),
            part: header.part,
            parts: header.parts,
            new_items: 0,
            known_lines: 0,
            gap: None,
            pending_left_out: header.pending_left_out,
            imported_at: None,
        }
    }
}
