//! What a schema of the OpenAPI document says about a value, as far as XML does not say it itself: what is a number, a list, a
//! map. Alternatives are laid over each other: a shape says everything that a value may be.

use std::collections::{BTreeMap, HashMap};

use crate::{Error, Node};

/// Which shape.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShapeId(usize);

/// What a value may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) text: bool,
    pub(crate) number: bool,
    pub(crate) boolean: bool,
    /// A list, with what its items are.
    pub(crate) list: Option<ShapeId>,
    /// An object with keys that nobody knows beforehand, with what its values are.
    pub(crate) map: Option<ShapeId>,
    /// An object with these fields.
    pub(crate) fields: BTreeMap<String, ShapeId>,
    /// Anything.
    pub(crate) free: bool,
}

impl Shape {
    /// Whether it is a list and no object.
    pub(crate) fn item(&self) -> Option<ShapeId> {
        self.list.filter(|_| self.fields.is_empty())
    }

    /// Whether an element with items can't be meant.
    pub(crate) fn is_plain(&self) -> bool {
        self.list.is_none() && !self.free
    }

    /// Whether it may be an object.
    pub(crate) fn is_object(&self) -> bool {
        self.free || self.map.is_some() || !self.fields.is_empty()
    }
}

/// All shapes of a document.
#[derive(Debug)]
pub(crate) struct Shapes {
    all: Vec<Shape>,
    named: HashMap<String, ShapeId>,
}

/// Schemas that lead to each other without a field between them are a mistake in the document.
const MAX_REFERENCES: usize = 32;

impl Shapes {
    /// Anything: what no schema says more about.
    pub(crate) const FREE: ShapeId = ShapeId(0);

    pub(crate) fn new() -> Shapes {
        let free = Shape {
            free: true,
            ..Shape::default()
        };
        Shapes {
            all: vec![free],
            named: HashMap::new(),
        }
    }

    pub(crate) fn get(&self, id: ShapeId) -> &Shape {
        &self.all[id.0]
    }

    /// The shape of a field; of one that is not known, anything.
    pub(crate) fn field(&self, of: &Shape, name: &str) -> ShapeId {
        of.fields.get(name).copied().unwrap_or(Shapes::FREE)
    }

    /// The shape of a schema in this document.
    pub(crate) fn of(&mut self, schema: &Node, document: &Node) -> Result<ShapeId, Error> {
        let name = schema.get("$ref").and_then(Node::text);
        if let Some(id) = name.and_then(|name| self.named.get(name)) {
            return Ok(*id);
        }
        let id = ShapeId(self.all.len());
        self.all.push(Shape::default());
        if let Some(name) = name {
            // A schema may be part of itself.
            self.named.insert(name.to_owned(), id);
        }
        let mut shape = Shape::default();
        self.lay(&mut shape, schema, document, 0)?;
        self.all[id.0] = shape;
        Ok(id)
    }

    /// Lays a schema over a shape.
    fn lay(&mut self, shape: &mut Shape, schema: &Node, document: &Node, depth: usize) -> Result<(), Error> {
        if depth > MAX_REFERENCES {
            return Err(Error::malformed("a schema leads to itself"));
        }
        let mut says_nothing = true;
        if let Some(reference) = schema.get("$ref").and_then(Node::text) {
            return self.lay(shape, referred(reference, document)?, document, depth + 1);
        }
        for word in ["allOf", "oneOf", "anyOf"] {
            for part in schema.get(word).map(Node::items).unwrap_or_default() {
                says_nothing = false;
                self.lay(shape, part, document, depth + 1)?;
            }
        }
        let kinds = match schema.get("type") {
            Some(Node::List(kinds)) => kinds.iter().filter_map(Node::text).collect(),
            Some(Node::Text(kind)) => vec![kind.as_str()],
            Some(_) | None => Vec::new(),
        };
        for kind in kinds {
            says_nothing = false;
            match kind {
                "string" => shape.text = true,
                "integer" | "number" => shape.number = true,
                "boolean" => shape.boolean = true,
                "array" => {
                    shape.list = Some(match schema.get("items") {
                        Some(items) => self.of(items, document)?,
                        None => Shapes::FREE,
                    });
                }
                "object" => self.lay_object(shape, schema, document)?,
                "null" => {}
                other => return Err(Error::malformed(format!("the type {other} is not known"))),
            }
        }
        shape.free |= says_nothing;
        Ok(())
    }

    fn lay_object(&mut self, shape: &mut Shape, schema: &Node, document: &Node) -> Result<(), Error> {
        let fields = schema.get("properties").map(Node::fields).unwrap_or_default();
        for (name, field) in fields {
            let id = self.of(field, document)?;
            shape.fields.insert(name.clone(), id);
        }
        match schema.get("additionalProperties") {
            Some(values @ Node::Object(_)) => shape.map = Some(self.of(values, document)?),
            Some(_) | None => shape.free |= fields.is_empty(),
        }
        Ok(())
    }
}

/// The schema behind a reference.
pub(crate) fn referred<'d>(reference: &str, document: &'d Node) -> Result<&'d Node, Error> {
    schema_name(reference)
        .and_then(|name| document.get("components")?.get("schemas")?.get(name))
        .ok_or_else(|| Error::malformed(format!("{reference} leads nowhere")))
}

/// The name in a reference to a schema.
pub(crate) fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}
