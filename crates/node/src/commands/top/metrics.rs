//! The node's metrics, read from the text form of Prometheus.
//!
//! Read here, since the crate that reads it takes no `}` within a label, and routes have them.

/// All samples of one look.
pub(super) struct Metrics(Vec<Sample>);

struct Sample {
    name: String,
    labels: Vec<(String, String)>,
    value: f64,
}

impl Metrics {
    /// Lines that can't be read are passed over: a newer node may have more to say.
    pub(super) fn parse(text: &str) -> Metrics {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Metrics(lines.filter_map(sample).collect())
    }

    /// The sum of a metric's samples with these labels; nothing where there is none.
    pub(super) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let mut found = self.with(name, labels).map(|sample| sample.value).peekable();
        found.peek()?;
        Some(found.sum())
    }

    /// The value below which `share` of what a histogram took in since `before` lies; nothing where it took in nothing.
    pub(super) fn quantile_since(
        &self,
        before: &Metrics,
        name: &str,
        labels: &[(&str, &str)],
        share: f64,
    ) -> Option<f64> {
        let bucket = format!("{name}_bucket");
        let mut bounds: Vec<(f64, f64)> = self
            .with(&bucket, labels)
            .filter_map(|sample| {
                let bound = sample.label("le")?;
                let within = [labels, &[("le", bound)]].concat();
                let grown = sample.value - before.sum(&bucket, &within).unwrap_or(0.0);
                Some((bound.replace("+Inf", "inf").parse().ok()?, grown))
            })
            .collect();
        bounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let all = bounds.last()?.1;
        let wanted = all * share;
        let (bound, _) = bounds.iter().find(|(_, below)| all > 0.0 && *below >= wanted)?;
        Some(*bound)
    }

    fn with<'a>(
        &'a self,
        name: &'a str,
        labels: &'a [(&'a str, &'a str)],
    ) -> impl Iterator<Item = &'a Sample> {
        let fits = move |sample: &&Sample| {
            sample.name == name
                && labels
                    .iter()
                    .all(|(label, value)| sample.label(label) == Some(*value))
        };
        self.0.iter().filter(fits)
    }
}

impl Sample {
    fn label(&self, name: &str) -> Option<&str> {
        let label = self.labels.iter().find(|(label, _)| label == name);
        label.map(|(_, value)| value.as_str())
    }
}

fn sample(line: &str) -> Option<Sample> {
    let end = line.find(['{', ' '])?;
    let (name, mut rest) = line.split_at(end);
    let mut labels = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            rest = rest.trim_start_matches([',', ' ']);
            if let Some(after) = rest.strip_prefix('}') {
                rest = after;
                break;
            }
            let (label, after) = rest.split_once("=\"")?;
            let (value, after) = quoted(after)?;
            labels.push((label.to_owned(), value));
            rest = after;
        }
    }
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some(Sample {
        name: name.to_owned(),
        labels,
        value,
    })
}

/// A label's value up to its quotation mark, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "t_bucket{route=\"/a/{id}\",le=\"0.1\"} 10
t_bucket{route=\"/a/{id}\",le=\"0.5\"} 10
t_bucket{route=\"/a/{id}\",le=\"+Inf\"} 10
";
    const AFTER: &str = "# TYPE t histogram
t_bucket{route=\"/a/{id}\",le=\"0.1\"} 15
t_bucket{route=\"/a/{id}\",le=\"0.5\"} 19
t_bucket{route=\"/a/{id}\",le=\"+Inf\"} 20
calls{gateway=\"a\",outcome=\"approved\"} 3
calls{gateway=\"b\",outcome=\"approved\"} 4.5
odd{text=\"a \\\"b\\\", c}\"} 1
plain 7
broken{
";

    #[test]
    fn labels_may_hold_anything_and_samples_add_up() {
        let metrics = Metrics::parse(AFTER);
        assert_eq!(metrics.sum("calls", &[("outcome", "approved")]), Some(7.5));
        assert_eq!(metrics.sum("calls", &[("gateway", "c")]), None);
        assert_eq!(metrics.sum("odd", &[("text", "a \"b\", c}")]), Some(1.0));
        assert_eq!(metrics.sum("plain", &[]), Some(7.0));
        assert_eq!(metrics.sum("broken", &[]), None);
    }

    #[test]
    fn quantiles_are_of_what_came_in_between() {
        let (before, after) = (Metrics::parse(BEFORE), Metrics::parse(AFTER));
        let labels = [("route", "/a/{id}")];
        let of = |share| after.quantile_since(&before, "t", &labels, share);
        assert_eq!(of(0.5), Some(0.1), "five of ten were below a tenth");
        assert_eq!(of(0.9), Some(0.5));
        assert_eq!(of(0.99), Some(f64::INFINITY));
        assert_eq!(
            after.quantile_since(&after, "t", &labels, 0.5),
            None,
            "nothing came"
        );
    }
}
