//! ISO 20022 bank to customer statements, camt.053.001.02 to .13: what is read of them did not change but for the
//! status, the amounts of a batch's transactions and the names of parties, where both forms are known.

use bezant_kernel::{Currency, Money};

use super::xml::{Document, Element, Node};
use super::{ParseError, Problem, check_size, currency, utf8};
use crate::statement::{Header, LineContent, MAXIMUM_LINES, StatementProblem};
use crate::{Date, Statement, parse_amount};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

const WALKED: &[&str] = &["Document", "BkToCstmrStmt", "Stmt"];

#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "Document", "BkToCstmrStmt", "Stmt", "Ntry", "Id", "ElctrncSeqNb", "LglSeqNb", "FrToDt", "FrDtTm", "ToDtTm", "Acct",
    "IBAN", "Othr", "Ccy", "Bal", "Tp", "CdOrPrtry", "Cd", "Prtry", "Amt", "CdtDbtInd", "Dt", "DtTm", "RvslInd", "Sts", "BookgDt", "ValDt",
    "AcctSvcrRef", "NtryDtls", "TxDtls", "Refs", "EndToEndId", "InstrId", "TxId", "MndtId", "AmtDtls", "TxAmt",
    "RltdPties", "Dbtr", "Cdtr", "UltmtDbtr", "UltmtCdtr", "Pty", "Nm", "RmtInf", "Ustrd", "Strd", "CdtrRefInf",
    "Ref", "AddtlNtryInf", "AddtlTxInf",
];

/// Reads all statements of a file.
pub fn parse_camt(bytes: &[u8]) -> Result<Vec<Statement>, ParseError> {
    check_size(bytes)?;
    let mut document = Document::new(utf8(bytes)?, NAMESPACE, KNOWN, WALKED);
    let mut statements = Vec::new();
    let mut draft: Option<Draft> = None;
    let mut count = 0;
    while let Some(node) = document.next()? {
        match (node, &mut draft) {
            (Node::Enters("Stmt"), None) => draft = Some(Draft::default()),
            (Node::Leaves("Stmt"), draft) => {
                let draft = draft.take().expect("a statement that ends has begun");
                statements.push(draft.finish()?);
            }
            (Node::Whole(element), Some(draft)) => {
                draft.take(&element)?;
                count += std::mem::take(&mut draft.added);
                if count > MAXIMUM_LINES {
                    let problem = Problem::Statement(StatementProblem::TooManyLines);
                    return Err(element.error("Ntry", problem));
                }
            }
            (Node::Enters(_) | Node::Leaves(_) | Node::Whole(_), _) => {}
        }
    }
    if statements.is_empty() {
        return Err(ParseError::new(0, "Stmt", Problem::Missing));
    }
    Ok(statements)
}

/// A statement while it is read.
#[derive(Default)]
struct Draft {
    id: String,
    electronic_number: Option<String>,
    account: Option<String>,
    currency: Option<Currency>,
    period: (Option<Date>, Option<Date>),
    opening: Option<(Date, Money)>,
    /// The closing balance of the statement before, which stands for a missing opening balance.
    previous: Option<(Date, Money)>,
    closing: Option<(Date, Money)>,
    lines: Vec<LineContent>,
    pending: u32,
    added: usize,
}

impl Draft {
    fn take(&mut self, element: &Element) -> Result<(), ParseError> {
        match element.name {
            "Id" => self.id = element.text.trim().to_owned(),
            "ElctrncSeqNb" => self.electronic_number = Some(element.text.trim().to_owned()),
            "FrToDt" => {
                self.period.0 = day(element, &[&["FrDtTm"]])?;
                self.period.1 = day(element, &[&["ToDtTm"]])?;
            }
            "Acct" => {
                let id = element.text(&[&["Id", "IBAN"], &["Id", "Othr", "Id"]]);
                self.account = id.map(str::to_owned);
                if let Some(code) = element.text(&[&["Ccy"]]) {
                    self.currency = Some(currency(code, element.line, "Ccy")?);
                }
            }
            "Bal" => self.balance(element)?,
            "Ntry" => {
                let before = self.lines.len();
                self.entry(element)?;
                self.added = self.lines.len() - before;
            }
            _ => {}
        }
        Ok(())
    }

    fn balance(&mut self, element: &Element) -> Result<(), ParseError> {
        let kind = element.text(&[&["Tp", "CdOrPrtry", "Cd"]]).unwrap_or("");
        let slot = match kind {
            "OPBD" => &mut self.opening,
            "PRCD" => &mut self.previous,
            "CLBD" => &mut self.closing,
            _ => return Ok(()),
        };
        let amount = signed(element, amount(element, &["Amt"])?)?;
        let date = day(element, &[&["Dt", "Dt"], &["Dt", "DtTm"]])?
            .ok_or_else(|| element.error("Dt", Problem::Missing))?;
        // The first opening and the last closing balance belong to the statement as a whole.
        if kind == "CLBD" || slot.is_none() {
            *slot = Some((date, amount));
        }
        self.currency.get_or_insert(amount.currency());
        Ok(())
    }

    fn entry(&mut self, entry: &Element) -> Result<(), ParseError> {
        match entry.text(&[&["Sts", "Cd"], &["Sts"]]) {
            Some("BOOK") => {}
            Some("PDNG" | "INFO" | "FUTR") => {
                self.pending += 1;
                return Ok(());
            }
            Some(_) => return Err(entry.error("Sts", Problem::ValueUnknown)),
            None => return Err(entry.error("Sts", Problem::Missing)),
        }
        let whole = signed(entry, amount(entry, &["Amt"])?)?;
        let booked_on = day(entry, &[&["BookgDt", "Dt"], &["BookgDt", "DtTm"]])?;
        let value_on = day(entry, &[&["ValDt", "Dt"], &["ValDt", "DtTm"]])?;
        let line = LineContent {
            booked_on: booked_on
                .or(value_on)
                .ok_or_else(|| entry.error("BookgDt", Problem::Missing))?,
            value_on: value_on
                .or(booked_on)
                .ok_or_else(|| entry.error("ValDt", Problem::Missing))?,
            amount: whole,
            references: Vec::new(),
            counterparty: String::new(),
            text: String::new(),
            is_reversal: matches!(entry.text(&[&["RvslInd"]]), Some("true" | "1")),
        };
        let details: Vec<&Element> = entry
            .all("NtryDtls")
            .flat_map(|details| details.all("TxDtls"))
            .collect();
        match split(whole, entry, &details)? {
            Some(amounts) => {
                for (detail, amount) in details.into_iter().zip(amounts) {
                    let mut line = LineContent {
                        amount,
                        ..line.clone()
                    };
                    describe(&mut line, detail);
                    finish(&mut line, entry);
                    self.lines.push(line);
                }
            }
            None => {
                let mut line = line;
                details
                    .iter()
                    .take(100)
                    .for_each(|detail| describe(&mut line, detail));
                finish(&mut line, entry);
                self.lines.push(line);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Statement, ParseError> {
        let missing = |part: &str| ParseError::new(0, part, Problem::Missing);
        let account = self.account.ok_or_else(|| missing("Acct"))?;
        let currency = self
            .currency
            .or_else(|| self.lines.first().map(|line| line.amount.currency()));
        let opening = self.opening.or(self.previous);
        let days = || self.lines.iter().map(|line| line.booked_on);
        let from = self
            .period
            .0
            .into_iter()
            .chain(self.opening.map(|(date, _)| date))
            .chain(days())
            .min();
        let to = self
            .period
            .1
            .into_iter()
            .chain(self.closing.map(|(date, _)| date))
            .chain(days())
            .max();
        let number = match self.electronic_number {
            Some(number) if !number.is_empty() => format!("{} {number}", self.id),
            _ => self.id,
        };
        let header = Header {
            account,
            number,
            currency: currency.ok_or_else(|| missing("Ccy"))?,
            from: from.or(to).ok_or_else(|| missing("FrToDt"))?,
            to: to.or(from).ok_or_else(|| missing("FrToDt"))?,
            opening: opening.map(|(_, balance)| balance),
            closing: self.closing.map(|(_, balance)| balance),
            pending_left_out: self.pending,
            part: 1,
            parts: 1,
        };
        Statement::new(header, self.lines)
            .map_err(|problem| ParseError::new(0, "Stmt", Problem::Statement(problem)))
    }
}

/// The amounts of a batch's transactions, if each has one and together they are the entry. If not, the entry is
/// one line: a line for each would not add up.
fn split(whole: Money, entry: &Element, details: &[&Element]) -> Result<Option<Vec<Money>>, ParseError> {
    if details.len() < 2 {
        return Ok(None);
    }
    let mut amounts = Vec::with_capacity(details.len());
    let mut sum = Money::zero(whole.currency());
    for detail in details {
        let path: &[&str] = match detail.at(&["Amt"]) {
            Some(_) => &["Amt"],
            None => &["AmtDtls", "TxAmt", "Amt"],
        };
        if detail.at(path).is_none() {
            return Ok(None);
        }
        let direction = if detail.at(&["CdtDbtInd"]).is_some() {
            detail
        } else {
            entry
        };
        let amount = signed(direction, amount(detail, path)?)?;
        match sum.checked_add(amount) {
            Ok(more) => sum = more,
            Err(_) => return Ok(None),
        }
        amounts.push(amount);
    }
    Ok((sum == whole).then_some(amounts))
}

/// What a transaction's details say about a line.
fn describe(line: &mut LineContent, detail: &Element) {
    let paths: [&[&str]; 4] = [
        &["Refs", "AcctSvcrRef"],
        &["Refs", "EndToEndId"],
        &["Refs", "InstrId"],
        &["Refs", "TxId"],
    ];
    let references = paths.into_iter().filter_map(|path| detail.text(&[path]));
    let structured = detail
        .all("RmtInf")
        .flat_map(|remittance| remittance.all("Strd"))
        .filter_map(|structured| structured.text(&[&["CdtrRefInf", "Ref"]]));
    for reference in structured.chain(references) {
        if reference != "NOTPROVIDED" {
            line.references.push(reference.to_owned());
        }
    }
    let parties: [&[&str]; 4] = if line.amount.is_positive() {
        [
            &["RltdPties", "UltmtDbtr", "Nm"],
            &["RltdPties", "UltmtDbtr", "Pty", "Nm"],
            &["RltdPties", "Dbtr", "Nm"],
            &["RltdPties", "Dbtr", "Pty", "Nm"],
        ]
    } else {
        [
            &["RltdPties", "UltmtCdtr", "Nm"],
            &["RltdPties", "UltmtCdtr", "Pty", "Nm"],
            &["RltdPties", "Cdtr", "Nm"],
            &["RltdPties", "Cdtr", "Pty", "Nm"],
        ]
    };
    if line.counterparty.is_empty() {
        line.counterparty = detail.text(&parties).unwrap_or("").to_owned();
    }
    let remittance = detail
        .all("RmtInf")
        .flat_map(|remittance| remittance.all("Ustrd"));
    for part in remittance.chain(detail.all("AddtlTxInf")) {
        line.text.push_str(&part.text);
        line.text.push(' ');
    }
}

/// What the entry says for all of its transactions.
fn finish(line: &mut LineContent, entry: &Element) {
    line.references
        .extend(entry.text(&[&["AcctSvcrRef"]]).map(str::to_owned));
    line.text.push_str(entry.text(&[&["AddtlNtryInf"]]).unwrap_or(""));
}

fn day(element: &Element, paths: &[&[&str]]) -> Result<Option<Date>, ParseError> {
    // A time of day or an offset may follow: the day is the one the bank wrote.
    let Some(text) = element.text(paths) else {
        return Ok(None);
    };
    let day = text.get(..10).and_then(|day| day.parse().ok());
    day.map(Some).ok_or_else(|| {
        let part = paths.first().and_then(|path| path.first()).copied().unwrap_or("");
        element.error(part, Problem::DateInvalid)
    })
}

fn amount(element: &Element, path: &[&str]) -> Result<Money, ParseError> {
    let amount = element
        .at(path)
        .ok_or_else(|| element.error("Amt", Problem::Missing))?;
    let code = amount
        .currency
        .as_deref()
        .ok_or_else(|| amount.error("Amt", Problem::Missing))?;
    let currency = currency(code, amount.line, "Amt")?;
    let text = amount.text.trim();
    // The direction is said apart; XML's own forms of numbers allow no grouping.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match parse_amount(text, '.', None, currency) {
        Ok(money) if plain => Ok(money),
        _ => Err(amount.error("Amt", Problem::AmountInvalid)),
    }
}

/// With a reversal too the indicator says what happens to the account: a reversed debit is a credit.
fn signed(element: &Element, amount: Money) -> Result<Money, ParseError> {
    match element.text(&[&["CdtDbtInd"]]) {
        Some("CRDT") => Ok(amount),
        Some("DBIT") => Ok(Money::new(-amount.minor(), amount.currency())),
        Some(_) => Err(element.error("CdtDbtInd", Problem::ValueUnknown)),
        None => Err(element.error("CdtDbtInd", Problem::Missing)),
    }
}
