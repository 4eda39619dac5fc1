//! How much memory this process holds, for `/metrics`.

/// The resident set in bytes; nothing where the system does not tell.
pub(crate) fn resident_bytes() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let resident: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    let page_bytes = u64::try_from(rustix::param::page_size()).ok()?;
    resident.checked_mul(page_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_with_what_is_held() {
        let before = resident_bytes().unwrap();
        let held = vec![1_u8; 64 * 1024 * 1024];
        let after = resident_bytes().unwrap();
        assert!(
            after >= before + 32 * 1024 * 1024,
            "{before} {after} {}",
            held.len()
        );
    }
}
