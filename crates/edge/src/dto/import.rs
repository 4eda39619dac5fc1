//! Imports of journals as the API answers them.

use std::collections::BTreeSet;

use bezant_books::ImportRow;
use bezant_kernel::{AccountId, TransferId};
use bezant_ledger::{AccountPaths, Preview, Rejection, RequestKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::batch::{code_word, field_name};

/// How to import.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportParams {
    /// Only say what would become of each line, line after line against the books of this moment; nothing changes.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What became of an import, or would.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportDto {
    /// Always `import`.
    object: &'static str,
    /// Whether nothing was made.
    dry_run: bool,
    /// How many lines were made.
    made: usize,
    /// How many had been made before.
    existing: usize,
    /// How many were refused.
    refused: usize,
    /// What became of each line, in their order.
    lines: Vec<LineDto>,
}

/// What became of a line.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportLine)]
pub(crate) struct LineDto {
    /// The line of the file, from 1; the header is one.
    line: u64,
    /// `made`, `exists` where the very same transfer was made before, or `refused`.
    status: &'static str,
    /// The transfer's id; left out where the line can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    id: Option<TransferId>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// Of which field the code speaks, if it speaks of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// The same in words, where there is more to say than the code does.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl ImportDto {
    /// What became of these lines, in whichever order they come.
    pub(crate) fn new(dry_run: bool, mut lines: Vec<LineDto>) -> Self {
        lines.sort_by_key(|one| one.line);
        let count = |status| lines.iter().filter(|one| one.status == status).count();
        ImportDto {
            object: "import",
            dry_run,
            made: count(MADE),
            existing: count(EXISTS),
            refused: count(REFUSED),
            lines,
        }
    }
}

const MADE: &str = "made";
const EXISTS: &str = "exists";
const REFUSED: &str = "refused";

/// The accounts that lines name and the ledger has not.
pub(crate) struct Missing<'a> {
    ids: BTreeSet<AccountId>,
    paths: &'a AccountPaths,
}

impl<'a> Missing<'a> {
    /// Of these rows, when the import began.
    pub(crate) fn of(rows: &[ImportRow], preview: &Preview, paths: &'a AccountPaths) -> Self {
        let named = rows.iter().flat_map(sides).map(|(id, _)| id);
        Missing {
            ids: named.filter(|&id| !preview.has_account(id)).collect(),
            paths,
        }
    }

    fn in_row(&self, row: &ImportRow) -> Option<AccountId> {
        let mut named = sides(row).into_iter().map(|(id, _)| id);
        named.find(|id| self.ids.contains(id))
    }
}

impl LineDto {
    fn of(row: &ImportRow, status: &'static str) -> Self {
        LineDto {
            line: row.line,
            status,
            id: Some(row.transfer.id),
            code: None,
            field: None,
            message: None,
        }
    }

    pub(crate) fn made(row: &ImportRow) -> Self {
        LineDto::of(row, MADE)
    }

    /// A line that the ledger refuses.
    pub(crate) fn refused(row: &ImportRow, rejection: &Rejection, missing: &Missing<'_>) -> Self {
        let number = rejection.field().map_or(0, |field| field.number());
        let line = LineDto::numbered(row, rejection.number(), number, missing);
        if line.status == EXISTS {
            return line;
        }
        LineDto {
            field: line.field.or_else(|| side(row, account_of(rejection)?)),
            message: line.message.or_else(|| Some(rejection.to_string())),
            ..line
        }
    }

    /// A line that the ledger refuses as an item of a batch.
    pub(crate) fn numbered(row: &ImportRow, code: u16, field: u16, missing: &Missing<'_>) -> Self {
        let code = code_word(code);
        if code == "transfer_exists" {
            return LineDto::of(row, EXISTS);
        }
        let account = missing.in_row(row).filter(|_| code == "account_not_found");
        LineDto {
            code: Some(code),
            field: account
                .and_then(|account| side(row, account))
                .or_else(|| field_name(field)),
            message: account.and_then(|account| {
                let (path, currency) = missing.paths.path(account)?;
                Some(format!("there is no account at {path} in {currency}"))
            }),
            ..LineDto::of(row, REFUSED)
        }
    }

    /// A line that can't be read.
    pub(crate) fn unreadable(mistake: &bezant_books::RowError) -> Self {
        LineDto {
            line: mistake.line,
            status: REFUSED,
            id: None,
            code: Some(crate::problem::Code::FieldInvalid.as_str()),
            field: mistake.column,
            message: Some(mistake.problem.to_string()),
        }
    }
}

fn sides(row: &ImportRow) -> [(AccountId, &'static str); 2] {
    match row.transfer.kind {
        RequestKind::Transfer { debit, credit, .. } => [(debit, "debit"), (credit, "credit")],
        RequestKind::Hold { .. }
        | RequestKind::Post { .. }
        | RequestKind::Void { .. }
        | RequestKind::Reversal { .. } => unreachable!("rows are plain transfers"),
    }
}

fn side(row: &ImportRow, account: AccountId) -> Option<&'static str> {
    let found = sides(row).into_iter().find(|(id, _)| *id == account);
    found.map(|(_, side)| side)
}

/// The account of which a rejection speaks.
const fn account_of(rejection: &Rejection) -> Option<AccountId> {
    match rejection {
        Rejection::AccountNotFound { account }
        | Rejection::Overdraft { account }
        | Rejection::AccountFrozen { account }
        | Rejection::AccountClosed { account }
        | Rejection::AccountReserved { account } => Some(*account),
        _ => None,
    }
}
