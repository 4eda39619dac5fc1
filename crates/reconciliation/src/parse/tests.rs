//! Whole sample files, the faults that files have, and random bytes.

use super::*;
use crate::{DateFormat, Line, Statement};
use proptest::prelude::*;

const CAMT_02: &[u8] = include_bytes!("../../tests/data/camt053_02.xml");
const CAMT_08: &[u8] = include_bytes!("../../tests/data/camt053_08.xml");
const MT940_SWIFT: &[u8] = include_bytes!("../../tests/data/mt940_swift.sta");
const MT940_PLAIN: &[u8] = include_bytes!("../../tests/data/mt940_plain.sta");
const GERMAN: &[u8] = include_bytes!("../../tests/data/german.csv");
const US: &[u8] = include_bytes!("../../tests/data/us.csv");

fn shown(line: &Line) -> String {
    let content = &line.content;
    let (booked, value) = (content.booked_on, content.value_on);
    let days = if booked == value {
        booked.to_string()
    } else {
        format!("{booked}/{value}")
    };
    let reversal = if content.is_reversal { " reversal" } else { "" };
    format!(
        "{days} {}{reversal} [{}] <{}> {}",
        content.amount,
        content.references.join(", "),
        content.counterparty,
        content.text
    )
}

fn lines(statement: &Statement) -> Vec<String> {
    statement.lines().iter().map(shown).collect()
}

fn summary(statement: &Statement) -> String {
    let header = statement.header();
    let balance = |money: Option<bezant_kernel::Money>| money.map_or("-".into(), |money| money.to_string());
    format!(
        "{} '{}' {}..{} {} -> {}, {} pending",
        header.account,
        header.number,
        header.from,
        header.to,
        balance(header.opening),
        balance(header.closing),
        header.pending_left_out
    )
}

fn german() -> CsvMapping {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    CsvMapping {
        account: "DE89370400440532013000".into(),
        currency: Currency::EUR,
        currency_column: Some("Währung".into()),
        encoding: Encoding::Utf8,
        delimiter: b';',
        lines_before_header: 2,
        booked_on: "Buchungstag".into(),
        value_on: Some("Valuta".into()),
        date_format: DateFormat::new("%d.%m.%Y").unwrap(),
        amount: AmountColumns::Signed {
            amount: "Betrag".into(),
        },
        decimal: ',',
        thousands: Some('.'),
        balance: Some("Saldo".into()),
        references: names(&["Kundenreferenz"]),
        counterparty: names(&["Auftraggeber"]),
        text: names(&["Verwendungszweck"]),
        booked: Some(("Status".into(), "gebucht".into())),
    }
}

fn us() -> CsvMapping {
    CsvMapping {
        account: "0001".into(),
        currency: Currency::USD,
        currency_column: None,
        delimiter: b',',
        lines_before_header: 0,
        booked_on: "Date".into(),
        value_on: None,
        date_format: DateFormat::new("%m/%d/%y").unwrap(),
        amount: AmountColumns::DebitCredit {
            debit: "Debit".into(),
            credit: "Credit".into(),
        },
        decimal: '.',
        thousands: Some(','),
        balance: None,
        references: vec!["Check or Slip #".into()],
        counterparty: Vec::new(),
        text: vec!["Description".into()],
        booked: None,
        ..german()
    }
}

#[test]
fn reads_camt_053_version_2() {
    let statements = parse_camt(CAMT_02).unwrap();
    assert_eq!(statements.len(), 1);
    assert_eq!(
        summary(&statements[0]),
        "DE89370400440532013000 'STMT-2026-224 224' 2026-11-20..2026-11-20 10000.00 EUR -> 10544.80 EUR, 1 pending"
    );
    assert_eq!(
        lines(&statements[0]),
        [
            "2026-11-20 119.00 EUR [RE-2026-4711, TX0099, 2026112000017] <Jürgen & Söhne KG> \
             Rechnung RE-2026-4711 vom 01.11.2026 <danke>",
            "2026-11-20/2026-11-21 -49.20 EUR [2026112000018] <Stadtwerke> Abschlag 11/2026 SEPA-LASTSCHRIFT",
            "2026-11-20 200.00 EUR [E2E-1, 2026112000019] <> ",
            "2026-11-20 350.50 EUR [E2E-2, 2026112000019] <> ",
            "2026-11-20 -50.50 EUR [E2E-3, 2026112000019] <> ",
            "2026-11-20 -25.00 EUR reversal [E2E-4, E2E-5] <> ",
        ]
    );
}

#[test]
fn reads_camt_053_version_8_with_prefixes_and_several_statements() {
    let statements = parse_camt(CAMT_08).unwrap();
    assert_eq!(
        statements.iter().map(summary).collect::<Vec<_>>(),
        [
            "0123-456789.00 'CH-1' 2026-11-01..2026-11-01 0.00 CHF -> 300.50 CHF, 0 pending",
            "CH9300762011623852957 'CH-2' 2026-11-01..2026-11-01 -500 JPY -> -500 JPY, 0 pending",
        ]
    );
    assert_eq!(
        lines(&statements[0]),
        [
            "2026-11-01 100.25 CHF [210000000003139471430009017, A1, BATCH77] <Pia Rutschmann> ",
            "2026-11-01 200.25 CHF [A2, BATCH77] <Robert Schneider AG> Auftrag 15.06",
        ]
    );
}

#[test]
fn reads_mt940_in_a_swift_message_over_the_end_of_a_year() {
    let statements = parse_mt940(MT940_SWIFT).unwrap();
    assert_eq!(statements.len(), 1);
    assert_eq!(
        summary(&statements[0]),
        "37040044/0532013000 '00224/001' 2026-12-31..2027-01-03 1000.00 EUR -> 1065.30 EUR, 0 pending"
    );
    assert_eq!(
        lines(&statements[0]),
        [
            "2026-12-31/2027-01-02 119.00 EUR [2026112000017, RE-2026-4711] <Juergen und Soehne KG> \
             GUTSCHRIFT Rechnung RE-2026-4711 vom 01.11.",
            "2027-01-02 -49.20 EUR [Mandat 7, B2] <> /OCMT/EUR49,20/ Abschlag 11/2026 Stadtwerke",
            "2027-01-03 -10.00 EUR reversal [] <> ",
            "2027-01-03 5.50 EUR reversal [R-9, E2E/9] <Jan Jansen> Factuur 99/B",
        ]
    );
}

#[test]
fn reads_several_bare_mt940_messages_in_latin_1() {
    let statements = parse_mt940(MT940_PLAIN).unwrap();
    assert_eq!(
        statements.iter().map(summary).collect::<Vec<_>>(),
        [
            "NL08INGB0000001234EUR '5' 2027-01-04..2027-01-04 -100 JPY -> -100 JPY, 0 pending",
            "NL08INGB0000001234EUR '6' 2027-01-05..2027-01-05 -100 JPY -> 0 JPY, 0 pending",
        ]
    );
    assert_eq!(lines(&statements[1]), ["2027-01-05 100 JPY [PREF] <> Müller"]);
}

#[test]
fn reads_csv_by_its_mapping() {
    let statement = parse_csv(GERMAN, &german()).unwrap();
    assert_eq!(
        summary(&statement),
        "DE89370400440532013000 '' 2026-11-20..2026-11-21 9000.00 EUR -> 8950.80 EUR, 1 pending"
    );
    assert_eq!(
        lines(&statement),
        [
            "2026-11-21 -1049.20 EUR [K-3] <Stadtwerke> Abschlag; \"November\"",
            "2026-11-20/2026-11-19 119.00 EUR [K-2] <Jürgen KG> Rechnung RE-2026-4711",
            "2026-11-20 881.00 EUR [K-1] <Jürgen KG> Rechnung RE-2026-4712",
        ]
    );
    let statement = parse_csv(US, &us()).unwrap();
    assert_eq!(
        summary(&statement),
        "0001 '' 2026-11-20..2026-11-21 - -> -, 0 pending"
    );
    assert_eq!(
        lines(&statement),
        [
            "2026-11-20 12345.67 USD [] <> WIRE IN, ACME CORP INV-1001",
            "2026-11-21 -1000.00 USD [204] <> CHECK 204",
            "2026-11-21 -15.00 USD [] <> FEE",
        ]
    );
    let indicated = CsvMapping {
        amount: AmountColumns::Indicated {
            amount: "Sum".into(),
            indicator: "DC".into(),
            debit: "D".into(),
            credit: "C".into(),
        },
        references: Vec::new(),
        text: Vec::new(),
        encoding: Encoding::Latin1,
        ..us()
    };
    let statement = parse_csv(
        b"Date,Sum,DC,\xe9\n11/20/26,5.00,d,\xe9\n11/20/26,7.00,C,\n",
        &indicated,
    )
    .unwrap();
    let amounts: Vec<i128> = statement
        .lines()
        .iter()
        .map(|line| line.content.amount.minor())
        .collect();
    assert_eq!(amounts, [-500, 700]);
}

#[test]
fn a_file_read_twice_gives_the_same_ids() {
    let ids = |statement: Statement| statement.lines().iter().map(|line| line.id).collect::<Vec<_>>();
    let read = || parse_camt(CAMT_02).unwrap().remove(0);
    assert_eq!(ids(read()), ids(read()));
    let compact = String::from_utf8(CAMT_02.to_vec())
        .unwrap()
        .replace("\n      ", "\r\n ");
    assert_eq!(
        ids(parse_camt(compact.as_bytes()).unwrap().remove(0)),
        ids(read())
    );
}

/// A sample with one thing wrong, the place and the code that must come back.
fn broken(sample: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(sample.to_vec()).unwrap();
    assert!(text.contains(from), "{from} is in the sample");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn faults_of_xml_files_say_where_they_are() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "<Amt Ccy=\"EUR\">119.00",
            "<Amt Ccy=\"EUR\">119.01",
            "Stmt",
            "statement_balance_mismatch",
        ),
        (
            "<Amt Ccy=\"EUR\">119.00",
            "<Amt Ccy=\"EUR\">1e2",
            "line 43, Amt",
            "statement_field_invalid",
        ),
        (
            "<Amt Ccy=\"EUR\">119.00",
            "<Amt Ccy=\"EUR\">-119.00",
            "line 43, Amt",
            "statement_field_invalid",
        ),
        (
            "<Amt Ccy=\"EUR\">119.00",
            "<Amt>119.00",
            "line 43, Amt",
            "statement_field_missing",
        ),
        (
            "<Amt Ccy=\"EUR\">119.00",
            "<Amt Ccy=\"USD\">119.00",
            "Stmt",
            "statement_currency_mixed",
        ),
        (
            "<Amt Ccy=\"EUR\">119.00",
            "<Amt Ccy=\"QQQ\">119.00",
            "line 43, Amt",
            "statement_field_invalid",
        ),
        (
            "<Sts>BOOK",
            "<Sts>WHAT",
            "line 42, Sts",
            "statement_field_invalid",
        ),
        ("<Sts>BOOK</Sts>", "", "line 42, Sts", "statement_field_missing"),
        (
            "<Dt>2026-11-20</Dt></BookgDt>",
            "<Dt>2026-11-31</Dt></BookgDt>",
            "line 42, BookgDt",
            "statement_field_invalid",
        ),
        (
            "<CdtDbtInd>CRDT",
            "<CdtDbtInd>CR",
            "line 17, CdtDbtInd",
            "statement_field_invalid",
        ),
        (
            "<IBAN>DE89370400440532013000</IBAN>",
            "",
            "Acct",
            "statement_field_missing",
        ),
        (
            "camt.053.001.02",
            "pain.001.001.03",
            "line 2",
            "statement_structure_invalid",
        ),
        ("</Ntry>", "", "line 131", "statement_structure_invalid"),
        ("&amp;", "&lol;", "line 57, Stmt", "statement_structure_invalid"),
        (
            "<Document",
            "<!DOCTYPE a [<!ENTITY lol \"lol\">]><Document",
            "line 2",
            "statement_structure_invalid",
        ),
        (
            "<GrpHdr>",
            "free text<GrpHdr>",
            "line 4, BkToCstmrStmt",
            "statement_structure_invalid",
        ),
        (
            "encoding=\"UTF-8\"",
            "encoding=\"ISO-8859-1\"",
            "line 1",
            "statement_encoding_invalid",
        ),
    ];
    for (from, to, place, code) in cases {
        let error = parse_camt(&broken(CAMT_02, from, to)).unwrap_err();
        let place_only = error.place.to_string();
        assert_eq!(
            (place_only.as_str(), error.code()),
            (*place, *code),
            "{from} -> {to}: {error}"
        );
        assert!(ParseError::CODES.contains(&error.code()));
    }
    let deep = format!(
        "<Document xmlns=\"{}\"><BkToCstmrStmt><Stmt>{}",
        "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02",
        "<x>".repeat(100_000)
    );
    assert_eq!(
        parse_camt(deep.as_bytes()).unwrap_err().code(),
        "statement_structure_invalid"
    );
    assert_eq!(parse_camt(b"").unwrap_err().code(), "statement_field_missing");
    assert_eq!(
        parse_camt(&vec![b' '; MAXIMUM_FILE_BYTES + 1])
            .unwrap_err()
            .code(),
        "statement_too_large"
    );
    assert_eq!(
        parse_camt(b"<a>\n\xff").unwrap_err().to_string(),
        "line 2: the text is not in the expected character encoding"
    );
}

#[test]
fn faults_of_mt940_files_say_where_they_are() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("CR119,00", "CR119,01", "line 2", "statement_balance_mismatch"),
        ("CR119,00", "CR119.00", "line 6, :61:", "statement_field_invalid"),
        ("CR119,00", "EC119,00", "line 6, :61:", "statement_field_invalid"),
        ("CR119,00", "CRR119,00", "line 6, :61:", "statement_field_invalid"),
        ("CR119,00", "CR1,19,00", "line 6, :61:", "statement_field_invalid"),
        (
            "2701021231",
            "2713021231",
            "line 6, :61:",
            "statement_field_invalid",
        ),
        (
            "2701021231",
            "2701021331",
            "line 6, :61:",
            "statement_field_invalid",
        ),
        (
            ":60F:C261231EUR1000,00\r\n",
            "",
            "line 5, :61:",
            "statement_structure_invalid",
        ),
        (
            ":60F:C261231EUR",
            ":60F:C261231EUX",
            "line 5, :60F:/:62F:",
            "statement_field_invalid",
        ),
        (":60F:C", ":60F:X", "line 5, :60F:", "statement_field_invalid"),
        (
            ":62F:C270103EUR1065,30\r\n",
            "",
            "line 2, :62F:",
            "statement_field_missing",
        ),
        (
            ":25:37040044/0532013000\r\n",
            "",
            "line 2, :25:",
            "statement_field_missing",
        ),
        (
            ":20:STARTUMSE\r\n",
            "",
            "line 2, :25:",
            "statement_structure_invalid",
        ),
        (
            ":20:STARTUMSE\r\n",
            "hello\r\n:20:STARTUMSE\r\n",
            "line 2",
            "statement_structure_invalid",
        ),
    ];
    for (from, to, place, code) in cases {
        let error = parse_mt940(&broken(MT940_SWIFT, from, to)).unwrap_err();
        let place_only = error.place.to_string();
        assert_eq!(
            (place_only.as_str(), error.code()),
            (*place, *code),
            "{from} -> {to}: {error}"
        );
    }
    assert_eq!(parse_mt940(b"").unwrap_err().code(), "statement_field_missing");
}

#[test]
fn faults_of_csv_files_say_where_they_are() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "119,00",
            "118,00",
            "line 5, balance",
            "statement_balance_mismatch",
        ),
        ("119,00", "119.00", "line 5, Betrag", "statement_field_invalid"),
        ("119,00", "1.19,00", "line 5, Betrag", "statement_field_invalid"),
        (
            "K-1;881,00;EUR",
            "K-1;881,00;USD",
            "line 7, Währung",
            "statement_currency_mixed",
        ),
        (
            "K-1;881,00;EUR",
            "K-1;881,00;Euro",
            "line 7, Währung",
            "statement_field_invalid",
        ),
        (
            "19.11.2026",
            "19/11/2026",
            "line 5, Valuta",
            "statement_field_invalid",
        ),
        ("Betrag", "Summe", "line 3, Betrag", "statement_column_missing"),
        ("Valuta", "Betrag", "line 3, Valuta", "statement_column_missing"),
        (
            "K-1;881,00;EUR;9.881,00;Gebucht",
            "K-1",
            "line 7, Status",
            "statement_field_missing",
        ),
        (
            "K-1;881,00",
            "K-1;8;81,00",
            "line 7",
            "statement_structure_invalid",
        ),
        (
            "K-1;881,00",
            "\"K-1;881,00",
            "line 7",
            "statement_structure_invalid",
        ),
    ];
    for (from, to, place, code) in cases {
        let error = parse_csv(&broken(GERMAN, from, to), &german()).unwrap_err();
        let place_only = error.place.to_string();
        assert_eq!(
            (place_only.as_str(), error.code()),
            (*place, *code),
            "{from} -> {to}: {error}"
        );
    }
    let code = |bytes: &[u8], mapping: &CsvMapping| parse_csv(bytes, mapping).unwrap_err().code();
    assert_eq!(code(b"", &us()), "statement_field_missing");
    assert_eq!(
        code(b"Date,Description,Debit,Credit,Check or Slip #\n", &us()),
        "statement_field_missing"
    );
    assert_eq!(
        code(&broken(US, "15.00,0.00", "15.00,1.00"), &us()),
        "statement_field_invalid"
    );
    assert_eq!(
        code(&broken(US, "15.00,0.00", ","), &us()),
        "statement_field_missing"
    );
    for wrong in [
        CsvMapping {
            delimiter: b'"',
            ..us()
        },
        CsvMapping {
            thousands: Some('.'),
            ..us()
        },
        CsvMapping { decimal: '1', ..us() },
        CsvMapping {
            account: " ".into(),
            ..us()
        },
    ] {
        assert_eq!(code(US, &wrong), "statement_mapping_invalid");
    }
    let mut long = b"Date,Description,Debit,Credit,Check or Slip #\n".to_vec();
    for _ in 0..=crate::MAXIMUM_LINES {
        long.extend(b"11/20/26,,1.00,,\n");
    }
    assert_eq!(code(&long, &us()), "statement_too_large");
}

fn read_all(bytes: &[u8]) {
    let check = |statements: Result<Vec<Statement>, ParseError>| match statements {
        Ok(statements) => {
            for statement in statements {
                assert!(statement.header().from <= statement.header().to);
                for line in statement.lines() {
                    assert_eq!(line.content.amount.currency(), statement.header().currency);
                    assert!(line.content.text.chars().count() <= 1_000);
                }
            }
        }
        Err(error) => assert!(ParseError::CODES.contains(&error.code())),
    };
    check(parse_camt(bytes));
    check(parse_mt940(bytes));
    check(parse_csv(bytes, &german()).map(|statement| vec![statement]));
    check(parse_csv(bytes, &us()).map(|statement| vec![statement]));
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read_all(&bytes);
    }

    #[test]
    fn random_fields_never_panic(text in "(:(20|25|28C|60F|61|62F|86):[CDR0-9,EURN/?+ -]{0,30}(\r?\n)?){0,12}") {
        read_all(text.as_bytes());
    }

    #[test]
    fn changed_samples_never_panic(
        sample in 0usize..6,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4, 0usize..40), 1..6),
    ) {
        let mut bytes = [CAMT_02, CAMT_08, MT940_SWIFT, MT940_PLAIN, GERMAN, US][sample].to_vec();
        for (at, byte, kind, count) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            let end = (at + count).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.drain(at..end)),
                _ => {
                    let copy = bytes[at..end].to_vec();
                    bytes.splice(at..at, copy);
                }
            }
        }
        read_all(&bytes);
    }
}
