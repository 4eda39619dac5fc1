//! What the OpenAPI document says about the bodies of each operation.

use std::collections::HashMap;

use crate::shape::{ShapeId, Shapes, schema_name};
use crate::{Bounds, Error, Node};

/// Every operation of a document.
#[derive(Debug)]
pub struct Operations {
    all: HashMap<String, HashMap<String, Operation>>,
    pub(crate) shapes: Shapes,
    problem: Body,
}

/// The bodies of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The JSON body that it takes.
    pub request: Option<Body>,
    /// The JSON bodies that it answers with, by status.
    answers: Vec<(u16, Body)>,
    /// What else it takes, which is not ours to convert.
    pub takes_itself: Vec<String>,
    /// What else it answers with.
    pub gives_itself: Vec<String>,
}

impl Operation {
    /// The JSON body that it answers with under this status.
    pub fn answer(&self, status: u16) -> Option<&Body> {
        let (_, body) = self.answers.iter().find(|(other, _)| *other == status)?;
        Some(body)
    }

    /// All of them.
    pub fn answers(&self) -> impl Iterator<Item = &Body> {
        self.answers.iter().map(|(_, body)| body)
    }
}

/// A body by its schema.
#[derive(Clone, Debug)]
pub struct Body {
    /// The name of its schema; empty where it has none.
    pub schema: String,
    /// The name of its XML element.
    pub element: String,
    pub(crate) shape: ShapeId,
}

/// The methods that can have an operation.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

const JSON: &str = "application/json";

impl Operations {
    /// Reads an OpenAPI document.
    pub fn of(document: &str) -> Result<Operations, Error> {
        let document = Node::parse(document.as_bytes(), Bounds::ANSWER)?;
        let mut shapes = Shapes::new();
        let reference = Node::Text("#/components/schemas/Problem".to_owned());
        let problem = Node::Object(vec![("$ref".to_owned(), reference)]);
        let problem = body_of(&problem, &document, &mut shapes)?;
        let mut all = HashMap::new();
        for (path, item) in document.get("paths").map(Node::fields).unwrap_or_default() {
            let mut methods = HashMap::new();
            let described = item.fields().iter();
            for (method, operation) in described.filter(|(name, _)| METHODS.contains(&name.as_str())) {
                let operation = operation_of(operation, &document, &mut shapes)?;
                methods.insert(method.to_ascii_uppercase(), operation);
            }
            all.insert(path.clone(), methods);
        }
        Ok(Operations { all, shapes, problem })
    }

    /// The operation of a method on a path as it stands in the document.
    pub fn get(&self, method: &str, path: &str) -> Option<&Operation> {
        // A HEAD is answered as a GET.
        let method = if method == "HEAD" { "GET" } else { method };
        self.all.get(path)?.get(method)
    }

    /// Every operation with its method and path.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &Operation)> {
        self.all.iter().flat_map(|(path, methods)| {
            let methods = methods.iter();
            methods.map(|(method, operation)| (method.as_str(), path.as_str(), operation))
        })
    }

    /// Problem details.
    pub fn problem(&self) -> &Body {
        &self.problem
    }

    /// The names of the fields that a body of this kind can have.
    pub fn fields(&self, body: &Body) -> impl Iterator<Item = &str> {
        self.shapes.get(body.shape).fields.keys().map(String::as_str)
    }
}

fn operation_of(operation: &Node, document: &Node, shapes: &mut Shapes) -> Result<Operation, Error> {
    let mut found = Operation {
        request: None,
        answers: Vec::new(),
        takes_itself: Vec::new(),
        gives_itself: Vec::new(),
    };
    for (kind, schema) in contents(operation.get("requestBody")) {
        match schema {
            Some(schema) if kind == JSON => found.request = Some(body_of(schema, document, shapes)?),
            Some(_) | None => found.takes_itself.push(kind.to_owned()),
        }
    }
    for (status, answer) in operation.get("responses").map(Node::fields).unwrap_or_default() {
        let Some(status) = status.parse().ok().filter(|status| (200..300).contains(status)) else {
            continue;
        };
        for (kind, schema) in contents(Some(answer)) {
            match schema {
                Some(schema) if kind == JSON => {
                    found.answers.push((status, body_of(schema, document, shapes)?));
                }
                Some(_) | None => found.gives_itself.push(kind.to_owned()),
            }
        }
    }
    Ok(found)
}

fn contents(of: Option<&Node>) -> impl Iterator<Item = (&str, Option<&Node>)> {
    let contents = of
        .and_then(|of| of.get("content"))
        .map(Node::fields)
        .unwrap_or_default();
    contents
        .iter()
        .map(|(kind, content)| (kind.as_str(), content.get("schema")))
}

fn body_of(schema: &Node, document: &Node, shapes: &mut Shapes) -> Result<Body, Error> {
    // What may be left out is described as one of a schema and null.
    let alternatives = schema.get("oneOf").map(Node::items).unwrap_or_default();
    let mut named = std::iter::once(schema)
        .chain(alternatives)
        .filter_map(|schema| schema.get("$ref")?.text());
    let name = match (named.next(), named.next()) {
        (Some(only), None) => schema_name(only).unwrap_or_default(),
        (_, _) => "",
    };
    Ok(Body {
        schema: name.to_owned(),
        element: if name.is_empty() {
            "object".to_owned()
        } else {
            snake_case(name)
        },
        shape: shapes.of(schema, document)?,
    })
}

/// `PagePayment` and `Page_Payment` are `page_payment`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
