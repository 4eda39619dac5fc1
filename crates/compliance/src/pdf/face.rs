//! The two faces of a report, of the fourteen that every reader of PDF has (ISO 32000-1, 9.6.2.2), in the encoding that these have
//! (WinAnsiEncoding, annex D.2). What that encoding has no sign for is written by its code point, so that it is neither lost nor garbage.

use super::points::Length;

/// A face.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Plain,
    Bold,
}

/// Widths of the signs from 32 to 126 in thousandths of the size, as the metrics of Helvetica say.
#[rustfmt::skip]
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// No sign of the upper half is wider but a few ligatures and dashes, which are as wide as the size.
const WIDEST: u16 = 1_000;

/// Signs of the encoding from 128 to 159 that are not controls there.
const UPPER: &[(char, u8)] = &[
    ('€', 128),
    ('‚', 130),
    ('ƒ', 131),
    ('„', 132),
    ('…', 133),
    ('†', 134),
    ('‡', 135),
    ('‰', 137),
    ('Š', 138),
    ('‹', 139),
    ('Œ', 140),
    ('Ž', 142),
    ('‘', 145),
    ('’', 146),
    ('“', 147),
    ('”', 148),
    ('•', 149),
    ('–', 150),
    ('—', 151),
    ('™', 153),
    ('š', 154),
    ('›', 155),
    ('œ', 156),
    ('ž', 158),
    ('Ÿ', 159),
];

impl Face {
    /// The name of the face in a document's resources.
    pub(super) const fn resource(self) -> &'static [u8] {
        match self {
            Face::Plain => b"F1",
            Face::Bold => b"F2",
        }
    }

    /// The name that readers know it by.
    pub(super) const fn name(self) -> &'static [u8] {
        match self {
            Face::Plain => b"Helvetica",
            Face::Bold => b"Helvetica-Bold",
        }
    }

    /// How wide encoded text is at a size.
    pub(super) fn width(self, text: &[u8], size: Length) -> Length {
        let thousandths: u64 = text.iter().map(|&sign| u64::from(self.sign_width(sign))).sum();
        size.times_thousandths(thousandths)
    }

    fn sign_width(self, sign: u8) -> u16 {
        let widths = match self {
            Face::Plain => &PLAIN,
            Face::Bold => &BOLD,
        };
        match sign {
            32..=126 => widths[usize::from(sign - 32)],
            // Letters with accents are as wide as without, at most as wide as the widest of the others.
            192..=222 => 778,
            223..=255 => 611,
            160 => 278,
            _ => WIDEST,
        }
    }
}

/// A text in the encoding of the faces.
pub(super) fn encoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for sign in text.chars() {
        let code = u32::from(sign);
        match code {
            32..=126 | 160..=255 => bytes.push(u8::try_from(code).expect("it is below 256")),
            9..=13 => bytes.push(b' '),
            _ => match UPPER.iter().find(|(known, _)| *known == sign) {
                Some((_, byte)) => bytes.push(*byte),
                None => bytes.extend(format!("<U+{code:04X}>").bytes()),
            },
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_faces_have_no_sign_for_is_written_by_its_code_point() {
        assert_eq!(encoded("Zoë – 5 €"), b"Zo\xeb \x96 5 \x80");
        assert_eq!(encoded("日本"), b"<U+65E5><U+672C>");
        assert_eq!(encoded("a\u{202e}b\u{0}c\nd"), b"a<U+202E>b<U+0000>c d");
    }

    #[test]
    fn text_is_as_wide_as_its_signs() {
        let size = Length::points(10);
        assert_eq!(Face::Plain.width(b"il", size), Length::thousandths(4_440));
        assert!(Face::Bold.width(b"total", size) > Face::Plain.width(b"total", size));
    }
}
