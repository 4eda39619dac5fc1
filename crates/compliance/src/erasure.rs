//! What became of a person's data when it was erased, and what stays and why: GDPR, article 17. Made of what was known before and of what
//! the trail still has by and about them.

use crate::report::{Cell, Column, Report, ReportKind, Row, StandsOn, Table, column};

const ERASED: &[Column] = &[
    column("what", "What", 20),
    column("count", "How many", 8),
    column("how", "How", 45),
];
const STAYS: &[Column] = &[
    column("what", "What", 20),
    column("count", "How many", 8),
    column("why", "Why", 45),
];

/// What was erased, counted before it was.
#[derive(Copy, Clone, Debug, Default)]
pub struct Erased {
    /// Ways to prove themself: password, codes, passkeys, keys.
    pub credentials: u64,
    /// Sessions.
    pub sessions: u64,
    /// Consents that they gave.
    pub consents: u64,
    /// Cards; nothing where no customer was named.
    pub cards: Option<u64>,
}

/// The report, from that of the person after the erasure.
#[must_use]
pub fn erasure(person: Report, erased: Erased) -> Report {
    let now = person
        .source
        .log_position
        .map_or_else(StandsOn::default, StandsOn::log);
    let row = |what: &str, count: Option<u64>, more: &str, stands_on: &StandsOn| Row {
        cells: vec![
            Cell::text(what),
            count.map_or(Cell::Nothing, Cell::Number),
            Cell::text(more),
        ],
        stands_on: stands_on.clone(),
    };
    let mut gone = vec![
        row(
            "profile",
            Some(1),
            "the key it was sealed under is overwritten: what the log has of it is noise",
            &now,
        ),
        row(
            "credentials",
            Some(erased.credentials),
            "forgotten; keys are refused",
            &now,
        ),
        row("sessions", Some(erased.sessions), "ended", &now),
    ];
    if let Some(cards) = erased.cards {
        let how = "the key of each is overwritten; the vault's own log says so";
        gone.push(row("cards", Some(cards), how, &StandsOn::default()));
    }
    let mut stays = Vec::new();
    for figure in &person.figures {
        let why = "shows who did what, by ids alone; the trail is never changed";
        stays.push(row(figure.heading, Some(figure.value), why, &figure.stands_on));
    }
    stays.push(row(
        "consents",
        Some(erased.consents),
        "show that they were given (article 7), by id alone",
        &now,
    ));
    stays.push(row(
        "their id",
        Some(1),
        "is what records name, and is given to nobody else",
        &now,
    ));
    stays.push(row(
        "payments and the ledger",
        None,
        "have no person; the tenant must keep its books",
        &now,
    ));
    stays.push(row(
        "backups of files of keys",
        None,
        "still open what was sealed, until they expire",
        &StandsOn::default(),
    ));
    Report {
        kind: ReportKind::Erasure,
        title: "Erasure of a person's data".to_owned(),
        remarks: vec![
            "What the tenant has of the person outside of this node is for the tenant to erase.".to_owned(),
        ],
        figures: Vec::new(),
        tables: vec![
            Table {
                name: "erased",
                heading: "Erased",
                columns: ERASED,
                rows: gone,
            },
            Table {
                name: "stays",
                heading: "What stays, and why",
                columns: STAYS,
                rows: stays,
            },
        ],
        ..person
    }
}
