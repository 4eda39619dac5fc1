//! The ledger under commands that nobody would send: it never panics, its books balance after each, an id is used once,
//! every item of a batch is answered, and events and snapshots carry the whole state.

mod item;
mod world;

use crate::input::Input;
use world::World;

/// So many steps of one input are taken; longer inputs find nothing new and cost time.
const MAX_STEPS: usize = 48;

/// The bytes are steps: a byte for the kind, then what that kind needs. See [`World`].
pub fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    let mut world = World::new();
    for _ in 0..MAX_STEPS {
        if input.is_empty() {
            break;
        }
        world.step(&mut input);
    }
    world.finish();
}
