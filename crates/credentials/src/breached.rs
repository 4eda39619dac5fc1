//! Passwords that everyone tries first: a list from a local file, and the commonest ones built in. Nothing is asked over the
//! network, so that no password and no part of one leaves the node.

mod sorted;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use zeroize::Zeroizing;

use sorted::SortedHashes;

/// The commonest ones, without what people put behind them to satisfy a rule.
const COMMON: &str = include_str!("breached/common.txt");

/// Longest word in [`COMMON`], and the longest line that is read of a list in the clear.
const LONGEST_LINE: usize = 1024;

/// A list in the clear is held in memory, eight bytes each. Longer ones come as sorted hashes, which are not.
const MOST_PLAIN: usize = 4_000_000;

/// The passwords that are not taken.
#[derive(Debug)]
pub struct BreachedPasswords {
    common: HashSet<&'static str>,
    list: List,
}

#[derive(Debug)]
enum List {
    None,
    /// The first eight bytes of each one's BLAKE3, sorted.
    Plain(Vec<u64>),
    Sorted(SortedHashes),
}

/// The file is not a list that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// It can't be read.
    #[error("the list of breached passwords can't be read")]
    Io(#[from] io::Error),
    /// It has no lines.
    #[error("the list of breached passwords is empty")]
    Empty,
    /// Hashes out of order can't be searched.
    #[error("the hashes in the list of breached passwords are not sorted")]
    NotSorted,
    /// Too long to be held in memory.
    #[error(
        "a list of more than {MOST_PLAIN} passwords in the clear is too long: use their sorted SHA-1 hashes"
    )]
    TooLong,
}

impl BreachedPasswords {
    /// The built-in ones only.
    pub fn common() -> BreachedPasswords {
        BreachedPasswords {
            common: COMMON.lines().collect(),
            list: List::None,
        }
    }

    /// The built-in ones and those in a file: one password a line, or sorted lines of upper-case SHA-1 in hexadecimal, each
    /// with or without a colon and a count, as "Have I Been Pwned" gives them out.
    pub fn open(path: &Path) -> Result<BreachedPasswords, ListError> {
        let mut first = Vec::new();
        let mut reader = BufReader::new(File::open(path)?);
        read_line(&mut reader, &mut first)?;
        let list = if sorted::hash_of_line(&first).is_some() {
            List::Sorted(SortedHashes::open(path)?)
        } else {
            List::Plain(plain(BufReader::new(File::open(path)?))?)
        };
        Ok(BreachedPasswords {
            list,
            ..BreachedPasswords::common()
        })
    }

    /// Whether this one is known, or is a known one with little changed.
    pub fn contains(&self, password: &str) -> io::Result<bool> {
        if self.is_like_common(password) {
            return Ok(true);
        }
        match &self.list {
            List::None => Ok(false),
            List::Plain(all) => Ok(all.binary_search(&short_hash(password.as_bytes())).is_ok()),
            List::Sorted(hashes) => {
                let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
                hashes.contains(hash.as_ref().try_into().expect("SHA-1 has twenty bytes"))
            }
        }
    }

    /// Long passwords are mostly short ones with digits behind them, or twice.
    fn is_like_common(&self, password: &str) -> bool {
        let lower = Zeroizing::new(password.to_lowercase());
        let word = lower.trim_end_matches(|one: char| !one.is_alphabetic());
        let is_common = |part: &str| self.common.contains(part);
        let half = (lower.len().is_multiple_of(2) && lower.is_char_boundary(lower.len() / 2))
            .then(|| lower.split_at(lower.len() / 2))
            .filter(|(first, second)| first == second)
            .map(|(first, _)| first);
        let single = lower.chars().next();
        is_common(&lower)
            || is_common(word)
            || half.is_some_and(is_common)
            || lower.chars().all(|one| Some(one) == single)
    }
}

fn plain(mut reader: impl BufRead) -> Result<Vec<u64>, ListError> {
    let mut all = Vec::new();
    let mut line = Vec::new();
    while read_line(&mut reader, &mut line)? {
        if line.is_empty() {
            continue;
        }
        if all.len() == MOST_PLAIN {
            return Err(ListError::TooLong);
        }
        all.push(short_hash(&line));
    }
    if all.is_empty() {
        return Err(ListError::Empty);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// The next line without its end; `false` behind the last one.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = io::Read::take(&mut *reader, LONGEST_LINE as u64).read_until(b'\n', line)?;
    if read == LONGEST_LINE && !line.ends_with(b"\n") {
        let message = "a line is too long for a password";
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    while line.last().is_some_and(|end| matches!(end, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read > 0)
}

fn short_hash(password: &[u8]) -> u64 {
    let hash = blake3::hash(password);
    let first = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    u64::from_be_bytes(*first)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn list(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    fn hexadecimal(password: &str) -> String {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect()
    }

    #[test]
    fn common_ones_are_known_with_little_changed() {
        let common = BreachedPasswords::common();
        assert!(common.common.len() >= 200, "{}", common.common.len());
        for known in [
            "password",
            "PassWord2024!",
            "qwertyuiop123456",
            "passwordpassword",
            "123456123456",
            "letmein!!!!!",
            "aaaaaaaaaaaaaa",
            "iloveyou1234567890",
        ] {
            assert!(common.contains(known).unwrap(), "{known}");
        }
        for unknown in ["a quiet tin horse", "correct-horse-98", "grün wie Gras 7"] {
            assert!(!common.contains(unknown).unwrap(), "{unknown}");
        }
    }

    #[test]
    fn a_list_in_the_clear_is_taken_in_any_order() {
        let file = list("zebra crossing 9\r\na quiet tin horse\n\nlast without an end");
        let breached = BreachedPasswords::open(file.path()).unwrap();
        for known in ["zebra crossing 9", "a quiet tin horse", "last without an end"] {
            assert!(breached.contains(known).unwrap(), "{known}");
        }
        assert!(!breached.contains("a quiet tin house").unwrap());
        assert!(matches!(
            BreachedPasswords::open(list("").path()),
            Err(ListError::Empty)
        ));
        let long = list(&"x".repeat(5_000));
        assert!(matches!(
            BreachedPasswords::open(long.path()),
            Err(ListError::Io(_))
        ));
    }

    #[test]
    fn sorted_hashes_are_searched_in_the_file() {
        let words: Vec<String> = (0..2_000)
            .map(|number| format!("known number {number}"))
            .collect();
        let mut lines: Vec<String> = words.iter().map(|word| hexadecimal(word)).collect();
        lines.sort();
        // Lines of different lengths, as counts make them.
        let counted: Vec<String> = (0_u64..)
            .zip(&lines)
            .map(|(n, line)| format!("{line}:{}", n.pow(4)))
            .collect();
        for (text, end) in [(counted.join("\r\n"), ""), (lines.join("\n"), "\n")] {
            let file = list(&format!("{text}{end}"));
            let breached = BreachedPasswords::open(file.path()).unwrap();
            assert!(matches!(breached.list, List::Sorted(_)));
            for word in &words {
                assert!(breached.contains(word).unwrap(), "{word}");
            }
            for number in 2_000..4_000 {
                assert!(!breached.contains(&format!("known number {number}")).unwrap());
            }
        }
        let one = list(&hexadecimal("a quiet tin horse"));
        let breached = BreachedPasswords::open(one.path()).unwrap();
        assert!(breached.contains("a quiet tin horse").unwrap());
        assert!(!breached.contains("a quiet tin house").unwrap());
        lines.reverse();
        let backwards = list(&lines.join("\n"));
        assert!(matches!(
            BreachedPasswords::open(backwards.path()),
            Err(ListError::NotSorted)
        ));
        let torn = list(&format!("{}\nnot a hash\n", hexadecimal("a")));
        assert!(BreachedPasswords::open(torn.path()).is_err());
    }
}
