//! A live stream of events: a follower of the log that tells one tenant what is its own.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::response::sse::Event;
use bezant_core::Core;
use bezant_engine::{Entry, Follower};
use bezant_log::Position;
use bezant_webhooks::{EventFilter, matches};
use futures::Stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::auth::{Caller, still_may};
use crate::dto::event::EventDto;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Entries taken at a time; what they hold for the caller waits in memory until it is sent.
const ENTRIES_AT_ONCE: usize = 64;

/// Where a caller has got to: every event up to this one is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) position: Position,
    /// The last known event of that entry; all of them where there is none.
    index: Option<u32>,
}

impl Place {
    pub(crate) const fn after(position: Position) -> Self {
        Place {
            position,
            index: None,
        }
    }

    /// `77`, or `77-0` as in the stream's ids.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (position, index) = match text.split_once('-') {
            None => (text, None),
            Some((position, index)) => (position, Some(index.parse().ok()?)),
        };
        Some(Place {
            position: Position(position.parse().ok()?),
            index,
        })
    }

    /// The position after which a follower has to begin.
    fn follow_after(self) -> Position {
        match self.index {
            None => self.position,
            Some(_) => Position(self.position.0.saturating_sub(1)),
        }
    }

    fn knows(self, position: Position, index: usize) -> bool {
        position < self.position
            || position == self.position && self.index.is_none_or(|known| index <= known as usize)
    }
}

/// Which types of events.
pub(crate) struct TypeFilter(Vec<EventFilter>);

impl TypeFilter {
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, Problem> {
        let Some(text) = text else {
            return Ok(TypeFilter(Vec::new()));
        };
        text.split(',')
            .map(|one| EventFilter::parse(one.trim()))
            .collect::<Result<_, _>>()
            .map(TypeFilter)
            .map_err(|error| Problem::mistake("types", Code::ParameterInvalid, error.to_string()))
    }

    fn wants(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|filter| matches(filter, name))
    }
}

struct Watcher {
    edge: Edge,
    caller: Caller,
    after: Place,
    filter: TypeFilter,
    follower: Follower<Core>,
    ready: VecDeque<Event>,
    heartbeat: Interval,
    closing: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

/// The events after a place, until the caller goes, its key ends or the node stops.
pub(crate) fn live(
    edge: Edge,
    caller: Caller,
    after: Place,
    filter: TypeFilter,
    permit: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let mut heartbeat = interval(edge.limits().heartbeat);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let watcher = Watcher {
        follower: edge.engine().follow(after.follow_after()),
        closing: edge.closing(),
        edge,
        caller,
        after,
        filter,
        ready: VecDeque::new(),
        heartbeat,
        _permit: permit,
    };
    futures::stream::unfold(watcher, |mut watcher| async move {
        let event = watcher.next().await?;
        Some((Ok(event), watcher))
    })
}

impl Watcher {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let news = tokio::select! {
                biased;
                _ = self.closing.wait_for(|&closing| closing) => return None,
                _ = self.heartbeat.tick() => None,
                entries = self.follower.next(ENTRIES_AT_ONCE) => Some(entries),
            };
            match news {
                Some(Ok(entries)) => self.take_in(&entries),
                Some(Err(error)) => {
                    tracing::debug!(%error, "an event stream ends");
                    return None;
                }
                None if still_may(&self.edge, &self.caller).is_ok() => {
                    return Some(Event::default().comment("alive"));
                }
                None => return None,
            }
        }
    }

    fn take_in(&mut self, entries: &[std::sync::Arc<Entry<bezant_core::Event>>]) {
        for entry in entries {
            if entry.tenant != self.caller.tenant {
                continue;
            }
            for (index, event) in entry.events.iter().enumerate() {
                if self.after.knows(entry.position, index) || !self.filter.wants(event.name()) {
                    continue;
                }
                let Some(told) = EventDto::of(entry, index) else {
                    continue;
                };
                let json = serde_json::to_string(&told).expect("an event has text keys and writes to memory");
                self.ready.push_back(
                    Event::default()
                        .id(format!("{}-{index}", entry.position.0))
                        .event(event.name())
                        .data(json),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_what_comes_up_to_it() {
        let whole = Place::parse("7").unwrap();
        let part = Place::parse("7-1").unwrap();
        let known = |place: Place| -> Vec<bool> {
            [(6, 9), (7, 0), (7, 1), (7, 2), (8, 0)]
                .map(|(position, index)| place.knows(Position(position), index))
                .to_vec()
        };
        assert_eq!(known(whole), [true, true, true, true, false]);
        assert_eq!(known(part), [true, true, true, false, false]);
        assert_eq!(
            (whole.follow_after(), part.follow_after()),
            (Position(7), Position(6))
        );
        for wrong in ["", "-", "7-", "-1", "a", "7-1-2", "7.1", "99999999999999999999"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }
}
