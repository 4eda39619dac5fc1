//! Signing a message.

use bezant_kernel::Timestamp;
use http::HeaderValue;
use sfv::{BareItem, DictSerializer, InnerList, Integer, Item, Key, KeyRef, Parameters as ItemParameters};

use super::base::Parameters;
use super::{Message, Refusal, SigningKey};

/// Signs messages with one key, over the same components.
#[derive(Clone, Debug)]
pub struct Signer<'a> {
    key_id: &'a str,
    key: &'a SigningKey,
    components: Vec<String>,
    label: &'a str,
    tag: Option<&'a str>,
}

/// The two fields of a signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// `Signature-Input`.
    pub input: HeaderValue,
    /// `Signature`.
    pub signature: HeaderValue,
}

impl<'a> Signer<'a> {
    /// With this key under this name, over these components (`@method`, `content-digest`, ...), under the label `sig`.
    pub fn new(key_id: &'a str, key: &'a SigningKey, components: Vec<String>) -> Signer<'a> {
        Signer {
            key_id,
            key,
            components,
            label: "sig",
            tag: None,
        }
    }

    /// With another label, for messages with several signatures.
    #[must_use]
    pub fn label(self, label: &'a str) -> Signer<'a> {
        Signer { label, ..self }
    }

    /// With a tag that says what the signature is for.
    #[must_use]
    pub fn tag(self, tag: &'a str) -> Signer<'a> {
        Signer {
            tag: Some(tag),
            ..self
        }
    }

    /// Signs. Without a nonce where it is empty.
    ///
    /// # Errors
    /// Where a component is not in the message, or a name can't be written.
    pub fn sign(&self, message: &Message<'_>, created: Timestamp, nonce: &str) -> Result<Signed, Refusal> {
        let malformed = || Refusal::Malformed("Signature-Input");
        let text = |value: &str| {
            let text = sfv::String::from_string(value.to_owned()).map_err(|_| malformed())?;
            Ok::<BareItem, Refusal>(BareItem::String(text))
        };
        let mut items = Vec::with_capacity(self.components.len());
        for name in &self.components {
            items.push(Item::new(text(name)?));
        }
        let seconds = i64::try_from(created.as_microseconds() / 1_000_000).map_err(|_| malformed())?;
        let created = Integer::try_from(seconds).map_err(|_| malformed())?;
        let mut parameters = ItemParameters::new();
        let mut put = |name: &str, value| {
            let name = Key::from_string(name.to_owned()).expect("our own names are keys");
            parameters.insert(name, value);
        };
        put("created", BareItem::Integer(created));
        put("keyid", text(self.key_id)?);
        if !nonce.is_empty() {
            put("nonce", text(nonce)?);
        }
        if let Some(tag) = self.tag {
            put("tag", text(tag)?);
        }
        let parameters = Parameters::read(InnerList::with_params(items, parameters))?;
        let signature = self.key.sign(parameters.base(message)?.as_bytes());

        let label = KeyRef::from_str(self.label).map_err(|_| malformed())?;
        let mut field = DictSerializer::new();
        field.bare_item(label, &signature[..]);
        let field = field.finish().expect("one member is there");
        let input = format!("{}={}", self.label, parameters.serialize());
        Ok(Signed {
            input: HeaderValue::try_from(input).map_err(|_| malformed())?,
            signature: HeaderValue::try_from(field).map_err(|_| malformed())?,
        })
    }
}
