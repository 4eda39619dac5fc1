//! The curve of a growing ledger, drawn as SVG.

use std::path::Path;

use plotters::prelude::*;

use crate::Failure;

/// What was measured when the ledger had so many transfers.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Point {
    pub(crate) transfers: u64,
    pub(crate) per_second: f64,
    pub(crate) resident_bytes: f64,
}

const WIDTH: u32 = 960;
const HEIGHT: u32 = 540;
const THROUGHPUT: RGBColor = RGBColor(0x1f, 0x5f, 0xa8);
const MEMORY: RGBColor = RGBColor(0xc2, 0x5b, 0x12);

/// Throughput on the left, resident memory on the right, over the number of transfers.
pub(crate) fn draw(path: &Path, title: &str, points: &[Point]) -> Result<(), Failure> {
    let last = points.last().ok_or("a curve has points")?;
    let millions = |count: u64| count as f64 / 1e6;
    let most = |of: fn(&Point) -> f64| points.iter().map(of).fold(0.0, f64::max) * 1.15;
    let (rate_top, memory_top) = (most(|p| p.per_second), most(|p| p.resident_bytes));
    let root = SVGBackend::new(path, (WIDTH, HEIGHT)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(72)
        .right_y_label_area_size(72)
        .build_cartesian_2d(0.0..millions(last.transfers), 0.0..rate_top / 1e6)?
        .set_secondary_coord(0.0..millions(last.transfers), 0.0..memory_top / 1e9);
    chart
        .configure_mesh()
        .light_line_style(BLACK.mix(0.05))
        .x_desc("transfers in the ledger, millions")
        .y_desc("millions of transfers a second")
        .draw()?;
    chart
        .configure_secondary_axes()
        .y_desc("resident memory, GB")
        .draw()?;
    let rates = points.iter().map(|p| (millions(p.transfers), p.per_second / 1e6));
    chart
        .draw_series(LineSeries::new(rates, THROUGHPUT.stroke_width(2)))?
        .label("transfers a second")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], THROUGHPUT.stroke_width(2)));
    let memory = points
        .iter()
        .map(|p| (millions(p.transfers), p.resident_bytes / 1e9));
    chart
        .draw_secondary_series(LineSeries::new(memory, MEMORY.stroke_width(2)))?
        .label("resident memory")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], MEMORY.stroke_width(2)));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3))
        .draw()?;
    root.present()?;
    Ok(())
}
