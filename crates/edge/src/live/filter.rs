//! Which events a watcher wants.

use std::sync::Arc;

use bezant_core::Event;
use bezant_kernel::{InvalidId, PaymentId};
use bezant_webhooks::{EventFilter, MAXIMUM_FILTERS, matches};

use super::place::Place;
use super::told::Told;
use crate::dto::event::payment_of;
use crate::problem::{Code, Problem};

/// Ids are shorter.
const LONGEST_RESOURCE: usize = 128;

/// What an event has to be; everything where nothing is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    types: Vec<EventFilter>,
    payment: Option<PaymentId>,
    /// An id as it stands in JSON, with its quotes.
    resource: Option<Box<str>>,
}

impl Filter {
    pub(crate) fn parse<'a>(
        types: impl IntoIterator<Item = &'a str>,
        payment: Option<&str>,
        resource: Option<&str>,
    ) -> Result<Self, Problem> {
        let wrong = |path: &str, message: String| Problem::mistake(path, Code::ParameterInvalid, message);
        let types: Vec<EventFilter> = types
            .into_iter()
            .take(MAXIMUM_FILTERS + 1)
            .map(|one| EventFilter::parse(one.trim()))
            .collect::<Result<_, _>>()
            .map_err(|error| wrong("types", error.to_string()))?;
        if types.len() > MAXIMUM_FILTERS {
            return Err(wrong("types", format!("there may be {MAXIMUM_FILTERS} at most")));
        }
        let payment = payment
            .map(str::parse)
            .transpose()
            .map_err(|error: InvalidId| wrong("payment", error.to_string()))?;
        let is_id = |text: &str| {
            let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
            (1..=LONGEST_RESOURCE).contains(&text.len()) && text.bytes().all(is_plain)
        };
        if resource.is_some_and(|text| !is_id(text)) {
            return Err(wrong("resource", "it must be the id of something".to_owned()));
        }
        Ok(Filter {
            types,
            payment,
            resource: resource.map(|text| format!("\"{text}\"").into()),
        })
    }

    /// Whether it may be wanted, as far as can be said before its JSON is there.
    fn may_want(&self, name: &str, payment: Option<PaymentId>) -> bool {
        (self.types.is_empty() || self.types.iter().any(|filter| matches(filter, name)))
            && (self.payment.is_none() || self.payment == payment)
    }

    fn wants(&self, told: &Told) -> bool {
        // A text that holds quotes has backslashes before them, so that only a whole value is found.
        self.may_want(told.name, told.payment)
            && self.resource.as_deref().is_none_or(|id| told.json.contains(id))
    }
}

/// All that one watcher wants: any of the parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) parts: Vec<Part>,
}

/// Events after a place that pass a filter.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// What its watcher calls it.
    pub(crate) name: Box<str>,
    pub(crate) after: Place,
    pub(crate) filter: Filter,
}

impl Wanted {
    pub(crate) fn only(after: Place, filter: Filter) -> Arc<Wanted> {
        let name = Box::default();
        let parts = vec![Part { name, after, filter }];
        Arc::new(Wanted { parts })
    }

    /// Whether it is worth it to make an event's JSON.
    pub(super) fn may_want(&self, place: Place, event: &Event) -> bool {
        let (name, payment) = (event.name(), payment_of(event));
        let mut parts = self.parts.iter();
        parts.any(|part| place > part.after && part.filter.may_want(name, payment))
    }

    pub(super) fn wants(&self, told: &Told) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| told.place > part.after && part.filter.wants(told))
    }
}
