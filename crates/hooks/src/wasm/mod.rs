//! WebAssembly hooks. A module sees its own memory and the question, nothing else: no files, no clock, no network. What one call
//! may take is bounded three times: by fuel, by memory, and by time. Each call has a fresh instance, so that nothing of one
//! payment is left for the next.
//!
//! A module exports `memory`, `bezant_alloc(len: i32) -> i32`, which gives room for the question, and
//! `bezant_hook(at: i32, len: i32) -> i64`, which gives where the answer is in the upper and how long it is in the lower half.
//! It may import `bezant.log(at: i32, len: i32)`.

mod load;
mod run;

use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Config, Engine};

pub(crate) use run::Module;

/// How exactly time is kept for modules.
const TICK: Duration = Duration::from_millis(10);

/// Compiles modules and keeps the time for their deadlines.
pub(crate) struct Machine {
    engine: Engine,
    /// Held by every module too; the thread that keeps the time ends with the last of them.
    alive: Arc<()>,
}

impl Machine {
    pub(crate) fn start() -> wasmtime::Result<Self> {
        let mut config = Config::new();
        config
            .consume_fuel(true)
            .epoch_interruption(true)
            // The same answer to the same question on every machine.
            .cranelift_nan_canonicalization(true)
            .relaxed_simd_deterministic(true)
            .wasm_multi_memory(false)
            .wasm_memory64(false)
            .wasm_backtrace_max_frames(None);
        let engine = Engine::new(&config)?;
        let alive = Arc::new(());
        let (ticking, owner) = (engine.clone(), Arc::downgrade(&alive));
        std::thread::Builder::new()
            .name("hook-time".into())
            .spawn(move || {
                while owner.strong_count() > 0 {
                    std::thread::sleep(TICK);
                    ticking.increment_epoch();
                }
            })?;
        Ok(Machine { engine, alive })
    }
}

/// The ticks after which `timeout` has certainly passed.
fn ticks(timeout: Duration) -> u64 {
    let ticks = timeout.as_millis().div_ceil(TICK.as_millis()) + 1;
    u64::try_from(ticks).expect("a timeout is some seconds")
}
