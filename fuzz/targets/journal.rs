#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bezant_fuzz::journal::run(bytes));
