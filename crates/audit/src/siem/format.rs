//! How records are written for other systems.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::record::{Kind, Record};

/// A format.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON as the API has it, a record a line.
    Json,
    /// ArcSight's Common Event Format, version 0.
    Cef,
    /// OpenTelemetry's log records as JSON, for OTLP over HTTP.
    Otlp,
}

/// Facility 13 of RFC 5424: "log audit".
const FACILITY: u8 = 13;
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Format {
    /// A portion of records as a body of HTTP, and what it is.
    pub(super) fn body(self, records: &[(u64, Record)]) -> (&'static str, Vec<u8>) {
        match self {
            Format::Json => ("application/x-ndjson", lines(records, json_line)),
            Format::Cef => ("text/plain; charset=utf-8", lines(records, cef)),
            Format::Otlp => {
                let records: Vec<Value> = records.iter().map(|(at, record)| otlp(*at, record)).collect();
                let body = json!({ "resourceLogs": [{
                    "resource": { "attributes": [attribute("service.name", "bezant")] },
                    "scopeLogs": [{ "scope": { "name": "bezant.audit", "version": VERSION }, "logRecords": records }],
                }]});
                ("application/json", body.to_string().into_bytes())
            }
        }
    }

    /// A portion as syslog messages (RFC 5424), each behind its length (RFC 5425, 4.3).
    pub(super) fn syslog(self, records: &[(u64, Record)]) -> Vec<u8> {
        let mut out = Vec::new();
        for (position, record) in records {
            let message = match self {
                Format::Cef => cef(*position, record),
                Format::Json | Format::Otlp => json_line(*position, record),
            };
            let severity = severity(record).0;
            let text = format!(
                "<{}>1 {} - bezant - {} [bezant@32473 position=\"{position}\"] {message}",
                FACILITY * 8 + severity,
                record.at(),
                record.kind_word(),
            );
            out.extend_from_slice(format!("{} ", text.len()).as_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        out
    }
}

fn lines(records: &[(u64, Record)], line: fn(u64, &Record) -> String) -> Vec<u8> {
    let mut out = Vec::new();
    for (position, record) in records {
        out.extend_from_slice(line(*position, record).as_bytes());
        out.push(b'\n');
    }
    out
}

fn json_line(position: u64, record: &Record) -> String {
    record.json(position).to_string()
}

/// Of syslog, of OTLP with its word, and of CEF.
fn severity(record: &Record) -> (u8, u8, &'static str, u8) {
    match (record.kind.as_ref(), record.outcome()) {
        (Some(Kind::Alert(_)), _) => (1, 17, "ERROR", 9),
        (_, "denied") => (4, 13, "WARN", 6),
        (_, "failed") => (3, 13, "WARN", 5),
        (Some(Kind::Custody(_)), _) => (5, 10, "INFO2", 5),
        _ => (6, 9, "INFO", 3),
    }
}

fn action(record: &Record) -> String {
    record
        .actions()
        .first()
        .map_or_else(String::new, |action| (*action).to_owned())
}

fn cef(position: u64, record: &Record) -> String {
    let head = |text: &str| {
        text.replace('\\', "\\\\")
            .replace('|', "\\|")
            .replace(['\n', '\r'], " ")
    };
    let (_, _, _, severity) = severity(record);
    let mut out = format!(
        "CEF:0|Bezant|bezant|{VERSION}|{}|{}|{severity}|",
        head(record.kind_word()),
        head(&action(record)),
    );
    let mut pairs = vec![
        ("rt", (record.at_us / 1_000).to_string()),
        ("externalId", position.to_string()),
        ("outcome", record.outcome().to_owned()),
        ("cat", record.data_class().as_str().to_owned()),
        ("suser", record.principal().to_owned()),
        ("cs1Label", "tenant".to_owned()),
        ("cs1", record.tenant.clone()),
        ("cs2Label", "correlation".to_owned()),
        ("cs2", record.correlation.clone()),
    ];
    if let Some(Kind::Request(request)) = &record.kind {
        pairs.extend([
            ("requestMethod", request.method.clone()),
            ("request", request.route.clone()),
            ("reason", request.code.clone()),
            ("cn1Label", "status".to_owned()),
            ("cn1", request.status.to_string()),
            ("cs3Label", "source".to_owned()),
            ("cs3", request.address.clone()),
        ]);
        if let Some(rows) = request.rows {
            pairs.extend([("cn2Label", "rows".to_owned()), ("cn2", rows.to_string())]);
        }
    }
    if let Some(Kind::Change(change)) = &record.kind {
        pairs.extend([
            ("cn1Label", "log position".to_owned()),
            ("cn1", change.position.to_string()),
        ]);
    }
    let value = |text: &str| {
        let text = text.replace('\\', "\\\\").replace('=', "\\=");
        text.replace('\n', "\\n").replace('\r', "\\r")
    };
    let mut is_first = true;
    for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
        let space = if is_first { "" } else { " " };
        is_first = false;
        // Writing to a text can't fail.
        let _ = write!(out, "{space}{name}={}", value(text));
    }
    out
}

fn attribute(name: &str, value: &str) -> Value {
    json!({ "key": name, "value": { "stringValue": value } })
}

fn otlp(position: u64, record: &Record) -> Value {
    let (_, number, word, _) = severity(record);
    let texts = [
        ("bezant.audit.kind", record.kind_word()),
        ("bezant.audit.outcome", record.outcome()),
        ("bezant.audit.data_class", record.data_class().as_str()),
        ("bezant.tenant", &record.tenant),
        ("bezant.principal", record.principal()),
        ("bezant.correlation_id", &record.correlation),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let mut attributes: Vec<Value> = texts.map(|(name, text)| attribute(name, text)).collect();
    attributes.push(json!({ "key": "bezant.audit.position", "value": { "intValue": position.to_string() } }));
    let mut shown = json!({
        "timeUnixNano": (u128::from(record.at_us) * 1_000).to_string(),
        "severityNumber": number,
        "severityText": word,
        "eventName": action(record),
        "body": { "stringValue": json_line(position, record) },
        "attributes": attributes,
    });
    if let Some(Kind::Request(request)) = &record.kind
        && request.trace.len() == 32
    {
        shown["traceId"] = request.trace.as_str().into();
    }
    shown
}
