//! One page of a list whose rows come by id.

use bezant_kernel::{Id, IdKind};

use crate::dto::Page;
use crate::dto::identity::ListParams;
use crate::problem::Problem;
use crate::request::{cursor_from, page_limit};

/// Which page of rows is asked for.
pub(super) struct Asked<K: IdKind> {
    after: Option<Id<K>>,
    limit: usize,
}

impl<K: IdKind> Asked<K> {
    pub(super) fn parse(params: &ListParams) -> Result<Asked<K>, Problem> {
        Ok(Asked {
            limit: page_limit(params.limit)? as usize,
            after: cursor_from(params.cursor.as_deref())?,
        })
    }

    /// The page of these rows, which come by id.
    pub(super) fn page<R, T>(
        &self,
        rows: impl Iterator<Item = R>,
        id: impl Fn(&R) -> Id<K>,
        row: impl Fn(&R) -> T,
    ) -> Page<T> {
        let rest = rows.filter(|row| self.after.is_none_or(|after| id(row) > after));
        let rows: Vec<R> = rest.take(self.limit + 1).collect();
        Page::with_more(&rows, self.limit, |row| id(row).to_string(), row)
    }
}
