//! Lists that come in pages, read as one.

use std::collections::VecDeque;

use futures::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::Page;
use crate::request::Call;

/// A list, not asked for before it is read: row by row with [`try_next`](Self::try_next), page by page with
/// [`next_page`](Self::next_page), or as a [`Stream`] with [`into_stream`](Self::into_stream).
#[derive(Debug)]
pub struct Pager<T> {
    client: Client,
    call: Call,
    rows: VecDeque<T>,
    /// Whether there is a page that was not asked for.
    has_more: bool,
}

impl<T: DeserializeOwned> Pager<T> {
    pub(crate) fn new(client: &Client, call: Call, query: &impl Serialize) -> Result<Self, Error> {
        Ok(Pager {
            client: client.clone(),
            call: call.query(query)?,
            rows: VecDeque::new(),
            has_more: true,
        })
    }

    /// The next page; nothing after the last one. Rows of it do not come again by [`try_next`](Self::try_next).
    pub async fn next_page(&mut self) -> Result<Option<Page<T>>, Error> {
        if !self.has_more {
            return Ok(None);
        }
        let page: Page<T> = self.client.call(self.call.clone()).await?;
        self.has_more = page.next_cursor.is_some();
        if let Some(cursor) = &page.next_cursor {
            let next = ("cursor".to_owned(), cursor.clone());
            if self.call.query.contains(&next) {
                self.has_more = false;
                return Err(Error::Answer("a page names itself as the next one".to_owned()));
            }
            self.call.query.retain(|(name, _)| name != "cursor");
            self.call.query.push(next);
        }
        Ok(Some(page))
    }

    /// The next row; nothing after the last one.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(row) = self.rows.pop_front() {
                return Ok(Some(row));
            }
            match self.next_page().await? {
                Some(page) => self.rows.extend(page.data),
                None => return Ok(None),
            }
        }
    }

    /// The first rows, at most `limit`.
    pub async fn take(mut self, limit: usize) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        while rows.len() < limit
            && let Some(row) = self.try_next().await?
        {
            rows.push(row);
        }
        Ok(rows)
    }

    /// The rows as a stream, which ends with the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<T, Error>> {
        futures::stream::try_unfold(self, async |mut pager| {
            let row = pager.try_next().await?;
            Ok(row.map(|row| (row, pager)))
        })
    }
}
