//! A document as HTML: headings that can be linked to, links between pages, coloured code.

use std::collections::BTreeMap;
use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::highlight;
use crate::layout::escape;
use crate::links::{Form, Links, Target, address_of};

/// A document, ready to be shown and searched.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) html: String,
    /// The heading of the whole.
    pub(crate) title: String,
    /// The first paragraph, in plain text.
    pub(crate) lead: String,
    /// The headings of the second and third level.
    pub(crate) headings: Vec<Heading>,
    /// The text under each heading.
    pub(crate) passages: Vec<Passage>,
}

#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) level: u8,
    pub(crate) anchor: String,
    pub(crate) text: String,
}

#[derive(Debug, Default)]
pub(crate) struct Passage {
    /// Empty for what stands before the first heading.
    pub(crate) anchor: String,
    pub(crate) heading: String,
    pub(crate) text: String,
}

/// Renders the document at a path of the repository.
pub(crate) fn render(path: &str, text: &str, links: Links) -> Rendered {
    let mut work = Work {
        path,
        links,
        out: Vec::new(),
        found: Rendered::default(),
        slugs: BTreeMap::new(),
        unlinked: Vec::new(),
    };
    work.found.passages.push(Passage::default());
    let mut events = Parser::new_ext(text, Options::ENABLE_TABLES);
    while let Some(event) = events.next() {
        work.take(event, &mut events);
    }
    let mut found = work.found;
    html::push_html(&mut found.html, work.out.into_iter());
    found
}

/// A line with `code` in it as HTML.
pub(crate) fn inline(text: &str) -> String {
    let links = Links::of(Form::Served, "");
    let rendered = render("", text, links).html;
    let inner = rendered.trim().strip_prefix("<p>");
    match inner.and_then(|inner| inner.strip_suffix("</p>")) {
        Some(inner) => inner.to_owned(),
        None => escape(text),
    }
}

/// The anchor of a heading, as code hosts make it: lower case, hyphens for blanks, no punctuation.
pub fn slug(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    let kept = lower
        .chars()
        .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_'));
    kept.map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

struct Work<'a> {
    path: &'a str,
    links: Links,
    out: Vec<Event<'a>>,
    found: Rendered,
    slugs: BTreeMap<String, usize>,
    /// Whether each link that is open leads nowhere on the pages.
    unlinked: Vec<bool>,
}

impl<'a> Work<'a> {
    fn take(&mut self, event: Event<'a>, rest: &mut Parser<'a>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, rest),
            Event::Start(Tag::CodeBlock(kind)) => self.code_block(&kind, rest),
            Event::Start(Tag::Table(alignments)) => {
                // Alignments would be styles in the page, which its policy forbids.
                let plain = vec![pulldown_cmark::Alignment::None; alignments.len()];
                // Wide ones are scrolled, which the keyboard can do only where it can stop.
                self.raw("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
                self.out.push(Event::Start(Tag::Table(plain)));
            }
            Event::End(TagEnd::Table) => {
                self.out.push(Event::End(TagEnd::Table));
                self.raw("</div>\n");
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url),
            Event::End(TagEnd::Link) => match self.unlinked.pop() {
                Some(true) => self.raw("</span>"),
                _ => self.raw("</a>"),
            },
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let dest_url = match self.links.resolve(self.path, &dest_url) {
                    Target::Inside(way) => CowStr::from(way),
                    Target::Outside(_) | Target::Source => CowStr::from(""),
                };
                self.out.push(Event::Start(Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            Event::Code(text) => self.code(text),
            Event::Text(text) => {
                self.say(&text);
                self.out.push(Event::Text(text));
            }
            Event::SoftBreak | Event::HardBreak => {
                self.say(" ");
                self.out.push(event);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                self.say(" ");
                if self.found.lead.is_empty() && matches!(event, Event::End(TagEnd::Paragraph)) {
                    let text = &self.found.passages[0].text;
                    self.found.lead = text.trim().to_owned();
                }
                self.out.push(event);
            }
            // Notes to whoever keeps the document.
            Event::Html(text) | Event::InlineHtml(text) if text.trim_start().starts_with("<!--") => {}
            // Nothing of a document reaches the page as HTML.
            Event::Html(text) | Event::InlineHtml(text) => self.out.push(Event::Text(text)),
            other => self.out.push(other),
        }
    }

    fn raw(&mut self, text: impl Into<String>) {
        self.out.push(Event::InlineHtml(CowStr::from(text.into())));
    }

    fn say(&mut self, text: &str) {
        if let Some(passage) = self.found.passages.last_mut() {
            passage.text.push_str(text);
        }
    }

    fn heading(&mut self, level: HeadingLevel, rest: &mut Parser<'a>) {
        let mut inner = Vec::new();
        let mut text = String::new();
        for event in rest.by_ref() {
            match event {
                Event::End(TagEnd::Heading(_)) => break,
                Event::Text(ref part) | Event::Code(ref part) => text.push_str(part),
                _ => {}
            }
            inner.push(event);
        }
        let mut anchor = slug(&text);
        let before = self.slugs.entry(anchor.clone()).or_default();
        *before += 1;
        if *before > 1 {
            let _ = write!(anchor, "-{}", *before - 1);
        }
        let number = level as u8;
        let id = escape(&anchor);
        if number == 1 {
            self.found.title.clone_from(&text);
            self.raw(format!("<h1 id=\"{id}\">"));
        } else {
            self.raw(format!("<h{number} id=\"{id}\">"));
            let passage = Passage {
                anchor: anchor.clone(),
                heading: text.clone(),
                text: String::new(),
            };
            self.found.passages.push(passage);
        }
        let shown = escape(&text);
        self.out.extend(inner);
        if number > 1 {
            self.raw(format!(
                " <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to “{shown}”\">#</a>"
            ));
        }
        self.raw(format!("</h{number}>\n"));
        if (2..=3).contains(&number) {
            self.found.headings.push(Heading {
                level: number,
                anchor,
                text,
            });
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'a>, rest: &mut Parser<'a>) {
        let mut text = String::new();
        for event in rest.by_ref() {
            match event {
                Event::End(TagEnd::CodeBlock) => break,
                Event::Text(part) => text.push_str(&part),
                _ => {}
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let language = info.split_whitespace().next().unwrap_or("text");
        let name = highlight::name(language);
        self.say(&text);
        self.say(" ");
        self.raw(format!(
            "<div class=\"listing\" data-language=\"{}\"><pre tabindex=\"0\" aria-label=\"{name}\"><code>{}</code></pre></div>\n",
            escape(language),
            highlight::html(language, text.trim_end_matches('\n')),
        ));
    }

    fn link(&mut self, dest: &str) {
        let (tag, unlinked) = match self.links.resolve(self.path, dest) {
            Target::Inside(way) => (format!("<a href=\"{}\">", escape(&way)), false),
            Target::Outside(way) => (format!("<a href=\"{}\" rel=\"noreferrer\">", escape(&way)), false),
            Target::Source => (
                format!(
                    "<span class=\"source\" title=\"In the source: {}\">",
                    escape(dest)
                ),
                true,
            ),
        };
        self.unlinked.push(unlinked);
        self.raw(tag);
    }

    /// Code that is the path of a document leads to its page.
    fn code(&mut self, text: CowStr<'a>) {
        self.say(&text);
        let is_document = text.starts_with("docs/") && self.unlinked.is_empty();
        match address_of(&text).filter(|_| is_document) {
            Some(address) => {
                let way = escape(&self.links.page(&address));
                self.raw(format!("<a href=\"{way}\">"));
                self.out.push(Event::Code(text));
                self.raw("</a>");
            }
            None => self.out.push(Event::Code(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Rendered {
        render("docs/http.md", text, Links::of(Form::Served, "http"))
    }

    #[test]
    fn headings_have_anchors_that_stay_apart() {
        let found = rendered(
            "# A page\n\nLead `x`.\n\n## Two words, here\n\nText.\n\n## Two words here\n\n### `code` in it\n",
        );
        assert_eq!((found.title.as_str(), found.lead.as_str()), ("A page", "Lead x."));
        let anchors: Vec<&str> = found.headings.iter().map(|one| one.anchor.as_str()).collect();
        assert_eq!(anchors, ["two-words-here", "two-words-here-1", "code-in-it"]);
        assert!(
            found
                .html
                .contains("<h3 id=\"code-in-it\"><code>code</code> in it"),
            "{}",
            found.html
        );
        let texts: Vec<&str> = found.passages.iter().map(|one| one.text.trim()).collect();
        assert_eq!(texts, ["Lead x.", "Text.", "", ""]);
    }

    #[test]
    fn nothing_of_a_document_is_html() {
        let found = rendered(
            "<script>alert(1)</script>\n\nA <b>word</b>, [a link](<x\"y.md>) and `<i>`.\n\n```js\n\"</code>\"\n```\n",
        );
        for raw in ["<script", "<b>", "<i>", "\"</code>\""] {
            assert!(!found.html.contains(raw), "{raw}: {}", found.html);
        }
    }

    #[test]
    fn tables_have_no_styles_and_comments_are_not_shown() {
        let found = rendered("<!-- a note -->\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n");
        assert!(
            found.html.contains("<table>") && !found.html.contains("style="),
            "{}",
            found.html
        );
        assert!(!found.html.contains("note"), "{}", found.html);
    }

    #[test]
    fn a_document_that_is_named_is_linked() {
        let found = rendered("See `docs/alerts.md` and `docs/nothing.md`.");
        assert!(
            found
                .html
                .contains("<a href=\"/docs/alerts\"><code>docs/alerts.md</code></a>"),
            "{}",
            found.html
        );
        assert!(
            found.html.contains("and <code>docs/nothing.md</code>"),
            "{}",
            found.html
        );
    }
}
