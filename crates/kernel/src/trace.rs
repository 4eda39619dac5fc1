//! Where a request stands within a trace that others began: W3C Trace Context, read strictly.
//!
//! What does not follow the specification is as if it were not there; what follows it goes on unchanged but for the span.

use std::fmt::Write as _;
use std::num::{NonZeroU64, NonZeroU128};

/// A place in a trace: which trace, which span of it, what its flags say, and what vendors keep beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceContext {
    trace: NonZeroU128,
    span: NonZeroU64,
    flags: u8,
    state: TraceState,
}

/// The `tracestate` of a trace: opaque to us, and empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceState(Box<str>);

/// `00-` trace `-` span `-` flags.
const PARENT_BYTES: usize = 55;
/// Sampled, and that the trace's id is random. What else there may be one day is not ours to pass on.
const KNOWN_FLAGS: u8 = 0b11;
const MAX_MEMBERS: usize = 32;
/// Members that go first when there is too much.
const LONG_MEMBER_BYTES: usize = 128;

impl TraceContext {
    /// The longest `tracestate` that is passed on: as much as everybody has to.
    pub const MAX_STATE_BYTES: usize = 512;

    /// A span of a trace that begins with it.
    pub fn new(trace: NonZeroU128, span: NonZeroU64) -> Self {
        TraceContext {
            trace,
            span,
            flags: 0,
            state: TraceState::default(),
        }
    }

    /// Reads a `traceparent`; nothing where it is not as it must be.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let version = hexadecimal(bytes.get(..2)?)?;
        // Later versions may say more behind what this one does.
        let is_whole = match (version, bytes.get(PARENT_BYTES)) {
            (0xff, _) => false,
            (0, more) => more.is_none(),
            (_, more) => more.is_none_or(|&byte| byte == b'-'),
        };
        let dashes = [2, 35, 52];
        if !is_whole || bytes.len() < PARENT_BYTES || dashes.iter().any(|&at| bytes[at] != b'-') {
            return None;
        }
        let trace = hexadecimal(&bytes[3..35])?;
        let span = u64::try_from(hexadecimal(&bytes[36..52])?).ok()?;
        let flags = u8::try_from(hexadecimal(&bytes[53..55])?).ok()?;
        Some(TraceContext {
            trace: NonZeroU128::new(trace)?,
            span: NonZeroU64::new(span)?,
            flags: flags & KNOWN_FLAGS,
            state: TraceState::default(),
        })
    }

    /// The same with what vendors keep beside it.
    pub fn with_state(self, state: TraceState) -> Self {
        TraceContext { state, ..self }
    }

    /// Another span of the same trace.
    pub fn child(&self, span: NonZeroU64) -> Self {
        TraceContext { span, ..self.clone() }
    }

    /// The trace, as 32 digits.
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace)
    }

    /// The span, as 16 digits.
    pub fn span_id(&self) -> String {
        format!("{:016x}", self.span)
    }

    /// The `traceparent` that leads here.
    pub fn to_parent(&self) -> String {
        let mut text = String::with_capacity(PARENT_BYTES);
        write!(
            text,
            "00-{:032x}-{:016x}-{:02x}",
            self.trace, self.span, self.flags
        )
        .expect("a text in memory takes all");
        text
    }

    /// The `tracestate` that goes with it; empty where there is none.
    pub fn state(&self) -> &str {
        &self.state.0
    }
}

impl TraceState {
    /// Reads the values of all `tracestate` headers in their order; empty where one of them is not as it must be. What is longer than
    /// must be passed on loses its long members first, then its last.
    pub fn parse<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let members = values.into_iter().flat_map(|value| value.split(','));
        let mut kept: Vec<&str> = Vec::new();
        for member in members.map(|member| member.trim_matches([' ', '\t'])) {
            if member.is_empty() {
                continue;
            }
            let is_known = |key| kept.iter().any(|other| other.split('=').next() == Some(key));
            match member.split_once('=') {
                Some((key, value)) if is_key(key) && is_value(value) && !is_known(key) => kept.push(member),
                Some(_) | None => return TraceState::default(),
            }
            if kept.len() > MAX_MEMBERS {
                return TraceState::default();
            }
        }
        let length = |kept: &[&str]| kept.iter().map(|member| member.len() + 1).sum::<usize>();
        if length(&kept) > TraceContext::MAX_STATE_BYTES + 1 {
            kept.retain(|member| member.len() <= LONG_MEMBER_BYTES);
        }
        while length(&kept) > TraceContext::MAX_STATE_BYTES + 1 {
            kept.pop();
        }
        TraceState(kept.join(",").into())
    }
}

/// Lower-case digits only, as the specification has it.
fn hexadecimal(digits: &[u8]) -> Option<u128> {
    debug_assert!(digits.len() <= 32, "so many digits fit");
    digits.iter().try_fold(0, |number: u128, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u128::from(value))
    })
}

fn is_key(key: &str) -> bool {
    let is_word = |text: &str, longest: usize, first: fn(&u8) -> bool| {
        (1..=longest).contains(&text.len())
            && first(&text.as_bytes()[0])
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-*/".contains(&b))
    };
    match key.split_once('@') {
        None => is_word(key, 256, u8::is_ascii_lowercase),
        Some((tenant, system)) => {
            is_word(tenant, 241, |b| b.is_ascii_lowercase() || b.is_ascii_digit())
                && is_word(system, 14, u8::is_ascii_lowercase)
        }
    }
}

fn is_value(value: &str) -> bool {
    (1..=256).contains(&value.len())
        && !value.ends_with(' ')
        && value
            .bytes()
            .all(|b| matches!(b, b' '..=b'~') && b != b',' && b != b'=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SPECIFIED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_parent_is_read_as_the_specification_has_it() {
        assert_eq!(TraceContext::parse(SPECIFIED).unwrap().to_parent(), SPECIFIED);
        let later = format!("cc{}", &SPECIFIED[2..]);
        for text in [&*later, &format!("{later}-what-the-future-brings")] {
            assert_eq!(
                TraceContext::parse(text).unwrap().to_parent(),
                SPECIFIED,
                "{text}"
            );
        }
        let flags = TraceContext::parse(&SPECIFIED.replace("-01", "-ff")).unwrap();
        assert!(flags.to_parent().ends_with("-03"));
        for wrong in [
            "",
            &SPECIFIED[..54],
            &format!("{SPECIFIED}-more"),
            &format!("{SPECIFIED} "),
            &format!("ff{}", &SPECIFIED[2..]),
            &format!("{later}.more"),
            &SPECIFIED.to_uppercase(),
            &SPECIFIED.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            &SPECIFIED.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &SPECIFIED.replace("-00f067aa0ba902b7", "_00f067aa0ba902b7"),
            &SPECIFIED.replace("-01", "-0g"),
            &SPECIFIED.replace('4', "é"),
        ] {
            assert_eq!(TraceContext::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn states_are_passed_on_or_left_behind_as_a_whole() {
        let read = |values: &[&str]| TraceState::parse(values.iter().copied()).0;
        assert_eq!(
            &*read(&["rojo=00f0,\tcongo=t61 , ", "", "0t@sys=x y"]),
            "rojo=00f0,congo=t61,0t@sys=x y"
        );
        let many = (0..33).map(|n| format!("k{n}=v")).collect::<Vec<_>>().join(",");
        for wrong in [
            "Rojo=1",
            "rojo",
            "rojo=",
            "=1",
            "0rojo=1",
            "rojo=a=b",
            "rojo=1,rojo=2",
            "a@=1",
            "a@b@c=1",
            "rojo=\u{7f}",
            &many,
        ] {
            assert_eq!(&*read(&["fine=1", wrong]), "", "{wrong}");
        }
        let long = format!("first=1,long={},last=2", "x".repeat(250));
        assert_eq!(&*read(&[&long]), &*long, "there is room for it");
        let too_long = format!("{long},more={}", "y".repeat(250));
        assert_eq!(&*read(&[&too_long]), "first=1,last=2");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_what_is_read_stays(parent in ".{0,70}", states in prop::collection::vec(".{0,80}", 0..4)) {
            if let Some(context) = TraceContext::parse(&parent) {
                prop_assert_eq!(TraceContext::parse(&context.to_parent()), Some(context));
            }
            let state = TraceState::parse(states.iter().map(String::as_str));
            prop_assert!(state.0.len() <= TraceContext::MAX_STATE_BYTES);
            prop_assert_eq!(TraceState::parse([&*state.0]), state);
        }

        #[test]
        fn every_place_is_written_as_it_is_read(trace in 1_u128.., span in 1_u64.., child in 1_u64.., flags in 0_u8..4) {
            let text = format!("00-{trace:032x}-{span:016x}-{flags:02x}");
            let context = TraceContext::parse(&text).unwrap();
            prop_assert_eq!(context.to_parent(), text);
            let child = context.child(NonZeroU64::new(child).unwrap());
            prop_assert_eq!(child.trace_id(), context.trace_id());
        }
    }
}
