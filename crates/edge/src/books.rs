//! The books, asked from async handlers: readings block on the disk and go to threads of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_books::{Books, ExportError, Format, Target};
use bezant_core::{Answer, Query};
use bezant_kernel::{AccountId, Tenant};
use bezant_ledger::{Account, Transfer};
use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::edge::Edge;
use crate::problem::Problem;
use crate::respond;

/// Parts of an export that wait for a slow reader; the reading waits when there are more.
const PARTS_WAITING: usize = 4;
const PART_BYTES: usize = 64 * 1024;
/// Paths that an export keeps at hand.
const PATHS_AT_HAND: usize = 65_536;

/// The paths of accounts.
pub(crate) type Paths = BTreeMap<AccountId, String>;

/// Reads the books on a thread where that may take its time.
pub(crate) async fn read<T: Send + 'static>(
    books: &Books,
    reading: impl FnOnce(&Books) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let books = books.clone();
    tokio::task::spawn_blocking(move || reading(&books))
        .await
        .expect("a reading does not panic")
}

/// All accounts of a tenant, of one state.
pub(crate) async fn all_accounts(edge: &Edge, tenant: Tenant) -> Result<Vec<Account>, Problem> {
    let query = Query::Accounts {
        skip: 0,
        limit: usize::MAX,
    };
    let Answer::Accounts(accounts) = edge.query(tenant, query).await? else {
        unreachable!("a question for accounts is answered with them");
    };
    Ok(accounts)
}

/// The paths of the accounts of these transfers.
pub(crate) async fn paths<'t>(
    edge: &Edge,
    tenant: Tenant,
    transfers: impl Iterator<Item = &'t Transfer>,
) -> Result<Paths, Problem> {
    let mut accounts: Vec<AccountId> = transfers.flat_map(|one| [one.debit, one.credit]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    paths_of(edge, tenant, accounts).await
}

async fn paths_of(edge: &Edge, tenant: Tenant, accounts: Vec<AccountId>) -> Result<Paths, Problem> {
    let Answer::Paths(paths) = edge.query(tenant, Query::Paths(accounts)).await? else {
        unreachable!("a question for paths is answered with them");
    };
    let text = |(id, path): (AccountId, bezant_kernel::AccountPath)| (id, path.to_string());
    Ok(paths.into_iter().map(text).collect())
}

/// The paths of both sides of a transfer.
pub(crate) fn sides(paths: &Paths, transfer: &Transfer) -> Option<(String, String)> {
    let path = |account| paths.get(&account).cloned();
    path(transfer.debit).zip(path(transfer.credit))
}

/// The paths of accounts, asked for as they come up in an export.
struct KnownPaths {
    edge: Edge,
    tenant: Tenant,
    known: RefCell<Paths>,
}

impl KnownPaths {
    /// The path of an account. Blocks.
    fn path(&self, account: AccountId) -> Option<String> {
        let mut known = self.known.borrow_mut();
        if let Some(path) = known.get(&account) {
            return Some(path.clone());
        }
        let asked = paths_of(&self.edge, self.tenant, vec![account]);
        let found = Handle::current().block_on(asked).ok()?.remove(&account)?;
        if known.len() == PATHS_AT_HAND {
            known.clear();
        }
        known.insert(account, found.clone());
        Some(found)
    }
}

/// Answers with a table that is written as it is read. What goes wrong before the first part is a problem; afterwards the
/// connection ends in the middle.
pub(crate) async fn export(
    edge: &Edge,
    tenant: Tenant,
    format: Format,
    name: &'static str,
    writing: impl FnOnce(&Books, Target<'_, &mut Parts>) -> Result<u64, ExportError> + Send + 'static,
) -> Result<Response, Problem> {
    let (sender, mut receiver) = mpsc::channel(PARTS_WAITING);
    let (books, edge) = (edge.books().clone(), edge.clone());
    tokio::task::spawn_blocking(move || {
        let mut out = Parts {
            buffer: Vec::with_capacity(PART_BYTES),
            sender: sender.clone(),
        };
        let paths = KnownPaths {
            edge,
            tenant,
            known: RefCell::default(),
        };
        let target = Target {
            out: &mut out,
            format,
            paths: &|account| paths.path(account),
        };
        let written = writing(&books, target);
        let ended = written.and_then(|_| Ok(out.flush()?));
        if let Err(error) = ended {
            // The reader may be gone, and then nobody wants to know.
            let _ = sender.blocking_send(Err(Problem::from(error)));
        }
    });
    let first = receiver.recv().await.transpose()?.unwrap_or_default();
    let rest = futures::stream::unfold(receiver, |mut receiver| async move {
        let part = receiver.recv().await?;
        Some((
            part.map_err(|_| io::Error::other("the export ended early")),
            receiver,
        ))
    });
    let parts = futures::StreamExt::chain(futures::stream::iter([Ok(first)]), rest);
    let mut response = Response::new(Body::from_stream(parts));
    *response.status_mut() = StatusCode::OK;
    let (kind, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Parquet => ("application/vnd.apache.parquet", "parquet"),
    };
    respond::set_file(&mut response, kind, &format!("{name}.{ending}"));
    Ok(response)
}

/// Hands on what is written in parts, as fast as they are taken.
pub(crate) struct Parts {
    buffer: Vec<u8>,
    sender: mpsc::Sender<Result<Bytes, Problem>>,
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PART_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let part = std::mem::replace(&mut self.buffer, Vec::with_capacity(PART_BYTES));
        self.sender
            .blocking_send(Ok(Bytes::from(part)))
            .map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader is gone"))
    }
}
