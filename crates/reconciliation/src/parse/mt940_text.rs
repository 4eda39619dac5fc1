//! What `:86:` says about a line, in the three ways in which banks write it: German subfields (`166?00...?20...`), code
//! words between slashes (`/EREF/.../REMI/...`), or plain text.

use crate::statement::LineContent;

/// Code words of SEPA whose value identifies a line.
const REFERENCES: &[&str] = &["EREF", "KREF"];

/// Code words that end another's value.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "PREF", "MARF", "CSID", "CNTP", "REMI", "PURP", "ULTC", "ULTD", "TRCD", "ISDT", "RTRN",
];

/// Adds to the line what its information field says.
pub(super) fn describe(line: &mut LineContent, first: &str, more: &[&str]) {
    if let Some(separator) = subfield_separator(first) {
        // Lines are cut at 65 characters wherever that is.
        let whole: String = std::iter::once(first).chain(more.iter().copied()).collect();
        german(line, &whole, separator);
    } else {
        let is_coded = first.starts_with('/');
        let join = if is_coded { "" } else { " " };
        let whole = std::iter::once(first)
            .chain(more.iter().copied())
            .collect::<Vec<_>>()
            .join(join);
        if is_coded {
            slashed(line, &whole);
        } else {
            add(&mut line.text, &whole);
        }
    }
}

/// Three digits, then the character that introduces subfields.
fn subfield_separator(text: &str) -> Option<char> {
    let (code, rest) = text.split_at_checked(3)?;
    let separator = rest.chars().next()?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit());
    let number = rest.get(separator.len_utf8()..separator.len_utf8() + 2)?;
    let is_numbered = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && is_numbered && !separator.is_alphanumeric()).then_some(separator)
}

fn german(line: &mut LineContent, whole: &str, separator: char) {
    let mut text = String::new();
    for subfield in whole.split(separator).skip(1) {
        let Some((number, value)) = subfield.split_at_checked(2) else {
            continue;
        };
        match number.parse::<u8>() {
            Ok(20..=29 | 60..=63) => {
                // A subfield that begins with a code word begins a part; others continue the one before.
                if word_at(value, '+').is_some() {
                    text.push('\n');
                }
                text.push_str(value);
            }
            Ok(32 | 33) => line.counterparty.push_str(value),
            Ok(0) => add(&mut line.text, value),
            _ => {}
        }
    }
    for part in text.split('\n') {
        match word_at(part, '+') {
            Some((word, value)) if REFERENCES.contains(&word) => refer(line, value),
            Some(("SVWZ", value)) => add(&mut line.text, value),
            _ => add(&mut line.text, part),
        }
    }
}

/// `EREF+value`, if the text begins so.
fn word_at(text: &str, mark: char) -> Option<(&str, &str)> {
    let (word, value) = text.split_once(mark)?;
    WORDS.contains(&word).then_some((word, value))
}

fn slashed(line: &mut LineContent, whole: &str) {
    let mut word = "";
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/').skip(1) {
        if WORDS.contains(&part) {
            coded(line, word, &parts);
            word = part;
            parts.clear();
        } else {
            parts.push(part);
        }
    }
    coded(line, word, &parts);
}

/// A code word with the parts of its value.
fn coded(line: &mut LineContent, word: &str, parts: &[&str]) {
    let used = parts
        .iter()
        .rposition(|part| !part.is_empty())
        .map_or(0, |last| last + 1);
    let parts = &parts[..used];
    match word {
        // Account, bank, name, city.
        "CNTP" => line.counterparty.push_str(parts.get(2).copied().unwrap_or("")),
        _ if REFERENCES.contains(&word) => refer(line, &parts.join("/")),
        "REMI" => match parts {
            ["USTD", "", text @ ..] => add(&mut line.text, &text.join("/")),
            ["STRD", "CUR", reference @ ..] => refer(line, &reference.join("/")),
            _ => add(&mut line.text, &parts.join("/")),
        },
        _ => add(&mut line.text, &parts.join("/")),
    }
}

fn refer(line: &mut LineContent, value: &str) {
    let value = value.trim();
    if !value.is_empty() && value != "NOTPROVIDED" && value != "NONREF" {
        line.references.push(value.to_owned());
    }
}

fn add(text: &mut String, part: &str) {
    if !text.is_empty() && !part.is_empty() {
        text.push(' ');
    }
    text.push_str(part);
}
