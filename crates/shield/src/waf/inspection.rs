//! One request, part by part.

use std::borrow::Cow;

use super::finding::masked;
use super::normal::{Forms, Oddities};
use super::rule::{Forms as Form, Places};
use super::rules::{self, Oddity};
use super::{Finding, Mode, Place, Verdict, Waf, json};

/// Findings of one request that are told. The score counts them all until then, and it is far beyond any threshold.
const MAX_FINDINGS: usize = 16;
/// What expressions may read of one request. Honest requests have few candidates, and stay far below; one that was made to have
/// many is told apart by just that.
const MAX_READ_BYTES: usize = 4 << 20;
/// Names and values in a query that are looked at one by one.
const MAX_PARAMETERS: usize = 512;

/// Fields with a grammar of their own that the edge checks, or with a secret.
const SKIPPED_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-digest",
    "content-length",
    "content-type",
    "host",
    "signature",
    "signature-input",
    "traceparent",
    "tracestate",
];

/// A request that is being looked at.
#[derive(Debug)]
pub struct Inspection<'a> {
    waf: &'a Waf,
    route: &'a str,
    forms: Forms,
    scratch: Vec<u8>,
    read_bytes: usize,
    verdict: Verdict,
}

impl<'a> Inspection<'a> {
    pub(super) fn new(waf: &'a Waf, route: &'a str) -> Inspection<'a> {
        Inspection {
            waf,
            route,
            forms: Forms::default(),
            scratch: Vec::new(),
            read_bytes: 0,
            verdict: Verdict::default(),
        }
    }

    /// The method.
    pub fn method(&mut self, method: &str) {
        if method.len() > 16 || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.note(Oddity::Method, Place::Method, b"");
        }
    }

    /// Path and query, as they were sent.
    pub fn target(&mut self, path: &str, query: Option<&str>) {
        self.look(path.as_bytes(), Places::PATH, || Place::Path);
        if let Some(query) = query {
            self.pairs(query.as_bytes(), Places::QUERY, |name| match name {
                None => Place::QueryName,
                Some(name) => Place::Query(name),
            });
        }
    }

    /// A body of a form, as it was sent.
    pub fn form(&mut self, body: &[u8]) {
        self.pairs(body, Places::VALUE, |name| match name {
            None => Place::BodyName("".into()),
            Some(name) => Place::Body(name),
        });
    }

    fn pairs<'p>(
        &mut self,
        text: &'p [u8],
        values: Places,
        place: impl Fn(Option<Cow<'p, str>>) -> Place<'p>,
    ) {
        let mut scratch = std::mem::take(&mut self.scratch);
        for (nth, pair) in text.split(|byte| *byte == b'&').enumerate() {
            if nth >= MAX_PARAMETERS {
                self.note(Oddity::Parameters, place(None), b"");
                break;
            }
            let middle = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = middle.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
            spaced(name, &mut scratch);
            self.look(&scratch, Places::NAME, || place(None));
            spaced(value, &mut scratch);
            self.look(&scratch, values, || place(Some(String::from_utf8_lossy(name))));
        }
        self.scratch = scratch;
    }

    /// A field of the head, its name in small letters.
    pub fn header(&mut self, name: &str, value: &[u8]) {
        if SKIPPED_HEADERS.contains(&name) {
            return;
        }
        if rules::REFUSED_HEADERS.contains(&name) {
            self.note(Oddity::Header, Place::Header(name.into()), b"");
        }
        let place = if name == "user-agent" {
            Places::USER_AGENT
        } else {
            Places::HEADER
        };
        self.look(value, place, || Place::Header(name.into()));
    }

    /// A body of JSON, as it was sent: all names and strings in it. What is no JSON is read as far as it looks like it; that it is
    /// none, others say.
    pub fn json(&mut self, body: &[u8]) {
        let mut scratch = std::mem::take(&mut self.scratch);
        json::visit(body, &mut scratch, |string, path| {
            let place = if string.is_name {
                Places::NAME
            } else {
                Places::VALUE
            };
            self.look(string.text, place, || {
                let path = path.names(body);
                if string.is_name {
                    Place::BodyName(path)
                } else {
                    Place::Body(path)
                }
            });
            !self.is_decided()
        });
        self.scratch = scratch;
    }

    /// A value of the body that somebody else read, by the names on the way to it.
    pub fn text(&mut self, path: &str, value: &[u8]) {
        self.look(value, Places::VALUE, || Place::Body(path.into()));
    }

    /// A name of the body that somebody else read.
    pub fn name(&mut self, path: &str, name: &[u8]) {
        self.look(name, Places::NAME, || Place::BodyName(path.into()));
    }

    /// What is said of the request.
    pub fn conclude(mut self) -> Verdict {
        let settings = &self.waf.settings;
        let is_attack = self.verdict.score >= settings.threshold;
        self.verdict.is_refused = is_attack && settings.mode == Mode::Enforce;
        self.verdict
    }

    /// Whether more would change nothing: it is refused anyway, or there is no room for more findings.
    fn is_decided(&self) -> bool {
        let settings = &self.waf.settings;
        let is_refused = settings.mode == Mode::Enforce && self.verdict.score >= settings.threshold;
        is_refused || self.verdict.findings.len() >= MAX_FINDINGS
    }

    fn look<'p>(&mut self, text: &[u8], places: Places, place: impl Fn() -> Place<'p>) {
        if self.is_decided() {
            return;
        }
        let oddities = match self.forms.take(text) {
            Some(oddities) => oddities,
            // Some tools call themselves by a plain word.
            None if places == Places::USER_AGENT => Oddities::default(),
            None => return,
        };
        self.look_at_oddities(oddities, places, &place);
        let mut forms = std::mem::take(&mut self.forms);
        let mut done = 0;
        self.apply(forms.plain(), Form::PLAIN, places, &mut done, &place);
        if let Some(text) = forms.squeezed() {
            self.apply(text, Form::SQUEEZED, places, &mut done, &place);
        }
        if let Some(text) = forms.shell() {
            self.apply(text, Form::SHELL, places, &mut done, &place);
        }
        if let Some(text) = forms.tight() {
            self.apply(text, Form::TIGHT, places, &mut done, &place);
        }
        self.forms = forms;
    }

    /// Runs the rules that a text has words of. `done` has the rules that spoke about another form of it already.
    fn apply<'p>(
        &mut self,
        text: &[u8],
        form: Form,
        places: Places,
        done: &mut u128,
        place: &impl Fn() -> Place<'p>,
    ) {
        let waf = self.waf;
        let mut candidates = waf.candidates(text) & !*done;
        while candidates != 0 {
            let at = candidates.trailing_zeros() as usize;
            candidates &= candidates - 1;
            let (rule, expression) = &waf.rules[at];
            if !rule.places.has(places) || !rule.forms.has(form) {
                continue;
            }
            self.read_bytes += text.len();
            if self.read_bytes > MAX_READ_BYTES {
                self.note(Oddity::Effort, place(), b"");
                return;
            }
            let Some(found) = expression.find(text) else {
                continue;
            };
            let place = place();
            let is_excluded = |exclusion: &super::Exclusion| exclusion.is_for(self.route, &place, rule.id);
            if waf.settings.exclusions.iter().any(is_excluded) {
                continue;
            }
            *done |= 1 << at;
            self.add(Finding {
                rule: rule.id,
                category: rule.category,
                severity: rule.severity,
                place: place.into_owned(),
                excerpt: masked(found.as_bytes(), |word| waf.is_known(word)),
            });
            if self.is_decided() {
                return;
            }
        }
    }

    fn look_at_oddities<'p>(&mut self, oddities: Oddities, places: Places, place: &impl Fn() -> Place<'p>) {
        if oddities == Oddities::default() {
            return;
        }
        let is_target = places.has(Places::TARGET);
        for (is_there, oddity) in [
            (oddities.null_byte, Oddity::NullByte),
            (oddities.overlong, Oddity::Overlong),
            (oddities.percent_u, Oddity::PercentU),
            (oddities.deep, Oddity::Deep),
            (oddities.invalid_utf8 && is_target, Oddity::InvalidUtf8),
        ] {
            if is_there {
                self.note(oddity, place(), b"");
            }
        }
    }

    fn note(&mut self, oddity: Oddity, place: Place<'_>, matched: &[u8]) {
        let (id, category, severity) = oddity.describe();
        let is_excluded = |exclusion: &super::Exclusion| exclusion.is_for(self.route, &place, id);
        if self.waf.settings.exclusions.iter().any(is_excluded) {
            return;
        }
        self.add(Finding {
            rule: id,
            category,
            severity,
            place: place.into_owned(),
            excerpt: masked(matched, |_| false),
        });
    }

    fn add(&mut self, finding: Finding) {
        self.verdict.score += finding.severity.score();
        if self.verdict.findings.len() < MAX_FINDINGS {
            self.verdict.findings.push(finding);
        }
    }
}

/// As a form is read: plus is a space. Percent signs are decoded with everything else.
fn spaced(text: &[u8], output: &mut Vec<u8>) {
    output.clear();
    output.extend(text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }));
}

/// Names on the way to a value, from the outside in, as ranges of the body.
impl json::Path {
    fn names<'b>(&self, body: &'b [u8]) -> Cow<'b, str> {
        let ranges = self.ranges();
        let text = |range: &std::ops::Range<usize>| String::from_utf8_lossy(&body[range.clone()]);
        match ranges {
            [] => Cow::Borrowed(""),
            [one] => text(one),
            many => Cow::Owned(many.iter().map(text).collect::<Vec<_>>().join(".")),
        }
    }
}
