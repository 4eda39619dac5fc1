//! One call of a module: a fresh instance, the question in, the answer out.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Instance, InstancePre, ResourceLimiter, Store, Trap, TypedFunc};

use crate::answer::MAX_BYTES;
use crate::{HookFailure, HookName};

/// A module's tables have at most so many elements together; its memory is bounded apart.
const MAX_TABLE_ELEMENTS: usize = 10_000;

/// A module that has what a hook needs.
pub(crate) struct Module {
    pub(super) hook: HookName,
    pub(super) ready: InstancePre<Running>,
    pub(super) fuel: u64,
    pub(super) memory_bytes: usize,
    pub(super) ticks: u64,
    /// Time is kept while a call runs, even if the hooks are gone meanwhile.
    pub(super) _alive: Arc<()>,
}

/// What belongs to one call.
pub(super) struct Running {
    pub(super) hook: HookName,
    memory_bytes: usize,
    /// Whether it was refused memory: what follows is of that.
    wanted_memory: bool,
    pub(super) log_lines: u32,
}

impl ResourceLimiter for Running {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let fits = desired <= self.memory_bytes;
        self.wanted_memory |= !fits;
        Ok(fits)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let fits = desired <= MAX_TABLE_ELEMENTS;
        self.wanted_memory |= !fits;
        Ok(fits)
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        4
    }

    fn memories(&self) -> usize {
        1
    }
}

impl Module {
    /// Calls the module on a thread that may block. The place is kept until the call has really ended, even when nobody waits
    /// for it any more.
    pub(crate) async fn call(
        module: Arc<Module>,
        document: Vec<u8>,
        place: OwnedSemaphorePermit,
    ) -> Result<Vec<u8>, HookFailure> {
        let running = tokio::task::spawn_blocking(move || {
            let answer = module.run(&document);
            drop(place);
            answer
        });
        running
            .await
            .unwrap_or_else(|error| Err(HookFailure::Trap(error.to_string())))
    }

    /// A fresh instance, started.
    pub(super) fn start(&self) -> Result<(Store<Running>, Instance), HookFailure> {
        let running = Running {
            hook: self.hook.clone(),
            memory_bytes: self.memory_bytes,
            wanted_memory: false,
            log_lines: 0,
        };
        let mut store = Store::new(self.ready.module().engine(), running);
        store.limiter(|running| running);
        store.set_fuel(self.fuel).expect("the machine counts fuel");
        store.set_epoch_deadline(self.ticks);
        match self.ready.instantiate(&mut store) {
            Ok(instance) => Ok((store, instance)),
            Err(error) => Err(failure(&store, &error)),
        }
    }

    fn run(&self, document: &[u8]) -> Result<Vec<u8>, HookFailure> {
        let (mut store, instance) = self.start()?;
        let alloc: TypedFunc<i32, i32> = instance
            .get_typed_func(&mut store, "bezant_alloc")
            .expect("the exports were checked");
        let hook: TypedFunc<(i32, i32), i64> = instance
            .get_typed_func(&mut store, "bezant_hook")
            .expect("the exports were checked");
        let memory = instance
            .get_memory(&mut store, "memory")
            .expect("the exports were checked");
        let length = i32::try_from(document.len()).expect("a payment's facts are some kilobytes");
        let at = match alloc.call(&mut store, length) {
            Ok(at) => at,
            Err(error) => return Err(failure(&store, &error)),
        };
        memory
            .write(&mut store, at.cast_unsigned() as usize, document)
            .map_err(|_| HookFailure::Bounds("bezant_alloc"))?;
        let packed = match hook.call(&mut store, (at, length)) {
            Ok(packed) => packed.cast_unsigned(),
            Err(error) => return Err(failure(&store, &error)),
        };
        let (from, length) = ((packed >> 32) as usize, (packed & u64::from(u32::MAX)) as usize);
        // One byte too many shows that it is too long.
        let mut answer = vec![0; length.min(MAX_BYTES + 1)];
        memory
            .read(&store, from, &mut answer)
            .map_err(|_| HookFailure::Bounds("bezant_hook"))?;
        Ok(answer)
    }
}

fn failure(store: &Store<Running>, error: &wasmtime::Error) -> HookFailure {
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => HookFailure::Fuel,
        Some(Trap::Interrupt) => HookFailure::RanTooLong,
        _ if store.data().wanted_memory => HookFailure::Memory,
        Some(trap) => {
            let text = trap.to_string();
            HookFailure::Trap(text.strip_prefix("wasm trap: ").unwrap_or(&text).to_owned())
        }
        None => HookFailure::Trap(error.root_cause().to_string()),
    }
}
