//! The only form of a response that is looked at further.
//!
//! Signature wrapping lives from documents that two readers read differently: an assertion in another place, two things with one
//! id, a comment that splits a name, entities. A response as identity providers write it needs none of that, so none is allowed:
//! each element that matters has one place, ids are unique, each signature refers to the element in which it stands, and there are
//! no comments, processing instructions, character data sections, document types and entities.

use std::collections::HashSet;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use crate::Flaw;

/// Responses are some ten deep.
pub(super) const DEEPEST: usize = 32;

/// Two hundred groups, and what is around them.
pub(super) const MOST_ELEMENTS: usize = 2_048;

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Failure,
}

/// An element that matters: its namespace, below what it may stand, and whether more than once.
struct Place {
    name: &'static str,
    namespace: &'static str,
    parents: &'static [&'static str],
    many: bool,
}

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

const fn once(name: &'static str, namespace: &'static str, parents: &'static [&'static str]) -> Place {
    Place {
        name,
        namespace,
        parents,
        many: false,
    }
}

const fn many(name: &'static str, namespace: &'static str, parents: &'static [&'static str]) -> Place {
    Place {
        name,
        namespace,
        parents,
        many: true,
    }
}

/// Since a parent has one place too, a name and its parent say the whole path.
const PLACES: [Place; 19] = [
    once("Response", PROTOCOL, &[""]),
    once("Status", PROTOCOL, &["Response"]),
    once("StatusCode", PROTOCOL, &["Status", "StatusCode"]),
    once("Assertion", ASSERTION, &["Response"]),
    once("Issuer", ASSERTION, &["Response", "Assertion"]),
    once("Subject", ASSERTION, &["Assertion"]),
    once("NameID", ASSERTION, &["Subject"]),
    many("SubjectConfirmation", ASSERTION, &["Subject"]),
    once("SubjectConfirmationData", ASSERTION, &["SubjectConfirmation"]),
    once("Conditions", ASSERTION, &["Assertion"]),
    many("AudienceRestriction", ASSERTION, &["Conditions"]),
    many("Audience", ASSERTION, &["AudienceRestriction"]),
    many("AuthnStatement", ASSERTION, &["Assertion"]),
    many("AttributeStatement", ASSERTION, &["Assertion"]),
    many("Attribute", ASSERTION, &["AttributeStatement"]),
    many("AttributeValue", ASSERTION, &["Attribute"]),
    once("Signature", SIGNATURE, &["Response", "Assertion"]),
    once("SignedInfo", SIGNATURE, &["Signature"]),
    once("Reference", SIGNATURE, &["SignedInfo"]),
];

const FORBIDDEN: [&str; 4] = ["Object", "Manifest", "SignatureProperties", "Advice"];

const ENCRYPTED: [&str; 4] = [
    "EncryptedAssertion",
    "EncryptedID",
    "EncryptedAttribute",
    "EncryptedData",
];

/// An element that is open.
struct Open {
    name: String,
    id: Option<String>,
    /// The places that were taken below it.
    taken: [bool; PLACES.len()],
}

#[derive(Default)]
struct Walk {
    open: Vec<Open>,
    elements: usize,
    ids: HashSet<String>,
    has_root: bool,
    has_assertion: bool,
    has_reference: bool,
    status: Option<String>,
}

/// Whether the document has the form, and what the provider says in it. Nothing of this is verified yet.
pub(super) fn check(xml: &str) -> Result<Outcome, Flaw> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| Flaw::Malformed)?;
        match event {
            Event::Start(start) => {
                let namespace = match namespace {
                    ResolveResult::Bound(namespace) => namespace.0.to_owned(),
                    ResolveResult::Unbound | ResolveResult::Unknown(_) => return Err(Flaw::Form),
                };
                walk.enter(&namespace, &start)?;
            }
            Event::End(_) => {
                walk.open.pop().ok_or(Flaw::Malformed)?;
            }
            Event::Text(text) => {
                if walk.open.is_empty() && !text.trim_ascii().is_empty() {
                    return Err(Flaw::Malformed);
                }
            }
            Event::GeneralRef(reference) => {
                let predefined = ["amp", "lt", "gt", "quot", "apos"];
                let is_plain = predefined.iter().any(|name| reference.as_ref() == *name)
                    || reference.resolve_char_ref().is_ok_and(|found| found.is_some());
                if walk.open.is_empty() || !is_plain {
                    return Err(Flaw::Form);
                }
            }
            Event::Decl(declaration) => {
                let is_first = !walk.has_root && walk.open.is_empty();
                let encoding = declaration.encoding().transpose().map_err(|_| Flaw::Malformed)?;
                if !is_first || encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err(Flaw::Form);
                }
            }
            Event::Comment(_) | Event::CData(_) | Event::PI(_) | Event::DocType(_) => return Err(Flaw::Form),
            Event::Empty(_) => return Err(Flaw::Malformed),
            Event::Eof => break,
        }
    }
    walk.outcome()
}

impl Walk {
    fn enter(&mut self, namespace: &str, start: &BytesStart<'_>) -> Result<(), Flaw> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS || self.open.len() >= DEEPEST {
            return Err(Flaw::TooLarge);
        }
        let local = start.local_name();
        let name: &str = local.as_ref();
        if ENCRYPTED.contains(&name) {
            return Err(Flaw::Encrypted);
        }
        let parent = self.open.last().map_or("", |parent| parent.name.as_str());
        let place = PLACES.iter().position(|place| place.name == name);
        let stands_well = match place {
            Some(index) => {
                let place = &PLACES[index];
                place.namespace == namespace && place.parents.contains(&parent)
            }
            // The root is a response, and nothing stands in a response that isn't known.
            None => !parent.is_empty() && !FORBIDDEN.contains(&name) && self.open.len() > 1,
        };
        if !stands_well || (self.open.is_empty() && self.has_root) {
            return Err(Flaw::Form);
        }
        self.has_root = true;
        if let (Some(index), Some(parent)) = (place, self.open.last_mut())
            && std::mem::replace(&mut parent.taken[index], true)
            && !PLACES[index].many
        {
            return Err(Flaw::Form);
        }
        let id = self.attributes(name, start)?;
        match name {
            "Assertion" => self.has_assertion = true,
            "Reference" => self.has_reference = true,
            _ => {}
        }
        self.open.push(Open {
            name: name.to_owned(),
            id,
            taken: [false; PLACES.len()],
        });
        Ok(())
    }

    /// The element's id. What is compared here is the text as it stands: where it needs escapes it is not what we look for.
    fn attributes(&mut self, name: &str, start: &BytesStart<'_>) -> Result<Option<String>, Flaw> {
        let mut id = None;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| Flaw::Malformed)?;
            let key = attribute.key.local_name();
            let key: &str = key.as_ref();
            let value: &str = attribute.value.as_ref();
            let is_namespace = attribute.key.as_namespace_binding().is_some();
            if key.eq_ignore_ascii_case("id") && !is_namespace {
                let is_clean = value
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && !matches!(b, b'&' | b'<' | b'#'));
                if value.is_empty() || value.len() > 256 || !is_clean || id.is_some() {
                    return Err(Flaw::Form);
                }
                if !self.ids.insert(value.to_owned()) {
                    return Err(Flaw::Form);
                }
                id = Some(value.to_owned());
            }
            if name == "Reference" && key == "URI" && !is_namespace {
                // Reference, below SignedInfo, below Signature, below what is signed.
                let signed = self
                    .open
                    .len()
                    .checked_sub(3)
                    .and_then(|at| self.open[at].id.as_deref());
                if signed.is_none() || value.strip_prefix('#') != signed {
                    return Err(Flaw::Form);
                }
            }
            if name == "StatusCode"
                && key == "Value"
                && self.open.last().is_some_and(|parent| parent.name == "Status")
            {
                self.status = Some(value.to_owned());
            }
        }
        Ok(id)
    }

    fn outcome(self) -> Result<Outcome, Flaw> {
        if !self.has_root || !self.open.is_empty() {
            return Err(Flaw::Malformed);
        }
        match self.status.as_deref() {
            None => Err(Flaw::Malformed),
            Some(SUCCESS) if !self.has_assertion => Err(Flaw::Malformed),
            Some(SUCCESS) if !self.has_reference => Err(Flaw::Signature),
            Some(SUCCESS) => Ok(Outcome::Success),
            Some(_) => Ok(Outcome::Failure),
        }
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
