//! A simulation's plot: a row for each set of rules, its approval with the interval on the left, its cost on the right.

use std::path::Path;

use bezant_routing_lab::{Range, Report};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::Failure;

const WIDTH: i32 = 1_040;
const ROW: i32 = 46;
/// Where the first row's middle is, and how much stands below the last.
const TOP: i32 = 136;
const BOTTOM: i32 = 64;
/// Where the two panels begin and end.
const APPROVAL: (i32, i32) = (230, 680);
const COST: (i32, i32) = (760, 940);
const LONGEST_NAME: usize = 26;
const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
const QUIET: RGBColor = RGBColor(0x6b, 0x77, 0x85);
const GRID: RGBColor = RGBColor(0xe6, 0xe9, 0xed);
const HISTORY: RGBColor = RGBColor(0x8a, 0x94, 0xa0);
const RULES: RGBColor = RGBColor(0x1f, 0x5f, 0xa8);
const THIN: RGBColor = RGBColor(0xc2, 0x5b, 0x12);
const BAR: RGBColor = RGBColor(0xb9, 0xcf, 0xe8);
const HISTORY_BAR: RGBColor = RGBColor(0xd9, 0xdd, 0xe2);

struct Line {
    name: String,
    approval: Option<Range>,
    cost: Option<f64>,
    colour: RGBColor,
    bar: RGBColor,
    is_thin: bool,
}

fn lines(report: &Report) -> Vec<Line> {
    let mut lines = vec![Line {
        name: "what happened".to_owned(),
        approval: report.history.approval,
        cost: report.history.cost_basis_points,
        colour: HISTORY,
        bar: HISTORY_BAR,
        is_thin: false,
    }];
    lines.extend(report.rules.iter().map(|rules| {
        let is_thin = !rules.too_thin.is_empty();
        Line {
            name: short(&rules.name),
            approval: rules.row.approval,
            cost: rules.row.cost_basis_points.filter(|_| !is_thin),
            colour: RULES,
            bar: BAR,
            is_thin,
        }
    }));
    lines
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{start}…")
}

/// From values to places in a panel.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
    panel: (i32, i32),
}

impl Scale {
    /// Round ends around all values, with four to eight steps.
    fn around(low: f64, high: f64, panel: (i32, i32)) -> Scale {
        let span = (high - low).max(0.2);
        let steps = [
            0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0,
        ];
        let step = steps
            .into_iter()
            .find(|step| span / step <= 5.0)
            .unwrap_or(5_000.0);
        Scale {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
            panel,
        }
    }

    fn x(&self, value: f64) -> i32 {
        let (from, to) = self.panel;
        let share = (value - self.low) / (self.high - self.low);
        from + (share.clamp(0.0, 1.0) * f64::from(to - from)).round() as i32
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(|number| self.low + f64::from(number) * self.step)
    }
}

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws the report.
pub(super) fn draw(path: &Path, report: &Report) -> Result<(), Failure> {
    let lines = lines(report);
    let count = i32::try_from(lines.len())?;
    let height = TOP + (count - 1) * ROW + BOTTOM;
    let root = SVGBackend::new(path, (WIDTH.unsigned_abs(), height.unsigned_abs())).into_drawing_area();
    root.fill(&WHITE)?;
    write(&root, (24, 34), "Expected approval and cost", 20, INK, HPos::Left)?;
    let about = format!(
        "{} past payments, approval at the first gateway with 95 % interval, by inverse propensity weighting",
        report.payments
    );
    write(&root, (24, 58), &about, 13, QUIET, HPos::Left)?;
    let bottom = TOP + (count - 1) * ROW + ROW / 2;
    let ranges = lines
        .iter()
        .filter(|line| !line.is_thin)
        .filter_map(|line| line.approval);
    let (low, high) = ranges.fold((f64::MAX, f64::MIN), |(low, high), range| {
        (low.min(range.low * 100.0), high.max(range.high * 100.0))
    });
    if low <= high {
        let scale = Scale::around(low, high, APPROVAL);
        write(&root, (APPROVAL.0, 92), "Approval, %", 13, INK, HPos::Left)?;
        let digits = if scale.step < 1.0 { 1 } else { 0 };
        grid(&root, &scale, bottom, digits)?;
        if let Some(happened) = report.history.approval {
            let x = scale.x(happened.value * 100.0);
            // From below its own row, so that it does not cross the number there.
            for from in (TOP + 12..bottom).step_by(7) {
                root.draw(&PathElement::new(
                    [(x, from), (x, (from + 4).min(bottom))],
                    HISTORY.stroke_width(1),
                ))?;
            }
        }
        for (y, line) in (0..).map(|number| TOP + number * ROW).zip(&lines) {
            approval(&root, &scale, y, line)?;
        }
    }
    let dearest = lines.iter().filter_map(|line| line.cost).fold(0.0, f64::max);
    if dearest > 0.0 {
        let scale = Scale::around(0.0, dearest, COST);
        write(&root, (COST.0, 92), "Cost, basis points", 13, INK, HPos::Left)?;
        grid(&root, &scale, bottom, 0)?;
        for (y, line) in (0..).map(|number| TOP + number * ROW).zip(&lines) {
            let Some(cost) = line.cost else { continue };
            let end = scale.x(cost);
            root.draw(&Rectangle::new(
                [(COST.0, y - 8), (end, y + 8)],
                line.bar.filled(),
            ))?;
            write(
                &root,
                (COST.1 + 14, y),
                &format!("{cost:.1}"),
                13,
                INK,
                HPos::Left,
            )?;
        }
    }
    for (y, line) in (0..).map(|number| TOP + number * ROW).zip(&lines) {
        write(&root, (APPROVAL.0 - 20, y), &line.name, 14, INK, HPos::Right)?;
    }
    root.present()?;
    Ok(())
}

fn grid(root: &Canvas<'_>, scale: &Scale, bottom: i32, digits: usize) -> Result<(), Failure> {
    for tick in scale.ticks() {
        let x = scale.x(tick);
        root.draw(&PathElement::new(
            [(x, TOP - ROW / 2), (x, bottom)],
            GRID.stroke_width(1),
        ))?;
        write(
            root,
            (x, bottom + 16),
            &format!("{tick:.digits$}"),
            12,
            QUIET,
            HPos::Center,
        )?;
    }
    Ok(())
}

fn approval(root: &Canvas<'_>, scale: &Scale, y: i32, line: &Line) -> Result<(), Failure> {
    let Some(range) = line.approval.filter(|_| !line.is_thin) else {
        let text = "the data is too thin to tell: see the report";
        return write(root, (APPROVAL.0 + 10, y), text, 13, THIN, HPos::Left);
    };
    let [from, middle, to] = [range.low, range.value, range.high].map(|share| scale.x(share * 100.0));
    root.draw(&PathElement::new(
        [(from, y), (to, y)],
        line.colour.stroke_width(3),
    ))?;
    for end in [from, to] {
        root.draw(&PathElement::new(
            [(end, y - 6), (end, y + 6)],
            line.colour.stroke_width(2),
        ))?;
    }
    root.draw(&Circle::new((middle, y), 6, line.colour.filled()))?;
    let value = format!("{:.2}", range.value * 100.0);
    write(root, (middle, y - 15), &value, 13, line.colour, HPos::Center)
}

fn write(
    root: &Canvas<'_>,
    at: (i32, i32),
    text: &str,
    size: u32,
    colour: RGBColor,
    side: HPos,
) -> Result<(), Failure> {
    let style = ("sans-serif", size)
        .into_text_style(root)
        .color(&colour)
        .pos(Pos::new(side, VPos::Center));
    root.draw(&Text::new(text.to_owned(), at, style))?;
    Ok(())
}
