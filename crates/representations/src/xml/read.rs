//! From XML to JSON, by the schema. What does not fit it goes through as text or under its own name: whoever reads the JSON
//! refuses it by the same code as if it had come as JSON.

use std::collections::HashMap;

use super::element::{Element, root_of};
use super::{ENTRY, ITEM, KEY, VALUE};
use crate::json::is_number;
use crate::shape::{Shape, Shapes};
use crate::{Body, Bounds, Error, Node, Operations};

/// The JSON of an XML body.
pub fn to_json(operations: &Operations, body: &Body, xml: &[u8]) -> Result<Vec<u8>, Error> {
    let root = root_of(xml, Bounds::REQUEST)?;
    if root.name != body.element {
        let why = format!(
            "the root element must be <{}>, it is <{}>",
            body.element, root.name
        );
        return Err(Error::Malformed(why));
    }
    let shapes = &operations.shapes;
    Ok(value(shapes, shapes.get(body.shape), &root)?.to_bytes())
}

fn value(shapes: &Shapes, shape: &Shape, element: &Element) -> Result<Node, Error> {
    if element.children.is_empty() {
        return Ok(leaf(shape, element));
    }
    if !element.text.trim().is_empty() {
        let why = format!("in <{}> there is text beside elements", element.name);
        return Err(Error::Malformed(why));
    }
    if (shape.list.is_some() || shape.free) && element.is_only(ITEM) {
        let item = shapes.get(shape.list.unwrap_or(Shapes::FREE));
        let items = element.children.iter().map(|child| value(shapes, item, child));
        return Ok(Node::List(items.collect::<Result<_, _>>()?));
    }
    if (shape.map.is_some() || shape.free) && element.is_only(ENTRY) {
        let of = shapes.get(shape.map.unwrap_or(Shapes::FREE));
        let entries = element.children.iter().map(|child| entry(shapes, of, child));
        return Ok(Node::Object(entries.collect::<Result<_, _>>()?));
    }
    object(shapes, shape, element)
}

fn object(shapes: &Shapes, shape: &Shape, element: &Element) -> Result<Node, Error> {
    let mut fields: Vec<(&str, Vec<&Element>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for child in &element.children {
        let place = *places.entry(&child.name).or_insert(fields.len());
        match fields.get_mut(place) {
            Some((_, same)) => same.push(child),
            None => fields.push((&child.name, vec![child])),
        }
    }
    let mut object = Vec::with_capacity(fields.len());
    for (name, elements) in fields {
        let shape = shapes.get(shapes.field(shape, name));
        match (shape.item(), &elements[..]) {
            (Some(_), [only]) if only.is_blank() => object.push((name.to_owned(), Node::List(Vec::new()))),
            // As problems are written: one element with items. Where items are lists themselves, it is one of them.
            (Some(item), [only]) if only.is_only(ITEM) && shapes.get(item).is_plain() => {
                let item = shapes.get(item);
                let items = only.children.iter().map(|child| value(shapes, item, child));
                object.push((name.to_owned(), Node::List(items.collect::<Result<_, _>>()?)));
            }
            (Some(item), _) => {
                let item = shapes.get(item);
                let items = elements.into_iter().map(|element| value(shapes, item, element));
                object.push((name.to_owned(), Node::List(items.collect::<Result<_, _>>()?)));
            }
            (None, _) => {
                // A field that came twice stays twice.
                for element in elements {
                    object.push((name.to_owned(), value(shapes, shape, element)?));
                }
            }
        }
    }
    Ok(Node::Object(object))
}

fn entry(shapes: &Shapes, shape: &Shape, element: &Element) -> Result<(String, Node), Error> {
    match &element.children[..] {
        [key, of] if key.name == KEY && of.name == VALUE && key.children.is_empty() => {
            Ok((key.text.clone(), value(shapes, shape, of)?))
        }
        _ => {
            let why = format!("an <{ENTRY}> has one <{KEY}> with text, then one <{VALUE}>");
            Err(Error::Malformed(why))
        }
    }
}

fn leaf(shape: &Shape, element: &Element) -> Node {
    let trimmed = element.text.trim();
    if shape.number && is_number(trimmed) {
        Node::Number(trimmed.to_owned())
    } else if shape.boolean && matches!(trimmed, "true" | "false") {
        Node::Boolean(trimmed == "true")
    } else if !shape.text && trimmed.is_empty() && shape.is_object() {
        Node::Object(Vec::new())
    } else if !shape.text && trimmed.is_empty() && shape.list.is_some() {
        Node::List(Vec::new())
    } else {
        Node::Text(element.text.clone())
    }
}
