//! The lists. Each is read from one snapshot, for one tenant.

mod history;
mod payments;
mod search;

#[cfg(test)]
pub(crate) use payments::SCAN_ROWS;

use crate::cursor::{List, Place};
use crate::rows::Page;

/// Rows on a page, whatever is asked for.
const MAX_ROWS: u32 = 1_000;

fn bounded(limit: u32) -> usize {
    limit.clamp(1, MAX_ROWS) as usize
}

/// The page of the first `limit` of `rows`, which are one more where the list goes on.
fn page<T>(mut rows: Vec<(Place, T)>, limit: usize, list: List, position: u64) -> Page<T> {
    let next_cursor = (rows.len() > limit).then(|| rows[limit - 1].0.to_cursor(list));
    rows.truncate(limit);
    Page {
        items: rows.into_iter().map(|(_, row)| row).collect(),
        next_cursor,
        position,
    }
}

fn no_rows<T>(position: u64) -> Page<T> {
    Page {
        items: Vec::new(),
        next_cursor: None,
        position,
    }
}
