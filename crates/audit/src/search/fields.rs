//! The fields of the index, and what of a record goes into them.

use std::ops::Bound;

use tantivy::query::{Query, RangeQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, TokenStream};
use tantivy::{TantivyDocument, Term};

use crate::record::{Kind, Record};

/// Longer words are not looked for.
const LONGEST_WORD: usize = 80;

/// The fields.
#[derive(Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    pub(super) position: Field,
    pub(super) at: Field,
    pub(super) tenant: Field,
    pub(super) principal: Field,
    pub(super) action: Field,
    pub(super) resource: Field,
    pub(super) correlation: Field,
    pub(super) outcome: Field,
    pub(super) data_class: Field,
    pub(super) kind: Field,
    pub(super) text: Field,
}

impl Fields {
    pub(super) fn new() -> Fields {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer("default")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        Fields {
            position: schema.add_u64_field("position", FAST | INDEXED),
            at: schema.add_u64_field("at", FAST | INDEXED),
            tenant: schema.add_text_field("tenant", STRING),
            principal: schema.add_text_field("principal", STRING),
            action: schema.add_text_field("action", STRING),
            resource: schema.add_text_field("resource", STRING),
            correlation: schema.add_text_field("correlation", STRING),
            outcome: schema.add_text_field("outcome", STRING),
            data_class: schema.add_text_field("data_class", STRING),
            kind: schema.add_text_field("kind", STRING),
            text: schema.add_text_field("text", TextOptions::default().set_indexing_options(words)),
            schema: schema.build(),
        }
    }

    /// What is indexed of a record.
    pub(super) fn document(&self, position: u64, record: &Record) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_u64(self.position, position);
        document.add_u64(self.at, record.at_us);
        for (field, text) in [
            (self.tenant, record.tenant.as_str()),
            (self.principal, record.principal()),
            (self.correlation, &record.correlation),
            (self.outcome, record.outcome()),
            (self.data_class, record.data_class().as_str()),
            (self.kind, record.kind_word()),
        ] {
            if !text.is_empty() {
                document.add_text(field, text);
            }
        }
        for action in distinct(record.actions()) {
            document.add_text(self.action, action);
        }
        for thing in distinct(record.things()) {
            document.add_text(self.resource, thing);
        }
        for text in texts(record) {
            document.add_text(self.text, text);
        }
        document
    }

    /// Everything up to a position.
    pub(super) fn up_to(&self, position: u64) -> Box<dyn Query> {
        let upper = Bound::Included(Term::from_field_u64(self.position, position));
        Box::new(RangeQuery::new(Bound::Unbounded, upper))
    }

    /// What a word of a search is in the text, by the same analysis as the index's own.
    pub(super) fn terms(&self, word: &str) -> Vec<Term> {
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(LONGEST_WORD))
            .filter(LowerCaser);
        let mut analyzer = analyzer.build();
        let mut stream = analyzer.token_stream(word);
        let mut terms = Vec::new();
        stream.process(&mut |token| terms.push(Term::from_field_text(self.text, &token.text)));
        terms
    }
}

/// Events of one change often have one name.
fn distinct(mut all: Vec<&str>) -> Vec<&str> {
    all.sort_unstable();
    all.dedup();
    all
}

/// Masked facts in words: only what a person may look for, since each word costs.
fn texts(record: &Record) -> Vec<&str> {
    match &record.kind {
        Some(Kind::Request(request)) => {
            let mut texts: Vec<&str> = request.reasons.iter().map(String::as_str).collect();
            texts.extend([
                &*request.address,
                &request.code,
                &request.permission,
                &request.credential,
                &request.country,
            ]);
            texts.retain(|text| !text.is_empty());
            texts
        }
        Some(Kind::Change(change)) => {
            let fields = change.events.iter().flat_map(|event| &event.fields);
            let both = fields.flat_map(|field| [field.old.as_deref(), field.new.as_deref()]);
            both.flatten().collect()
        }
        Some(Kind::Alert(alert)) => alert.facts.iter().map(|fact| &*fact.value).collect(),
        Some(Kind::Custody(custody)) => vec![&custody.reason],
        None => Vec::new(),
    }
}
