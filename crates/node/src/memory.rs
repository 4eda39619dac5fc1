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
    fn it_is_what_the_system_says_elsewhere() {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        let measured = resident_bytes().unwrap() / 1_024;
        // Other tests of the process take and give back meanwhile.
        assert!(
            (kibibytes / 4..=kibibytes * 4).contains(&measured),
            "{measured} {line}"
        );
    }
}
