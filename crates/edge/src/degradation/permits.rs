//! Places for requests, one inside the other: a class takes a place among those for itself and for every class above it, so
//! that the lower ones can never take what is kept for the higher ones.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Degradation, Priority};

const CLASSES: usize = Priority::ALL.len();

/// The places of a node.
#[derive(Debug)]
pub(crate) struct Permits {
    /// By class: those that this class and the lower ones take together.
    places: [Arc<Semaphore>; CLASSES],
    degradation: Degradation,
}

/// A request's places; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _held: [Option<OwnedSemaphorePermit>; CLASSES],
}

impl Permits {
    pub(crate) fn new(all: usize, degradation: Degradation) -> Permits {
        let places = Priority::ALL.map(|class| {
            let share = all.saturating_mul(class.share_percent()) / 100;
            Arc::new(Semaphore::new(share.clamp(1, Semaphore::MAX_PERMITS)))
        });
        Permits { places, degradation }
    }

    /// A place, or nothing where there is none for such requests now.
    pub(crate) fn take(&self, class: Priority) -> Option<Permit> {
        let mut held = [const { None }; CLASSES];
        for (place, semaphore) in held.iter_mut().zip(&self.places).skip(class as usize) {
            match Arc::clone(semaphore).try_acquire_owned() {
                Ok(permit) => *place = Some(permit),
                Err(_) => {
                    metrics::counter!("bezant_requests_shed_total", "class" => class.as_str()).increment(1);
                    self.degradation.note_shed();
                    return None;
                }
            }
        }
        Some(Permit { _held: held })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_classes_never_take_what_is_kept_for_higher_ones() {
        let degradation = Degradation::default();
        let permits = Permits::new(10, degradation.clone());
        let mut taken = Vec::new();
        let mut counts = Vec::new();
        for class in Priority::ALL {
            let before = taken.len();
            while let Some(permit) = permits.take(class) {
                taken.push(permit);
            }
            counts.push(taken.len() - before);
        }
        assert_eq!(counts, [4, 2, 1, 2, 1]);
        assert!(degradation.sheds_load());
        drop(taken);
        let high: Vec<_> = (0..10).map(|_| permits.take(Priority::Finish)).collect();
        assert!(high.iter().all(Option::is_some), "the highest may take all");
        assert!(permits.take(Priority::List).is_none());
    }
}
