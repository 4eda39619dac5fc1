//! The text that is signed (RFC 9421, section 2.5), and the parameters of a signature.

use sfv::{BareItem, InnerList, Integer, ListSerializer};

use super::component::Component;
use super::{Message, Refusal};

/// Components of one signature that are looked at.
const MAX_COMPONENTS: usize = 32;

/// What a signature says of itself: one member of `Signature-Input`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parameters {
    pub(super) components: Vec<Component>,
    list: InnerList,
}

impl Parameters {
    pub(super) fn read(list: InnerList) -> Result<Parameters, Refusal> {
        if list.items.len() > MAX_COMPONENTS {
            return Err(Refusal::TooLarge);
        }
        let mut components: Vec<Component> = Vec::with_capacity(list.items.len());
        for item in &list.items {
            let component = Component::read(item)?;
            if components
                .iter()
                .any(|other| other.identifier == component.identifier)
            {
                return Err(Refusal::CoveredTwice(component.identifier));
            }
            components.push(component);
        }
        Ok(Parameters { components, list })
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        Some(self.list.params.get(name)?.as_string()?.as_str())
    }

    /// A time in whole seconds; an error where it is there and no such time.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let Some(value) = self.list.params.get(name) else {
            return Ok(None);
        };
        let seconds = value
            .as_integer()
            .and_then(|seconds: Integer| u64::try_from(i64::from(seconds)).ok());
        Ok(Some(seconds.ok_or(Refusal::Malformed("Signature-Input"))?))
    }

    /// Whether every parameter that is known here has the type that it must have.
    pub(super) fn are_well_typed(&self) -> bool {
        self.list.params.iter().all(|(name, value)| match name.as_str() {
            "created" | "expires" => matches!(value, BareItem::Integer(_)),
            "nonce" | "alg" | "keyid" | "tag" => matches!(value, BareItem::String(_)),
            _ => true,
        })
    }

    /// As it stands in `Signature-Input` and at the end of the base, written in the one strict way.
    pub(super) fn serialize(&self) -> String {
        let mut serializer = ListSerializer::new();
        {
            let mut list = serializer.inner_list();
            list.items(&self.list.items);
            list.finish().parameters(self.list.params.iter());
        }
        serializer.finish().expect("one member is there")
    }

    /// What is signed.
    pub(super) fn base(&self, message: &Message<'_>) -> Result<String, Refusal> {
        let mut base = String::with_capacity(512);
        for component in &self.components {
            base.push_str(&component.identifier);
            base.push_str(": ");
            component.value(message, &mut base)?;
            base.push('\n');
        }
        base.push_str("\"@signature-params\": ");
        base.push_str(&self.serialize());
        Ok(base)
    }
}
