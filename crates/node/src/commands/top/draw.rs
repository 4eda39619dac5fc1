//! The screen: what is known, laid out for the room there is.

use std::time::Instant;

use ratatui::backend::TestBackend;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Cell, Paragraph, Row, Sparkline, Table, Wrap};
use ratatui::{Frame, Terminal};

use super::model::{Gateway, Model};

/// The width of a frame that is printed.
const TEXT_COLUMNS: u16 = 110;
/// So many events are printed at most.
const TEXT_EVENTS: usize = 15;
/// Below this the two upper panels stand one above the other.
const WIDE: u16 = 90;
const PANEL_LINES: u16 = 9;

/// A frame as text, for scripts.
pub(super) fn as_text(model: &Model) -> String {
    let events = model.events().len().clamp(1, TEXT_EVENTS);
    let lines =
        1 + PANEL_LINES + gateway_lines(model.gateways().len()) + u16::try_from(events + 2).unwrap_or(1);
    let Ok(mut terminal) = Terminal::new(TestBackend::new(TEXT_COLUMNS, lines));
    let Ok(drawn) = terminal.draw(|whole| frame(whole, model));
    let area = drawn.area;
    let lines = area.rows().map(|row| {
        let cells = row.columns().map(|cell| drawn.buffer[(cell.x, cell.y)].symbol());
        format!("{}\n", cells.collect::<String>().trim_end())
    });
    lines.collect()
}

/// Draws everything that there is room for.
pub(super) fn frame(frame: &mut Frame<'_>, model: &Model) {
    let now = Instant::now();
    let gateways = model.gateways();
    let is_wide = frame.area().width >= WIDE;
    let panels = if is_wide { PANEL_LINES } else { 2 * PANEL_LINES };
    let [head, upper, middle, lower] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(panels),
        Constraint::Length(gateway_lines(gateways.len())),
        Constraint::Min(0),
    ])
    .areas(frame.area());
    let halves = match is_wide {
        true => Layout::horizontal([Constraint::Percentage(50), Constraint::Percentage(50)]),
        false => Layout::vertical([Constraint::Length(PANEL_LINES), Constraint::Length(PANEL_LINES)]),
    };
    let [left, right] = halves.areas(upper);
    frame.render_widget(title(model, now), head);
    payments(frame, left, model, now);
    node(frame, right, model);
    frame.render_widget(gateway_table(&gateways), middle);
    events(frame, lower, model);
}

/// What the table of gateways takes; of many the first ones are shown.
fn gateway_lines(gateways: usize) -> u16 {
    u16::try_from(gateways.min(9) + 3).unwrap_or(3)
}

fn title(model: &Model, now: Instant) -> Line<'static> {
    let state = match &model.lost {
        Some((why, since)) => {
            let seconds = now.saturating_duration_since(*since).as_secs();
            let why = why.lines().next().unwrap_or_default();
            Span::styled(format!("no answer for {seconds} s: {why}"), bad())
        }
        None if is_set(model, "bezant_storage_full") => Span::styled("storage is full", bad()),
        None if is_set(model, "bezant_read_only") => Span::styled("read only", bad()),
        None if is_set(model, "bezant_sheds_load") => Span::styled("at its limits", warning()),
        None => Span::styled("answers", good()),
    };
    Line::from(vec![
        Span::styled("bezant top ", Style::new().add_modifier(Modifier::BOLD)),
        Span::raw(format!("{}  ", model.url)),
        state,
        Span::styled("  q quits, p holds events", dim()),
    ])
}

fn payments(frame: &mut Frame<'_>, area: Rect, model: &Model, now: Instant) {
    let counted = model.payments(now);
    let block = panel(format!(
        "Payments of this key's tenant, last {} s",
        counted.over_seconds
    ))
    .title_bottom(Line::from("created in each second").right_aligned().style(dim()));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [numbers, chart] = Layout::vertical([Constraint::Length(4), Constraint::Min(0)]).areas(inner);
    if let Some(trouble) = &model.events_trouble {
        frame.render_widget(
            Paragraph::new(trouble.clone())
                .style(bad())
                .wrap(Wrap { trim: true }),
            inner,
        );
        return;
    }
    let decided = counted.authorized + counted.failed;
    let approval = (decided > 0).then(|| 100.0 * counted.authorized as f64 / decided as f64);
    let per_second = counted.created as f64 / counted.over_seconds as f64;
    let lines = vec![
        pair(
            "payments/s",
            format!("{per_second:.1}"),
            "created",
            counted.created.to_string(),
        ),
        pair(
            "approval",
            percent(approval),
            "authorized",
            counted.authorized.to_string(),
        ),
        pair(
            "completed",
            counted.completed.to_string(),
            "failed",
            counted.failed.to_string(),
        ),
        pair("refunds", counted.refunded.to_string(), "", String::new()),
    ];
    frame.render_widget(Paragraph::new(lines), numbers);
    let by_second = model.created_by_second(now);
    let room = usize::from(chart.width);
    let known = &by_second[by_second.len().saturating_sub(room)..];
    // The newest second stands at the right, however few there are.
    let shown = std::iter::repeat_n(0, room - known.len()).chain(known.iter().copied());
    let bars = Sparkline::default().data(shown.collect::<Vec<u64>>());
    frame.render_widget(bars.style(Style::new().fg(Color::Cyan)), chart);
}

fn node(frame: &mut Frame<'_>, area: Rect, model: &Model) {
    let block = panel("Node".to_owned());
    if let Some(trouble) = model.metrics_trouble() {
        let text = Paragraph::new(format!("no metrics: {trouble}")).style(warning());
        frame.render_widget(text.wrap(Wrap { trim: true }).block(block), area);
        return;
    }
    let number = |name| model.number(name, &[]);
    let position = number("bezant_log_position");
    let behind = |name| Some(position? - number(name)?).map(|behind| behind.max(0.0));
    let audit_behind = number("bezant_audit_index_behind");
    let lines = vec![
        pair(
            "log position",
            whole(position),
            "records/s",
            tenths(model.rate("bezant_engine_records_total", &[])),
        ),
        pair(
            "requests/s",
            tenths(model.rate("http_requests_total", &[])),
            "under way",
            whole(number("bezant_requests_under_way")),
        ),
        pair(
            "answers p50",
            milliseconds(model.answer_time_ms(0.5)),
            "p95",
            milliseconds(model.answer_time_ms(0.95)),
        ),
        pair(
            "views behind",
            whole(behind("bezant_views_position")),
            "webhooks behind",
            whole(behind("bezant_delivery_position")),
        ),
        pair(
            "trail behind",
            whole(audit_behind),
            "watchers",
            whole(number("event_watchers")),
        ),
        pair(
            "memory",
            mebibytes(number("process_resident_memory_bytes")),
            "connections",
            whole(number("bezant_connections_open")),
        ),
        pair(
            "need a person",
            whole(number("bezant_payments_needing_attention")),
            "",
            String::new(),
        ),
    ];
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

fn gateway_table(gateways: &[Gateway]) -> Table<'static> {
    let rows = gateways.iter().map(|gateway| {
        let breaker = match gateway.breaker {
            "closed" => good(),
            "open" => bad(),
            _ => warning(),
        };
        let success = gateway.success_basis_points.map(|points| points as f64 / 100.0);
        Row::new([
            Cell::from(gateway.name.clone()),
            Cell::from(if gateway.is_sandbox { "sandbox" } else { "" }),
            Cell::from(Span::styled(gateway.breaker, breaker)),
            Cell::from(percent(success)),
            Cell::from(
                gateway
                    .latency_ms
                    .map_or_else(dash, |latency| format!("{latency} ms")),
            ),
            Cell::from(tenths(gateway.calls_per_second)),
            Cell::from(gateway.calls.to_string()),
        ])
    });
    let titles = ["gateway", "", "breaker", "success", "latency", "calls/s", "calls"];
    let widths = [
        Constraint::Length(24),
        Constraint::Length(8),
        Constraint::Length(10),
        Constraint::Length(8),
        Constraint::Length(9),
        Constraint::Length(8),
        Constraint::Fill(1),
    ];
    Table::new(rows, widths)
        .header(Row::new(titles).style(dim()))
        .block(panel("Gateways of the node".to_owned()))
}

fn events(frame: &mut Frame<'_>, area: Rect, model: &Model) {
    let title = match model.is_held() {
        true => "Events of this key's tenant (held: p goes on)",
        false => "Events of this key's tenant",
    };
    let lines = model.events().into_iter().map(|happened| {
        let style = match happened.kind.as_str() {
            "payment.completed" | "refund.succeeded" => good(),
            "payment.failed" | "payment.capture_failed" | "refund.failed" => bad(),
            "payment.needs_attention" | "payment.operation_unknown" => warning(),
            _ => Style::new(),
        };
        Line::styled(happened.text.as_str(), style)
    });
    let lines: Vec<Line<'_>> = lines.collect();
    frame.render_widget(Paragraph::new(lines).block(panel(title.to_owned())), area);
}

fn is_set(model: &Model, name: &str) -> bool {
    model.number(name, &[]).is_some_and(|value| value > 0.0)
}

fn panel(title: String) -> Block<'static> {
    Block::bordered().title(title).border_style(dim())
}

/// Two numbers side by side, each behind its name.
fn pair(first: &str, value: String, second: &str, other: String) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("{first:<15}"), dim()),
        Span::raw(format!("{value:<12}")),
        Span::styled(format!("{second:<16}"), dim()),
        Span::raw(other),
    ])
}

fn dash() -> String {
    "–".to_owned()
}

fn whole(value: Option<f64>) -> String {
    value.map_or_else(dash, |value| format!("{value:.0}"))
}

fn tenths(value: Option<f64>) -> String {
    value.map_or_else(dash, |value| format!("{value:.1}"))
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(dash, |value| format!("{value:.1} %"))
}

/// The bound of the histogram's bucket: it was at most this.
fn milliseconds(value: Option<f64>) -> String {
    match value {
        Some(value) if value.is_finite() => format!("≤ {value} ms"),
        Some(_) => "> 30 s".to_owned(),
        None => dash(),
    }
}

fn mebibytes(value: Option<f64>) -> String {
    value.map_or_else(dash, |bytes| format!("{:.0} MiB", bytes / 1_048_576.0))
}

fn good() -> Style {
    Style::new().fg(Color::Green)
}

fn warning() -> Style {
    Style::new().fg(Color::Yellow)
}

fn bad() -> Style {
    Style::new().fg(Color::Red)
}

fn dim() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use reqwest::Url;
    use serde_json::json;

    use super::super::metrics::Metrics;
    use super::super::model::Sample;
    use super::*;

    fn known() -> Model {
        let mut model = Model::new(&Url::parse("http://127.0.0.1:8640").unwrap());
        let gateways = json!({ "data": [{ "name": "north", "sandbox": true, "health": [
            { "operation": "authorize", "breaker": "open", "success_basis_points": 9_150, "mean_latency_ms": 12,
              "total": { "success": 40 } },
        ] }] });
        let metrics =
            "bezant_log_position 77\nbezant_views_position 70\nprocess_resident_memory_bytes 104857600\n";
        for _ in 0..2 {
            model.take(Sample {
                at: Instant::now(),
                gateways: gateways.clone(),
                metrics: Ok(Metrics::parse(metrics)),
            });
        }
        model.event(
            "77-0",
            r#"{"type":"payment.created","payment":"pay_1"}"#,
            Instant::now(),
        );
        model
    }

    #[test]
    fn a_frame_shows_what_is_known_and_a_dash_for_the_rest() {
        let text = as_text(&known());
        for part in [
            "http://127.0.0.1:8640",
            "north",
            "open",
            "91.5 %",
            "12 ms",
            "77",
            "100 MiB",
            "payment.created",
        ] {
            assert!(text.contains(part), "'{part}' is missing:\n{text}");
        }
        let views = text.lines().find(|line| line.contains("views behind")).unwrap();
        assert!(views.contains("views behind   7 "), "{views}");
        let watchers = text.lines().find(|line| line.contains("watchers")).unwrap();
        assert!(watchers.contains('–'), "{watchers}");
    }

    #[test]
    fn troubles_are_said_in_place_of_numbers() {
        let mut model = known();
        model.events_say("permission is missing".to_owned());
        model.lost("no answer from there\nmore".to_owned());
        let text = as_text(&model);
        assert!(
            text.contains("permission is missing") && !text.contains("payments/s"),
            "{text}"
        );
        assert!(text.contains("no answer for 0 s: no answer from there"), "{text}");
        model.events_say("connected again".to_owned());
        assert!(as_text(&model).contains("payments/s"));
    }

    #[test]
    fn any_size_can_be_drawn_on() {
        let model = known();
        for (columns, lines) in [(1, 1), (20, 5), (60, 24), (89, 50), (300, 100)] {
            let Ok(mut terminal) = Terminal::new(TestBackend::new(columns, lines));
            let Ok(drawn) = terminal.draw(|whole| frame(whole, &model));
            assert_eq!((drawn.area.width, drawn.area.height), (columns, lines));
        }
    }
}
