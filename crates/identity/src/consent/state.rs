//! The texts and consents there are, and how events change them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bezant_kernel::{ConsentId, Tenant, Timestamp};

use super::{Event, Language, NewConsent, Purpose, Subject};
use crate::Authority;

/// All texts and consents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    tenants: BTreeMap<Tenant, Records>,
}

/// A tenant's texts and consents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Records {
    texts: BTreeMap<(Purpose, u32), Text>,
    consents: BTreeMap<ConsentId, Consent>,
    /// In the order in which they were given.
    by_subject: BTreeSet<(Subject, u64, ConsentId)>,
}

/// A text that can be agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What the consent is for.
    pub purpose: Purpose,
    /// Its number among those of its purpose.
    pub version: u32,
    /// In which language it is written.
    pub language: Language,
    /// The text.
    pub text: Arc<str>,
    /// BLAKE3 of the text, as `b3sum` computes it.
    pub digest: [u8; 32],
    /// When it was published.
    pub published_at: Timestamp,
}

/// That someone agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its number among the tenant's, in the order in which they were given; the first is one.
    pub number: u64,
    /// Who agreed to what.
    pub given: NewConsent,
    /// Who recorded it.
    pub recorded_by: Authority,
    /// When.
    pub given_at: Timestamp,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

impl State {
    /// The consent by which a subject agrees now: their newest for the purpose, unless it was withdrawn.
    pub fn given(&self, tenant: Tenant, subject: Subject, purpose: &Purpose) -> Option<&Consent> {
        self.of_subject(tenant, subject)
            .rev()
            .find(|consent| consent.given.purpose == *purpose)
            .filter(|consent| consent.withdrawn_at.is_none())
    }

    /// The consent with this id.
    pub fn consent(&self, tenant: Tenant, id: ConsentId) -> Option<&Consent> {
        self.tenants.get(&tenant)?.consents.get(&id)
    }

    /// The consents of a tenant, withdrawn ones included, by id.
    pub fn consents(&self, tenant: Tenant) -> impl DoubleEndedIterator<Item = &Consent> {
        let records = self.tenants.get(&tenant);
        records.into_iter().flat_map(|records| records.consents.values())
    }

    /// The consents of a tenant behind `after` by id, withdrawn ones included.
    pub fn consents_after(&self, tenant: Tenant, after: Option<ConsentId>) -> impl Iterator<Item = &Consent> {
        let from = after.map_or(0, |id| id.as_u128().saturating_add(1));
        let records = self.tenants.get(&tenant);
        records.into_iter().flat_map(move |records| {
            let rest = records.consents.range(ConsentId::from_u128(from)..);
            rest.map(|(_, consent)| consent)
        })
    }

    /// The consents of a subject, withdrawn ones included, oldest first.
    pub fn of_subject(&self, tenant: Tenant, subject: Subject) -> impl DoubleEndedIterator<Item = &Consent> {
        let all =
            (subject, 0, ConsentId::from_u128(0))..=(subject, u64::MAX, ConsentId::from_u128(u128::MAX));
        self.tenants.get(&tenant).into_iter().flat_map(move |records| {
            records
                .by_subject
                .range(all.clone())
                .filter_map(|(_, _, id)| records.consents.get(id))
        })
    }

    /// The text with this version.
    pub fn text(&self, tenant: Tenant, purpose: &Purpose, version: u32) -> Option<&Text> {
        self.tenants.get(&tenant)?.texts.get(&(purpose.clone(), version))
    }

    /// The texts of a tenant, by purpose and version.
    pub fn texts(&self, tenant: Tenant) -> impl DoubleEndedIterator<Item = &Text> + Clone {
        let records = self.tenants.get(&tenant);
        records.into_iter().flat_map(|records| records.texts.values())
    }

    /// The texts of a purpose, by version.
    pub fn texts_of<'a>(
        &'a self,
        tenant: Tenant,
        purpose: &Purpose,
    ) -> impl DoubleEndedIterator<Item = &'a Text> + Clone + use<'a> {
        let all = (purpose.clone(), 0)..=(purpose.clone(), u32::MAX);
        let records = self.tenants.get(&tenant);
        records
            .into_iter()
            .flat_map(move |records| records.texts.range(all.clone()).map(|(_, text)| text))
    }

    pub(crate) fn count(&self, tenant: Tenant) -> usize {
        self.tenants
            .get(&tenant)
            .map_or(0, |records| records.consents.len())
    }

    pub(crate) fn tenants(&self) -> impl Iterator<Item = Tenant> {
        self.tenants.keys().copied()
    }

    pub(crate) fn insert_text(&mut self, tenant: Tenant, text: Text) {
        let key = (text.purpose.clone(), text.version);
        self.tenants.entry(tenant).or_default().texts.insert(key, text);
    }

    pub(crate) fn insert_consent(&mut self, tenant: Tenant, consent: Consent) {
        let records = self.tenants.entry(tenant).or_default();
        let id = consent.given.id;
        records
            .by_subject
            .insert((consent.given.subject, consent.number, id));
        records.consents.insert(id, consent);
    }
}

impl Text {
    pub(crate) fn new(
        purpose: Purpose,
        version: u32,
        language: Language,
        text: Arc<str>,
        published_at: Timestamp,
    ) -> Text {
        Text {
            purpose,
            version,
            language,
            digest: *blake3::hash(text.as_bytes()).as_bytes(),
            text,
            published_at,
        }
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, by: &Authority, event: &Event) {
    match event {
        Event::TextPublished {
            purpose,
            version,
            language,
            text,
        } => {
            let text = Text::new(purpose.clone(), *version, language.clone(), text.clone(), at);
            state.insert_text(tenant, text);
        }
        Event::Given(given) => {
            let consent = Consent {
                number: state.count(tenant) as u64 + 1,
                given: (**given).clone(),
                recorded_by: by.clone(),
                given_at: at,
                withdrawn_at: None,
            };
            state.insert_consent(tenant, consent);
        }
        Event::Withdrawn { id } => {
            let records = state.tenants.get_mut(&tenant);
            if let Some(consent) = records.and_then(|records| records.consents.get_mut(id)) {
                consent.withdrawn_at.get_or_insert(at);
            }
        }
    }
}
