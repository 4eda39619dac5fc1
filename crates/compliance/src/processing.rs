//! Records of processing (GDPR, article 30): which data is processed for what, who receives it, how it is guarded; from what is set up now
//! and from what the trail shows was asked for. A category that the node neither has set up nor has seen is not in it.

use std::collections::BTreeMap;

use bezant_audit::{DataClass, Kind};
use bezant_kernel::Timestamp;

use crate::error::ComplianceError;
use crate::reading::Reading;
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, StandsOn, Table, column};

const CATEGORIES: &[Column] = &[
    column("category", "Data", 14),
    column("subjects", "Of whom", 14),
    column("purpose", "For", 22),
    column("kept", "Kept now", 8),
    column("requests", "Requests", 7),
    column("erasure", "How it ends", 26),
];
const RECIPIENTS: &[Column] = &[
    column("kind", "Recipient", 12),
    column("name", "Which", 18),
    column("at", "Where", 20),
    column("receives", "Receives", 25),
];
const SAFEGUARDS: &[Column] = &[column("name", "Safeguard", 25), column("state", "Is", 30)];

/// Who receives data, as it is set up.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Of which kind.
    pub kind: &'static str,
    /// Which, by its name or id.
    pub name: String,
    /// Its host, where there is one.
    pub host: String,
    /// What it receives.
    pub receives: String,
}

/// How a tenant is set up, and what is kept of it.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The position of the main log that this follows from.
    pub log_position: u64,
    /// Users who are not deleted.
    pub users: u64,
    /// Consents, withdrawn ones too.
    pub consents: u64,
    /// Live keys.
    pub keys: u64,
    /// Whether the node keeps cards.
    pub keeps_cards: bool,
    /// Whether the tenant has declared its payments to be about health.
    pub is_about_health: bool,
    /// Who receives data.
    pub recipients: Vec<Recipient>,
    /// What guards it, and how that is set.
    pub safeguards: Vec<(&'static str, String)>,
}

/// What a category is, in words that hold for every tenant.
struct Category {
    name: &'static str,
    classes: &'static [DataClass],
    subjects: &'static str,
    purpose: &'static str,
    erasure: &'static str,
}

const ALL: &[Category] = &[
    Category {
        name: "people",
        classes: &[DataClass::Personal],
        subjects: "users of the tenant",
        purpose: "to let them sign in, and to know who may do what",
        erasure: "erasing a person destroys the key of their data",
    },
    Category {
        name: "credentials",
        classes: &[DataClass::Credential],
        subjects: "users and programs of the tenant",
        purpose: "to know who somebody is",
        erasure: "gone with the person; keys are revoked",
    },
    Category {
        name: "payments",
        classes: &[DataClass::Payment],
        subjects: "customers of the tenant, by the tenant's references",
        purpose: "to carry payments out and to account for them",
        erasure: "kept with the books, which the tenant must keep",
    },
    Category {
        name: "health",
        classes: &[DataClass::Health],
        subjects: "patients of the tenant, by the tenant's references",
        purpose: "to carry payments for health services out",
        erasure: "kept with the books, which the tenant must keep",
    },
    Category {
        name: "cards",
        classes: &[DataClass::Card],
        subjects: "cardholders",
        purpose: "to pay by card",
        erasure: "deleting a card, or a customer's cards, destroys their keys",
    },
    Category {
        name: "consents",
        classes: &[],
        subjects: "who has agreed to something",
        purpose: "to show that they have (article 7)",
        erasure: "kept as what shows it; who is no principal is a keyed hash",
    },
    Category {
        name: "records of access",
        classes: &[DataClass::Audit],
        subjects: "users and programs of the tenant, by id and address",
        purpose: "to show who did what",
        erasure: "kept as evidence; addresses as audit.addresses says",
    },
];

/// The report.
///
/// # Errors
/// `Log`, `Record`.
pub fn processing(
    reading: &Reading<'_>,
    made_at: Timestamp,
    setup: Setup,
) -> Result<Report, ComplianceError> {
    let mut requests: BTreeMap<DataClass, Figure> = BTreeMap::new();
    reading.each(&mut |position, record| {
        if matches!(record.kind, Some(Kind::Request(_))) && reading.span.has(record.at()) {
            let figure = requests.entry(record.data_class());
            let figure = figure.or_insert_with(|| Figure::new("requests", "Requests"));
            figure.count(1, &StandsOn::trail(position));
        }
        Ok(())
    })?;
    let mut all = Figure::new("requests", "Requests for personal data");
    let mut rows = Vec::new();
    for category in ALL {
        let mut seen = Figure::new("requests", "Requests");
        for figure in category.classes.iter().filter_map(|class| requests.get(class)) {
            seen.count(figure.value, &figure.stands_on);
        }
        let kept = setup.kept(category.name);
        if seen.value == 0 && kept.is_none_or(|kept| kept == 0) && !setup.is_set_up(category.name) {
            continue;
        }
        all.count(seen.value, &seen.stands_on);
        let mut stands_on = seen.stands_on;
        stands_on.log.add(setup.log_position);
        rows.push(Row {
            cells: vec![
                Cell::text(category.name),
                Cell::text(category.subjects),
                Cell::text(category.purpose),
                kept.map_or(Cell::Nothing, Cell::Number),
                Cell::Number(seen.value),
                Cell::text(category.erasure),
            ],
            stands_on,
        });
    }
    let now = StandsOn::log(setup.log_position);
    let mut recipients = Figure::new("recipients", "Recipients");
    recipients.count(setup.recipients.len() as u64, &now);
    let row = |cells: Vec<Cell>| Row {
        cells,
        stands_on: now.clone(),
    };
    let mut source = reading.source();
    source.log_position = Some(setup.log_position);
    let of_recipient = |one: &Recipient| {
        row(vec![
            Cell::text(one.kind),
            Cell::text(&one.name),
            Cell::text(&one.host),
            Cell::text(&one.receives),
        ])
    };
    let of_safeguard =
        |(name, state): &(&'static str, String)| row(vec![Cell::text(*name), Cell::text(state)]);
    Ok(Report {
        kind: ReportKind::Processing,
        title: "Records of processing".to_owned(),
        scope: reading.scope,
        span: reading.span,
        made_at,
        source,
        remarks: vec![
            "What the tenant does with data outside of this node, and who is responsible there, is for the tenant to add.".to_owned(),
        ],
        figures: vec![all, recipients],
        tables: vec![
            Table {
                name: "categories",
                heading: "Categories of data",
                columns: CATEGORIES,
                rows,
            },
            Table {
                name: "recipients",
                heading: "Recipients",
                columns: RECIPIENTS,
                rows: setup.recipients.iter().map(of_recipient).collect(),
            },
            Table {
                name: "safeguards",
                heading: "Safeguards",
                columns: SAFEGUARDS,
                rows: setup.safeguards.iter().map(of_safeguard).collect(),
            },
        ],
    })
}

impl Setup {
    /// How many are kept of a category, where that is counted.
    fn kept(&self, category: &str) -> Option<u64> {
        match category {
            "people" => Some(self.users),
            "consents" => Some(self.consents),
            "credentials" => Some(self.keys),
            _ => None,
        }
    }

    fn is_set_up(&self, category: &str) -> bool {
        match category {
            "cards" => self.keeps_cards,
            "health" => self.is_about_health,
            _ => false,
        }
    }
}
