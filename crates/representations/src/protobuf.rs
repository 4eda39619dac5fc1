//! Protobuf messages and the JSON that they mean: the same fields under the same names.
//!
//! This is the canonical JSON form of Protobuf, but for names, which stay as they stand in the description, and for whole
//! numbers, which are numbers.

use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value,
};

use crate::{Bounds, Error, Node};

/// The messages of a package.
#[derive(Clone, Debug)]
pub struct Messages {
    pool: DescriptorPool,
    package: &'static str,
}

/// A kind of message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message(MessageDescriptor);

impl Messages {
    /// Those that these descriptors describe: a `FileDescriptorSet`.
    pub fn of(descriptors: &[u8], package: &'static str) -> Result<Messages, Error> {
        let pool =
            DescriptorPool::decode(descriptors).map_err(|error| Error::malformed(error.to_string()))?;
        Ok(Messages { pool, package })
    }

    /// The message for a schema: the one of its name, in which there is no underscore.
    pub fn get(&self, schema: &str) -> Option<Message> {
        let name = format!("{}.{}", self.package, schema.replace('_', ""));
        self.pool.get_message_by_name(&name).map(Message)
    }

    /// What a method of a service takes and gives.
    pub fn method(&self, service: &str, method: &str) -> Option<(Message, Message)> {
        let service = self
            .pool
            .get_service_by_name(&format!("{}.{service}", self.package))?;
        let found = service.methods().find(|found| found.name() == method)?;
        Some((Message(found.input()), Message(found.output())))
    }

    /// Every service with its methods.
    pub fn methods(&self) -> Vec<(String, String)> {
        let ours = self
            .pool
            .services()
            .filter(|service| service.package_name() == self.package);
        ours.flat_map(|service| {
            let name = service.name().to_owned();
            let methods: Vec<_> = service.methods().collect();
            methods
                .into_iter()
                .map(move |method| (name.clone(), method.name().to_owned()))
        })
        .collect()
    }
}

impl Message {
    /// Its name.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The names of its fields.
    pub fn fields(&self) -> Vec<String> {
        self.0.fields().map(|field| field.name().to_owned()).collect()
    }

    /// Reads a message of this kind. What the sender left out is left out. A field that is not known is there under a name that
    /// no field has, `#` and its number.
    pub fn read(&self, bytes: &[u8]) -> Result<Node, Error> {
        let message = DynamicMessage::decode(self.0.clone(), bytes).map_err(|error| {
            Error::malformed(format!("the body is no message {}: {error}", self.0.name()))
        })?;
        object(&message)
    }

    /// Writes a message of this kind. A field that it does not have is left out.
    pub fn write(&self, node: &Node) -> Result<Vec<u8>, Error> {
        Ok(message_of(&self.0, node)?.encode_to_vec())
    }

    /// The same for JSON.
    pub fn write_json(&self, json: &[u8]) -> Result<Vec<u8>, Error> {
        self.write(&Node::parse(json, Bounds::ANSWER)?)
    }
}

fn object(message: &DynamicMessage) -> Result<Node, Error> {
    let mut fields = Vec::new();
    for (field, value) in message.fields() {
        fields.push((field.name().to_owned(), node(&field.kind(), value)?));
    }
    for unknown in message.unknown_fields() {
        fields.push((format!("#{}", unknown.number()), Node::Null));
    }
    Ok(Node::Object(fields))
}

fn node(kind: &Kind, value: &Value) -> Result<Node, Error> {
    Ok(match value {
        Value::Bool(value) => Node::Boolean(*value),
        Value::I32(value) => Node::Number(value.to_string()),
        Value::I64(value) => Node::Number(value.to_string()),
        Value::U32(value) => Node::Number(value.to_string()),
        Value::U64(value) => Node::Number(value.to_string()),
        Value::String(text) => Node::Text(text.clone()),
        Value::Message(message) => object(message)?,
        Value::List(values) => {
            let items: Result<_, _> = values.iter().map(|value| node(kind, value)).collect();
            Node::List(items?)
        }
        Value::Map(values) => {
            let Kind::Message(entry) = kind else {
                unreachable!("a map is of a message of keys and values")
            };
            let kind = entry.map_entry_value_field().kind();
            let mut fields = Vec::with_capacity(values.len());
            for (key, value) in values {
                let key = match key {
                    MapKey::String(key) => key.clone(),
                    MapKey::Bool(_) | MapKey::I32(_) | MapKey::I64(_) | MapKey::U32(_) | MapKey::U64(_) => {
                        return Err(foreign(kind_name(&kind)));
                    }
                };
                fields.push((key, node(&kind, value)?));
            }
            // The same message gives the same JSON, by which a repetition is known.
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            Node::Object(fields)
        }
        Value::F32(_) | Value::F64(_) | Value::Bytes(_) | Value::EnumNumber(_) => {
            return Err(foreign(kind_name(kind)));
        }
    })
}

/// Our messages have no such fields: it would be a mistake in their description.
fn foreign(kind: String) -> Error {
    Error::malformed(format!("a field of the kind {kind} has no JSON form here"))
}

fn kind_name(kind: &Kind) -> String {
    format!("{kind:?}")
}

fn message_of(descriptor: &MessageDescriptor, node: &Node) -> Result<DynamicMessage, Error> {
    let Node::Object(fields) = node else {
        return Err(unfit(descriptor.name()));
    };
    let mut message = DynamicMessage::new(descriptor.clone());
    for (name, node) in fields.iter().filter(|(_, node)| *node != Node::Null) {
        if let Some(field) = descriptor.get_field_by_name(name) {
            let value = field_value(&field, node)?;
            message.set_field(&field, value);
        }
    }
    Ok(message)
}

fn field_value(field: &FieldDescriptor, node: &Node) -> Result<Value, Error> {
    let kind = field.kind();
    if field.is_map() {
        let Kind::Message(entry) = &kind else {
            unreachable!("a map is of a message of keys and values")
        };
        let kind = entry.map_entry_value_field().kind();
        let Node::Object(entries) = node else {
            return Err(unfit(field.name()));
        };
        let entries = entries.iter().map(|(key, node)| {
            let value = value(&kind, field.name(), node)?;
            Ok((MapKey::String(key.clone()), value))
        });
        return Ok(Value::Map(entries.collect::<Result<_, Error>>()?));
    }
    if field.is_list() {
        let Node::List(items) = node else {
            return Err(unfit(field.name()));
        };
        let items = items.iter().map(|node| value(&kind, field.name(), node));
        return Ok(Value::List(items.collect::<Result<_, Error>>()?));
    }
    value(&kind, field.name(), node)
}

fn value(kind: &Kind, name: &str, node: &Node) -> Result<Value, Error> {
    let value = match (kind, node) {
        (Kind::Bool, Node::Boolean(value)) => Some(Value::Bool(*value)),
        (Kind::String, Node::Text(text)) => Some(Value::String(text.clone())),
        (Kind::Message(descriptor), node) => Some(Value::Message(message_of(descriptor, node)?)),
        (Kind::Int32, Node::Number(digits)) => digits.parse().ok().map(Value::I32),
        (Kind::Int64, Node::Number(digits)) => digits.parse().ok().map(Value::I64),
        (Kind::Uint32, Node::Number(digits)) => digits.parse().ok().map(Value::U32),
        (Kind::Uint64, Node::Number(digits)) => digits.parse().ok().map(Value::U64),
        (_, _) => None,
    };
    value.ok_or_else(|| unfit(name))
}

fn unfit(name: &str) -> Error {
    Error::NotRepresentable(format!(
        "what `{name}` is does not fit into the Protobuf message; ask for JSON"
    ))
}
