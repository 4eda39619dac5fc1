//! What a report is: figures and tables, each row and figure with the positions that it stands on, and the checkpoint that covers them.

use bezant_kernel::Timestamp;
use bezant_log::proof::{Checkpoint, Hex, SignedCheckpoint};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::positions::Positions;
use crate::reading::{Scope, Span};

/// Which report.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Who reached health data: HIPAA, 45 CFR 164.312(b) and 164.528.
    HealthAccess,
    /// What was changed of how money moves: SOX, sections 302 and 404.
    Changes,
    /// What is known of a person: GDPR, articles 15 and 20.
    Person,
    /// What became of a person's data when it was erased: GDPR, article 17.
    Erasure,
    /// Who agreed to what: GDPR, article 7.
    Consents,
    /// What data is processed for what: GDPR, article 30.
    Processing,
    /// What was gathered for PCI DSS.
    Evidence,
}

impl ReportKind {
    /// The word in API and command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ReportKind::HealthAccess => "health_access",
            ReportKind::Changes => "changes",
            ReportKind::Person => "person",
            ReportKind::Erasure => "erasure",
            ReportKind::Consents => "consents",
            ReportKind::Processing => "processing",
            ReportKind::Evidence => "evidence",
        }
    }
}

/// A report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which.
    pub kind: ReportKind,
    /// Its heading.
    pub title: String,
    /// Whose.
    pub scope: Scope,
    /// Of which time.
    pub span: Span,
    /// When it was made.
    pub made_at: Timestamp,
    /// What it was made from.
    pub source: Source,
    /// What its reader has to know.
    pub remarks: Vec<String>,
    /// Its totals.
    pub figures: Vec<Figure>,
    /// Its tables, the main one first.
    pub tables: Vec<Table>,
}

/// What a report was made from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Source {
    /// What the audit trail held: it covers each position of the trail that the report names.
    pub trail: Option<TrailSource>,
    /// What the main log held, where the report is about the state that follows from it.
    pub log_position: Option<u64>,
}

/// What the audit trail held when a report was made from it.
#[derive(Clone, Debug, Serialize)]
pub struct TrailSource {
    /// The last record that was read.
    pub position: u64,
    /// The root of the tree over all frames up to there.
    pub root: Hex<32>,
    /// Both, signed.
    pub checkpoint: SignedCheckpoint,
}

impl Source {
    /// The trail up to a checkpoint.
    #[must_use]
    pub fn of_trail(checkpoint: &Checkpoint, signed: SignedCheckpoint) -> Source {
        Source {
            trail: Some(TrailSource {
                position: checkpoint.position().0,
                root: Hex(checkpoint.root()),
                checkpoint: signed,
            }),
            log_position: None,
        }
    }

    /// In one line.
    pub(crate) fn line(&self) -> String {
        let trail = self.trail.as_ref();
        let trail =
            trail.map(|trail| format!("audit trail up to {} with root {}", trail.position, trail.root));
        let log = self.log_position.map(|position| format!("log up to {position}"));
        let both: Vec<String> = trail.into_iter().chain(log).collect();
        both.join(", ")
    }
}

/// Which positions something stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandsOn {
    /// Of the audit trail.
    pub trail: Positions,
    /// Of the main log.
    pub log: Positions,
}

impl StandsOn {
    /// A record of the trail.
    #[must_use]
    pub fn trail(position: u64) -> StandsOn {
        StandsOn {
            trail: Positions::one(position),
            log: Positions::default(),
        }
    }

    /// The state at a position of the main log.
    #[must_use]
    pub fn log(position: u64) -> StandsOn {
        StandsOn {
            trail: Positions::default(),
            log: Positions::one(position),
        }
    }

    pub(crate) fn add(&mut self, other: &StandsOn) {
        self.trail.add_all(&other.trail);
        self.log.add_all(&other.log);
    }
}

/// A total.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What programs call it.
    pub name: &'static str,
    /// What people call it.
    pub heading: &'static str,
    /// How much.
    pub value: u64,
    /// Of what.
    pub stands_on: StandsOn,
}

impl Figure {
    /// A total of nothing yet.
    #[must_use]
    pub fn new(name: &'static str, heading: &'static str) -> Figure {
        Figure {
            name,
            heading,
            value: 0,
            stands_on: StandsOn::default(),
        }
    }

    /// Counts `amount` more, for what stands there.
    pub fn count(&mut self, amount: u64, stands_on: &StandsOn) {
        self.value = self.value.saturating_add(amount);
        self.stands_on.add(stands_on);
    }
}

/// A column of a table.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What programs call it.
    pub name: &'static str,
    /// What people call it.
    pub heading: &'static str,
    /// Its part of the width on paper; 0 where it is not printed.
    pub share: u16,
}

/// A column with its names and its part of the width on paper.
#[must_use]
pub const fn column(name: &'static str, heading: &'static str, share: u16) -> Column {
    Column { name, heading, share }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// What programs call it.
    pub name: &'static str,
    /// What people call it.
    pub heading: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows; each has a cell for each column.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What stands in it.
    pub cells: Vec<Cell>,
    /// Where that is from.
    pub stands_on: StandsOn,
}

/// What stands in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing.
    #[default]
    Nothing,
    /// A number.
    Number(u64),
    /// An instant.
    Time(Timestamp),
    /// Words.
    Text(String),
}

impl Cell {
    /// Words, or nothing where there are none.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        match text.is_empty() {
            true => Cell::Nothing,
            false => Cell::Text(text),
        }
    }

    /// As it is written.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Cell::Nothing => String::new(),
            Cell::Number(number) => number.to_string(),
            Cell::Time(at) => at.to_string(),
            Cell::Text(text) => text.clone(),
        }
    }

    /// As it stands on paper: instants to the second.
    pub(crate) fn printed(&self) -> String {
        match self {
            Cell::Time(at) => {
                let whole = at.to_string();
                whole.get(..19).unwrap_or(&whole).replace('T', " ")
            }
            Cell::Nothing | Cell::Number(_) | Cell::Text(_) => self.written(),
        }
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Cell {
        Cell::Time(at)
    }
}

impl Report {
    /// As JSON. The same report always has the same bytes.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a report has text keys");
        bytes.push(b'\n');
        bytes
    }

    /// Whose it is, in words.
    pub(crate) fn whose(&self) -> String {
        match self.scope {
            Scope::Tenant(tenant) => tenant.id().to_string(),
            Scope::Node => "the whole node".to_owned(),
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("object", "compliance_report")?;
        map.serialize_entry("format", "bezant-compliance-report-1")?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("title", &self.title)?;
        let tenant = match self.scope {
            Scope::Tenant(tenant) => Some(tenant.id().to_string()),
            Scope::Node => None,
        };
        map.serialize_entry("tenant", &tenant)?;
        map.serialize_entry("from", &self.span.from)?;
        map.serialize_entry("to", &self.span.to)?;
        map.serialize_entry("made_at", &self.made_at)?;
        map.serialize_entry("source", &self.source)?;
        map.serialize_entry("remarks", &self.remarks)?;
        map.serialize_entry("figures", &self.figures)?;
        map.serialize_entry("tables", &self.tables)?;
        map.end()
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("heading", self.heading)?;
        map.serialize_entry("value", &self.value)?;
        self.stands_on.entries(&mut map)?;
        map.end()
    }
}

impl StandsOn {
    fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("trail_positions", &self.trail)?;
        map.serialize_entry("log_positions", &self.log)
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Shown<'a>(&'a Table, &'a Row);

        impl Serialize for Shown<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let Shown(table, row) = self;
                let mut map = serializer.serialize_map(None)?;
                for (column, cell) in table.columns.iter().zip(&row.cells) {
                    map.serialize_entry(column.name, cell)?;
                }
                row.stands_on.entries(&mut map)?;
                map.end()
            }
        }

        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("heading", self.heading)?;
        let rows: Vec<Shown<'_>> = self.rows.iter().map(|row| Shown(self, row)).collect();
        map.serialize_entry("rows", &rows)?;
        map.end()
    }
}
