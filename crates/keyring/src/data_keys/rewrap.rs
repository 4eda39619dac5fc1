//! Wrapping all keys of a file anew, while it is used.

use std::fs;
use std::io;
use std::sync::{Arc, PoisonError};

use super::file::{ERASED, Keys, RECORDS_AT_ONCE, beside};
use super::{DataKeys, KeyError, Progress, failed};
use crate::{Generation, atomic};

/// A key may be half erased when it is read; what is still no key after so many looks is damaged.
const TRIES: u32 = 100;

impl DataKeys {
    /// Wraps all keys under the ring's current generation, and says how far it is. Keys are read, made and erased meanwhile; nothing of
    /// it is lost when the node dies, and doing it again does what is left. Returns the generation that the file is under.
    pub fn rewrap(&self, mut progress: impl FnMut(Progress)) -> Result<Generation, KeyError> {
        let _one = self.rewrapping.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.keys();
        let (generation, wrapping) = self.ring.current();
        if old.generation() == generation {
            return Ok(generation);
        }
        self.quiet()?.erased_meanwhile = Some(Vec::new());
        let switched = self.copy_and_switch(&old, generation, wrapping, &mut progress);
        self.lock().erased_meanwhile = None;
        if switched.is_err() {
            // It is begun anew at the next try, and at a start in any case.
            let _ = fs::remove_file(beside(&self.path));
        }
        switched?;
        // Nobody takes the old file any more; who had taken it is about to be done.
        while Arc::strong_count(&old) > 1 {
            std::thread::yield_now();
        }
        old.wipe().map_err(failed)?;
        Ok(generation)
    }

    fn copy_and_switch(
        &self,
        old: &Keys,
        generation: Generation,
        wrapping: Arc<crate::DataKey>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), KeyError> {
        let new = Keys::make(&self.path, generation, wrapping).map_err(failed)?;
        // The first is the probe, which the new file has of its own.
        let mut next = 1;
        loop {
            let count = self.lock().count;
            if next >= count {
                break;
            }
            next = copy(old, &new, next, count)?;
            progress(Progress {
                done: u64::from(next) - 1,
                all: u64::from(count) - 1,
            });
        }
        // Most of it waits for the disk while others may still write.
        new.sync().map_err(failed)?;
        let mut writing = self.quiet()?;
        while next < writing.count {
            next = copy(old, &new, next, writing.count)?;
        }
        for number in writing.erased_meanwhile.take().unwrap_or_default() {
            new.overwrite(number, &ERASED).map_err(failed)?;
        }
        new.sync().map_err(failed)?;
        new.lock().map_err(failed)?;
        let renamed = fs::rename(beside(&self.path), &self.path);
        let renamed: io::Result<()> = renamed.and_then(|()| atomic::sync_folder(&self.path));
        self.written(&mut writing, renamed)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        Ok(())
    }
}

/// Copies some records, at most up to `end`; the number of the next.
fn copy(old: &Keys, new: &Keys, first: u32, end: u32) -> Result<u32, KeyError> {
    let many = RECORDS_AT_ONCE.min((end - first) as usize);
    let records = old.read_many(first, many).map_err(failed)?;
    let mut wrapped = Vec::with_capacity(many);
    for (name, bytes) in records {
        let mut read = old.unwrap(name, &bytes);
        for _ in 0..TRIES {
            if !matches!(read, Err(KeyError::Tampered)) {
                break;
            }
            let number = first + u32::try_from(wrapped.len()).expect("at most a batch");
            std::thread::yield_now();
            read = old.unwrap(name, &old.read(number).map_err(failed)?);
        }
        let bytes = match read {
            Ok(secret) => new.wrap(name, &secret),
            Err(KeyError::Erased) => ERASED,
            Err(error) => return Err(error),
        };
        wrapped.push((name, bytes));
    }
    new.put(first, wrapped.into_iter()).map_err(failed)?;
    Ok(first + u32::try_from(many).expect("at most a batch"))
}
