//! What of a message is covered: one component, as its identifier says.

use sfv::{BareItem, FieldType, Item};

use super::{Message, Refusal};

/// A component identifier that is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Component {
    /// As it stands in the signature base: `"@path"`, `"@query-param";name="id"`.
    pub(super) identifier: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Derived(String),
    QueryParameter(String),
    Field(String),
    FieldAsBytes(String),
}

const DERIVED: &[&str] = &[
    "@method",
    "@target-uri",
    "@authority",
    "@scheme",
    "@path",
    "@query",
    "@status",
];

impl Component {
    pub(super) fn read(item: &Item) -> Result<Component, Refusal> {
        let Some(name) = item.bare_item.as_string() else {
            return Err(Refusal::Malformed("Signature-Input"));
        };
        let identifier = item.serialize();
        let unsupported = || Refusal::UnsupportedComponent(identifier.clone());
        let name = name.as_str();
        let mut parameters = item.params.iter();
        let parameter = parameters.next().map(|(key, value)| (key.as_str(), value));
        if parameters.next().is_some() {
            return Err(unsupported());
        }
        let kind = match parameter {
            Some(("name", BareItem::String(parameter))) if name == "@query-param" => {
                Kind::QueryParameter(parameter.as_str().to_owned())
            }
            Some(("bs", BareItem::Boolean(true))) if is_field(name) => Kind::FieldAsBytes(name.to_owned()),
            None if DERIVED.contains(&name) => Kind::Derived(name.to_owned()),
            None if is_field(name) => Kind::Field(name.to_owned()),
            _ => return Err(unsupported()),
        };
        Ok(Component { identifier, kind })
    }

    /// Appends its value in a message.
    pub(super) fn value(&self, message: &Message<'_>, value: &mut String) -> Result<(), Refusal> {
        let from = value.len();
        let found = match &self.kind {
            Kind::Derived(name) => message.derived(name, value),
            Kind::QueryParameter(name) => message.query_parameter(name, value),
            Kind::Field(name) => message.field(name, value),
            Kind::FieldAsBytes(name) => message.field_as_bytes(name, value),
        };
        // A line break would let one value speak for other components.
        let is_one_line = value.as_bytes()[from..]
            .iter()
            .all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\t');
        match found {
            Some(()) if is_one_line => Ok(()),
            _ => Err(Refusal::NoSuchComponent(self.identifier.clone())),
        }
    }

    /// Whether a signature over this one also covers what is required.
    pub(super) fn covers(&self, required: &str) -> bool {
        match &self.kind {
            Kind::Derived(name) if name == "@target-uri" => {
                matches!(
                    required,
                    "@target-uri" | "@scheme" | "@authority" | "@path" | "@query"
                )
            }
            Kind::Derived(name) | Kind::Field(name) | Kind::FieldAsBytes(name) => name == required,
            Kind::QueryParameter(_) => false,
        }
    }
}

/// Field names are in small letters.
fn is_field(name: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_token)
}
