//! From a file to a module that is known to have what a hook needs.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Caller, Extern, ExternType, FuncType, InstancePre, Linker, ValType};

use super::run::Running;
use super::{Machine, Module, ticks};
use crate::{HookConfig, HookConfigError, HookFailure};

/// The largest file.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// What one call may write into the node's log.
const MAX_LOG_LINES: u32 = 8;
const MAX_LOG_BYTES: usize = 256;

type Signature = (&'static str, &'static [ValType], &'static [ValType]);

const ALLOC: Signature = ("bezant_alloc", &[ValType::I32], &[ValType::I32]);
const HOOK: Signature = ("bezant_hook", &[ValType::I32, ValType::I32], &[ValType::I64]);
const LOG: Signature = ("bezant.log", &[ValType::I32, ValType::I32], &[]);

impl Module {
    /// Reads, compiles and checks a module, and starts it once, so that whatever can be wrong with it is found now.
    pub(crate) fn load(
        machine: &Machine,
        config: &HookConfig,
        file: &Path,
        fuel: u64,
        memory_bytes: usize,
        timeout: Duration,
    ) -> Result<Self, HookConfigError> {
        let wrong = |item: &str, problem: String| HookConfigError::Module {
            hook: config.name.clone(),
            file: file.to_owned(),
            item: item.to_owned(),
            problem,
        };
        let bytes = read(file).map_err(|problem| wrong("the file", problem))?;
        let compiled = wasmtime::Module::new(&machine.engine, bytes)
            .map_err(|error| wrong("the code", format!("is no valid module: {error:#}")))?;
        check(&compiled).map_err(|(item, problem)| wrong(&item, problem))?;
        let module = Module {
            hook: config.name.clone(),
            ready: link(machine, &compiled)
                .map_err(|error| wrong("the code", format!("can't be linked: {error:#}")))?,
            fuel,
            memory_bytes,
            ticks: ticks(timeout),
            _alive: Arc::clone(&machine.alive),
        };
        match module.start() {
            Ok(_) => Ok(module),
            Err(HookFailure::Memory) => Err(wrong(
                "export memory",
                "is larger than memory_mib from the start".into(),
            )),
            Err(failure) => Err(wrong("the start", format!("fails: {failure}"))),
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|open| open.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("can't be read: {error}"))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("is longer than {MAX_FILE_BYTES} bytes"));
    }
    Ok(bytes)
}

/// What is wrong with the imports or exports, and with which.
fn check(module: &wasmtime::Module) -> Result<(), (String, String)> {
    for import in module.imports() {
        let name = format!("{}.{}", import.module(), import.name());
        let (known, ..) = LOG;
        let item = format!("import {name}");
        if name != known {
            return Err((item, format!("is not given: a hook may import {known} only")));
        }
        function(&import.ty(), LOG).map_err(|problem| (item, problem))?;
    }
    match module.get_export("memory") {
        Some(ExternType::Memory(_)) => {}
        Some(_) => return Err(("export memory".into(), "must be a memory".into())),
        None => return Err(("export memory".into(), "is missing".into())),
    }
    for signature in [ALLOC, HOOK] {
        let (name, ..) = signature;
        let item = || format!("export {name}");
        let export = module
            .get_export(name)
            .ok_or_else(|| (item(), "is missing".to_owned()))?;
        function(&export, signature).map_err(|problem| (item(), problem))?;
    }
    Ok(())
}

fn function(found: &ExternType, (_, parameters, results): Signature) -> Result<(), String> {
    let wanted = show(parameters.iter().cloned(), results.iter().cloned());
    let ExternType::Func(found) = found else {
        return Err(format!("must be a function {wanted}"));
    };
    let is = show_function(found);
    if is == wanted {
        Ok(())
    } else {
        Err(format!("must be a function {wanted}, and is {is}"))
    }
}

fn show_function(function: &FuncType) -> String {
    show(function.params(), function.results())
}

fn show(parameters: impl Iterator<Item = ValType>, results: impl Iterator<Item = ValType>) -> String {
    let list = |types: Vec<String>| types.join(", ");
    let parameters = list(parameters.map(|one| one.to_string()).collect());
    let results = list(results.map(|one| one.to_string()).collect());
    match results.is_empty() {
        true => format!("({parameters})"),
        false => format!("({parameters}) -> {results}"),
    }
}

fn link(machine: &Machine, module: &wasmtime::Module) -> wasmtime::Result<InstancePre<Running>> {
    let mut linker = Linker::new(&machine.engine);
    linker.func_wrap("bezant", "log", log)?;
    linker.instantiate_pre(module)
}

/// Writes a line into the node's log. What is too long is cut, what is too much is left out.
fn log(mut caller: Caller<'_, Running>, at: i32, length: i32) {
    let running = caller.data_mut();
    running.log_lines += 1;
    if running.log_lines > MAX_LOG_LINES {
        return;
    }
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
        return;
    };
    let mut line = vec![0; (length.cast_unsigned() as usize).min(MAX_LOG_BYTES)];
    if memory
        .read(&caller, at.cast_unsigned() as usize, &mut line)
        .is_ok()
    {
        let line = String::from_utf8_lossy(&line);
        tracing::info!(hook = %caller.data().hook, line = %line.escape_debug(), "a hook says");
    }
}
