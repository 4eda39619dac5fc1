//! Finding records: an index beside the trail that is made from it and can be thrown away.
//!
//! In come durable records, by a thread that gives way to everything else; out go positions, and the records are read from the trail
//! itself. A search is always a tenant's, and what it finds is compared with the tenant once more. It must never answer from an index
//! that does not fit the trail, and always says how far it has come.

mod fields;
mod follow;

use std::ops::Bound;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use bezant_kernel::{Tenant, Timestamp};
use tantivy::collector::TopDocs;
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, IndexReader, Order, ReloadPolicy, TantivyError, Term};

use self::fields::Fields;
use self::follow::Indexing;
use crate::error::AuditError;
use crate::record::Record;
use crate::trail::Trail;

/// Words of a free text that count.
const MOST_WORDS: usize = 16;

/// What is looked for. What is left out may be anything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By whom: the id of a principal or a key.
    pub principal: Option<String>,
    /// A route, or the name of an event.
    pub action: Option<String>,
    /// The id of what it was done to.
    pub resource: Option<String>,
    /// The correlation id.
    pub correlation: Option<String>,
    /// What came of it: `done`, `denied`, `refused`, `failed`, `alert`.
    pub outcome: Option<String>,
    /// The kind of data.
    pub data_class: Option<String>,
    /// What it is: `request`, `change`, `alert`, `custody`.
    pub kind: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// Words that are all in it.
    pub text: Option<String>,
    /// Only positions before this one: where a page ended.
    pub before: Option<u64>,
    /// How many.
    pub limit: usize,
}

/// A record that was found.
pub struct Found {
    /// Where it is.
    pub position: u64,
    /// It.
    pub record: Record,
}

/// What was found, the newest first.
pub struct SearchPage {
    /// The records.
    pub found: Vec<Found>,
    /// The position before which the next page goes on; none at the end.
    pub next: Option<u64>,
    /// The newest position that is looked through.
    pub position: u64,
    /// Durable records behind it that are not.
    pub behind: u64,
}

/// The search of a trail. Clones are handles to the same one.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    trail: Trail,
    fields: Fields,
    index: Mutex<Option<(Index, IndexReader)>>,
    reached: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Search {
    /// Begins to index a trail, from where an index of before has come to. One that is damaged, or is ahead of the trail, is thrown
    /// away and made anew.
    ///
    /// # Errors
    /// `Index` or `File`, if there can't be one.
    pub fn start(trail: Trail) -> Result<Search, AuditError> {
        let folder = trail.folder().join("index");
        let head = trail.reader().head().0;
        let fields = Fields::new();
        let (index, reached) = match open(&folder, &fields) {
            Ok(opened) if opened.1 <= head => opened,
            other => {
                if let Err(error) = &other {
                    tracing::warn!(%error, "the index of the audit trail can't be used and is made anew");
                }
                renewed(&folder, &fields)?
            }
        };
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let reached = Arc::new(AtomicU64::new(reached));
        let stop = Arc::new(AtomicBool::new(false));
        let indexing = Indexing::new(
            trail.clone(),
            index.clone(),
            fields.clone(),
            Arc::clone(&reached),
            Arc::clone(&stop),
        )?;
        let thread = std::thread::Builder::new()
            .name("audit-index".to_owned())
            .spawn(move || indexing.run())
            .map_err(|source| AuditError::file(&folder, source))?;
        Ok(Search(Arc::new(Inner {
            trail,
            fields,
            index: Mutex::new(Some((index, reader))),
            reached,
            stop,
            thread: Mutex::new(Some(thread)),
        })))
    }

    /// The tenant's records that fit, the newest first.
    ///
    /// # Errors
    /// `Index`, `Log` and `Record`.
    pub fn find(&self, tenant: Tenant, filter: &Filter) -> Result<SearchPage, AuditError> {
        let reached = self.0.reached.load(Ordering::Acquire);
        let searcher = {
            let index = self.0.index.lock().unwrap_or_else(PoisonError::into_inner);
            let (_, reader) = index.as_ref().ok_or(AuditError::Closed)?;
            reader.reload()?;
            reader.searcher()
        };
        let query = self.query(tenant, filter);
        let limit = filter.limit.max(1);
        let newest = TopDocs::with_limit(limit + 1).order_by_fast_field::<u64>("position", Order::Desc);
        let positions = searcher.search(&query, &newest)?;
        let positions: Vec<u64> = positions
            .into_iter()
            .filter_map(|(position, _)| position)
            .collect();
        let mut found = Vec::with_capacity(positions.len().min(limit));
        for &position in positions.iter().take(limit) {
            if let Some(record) = self.0.trail.record(tenant, position)? {
                found.push(Found { position, record });
            }
        }
        Ok(SearchPage {
            found,
            next: (positions.len() > limit).then(|| positions[limit - 1]),
            position: reached,
            behind: self.0.trail.reader().head().0.saturating_sub(reached),
        })
    }

    /// The newest position that is looked through.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.0.reached.load(Ordering::Acquire)
    }

    fn query(&self, tenant: Tenant, filter: &Filter) -> Box<dyn Query> {
        let fields = &self.0.fields;
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut word = |field, text: &str| {
            let term = Term::from_field_text(field, text);
            all.push((
                Occur::Must,
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>,
            ));
        };
        word(fields.tenant, &tenant.id().to_string());
        for (field, text) in [
            (fields.principal, &filter.principal),
            (fields.action, &filter.action),
            (fields.resource, &filter.resource),
            (fields.correlation, &filter.correlation),
            (fields.outcome, &filter.outcome),
            (fields.data_class, &filter.data_class),
            (fields.kind, &filter.kind),
        ] {
            if let Some(text) = text {
                word(field, text);
            }
        }
        if let Some(text) = &filter.text {
            for one in text.split_whitespace().take(MOST_WORDS) {
                let terms = fields.terms(one);
                match terms.len() {
                    0 => {}
                    1 => {
                        let term = terms.into_iter().next().expect("there is one");
                        let query = TermQuery::new(term, IndexRecordOption::Basic);
                        all.push((Occur::Must, Box::new(query)));
                    }
                    _ => all.push((Occur::Must, Box::new(PhraseQuery::new(terms)))),
                }
            }
        }
        let number = |field, value| Term::from_field_u64(field, value);
        if let Some(before) = filter.before {
            let upper = Bound::Excluded(number(fields.position, before));
            all.push((Occur::Must, Box::new(RangeQuery::new(Bound::Unbounded, upper))));
        }
        if filter.from.is_some() || filter.to.is_some() {
            let bound = |at: Timestamp| number(fields.at, at.as_microseconds());
            let lower = filter.from.map_or(Bound::Included(number(fields.at, 0)), |at| {
                Bound::Included(bound(at))
            });
            let upper = filter
                .to
                .map_or(Bound::Unbounded, |at| Bound::Excluded(bound(at)));
            all.push((Occur::Must, Box::new(RangeQuery::new(lower, upper))));
        }
        if all.is_empty() {
            return Box::new(AllQuery);
        }
        Box::new(BooleanQuery::new(all))
    }

    /// Stops indexing; what is indexed stays.
    pub fn close(&self) {
        self.0.end();
    }
}

impl Inner {
    fn end(&self) {
        self.stop.store(true, Ordering::Release);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            thread.thread().unpark();
            // It has said itself what went wrong.
            let _ = thread.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end();
    }
}

impl From<TantivyError> for AuditError {
    fn from(error: TantivyError) -> Self {
        AuditError::Index(error.to_string())
    }
}

/// The index in a folder, and how far it has come.
fn open(folder: &PathBuf, fields: &Fields) -> Result<(Index, u64), AuditError> {
    if !folder.join("meta.json").exists() {
        return renewed(folder, fields);
    }
    let index = Index::open_in_dir(folder)?;
    if index.schema() != fields.schema {
        return Err(AuditError::Index("it has other fields".to_owned()));
    }
    let damaged = index.validate_checksum()?;
    if !damaged.is_empty() {
        return Err(AuditError::Index(format!("{} files are damaged", damaged.len())));
    }
    let reached = index.load_metas()?.payload.and_then(|text| text.parse().ok());
    let reached =
        reached.ok_or_else(|| AuditError::Index("it does not say how far it has come".to_owned()))?;
    Ok((index, reached))
}

/// An empty index in place of what is there.
fn renewed(folder: &PathBuf, fields: &Fields) -> Result<(Index, u64), AuditError> {
    let failed = |source| AuditError::file(folder, source);
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    let index = Index::create_in_dir(folder, fields.schema.clone())?;
    Ok((index, 0))
}
