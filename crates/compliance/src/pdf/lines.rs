//! Text in lines of a width: broken at spaces, else behind a sign that parts a long word, else anywhere.

use super::face::Face;
use super::points::Length;

/// Behind these a word may be broken.
const PARTING: &[u8] = b"/_-.,:=";

/// Encoded text in lines that are no wider than this; at least one.
pub(super) fn lines(text: &[u8], face: Face, size: Length, width: Length) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut rest = text;
    loop {
        let taken = fitting(rest, face, size, width);
        let line = rest[..taken].trim_ascii_end();
        lines.push(line.to_vec());
        rest = rest[taken..].trim_ascii_start();
        if rest.is_empty() {
            return lines;
        }
    }
}

/// How much of a text goes into a line: all of it, or up to where it is broken; at least one sign.
fn fitting(text: &[u8], face: Face, size: Length, width: Length) -> usize {
    let mut used = Length::default();
    let (mut at_space, mut at_part) = (None, None);
    for (index, sign) in text.iter().enumerate() {
        if *sign == b' ' {
            at_space = Some(index);
        }
        used = used + face.width(std::slice::from_ref(sign), size);
        // A space at the end of a line is not seen.
        if used > width && *sign != b' ' {
            // A line that would be less than half full by it is filled instead.
            let part = at_part.filter(|at| *at * 2 > index);
            let broken = at_space.filter(|at| *at > 0).or(part);
            return broken.unwrap_or(index.max(1));
        }
        if PARTING.contains(sign) {
            at_part = Some(index + 1);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZE: Length = Length::points(8);

    fn broken(text: &str, width: u64) -> Vec<String> {
        let lines = lines(text.as_bytes(), Face::Plain, SIZE, Length::points(width));
        lines
            .into_iter()
            .map(|line| String::from_utf8(line).unwrap())
            .collect()
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(broken("one two three", 40), ["one two", "three"]);
        assert_eq!(broken("/api/v1/payments", 40), ["/api/v1/", "payments"]);
        assert_eq!(broken("", 40), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "[a-z0-9 _/.]{0,120}", width in 12..200_u64) {
            let lines = lines(text.as_bytes(), Face::Plain, SIZE, Length::points(width));
            let kept: Vec<u8> = lines.concat().into_iter().filter(|sign| *sign != b' ').collect();
            let given: Vec<u8> = text.bytes().filter(|sign| *sign != b' ').collect();
            prop_assert_eq!(kept, given);
            for line in lines {
                prop_assert!(Face::Plain.width(&line, SIZE) <= Length::points(width));
            }
        }
    }
}
