//! How much a text asks for, measured before anything that takes time in more than proportion to its length.
//!
//! Fragments are measured once and count as often as they are spread, so a short text that unfolds into a million fields is seen
//! for what it is without unfolding it.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

use crate::refusal::Code;
use crate::settings::Bounds;

/// Fields in each other that introspection may have: what clients ask for is at fifteen.
const INTROSPECTION_DEPTH: usize = 16;
/// Lists of the schema in each other: `fields` of types of `fields` of types would be the schema to the power of their number.
const INTROSPECTION_LISTS: usize = 2;
/// Brackets in each other in a text, so that the parser's own recursion stays small.
const NESTING: usize = 64;

/// What a selection comes to.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Measure {
    depth: usize,
    fields: usize,
    aliases: usize,
    directives: usize,
    /// The depth below `__schema` and `__type`.
    introspection_depth: usize,
    /// Lists of the schema in each other.
    lists: usize,
    /// Whether it asks for the schema.
    pub(crate) has_introspection: bool,
}

/// Why a text is not looked at further.
pub(crate) type Refused = (Code, String);

/// Whether a text may be parsed: one pass over its bytes.
pub(crate) fn check_text(text: &str, bounds: &Bounds) -> Result<(), Refused> {
    if text.len() > bounds.query_bytes {
        let detail = format!("a query has at most {} bytes", bounds.query_bytes);
        return Err((Code::QueryTooComplex, detail));
    }
    let mut open = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > NESTING {
            let detail = format!("a query has at most {NESTING} brackets in each other");
            return Err((Code::QueryTooComplex, detail));
        }
    }
    Ok(())
}

/// Measures all of a text, and refuses what is beyond the bounds.
pub(crate) fn check(document: &ExecutableDocument, bounds: &Bounds) -> Result<Measure, Refused> {
    let mut measuring = Measuring {
        document,
        known: HashMap::new(),
        under_way: HashSet::new(),
    };
    let mut whole = Measure::default();
    for (_, operation) in document.operations.iter() {
        let directives = operation.node.directives.len();
        whole.add_directives(directives);
        whole.join(measuring.selection(&operation.node.selection_set)?);
    }
    // Those that nothing spreads are validated too.
    for name in document.fragments.keys() {
        let alone = measuring.fragment(name)?;
        whole.fields = whole.fields.saturating_add(alone.fields);
    }
    for (what, has, most) in [
        ("fields in each other", whole.depth, bounds.depth),
        ("fields", whole.fields, bounds.fields),
        ("aliases", whole.aliases, bounds.aliases),
        ("directives", whole.directives, bounds.directives),
        (
            "fields of the schema in each other",
            whole.introspection_depth,
            INTROSPECTION_DEPTH,
        ),
        (
            "lists of the schema in each other",
            whole.lists,
            INTROSPECTION_LISTS,
        ),
    ] {
        if has > most {
            let detail = format!("a query has at most {most} {what}");
            return Err((Code::QueryTooComplex, detail));
        }
    }
    Ok(whole)
}

struct Measuring<'d> {
    document: &'d ExecutableDocument,
    known: HashMap<&'d Name, Measure>,
    under_way: HashSet<&'d Name>,
}

impl<'d> Measuring<'d> {
    fn selection(&mut self, set: &'d Positioned<SelectionSet>) -> Result<Measure, Refused> {
        let mut sum = Measure::default();
        for selection in &set.node.items {
            let (directives, one) = match &selection.node {
                Selection::Field(field) => (&field.node.directives, self.field(&field.node)?),
                Selection::FragmentSpread(spread) => (
                    &spread.node.directives,
                    self.fragment(&spread.node.fragment_name.node)?,
                ),
                Selection::InlineFragment(inline) => (
                    &inline.node.directives,
                    self.selection(&inline.node.selection_set)?,
                ),
            };
            sum.join(one);
            sum.add_directives(directives.len());
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'d Field) -> Result<Measure, Refused> {
        let mut measure = self.selection(&field.selection_set)?;
        measure.fields = measure.fields.saturating_add(1);
        measure.aliases = measure.aliases.saturating_add(usize::from(field.alias.is_some()));
        match field.name.node.as_str() {
            "__schema" | "__type" => {
                measure.introspection_depth = measure.depth;
                measure.depth = 1;
                measure.has_introspection = true;
            }
            name => {
                let is_list = matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes");
                measure.lists += usize::from(is_list);
                measure.depth += 1;
            }
        }
        Ok(measure)
    }

    fn fragment(&mut self, name: &'d Name) -> Result<Measure, Refused> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        // That there is none of that name, validation says.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Measure::default());
        };
        if !self.under_way.insert(name) {
            let detail = format!("the fragment {name} spreads itself");
            return Err((Code::QueryInvalid, detail));
        }
        let mut measure = self.selection(&fragment.node.selection_set)?;
        measure.add_directives(fragment.node.directives.len());
        self.under_way.remove(name);
        self.known.insert(name, measure);
        Ok(measure)
    }
}

impl Measure {
    /// With what stands beside it.
    fn join(&mut self, other: Measure) {
        self.depth = self.depth.max(other.depth);
        self.introspection_depth = self.introspection_depth.max(other.introspection_depth);
        self.lists = self.lists.max(other.lists);
        self.has_introspection |= other.has_introspection;
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.add_directives(other.directives);
    }

    fn add_directives(&mut self, more: usize) {
        self.directives = self.directives.saturating_add(more);
    }
}
