//! Load shedding: who is let in when there is too much of everything.
//!
//! In come requests with their class and the time at which they start and end; out comes whether there is a place now. How many
//! places there are is found out, not configured: while requests take about as long as they usually do there may be more of
//! them, and when they take longer than twice that, fewer. So it needs no number that is right for one machine only.
//!
//! Within the places that there are, each class may take a share together with all classes below it. Documents and streams go
//! first, then lists and reports, then single reads, and movements of money last; what finishes a movement under way goes after
//! everything else. Money that waits for a gateway takes no place; under a cap on everything, it takes memory.
//!
//! It must never queue (a request that finds no place is refused at once, before it costs anything), count time that a request
//! spent waiting for somebody outside against the node, or let go below the floor that it was given.
//!
//! ```
//! use std::time::Duration;
//! use bezant_shield::Moment;
//! use bezant_shield::shed::{Gate, Priority, Settings, Shedder};
//!
//! let gate = Gate::new(Shedder::new(Settings::default()));
//! let start = Moment::from_nanoseconds(1);
//! let place = gate.admit(Priority::New, start, || 0).expect("nothing else is here");
//! // ... the request is served; a gateway was waited for in between ...
//! let end = start.after(Duration::from_millis(300));
//! place.finish(end, Duration::from_millis(298));
//! assert_eq!(gate.look(|shedder| shedder.under_way()), 0);
//! ```

mod gate;
mod limit;
mod priority;
mod shedder;

#[cfg(test)]
mod simulation;

pub use gate::{Gate, Place};
pub use priority::Priority;
pub use shedder::{Settings, Shedder, Ticket};
