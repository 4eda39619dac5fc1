//! A simulation's report as text for people.

use std::fmt::Write;

use bezant_routing_lab::{
    Difference, EFFECTIVE_AT_LEAST_IN_SEGMENT, Range, Report, Row, SegmentRow, VariantReport,
};

/// So many lines of a list are shown; the JSON has all.
const LINES: usize = 8;

pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    write_report(report, &mut text).expect("a text takes what is written");
    text
}

fn write_report(report: &Report, text: &mut String) -> std::fmt::Result {
    let estimated = report.payments - report.known_propensities;
    write!(
        text,
        "{} payments replayed in the order of their times",
        report.payments
    )?;
    if report.without_attempt > 0 {
        write!(
            text,
            "; {} without an attempt are left out",
            report.without_attempt
        )?;
    }
    writeln!(text, ". Numbers are about the first gateway of each.\n")?;
    let mut rows = vec![
        [
            "",
            "approval",
            "95 % interval",
            "clipped",
            "doubly robust",
            "cost",
            "latency",
            "changed",
            "no gateway",
            "worth",
        ]
        .map(str::to_owned),
    ];
    rows.push(history_row(&report.history, report.payments));
    rows.extend(report.rules.iter().map(rule_row));
    write_table(&rows, text)?;
    for rules in &report.rules {
        for reason in &rules.too_thin {
            writeln!(text, "\nDATA TOO THIN for {}: {reason}.", rules.name)?;
        }
    }
    writeln!(
        text,
        "\n{:.2} % of the payments were approved after all attempts. cost: fees in basis points of the approved volume. \
         worth: so many equally\nweighted payments say as much.{}",
        report.approved_in_the_end * 100.0,
        if report.history.cost_basis_points.is_none() {
            " No fees are known: give --fees or --gateways."
        } else {
            ""
        }
    )?;
    writeln!(text, "\nApproval, in percentage points")?;
    let lines = report
        .differences
        .iter()
        .map(|one| difference_row(one, report.payments));
    write_table(&lines.collect::<Vec<_>>(), text)?;
    for rules in &report.rules {
        write_details(rules, text)?;
    }
    writeln!(
        text,
        "\nHow: a payment counts by the probability with which the rules choose the gateway that it went to, over that with which\n\
         it went there (inverse propensity weighting, self-normalised). {}\n\
         clipped: weights are cut at {}. doubly robust: each gateway's success in the segment, corrected by weighted residuals.\n\
         Intervals are by the delta method. Breakers and learning follow from what really happened, for all rules alike.",
        match (report.known_propensities, estimated) {
            (_, 0) => "All probabilities are from the history.".to_owned(),
            (0, _) => "No probability is noted in the history: all are ESTIMATED\n\
                       from the gateways that payments of the same segment went to, which holds only if nothing else decided."
                .to_owned(),
            (known, estimated) => format!(
                "{known} probabilities are from the history, {estimated} are ESTIMATED\n\
                 from the gateways that payments of the same segment went to, which holds only if nothing else decided."
            ),
        },
        report.clip
    )
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn shown<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), show)
}

fn interval(range: Range) -> String {
    format!("{:.2} – {:.2}", range.low * 100.0, range.high * 100.0)
}

fn history_row(row: &Row, payments: usize) -> [String; 10] {
    let [approval, between, cost, latency] = common_cells(row);
    let empty = || String::new();
    [
        "what happened".to_owned(),
        approval,
        between,
        empty(),
        empty(),
        cost,
        latency,
        empty(),
        empty(),
        payments.to_string(),
    ]
}

fn rule_row(rules: &VariantReport) -> [String; 10] {
    let [approval, mut between, cost, latency] = common_cells(&rules.row);
    let mut mark = "";
    if !rules.too_thin.is_empty() {
        mark = " (!)";
        // A few payments that all came through have no width; that is no certainty.
        between = "data too thin".to_owned();
    }
    [
        format!("{}{mark}", rules.name),
        approval,
        between,
        shown(rules.clipped, |range| percent(range.value)),
        percent(rules.doubly_robust.value),
        cost,
        latency,
        percent(rules.changed.share),
        percent(rules.without_gateway),
        format!("{:.0}", rules.effective_payments),
    ]
}

fn common_cells(row: &Row) -> [String; 4] {
    [
        shown(row.approval, |range| percent(range.value)),
        shown(row.approval, interval),
        shown(row.cost_basis_points, |cost| format!("{cost:.1} bp")),
        shown(row.latency_ms, |latency| format!("{latency:.0} ms")),
    ]
}

fn difference_row(one: &Difference, payments: usize) -> [String; 5] {
    let Range { value, low, high } = one.approval;
    let verdict = if one.is_too_thin {
        "data too thin"
    } else if low > 0.0 {
        "better"
    } else if high < 0.0 {
        "worse"
    } else {
        "not told apart"
    };
    [
        format!(
            "{} against {}",
            one.name,
            one.against.as_deref().unwrap_or("what happened")
        ),
        format!("{:+.2}", value * 100.0),
        format!("{:+.2} to {:+.2}", low * 100.0, high * 100.0),
        verdict.to_owned(),
        format!(
            "{} decided differently ({})",
            one.payments_decided_differently,
            percent(one.payments_decided_differently as f64 / payments.max(1) as f64)
        ),
    ]
}

fn write_details(rules: &VariantReport, text: &mut String) -> std::fmt::Result {
    if !rules.changed.moves.is_empty() {
        writeln!(
            text,
            "\n{}: what changes for {} payments",
            rules.name, rules.changed.payments
        )?;
        let moves = rules.changed.moves.iter().take(LINES).map(|one| {
            let to = one.to.as_deref().unwrap_or("no gateway");
            [format!("{} → {to}", one.from), one.payments.to_string()]
        });
        write_table(&moves.collect::<Vec<_>>(), text)?;
        write_rest(rules.changed.moves.len(), "moves", text)?;
    }
    let thin: Vec<&SegmentRow> = rules.segments.iter().filter(|one| one.is_too_thin).collect();
    if thin.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\n{}: data too thin in {} of {} segments (worth less than {EFFECTIVE_AT_LEAST_IN_SEGMENT:.0} payments, or a gateway that they never went to)",
        rules.name,
        thin.len(),
        rules.segments.len()
    )?;
    let rows = thin.iter().take(LINES).map(|one| {
        let never = match one.never_seen.as_slice() {
            [] => String::new(),
            names => format!("never at {}", names.join(", ")),
        };
        [
            one.name.clone(),
            format!("{} payments", one.payments),
            format!("worth {:.0}", one.effective_payments),
            never,
        ]
    });
    write_table(&rows.collect::<Vec<_>>(), text)?;
    write_rest(thin.len(), "segments", text)
}

fn write_rest(count: usize, what: &str, text: &mut String) -> std::fmt::Result {
    match count.checked_sub(LINES) {
        None | Some(0) => Ok(()),
        Some(rest) => writeln!(text, "  and {rest} more {what} (--json shows all)"),
    }
}

/// The first column to the left, the others to the right.
fn write_table<const N: usize>(rows: &[[String; N]], text: &mut String) -> std::fmt::Result {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = width(column);
            let pad = " ".repeat(width - cell.chars().count());
            match column {
                0 => write!(line, "  {cell}{pad}")?,
                _ if width == 0 => {}
                _ => write!(line, "  {pad}{cell}")?,
            }
        }
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(())
}
