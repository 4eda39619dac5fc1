//! Pages that are written from the top down, and the document made of them: A4 lying on its side.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::face::{Face, encoded};
use super::points::Length;

const WIDTH: Length = Length::points(842);
const HEIGHT: Length = Length::points(595);
const MARGIN: Length = Length::points(36);
const FOOT: Length = Length::points(20);
const FOOT_SIZE: Length = Length::points(7);

/// How dark something is, from 0 to 100.
#[derive(Copy, Clone)]
pub(super) struct Ink(pub(super) u8);

impl Ink {
    pub(super) const TEXT: Ink = Ink(90);
    pub(super) const QUIET: Ink = Ink(55);
    pub(super) const RULE: Ink = Ink(25);
    pub(super) const SHADE: Ink = Ink(7);

    fn gray(self) -> f32 {
        1.0 - f32::from(self.0) / 100.0
    }
}

/// The pages so far. What is written goes below what was written before.
pub(super) struct Sheets {
    full: Vec<Content>,
    page: Content,
    /// From the top edge of the paper.
    at: Length,
}

impl Sheets {
    pub(super) fn new() -> Sheets {
        Sheets {
            full: Vec::new(),
            page: Content::new(),
            at: MARGIN,
        }
    }

    /// Between the margins.
    pub(super) fn width(&self) -> Length {
        WIDTH - MARGIN - MARGIN
    }

    /// What is left of the page.
    pub(super) fn room(&self) -> Length {
        HEIGHT - MARGIN - FOOT - self.at
    }

    /// Whether nothing is on the page yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.at == MARGIN
    }

    pub(super) fn turn(&mut self) {
        self.full.push(std::mem::replace(&mut self.page, Content::new()));
        self.at = MARGIN;
    }

    pub(super) fn go_down(&mut self, by: Length) {
        self.at = self.at + by;
    }

    /// A line of text so far right of the margin and below the present place.
    pub(super) fn text(
        &mut self,
        right: Length,
        down: Length,
        text: &[u8],
        face: Face,
        size: Length,
        ink: Ink,
    ) {
        let (x, y) = (MARGIN + right, self.at + down);
        write(&mut self.page, x, y, text, face, size, ink);
    }

    /// A filled box from the margin, below the present place.
    pub(super) fn shade(&mut self, width: Length, height: Length, ink: Ink) {
        let bottom = HEIGHT - self.at - height;
        self.page
            .set_fill_gray(ink.gray())
            .rect(
                MARGIN.written(),
                bottom.written(),
                width.written(),
                height.written(),
            )
            .fill_nonzero();
    }

    /// A thin line from margin to margin.
    pub(super) fn rule(&mut self, ink: Ink) {
        let y = (HEIGHT - self.at).written();
        self.page
            .set_stroke_gray(ink.gray())
            .set_line_width(0.5)
            .move_to(MARGIN.written(), y)
            .line_to((WIDTH - MARGIN).written(), y)
            .stroke();
    }

    /// The document, with a foot on each page that says what it is and which page of how many.
    pub(super) fn document(mut self, title: &str) -> Vec<u8> {
        if !self.is_fresh() || self.full.is_empty() {
            self.turn();
        }
        let count = self.full.len();
        let mut pdf = Pdf::new();
        let mut next = 1;
        let mut id = || {
            next += 1;
            Ref::new(next - 1)
        };
        let (catalog, tree, information) = (id(), id(), id());
        let fonts = [Face::Plain, Face::Bold].map(|face| (face, id()));
        let pages: Vec<(Ref, Ref)> = (0..count).map(|_| (id(), id())).collect();
        let mut root = pdf.catalog(catalog);
        root.pages(tree).lang(TextStr("en"));
        root.finish();
        pdf.pages(tree)
            .kids(pages.iter().map(|(page, _)| *page))
            .count(i32::try_from(count).expect("no report has so many pages"));
        pdf.document_info(information)
            .title(TextStr(title))
            .producer(TextStr("Bezant"));
        for (face, id) in fonts {
            pdf.type1_font(id)
                .base_font(Name(face.name()))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        for (index, (mut content, (page, stream))) in self.full.into_iter().zip(pages).enumerate() {
            foot(&mut content, title, index + 1, count);
            let mut written = pdf.page(page);
            written
                .parent(tree)
                .media_box(Rect::new(0.0, 0.0, WIDTH.written(), HEIGHT.written()))
                .contents(stream);
            let mut resources = written.resources();
            let mut known = resources.fonts();
            for (face, id) in fonts {
                known.pair(Name(face.resource()), id);
            }
            known.finish();
            resources.finish();
            written.finish();
            pdf.stream(stream, &content.finish());
        }
        pdf.finish()
    }
}

fn foot(content: &mut Content, title: &str, number: usize, count: usize) {
    let down = HEIGHT - MARGIN + Length::points(4);
    let left = encoded(&format!("Bezant \u{2013} {title}"));
    write(content, MARGIN, down, &left, Face::Plain, FOOT_SIZE, Ink::QUIET);
    let right = encoded(&format!("Page {number} of {count}"));
    let at = WIDTH - MARGIN - Face::Plain.width(&right, FOOT_SIZE);
    write(content, at, down, &right, Face::Plain, FOOT_SIZE, Ink::QUIET);
}

/// Writes text whose lower edge is at `y` from the top of the paper.
fn write(content: &mut Content, x: Length, y: Length, text: &[u8], face: Face, size: Length, ink: Ink) {
    content
        .set_fill_gray(ink.gray())
        .begin_text()
        .set_font(Name(face.resource()), size.written())
        .next_line(x.written(), (HEIGHT - y).written())
        .show(Str(text))
        .end_text();
}
