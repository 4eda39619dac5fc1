//! The forms of a string that rules read.
//!
//! Decoding repeats until nothing changes, three times at most: an application decodes once, a proxy before it perhaps a second
//! time. What still changes then is nothing that an honest client sends, and is said so.

/// What a first look at the bytes says needs to be done, as bits.
const PERCENT: u16 = 1;
const BACKSLASH: u16 = 2;
const AMPERSAND: u16 = 4;
/// Control characters, null bytes.
const CONTROL: u16 = 8;
const NOT_ASCII: u16 = 16;
/// Signs of shells and markup.
const SIGN: u16 = 32;
const QUOTE: u16 = 64;
/// Whatever is no letter, digit or `-`.
const OTHER: u16 = 128;
const SPACE: u16 = 256;
const STAR: u16 = 512;
const COLON: u16 = 1024;
const LESS: u16 = 2048;
const BRACKET: u16 = 4096;

const KINDS: [u16; 256] = kinds();

const fn kinds() -> [u16; 256] {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => 0,
            b'%' => PERCENT | OTHER,
            b'\\' => BACKSLASH | SIGN | OTHER,
            b'&' => AMPERSAND | SIGN | OTHER,
            0..=31 | 127 => CONTROL | OTHER,
            128.. => NOT_ASCII | OTHER,
            b'$' => QUOTE | SIGN | OTHER,
            b'\'' | b'"' | b'^' => QUOTE | OTHER,
            b'<' => LESS | SIGN | OTHER,
            b'[' => BRACKET | SIGN | OTHER,
            b'`' | b';' | b'|' | b'(' | b')' | b'{' | b'}' | b'>' | b'/' => SIGN | OTHER,
            b' ' => SPACE | OTHER,
            b'*' => STAR | OTHER,
            b':' => COLON | OTHER,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
}

/// What is odd about how a string was written.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    pub(super) null_byte: bool,
    /// A sign of ASCII in more bytes than it needs.
    pub(super) overlong: bool,
    pub(super) invalid_utf8: bool,
    /// `%uFF0F`.
    pub(super) percent_u: bool,
    /// Still encoded after three times.
    pub(super) deep: bool,
}

/// Room for the forms of one string after the other.
#[derive(Debug, Default)]
pub(super) struct Forms {
    plain: Vec<u8>,
    other: Vec<u8>,
    kinds: u16,
    has_changed: bool,
}

const MAX_ROUNDS: usize = 3;

impl Forms {
    /// Brings a string into its plain form. None where it is a plain word, in which no rule finds anything.
    pub(super) fn take(&mut self, input: &[u8]) -> Option<Oddities> {
        let mut oddities = Oddities::default();
        self.has_changed = false;
        self.kinds = input.iter().fold(0, |all, byte| all | KINDS[usize::from(*byte)]);
        self.plain.clear();
        self.plain.extend_from_slice(input);
        if self.kinds == 0 {
            return None;
        }
        let is_encoded = PERCENT | BACKSLASH | AMPERSAND | CONTROL | NOT_ASCII;
        let mut round = 0;
        while self.kinds & is_encoded != 0 {
            if round == MAX_ROUNDS {
                oddities.deep = true;
                break;
            }
            round += 1;
            self.other.clear();
            if !decode(&self.plain, &mut self.other, &mut oddities) {
                break;
            }
            self.has_changed = true;
            std::mem::swap(&mut self.plain, &mut self.other);
            self.kinds = self
                .plain
                .iter()
                .fold(0, |all, byte| all | KINDS[usize::from(*byte)]);
        }
        // The last round found nothing to do, so three rounds that did something are not too deep by themselves.
        if oddities.deep {
            self.other.clear();
            let mut ignored = Oddities::default();
            oddities.deep = decode(&self.plain, &mut self.other, &mut ignored);
        }
        oddities.invalid_utf8 |= self.kinds & NOT_ASCII != 0 && std::str::from_utf8(&self.plain).is_err();
        Some(oddities)
    }

    /// The plain form.
    pub(super) fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// With comments and white space as single spaces, where that is another.
    pub(super) fn squeezed(&mut self) -> Option<&[u8]> {
        let has_comment = self.kinds & STAR != 0 && has_pair(&self.plain, b'/', b'*');
        let has_gap = self.kinds & SPACE != 0 && has_pair(&self.plain, b' ', b' ');
        if !has_comment && !has_gap && self.kinds & CONTROL == 0 {
            return None;
        }
        self.other.clear();
        let mut rest = &self.plain[..];
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            let is_blank = match (byte, after) {
                // What MySQL runs although it stands in a comment.
                (b'/', [b'*', b'!', tail @ ..]) => {
                    rest = tail.trim_ascii_start();
                    true
                }
                (b'/', [b'*', tail @ ..]) => {
                    let end = tail.windows(2).position(|pair| pair == b"*/");
                    rest = end.map_or(&[], |end| &tail[end + 2..]);
                    true
                }
                _ => byte.is_ascii_whitespace() || byte.is_ascii_control(),
            };
            if !is_blank {
                self.other.push(byte);
            } else if self.other.last().is_some_and(|last| *last != b' ') {
                self.other.push(b' ');
            }
        }
        Some(&self.other)
    }

    /// Without what a shell drops, where that is another.
    pub(super) fn shell(&mut self) -> Option<&[u8]> {
        if self.kinds & (SIGN | CONTROL) == 0 || self.kinds & (QUOTE | BACKSLASH | BRACKET) == 0 {
            return None;
        }
        self.other.clear();
        let mut rest = &self.plain[..];
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if byte == b'$' {
                // An empty variable, or the one that is a space.
                let braced = after.strip_prefix(b"{");
                let name = braced.unwrap_or(after);
                let separators = ["IFS", "ifs"].map(str::as_bytes);
                if let Some(tail) = separators.iter().find_map(|ifs| name.strip_prefix(*ifs)) {
                    let end = tail.iter().position(|b| *b == b'}').map_or(0, |end| end + 1);
                    rest = if braced.is_some() { &tail[end..] } else { tail };
                    self.other.push(b' ');
                    continue;
                }
                if let [b'@' | b'*' | b'\'' | b'"', tail @ ..] = after {
                    rest = tail;
                    continue;
                }
            }
            match byte {
                b'\\' | b'\'' | b'"' | b'^' | b'[' | b']' => {}
                b'/' if self.other.last() == Some(&b'/') => {}
                _ if byte.is_ascii_whitespace() => {
                    if self.other.last() != Some(&b' ') {
                        self.other.push(b' ');
                    }
                }
                _ => self.other.push(byte),
            }
        }
        Some(&self.other)
    }

    /// Without white space, where somebody tore words apart with it.
    pub(super) fn tight(&mut self) -> Option<&[u8]> {
        let has_blanks = self.kinds & (SPACE | CONTROL) != 0;
        let is_markup = self.kinds & LESS != 0;
        let is_torn = self.kinds & COLON != 0 && (self.kinds & CONTROL != 0 || self.has_changed);
        if !has_blanks || !(is_markup || is_torn) {
            return None;
        }
        self.other.clear();
        let is_kept = |byte: &&u8| !byte.is_ascii_whitespace() && !byte.is_ascii_control();
        self.other.extend(self.plain.iter().filter(is_kept));
        Some(&self.other)
    }
}

fn has_pair(bytes: &[u8], first: u8, second: u8) -> bool {
    bytes.windows(2).any(|pair| pair[0] == first && pair[1] == second)
}

/// One round. Whether anything changed.
fn decode(input: &[u8], output: &mut Vec<u8>, oddities: &mut Oddities) -> bool {
    let mut has_changed = false;
    let mut rest = input;
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = match byte {
            b'%' => percent(after, oddities),
            b'\\' => escape(after),
            b'&' => entity(after),
            0 => {
                oddities.null_byte = true;
                has_changed = true;
                rest = after;
                continue;
            }
            0xc0 | 0xc1 if after.first().is_some_and(|next| *next & 0xc0 == 0x80) => {
                oddities.overlong = true;
                Some((u32::from(byte & 1) << 6 | u32::from(after[0] & 0x3f), 1))
            }
            // Full-width forms of ASCII: U+FF01 to U+FF5E.
            0xef => match after {
                [0xbc, low @ 0x81..=0xbf, ..] => Some((u32::from(*low) - 0x60, 2)),
                [0xbd, low @ 0x80..=0x9e, ..] => Some((u32::from(*low) - 0x20, 2)),
                _ => None,
            },
            _ => None,
        };
        match decoded {
            Some((code, length)) => {
                push(output, code, byte == b'&');
                rest = &after[length..];
                has_changed = true;
            }
            None => {
                output.push(byte);
                rest = after;
            }
        }
    }
    has_changed
}

/// A byte of `%41` or `\x41` as it is; a sign of `\u0041` or `&#65;` above ASCII as UTF-8.
fn push(output: &mut Vec<u8>, code: u32, is_character: bool) {
    match u8::try_from(code) {
        Ok(byte) if byte < 0x80 || !is_character => output.push(byte),
        _ => {
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            output.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

fn digits(bytes: &[u8], count: usize) -> Option<u32> {
    let text = bytes.get(..count)?;
    text.iter()
        .try_fold(0, |all, byte| Some(all << 4 | char::from(*byte).to_digit(16)?))
}

/// Full-width signs are those of ASCII to what reads them.
fn narrow(code: u32) -> u32 {
    if (0xff01..=0xff5e).contains(&code) {
        code - 0xfee0
    } else {
        code
    }
}

/// What is decoded, and of how many bytes after the first.
fn percent(after: &[u8], oddities: &mut Oddities) -> Option<(u32, usize)> {
    if let [b'u' | b'U', tail @ ..] = after
        && let Some(code) = digits(tail, 4)
    {
        oddities.percent_u = true;
        return Some((narrow(code), 5));
    }
    let code = digits(after, 2)?;
    oddities.null_byte |= code == 0;
    Some((code, 2))
}

fn escape(after: &[u8]) -> Option<(u32, usize)> {
    match after {
        [b'u', b'{', tail @ ..] => {
            let length = tail.iter().take(6).position(|byte| *byte == b'}')?;
            Some((narrow(digits(tail, length)?), length + 3))
        }
        [b'u', tail @ ..] => Some((narrow(digits(tail, 4)?), 5)),
        [b'x', tail @ ..] => Some((digits(tail, 2)?, 3)),
        _ => None,
    }
}

const ENTITIES: &[(&[u8], u8)] = &[
    (b"lt", b'<'),
    (b"gt", b'>'),
    (b"quot", b'"'),
    (b"apos", b'\''),
    (b"amp", b'&'),
    (b"nbsp", b' '),
    (b"tab", b'\t'),
    (b"newline", b'\n'),
    (b"colon", b':'),
    (b"semi", b';'),
    (b"sol", b'/'),
    (b"bsol", b'\\'),
    (b"lpar", b'('),
    (b"rpar", b')'),
    (b"lbrace", b'{'),
    (b"rbrace", b'}'),
    (b"lcub", b'{'),
    (b"rcub", b'}'),
    (b"lsqb", b'['),
    (b"lbrack", b'['),
    (b"dollar", b'$'),
    (b"grave", b'`'),
    (b"equals", b'='),
    (b"num", b'#'),
    (b"percnt", b'%'),
    (b"plus", b'+'),
    (b"period", b'.'),
    (b"comma", b','),
];

fn entity(after: &[u8]) -> Option<(u32, usize)> {
    let with_end = |length: usize| length + usize::from(after.get(length) == Some(&b';'));
    if let [b'#', tail @ ..] = after {
        let (base, skip) = if let [b'x' | b'X', ..] = tail {
            (16, 2)
        } else {
            (10, 1)
        };
        let number = &after[skip..];
        // Zeros in front may be many; a number is what it is.
        let length = number
            .iter()
            .take(64)
            .take_while(|byte| char::from(**byte).is_digit(base))
            .count();
        let code = number[..length].iter().try_fold(0_u32, |all, byte| {
            all.checked_mul(base)?
                .checked_add(char::from(*byte).to_digit(base)?)
        })?;
        return (length > 0).then(|| (narrow(code), with_end(skip + length)));
    }
    let length = after
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let name = &after[..length];
    let (name, sign) = ENTITIES.iter().find(|(other, _)| {
        // Without its end an entity runs into the word behind it: `&tabvascript`.
        let is_ended = after.get(length) == Some(&b';');
        name.eq_ignore_ascii_case(other) && is_ended
    })?;
    Some((u32::from(*sign), with_end(name.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(input: &str) -> (String, Oddities) {
        let mut forms = Forms::default();
        let oddities = forms.take(input.as_bytes()).unwrap_or_default();
        (String::from_utf8_lossy(forms.plain()).into_owned(), oddities)
    }

    #[test]
    fn strings_are_read_as_an_application_would() {
        let none = Oddities::default();
        for (input, expected, oddities) in [
            ("O'Brien & Sons, 5% off", "O'Brien & Sons, 5% off", none),
            ("%3Cscript%3E", "<script>", none),
            ("%253Cscript", "<script", none),
            ("%25253C", "<", none),
            ("%2525253C", "%3C", Oddities { deep: true, ..none }),
            ("\\u003cb\\x3e \\u{3c}", "<b> <", none),
            ("&lt;&#60;&#x3C;&#x000000000003c;&amp;lt;", "<<<<<", none),
            ("＜ｓｃｒｉｐｔ＞", "<script>", none),
            (
                "%uff1c",
                "<",
                Oddities {
                    percent_u: true,
                    ..none
                },
            ),
            (
                "a%00b",
                "ab",
                Oddities {
                    null_byte: true,
                    ..none
                },
            ),
            (
                "%c0%af",
                "/",
                Oddities {
                    overlong: true,
                    ..none
                },
            ),
            (
                "%ff",
                "\u{fffd}",
                Oddities {
                    invalid_utf8: true,
                    ..none
                },
            ),
            ("Straße 東京 é", "Straße 東京 é", none),
            ("100%", "100%", none),
            ("AT&T; R&D", "AT&T; R&D", none),
        ] {
            assert_eq!(plain(input), (expected.to_owned(), oddities), "{input}");
        }
    }

    #[test]
    fn other_forms_are_made_where_they_differ() {
        let mut forms = Forms::default();
        assert!(
            forms.take(b"pay-01h455vb4pex5vsknk084sn02q").is_none(),
            "a plain word"
        );
        forms.take(b"Rue de l'Abbaye 5").unwrap();
        assert!(forms.squeezed().is_none() && forms.shell().is_none() && forms.tight().is_none());
        forms.take(b"un/**/ion \t sel/*x*/ect/*!50000 1*/").unwrap();
        assert_eq!(forms.squeezed().unwrap(), b"un ion sel ect 50000 1*/");
        forms.take(b"c'a't$IFS/e\\tc//pa[s]swd;w${IFS}h$@o").unwrap();
        assert_eq!(forms.shell().unwrap(), b"cat /etc/passwd;w ho");
        forms.take(b"jav&tab;ascript:").unwrap();
        assert_eq!(forms.tight().unwrap(), b"javascript:");
    }
}
