//! What stands for which requirement of PCI DSS 4.0: what Bezant does, what its operator has to do, which test shows it, which evidence is
//! gathered. The table is [`CONTROLS`]; `docs/pci-dss.md` is made of it.

mod table;

use serde::Serialize;

pub use self::table::CONTROLS;
use crate::evidence::Kind;
use crate::report::{Cell, Row, StandsOn};

/// What stands for a requirement.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Control {
    /// Its number in PCI DSS 4.0.
    pub requirement: &'static str,
    /// What it is about, in a few words of ours.
    pub about: &'static str,
    /// What Bezant does.
    pub bezant: &'static str,
    /// What the operator has to do.
    pub operator: &'static str,
    /// Which tests show what Bezant does.
    pub shown_by: &'static [Shown],
    /// Which evidence is gathered of a running node.
    pub evidence: &'static [Kind],
}

/// A test.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Where it is.
    pub file: &'static str,
    /// Its name.
    pub test: &'static str,
}

impl Control {
    pub(crate) fn row(&self) -> Row {
        let evidence: Vec<&str> = self.evidence.iter().map(|kind| kind.as_str()).collect();
        Row {
            cells: vec![
                Cell::text(self.requirement),
                Cell::text(self.about),
                // Quotes of code are for documents.
                Cell::text(self.bezant.replace('`', "")),
                Cell::text(self.operator.replace('`', "")),
                Cell::text(evidence.join(", ")),
            ],
            stands_on: StandsOn::default(),
        }
    }
}

/// The table for `docs/pci-dss.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text =
        "| Requirement | About | What Bezant does | What the operator does | Shown by | Evidence |\n"
            .to_owned();
    text.push_str("|---|---|---|---|---|---|\n");
    for control in CONTROLS {
        let shown: Vec<String> = control
            .shown_by
            .iter()
            .map(|shown| format!("`{}` `{}`", shown.file, shown.test))
            .collect();
        let evidence: Vec<String> = control
            .evidence
            .iter()
            .map(|kind| format!("`{}`", kind.as_str()))
            .collect();
        let cells = [
            control.requirement,
            control.about,
            control.bezant,
            control.operator,
            &shown.join("; "),
            &evidence.join(", "),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Run with `BEZANT_WRITE_DOCS=1` after a change of the table.
    #[test]
    fn the_document_has_the_table() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/pci-dss.md");
        let text = std::fs::read_to_string(file).unwrap();
        let at = text.find("| Requirement |").unwrap();
        let end = text[at..].find("\n\n").map_or(text.len(), |end| at + end + 1);
        let wanted = format!("{}{}{}", &text[..at], markdown(), &text[end..]);
        if std::env::var_os("BEZANT_WRITE_DOCS").is_some() {
            std::fs::write(file, &wanted).unwrap();
        }
        assert!(
            text == wanted || std::env::var_os("BEZANT_WRITE_DOCS").is_some(),
            "docs/pci-dss.md has another table"
        );
    }

    #[test]
    fn all_twelve_requirements_are_spoken_of_and_all_evidence_is_about_one() {
        for number in 1..=12 {
            let begins = format!("{number}.");
            assert!(
                CONTROLS
                    .iter()
                    .any(|control| control.requirement.starts_with(&begins)),
                "{number}"
            );
        }
        for kind in Kind::ALL {
            assert!(
                CONTROLS.iter().any(|control| control.evidence.contains(&kind)),
                "{kind:?}"
            );
        }
        let mut numbers: Vec<&str> = CONTROLS.iter().map(|control| control.requirement).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), CONTROLS.len());
    }
}
