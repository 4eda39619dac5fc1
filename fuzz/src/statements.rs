//! Statement files: a broken one is refused, and what is read adds up however it is split.

use bezant_kernel::Currency;
use bezant_reconciliation::{
    AmountColumns, CsvMapping, DateFormat, Encoding, Statement, parse_camt, parse_csv, parse_mt940,
};

/// The first byte chooses the mapping (see [`mapping`]), the others are the file.
pub fn csv(bytes: &[u8]) {
    let Some((first, file)) = bytes.split_first() else {
        return;
    };
    if let Ok(statement) = parse_csv(file, &mapping(*first)) {
        examine(statement);
    }
}

/// The bytes are a camt.053 document.
pub fn camt(bytes: &[u8]) {
    if let Ok(statements) = parse_camt(bytes) {
        assert!(!statements.is_empty());
        statements.into_iter().for_each(examine);
    }
}

/// The bytes are an MT940 file.
pub fn mt940(bytes: &[u8]) {
    if let Ok(statements) = parse_mt940(bytes) {
        assert!(!statements.is_empty());
        statements.into_iter().for_each(examine);
    }
}

fn examine(statement: Statement) {
    let header = statement.header().clone();
    assert!(header.from <= header.to, "{header:?}");
    let mut sum = 0i128;
    for line in statement.lines() {
        assert_eq!(line.content.amount.currency(), header.currency);
        sum = sum
            .checked_add(line.content.amount.minor())
            .expect("the sum of a statement fits");
    }
    if let (Some(opening), Some(closing)) = (header.opening, header.closing) {
        assert_eq!(
            opening.minor() + sum,
            closing.minor(),
            "the statement does not add up"
        );
    }
    let ids: Vec<_> = statement.lines().iter().map(|line| line.id).collect();
    let parts = statement.into_parts(2);
    let of_parts: Vec<_> = parts
        .iter()
        .flat_map(|part| part.lines().iter().map(|line| line.id))
        .collect();
    assert_eq!(ids, of_parts, "splitting keeps every line");
    assert!(parts.iter().all(|part| part.lines().len() <= 2));
}

/// The mapping that a byte stands for: its lower bits choose one of the samples, the others vary it.
fn mapping(choice: u8) -> CsvMapping {
    let mut mapping = match choice & 3 {
        0 => german(),
        1 => us(),
        2 => CsvMapping {
            amount: AmountColumns::Signed {
                amount: "Debit".to_owned(),
            },
            balance: Some("Credit".to_owned()),
            ..us()
        },
        _ => CsvMapping {
            amount: AmountColumns::Indicated {
                amount: "Debit".to_owned(),
                indicator: "Credit".to_owned(),
                debit: "D".to_owned(),
                credit: "C".to_owned(),
            },
            ..us()
        },
    };
    if choice & 4 != 0 {
        mapping.encoding = Encoding::Latin1;
    }
    if choice & 8 != 0 {
        mapping.thousands = None;
    }
    mapping
}

/// As many German banks write.
fn german() -> CsvMapping {
    let name = |name: &str| vec![name.to_owned()];
    CsvMapping {
        account: "DE89370400440532013000".to_owned(),
        currency: Currency::EUR,
        currency_column: Some("Währung".to_owned()),
        encoding: Encoding::Utf8,
        delimiter: b';',
        lines_before_header: 2,
        booked_on: "Buchungstag".to_owned(),
        value_on: Some("Valuta".to_owned()),
        date_format: DateFormat::new("%d.%m.%Y").expect("a known form"),
        amount: AmountColumns::Signed {
            amount: "Betrag".to_owned(),
        },
        decimal: ',',
        thousands: Some('.'),
        balance: Some("Saldo".to_owned()),
        references: name("Kundenreferenz"),
        counterparty: name("Auftraggeber"),
        text: name("Verwendungszweck"),
        booked: Some(("Status".to_owned(), "gebucht".to_owned())),
    }
}

/// As many banks in the United States write.
fn us() -> CsvMapping {
    CsvMapping {
        account: "0001".to_owned(),
        currency: Currency::USD,
        currency_column: None,
        delimiter: b',',
        lines_before_header: 0,
        booked_on: "Date".to_owned(),
        value_on: None,
        date_format: DateFormat::new("%m/%d/%y").expect("a known form"),
        amount: AmountColumns::DebitCredit {
            debit: "Debit".to_owned(),
            credit: "Credit".to_owned(),
        },
        decimal: '.',
        thousands: Some(','),
        balance: None,
        references: vec!["Check or Slip #".to_owned()],
        counterparty: Vec::new(),
        text: vec!["Description".to_owned()],
        booked: None,
        ..german()
    }
}
