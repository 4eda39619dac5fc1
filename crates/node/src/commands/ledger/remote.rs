//! A node's REST API as a caller sees it: requests with a key, answers, pages, problems as text.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, Url};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Query;
use super::problem::Refused;
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::output::{line, note};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Between two pieces of an answer. A long report is silent while it is made.
const SILENT_FOR: Duration = Duration::from_secs(120);
/// The most rows that the API gives at once.
const PAGE: usize = 200;

/// Which node is asked, and how it answers.
#[derive(Args)]
pub(crate) struct NodeArguments {
    /// The node [default: http:// and http.listen of the configuration]
    #[arg(long, global = true, env = "BEZANT_URL", value_name = "URL")]
    url: Option<String>,
    /// The API key
    #[arg(
        long,
        global = true,
        env = "BEZANT_API_KEY",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    key: Option<String>,
    /// Answer in JSON, as the API does, an answer a line
    #[arg(long, global = true)]
    json: bool,
}

impl NodeArguments {
    /// The API below `root`, such as `/api/v1/ledger/`.
    pub(crate) fn remote(
        self,
        root: &'static str,
        config: impl Fn() -> Result<Config, ConfigError>,
    ) -> Result<Remote, Failure> {
        let url = match self.url {
            Some(url) => url,
            None => url_of(config()?.http.listen)?,
        };
        let key = self
            .key
            .ok_or("an API key is needed: --key, or BEZANT_API_KEY, from `bezant key create`")?;
        Remote::new(&url, root, key, self.json)
    }
}

/// Asks a node until it has answered.
pub(crate) fn carried_out(asking: impl Future<Output = Result<(), Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(asking)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) struct Remote {
    client: Client,
    base: Url,
    root: &'static str,
    key: String,
    is_json: bool,
}

/// Text that a request brought along, to show the place of which a problem speaks.
#[derive(Copy, Clone)]
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) language: Language,
}

/// What a text is written in.
#[derive(Copy, Clone)]
pub(crate) enum Language {
    /// One of which the node knows lines and columns.
    Own,
    /// One that became the request's JSON: the node names fields.
    Toml,
}

/// The header under which a change is made once, however often it is asked for.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a request carries.
pub(crate) enum Body<'a> {
    Nothing,
    Json(&'a Value),
    File {
        content_type: &'static str,
        bytes: Vec<u8>,
    },
}

/// The address of a node on this machine.
pub(crate) fn url_of(listen: SocketAddr) -> Result<String, Failure> {
    if listen.port() == 0 {
        return Err("http.listen leaves the port to the system: say --url".into());
    }
    let address = match listen.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    Ok(format!("http://{}", SocketAddr::new(address, listen.port())))
}

impl Remote {
    fn new(url: &str, root: &'static str, key: String, is_json: bool) -> Result<Remote, Failure> {
        let base = Url::parse(url).map_err(|error| format!("{url} is no address of a node: {error}"))?;
        if !matches!(base.scheme(), "http" | "https") || base.cannot_be_a_base() {
            return Err(format!("{url} is no address of a node: it starts with http:// or https://").into());
        }
        let is_local = match base.host_str() {
            Some("localhost") => true,
            Some(host) => host
                .trim_matches(['[', ']'])
                .parse()
                .is_ok_and(|ip: IpAddr| ip.is_loopback()),
            None => false,
        };
        if base.scheme() == "http" && !is_local {
            note("the key goes over the network in the clear: use https where others can listen");
        }
        let mut client = Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .read_timeout(SILENT_FOR)
            // A key must not follow to where a node points.
            .redirect(reqwest::redirect::Policy::none());
        if is_local {
            client = client.no_proxy();
        }
        Ok(Remote {
            client: client.build()?,
            base,
            root,
            key,
            is_json,
        })
    }

    /// Whether answers are printed for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.is_json
    }

    /// Where the node is.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// Prints the answer: as it is for programs, as `show` does for people.
    pub(crate) fn print(&self, answer: &Answer, show: impl FnOnce(&Value) -> String) {
        if self.is_json {
            line(answer.text.trim_end());
        } else {
            line(show(&answer.value).trim_end());
        }
    }

    pub(crate) async fn get(&self, path: &str, query: &Query) -> Result<Answer, Failure> {
        self.ask(Method::GET, path, query, Body::Nothing, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Answer, Failure> {
        self.ask(Method::POST, path, &Vec::new(), Body::Json(body), None)
            .await
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        query: &Query,
        body: Body<'_>,
        source: Option<Source<'_>>,
    ) -> Result<Answer, Failure> {
        let response = self.send(method, path, query, body, HeaderMap::new()).await?;
        self.read(response, source).await
    }

    /// Asks for a change that is made once under its key, however often it is asked for.
    pub(crate) async fn change(&self, path: &str, body: Body<'_>, key: &str) -> Result<Answer, Failure> {
        let value = HeaderValue::from_str(key).map_err(|_| "the idempotency key has odd characters")?;
        let headers = HeaderMap::from_iter([(IDEMPOTENCY_KEY, value)]);
        let response = self
            .send(Method::POST, path, &Query::new(), body, headers)
            .await?;
        self.read(response, None).await
    }

    /// An answer that is read piece by piece.
    pub(crate) async fn open(
        &self,
        path: &str,
        query: &Query,
        headers: HeaderMap,
    ) -> Result<Response, Failure> {
        let response = self
            .send(Method::GET, path, query, Body::Nothing, headers)
            .await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(self.refusal(response, None).await.into())
    }

    /// An answer that is no JSON.
    pub(crate) async fn text(&self, path: &str) -> Result<String, Failure> {
        let response = self.open(path, &Query::new(), HeaderMap::new()).await?;
        response.text().await.map_err(|error| self.unanswered(&error))
    }

    async fn read(&self, response: Response, source: Option<Source<'_>>) -> Result<Answer, Failure> {
        if !response.status().is_success() {
            return Err(self.refusal(response, source).await.into());
        }
        let text = response.text().await.map_err(|error| self.unanswered(&error))?;
        self.answer(text)
    }

    async fn refusal(&self, response: Response, source: Option<Source<'_>>) -> Refused {
        let status = response.status();
        let text = response.text().await.unwrap_or_default();
        Refused::answered(&self.base, status, &text, source)
    }

    fn unanswered(&self, error: &reqwest::Error) -> Failure {
        Refused::unanswered(format!("no answer from {}: {}", self.base, root_cause(error))).into()
    }

    fn answer(&self, text: String) -> Result<Answer, Failure> {
        let value = serde_json::from_str(&text)
            .map_err(|_| format!("{} answers, but not as a node does", self.base))?;
        Ok(Answer { text, value })
    }

    /// Prints what this program found itself.
    pub(crate) fn print_own(&self, value: &Value, show: impl FnOnce() -> String) {
        if self.is_json {
            line(&value.to_string());
        } else {
            line(&show());
        }
    }

    /// Prints a list, up to `limit` rows over as many pages as it takes.
    pub(crate) async fn print_list(
        &self,
        path: &str,
        query: &Query,
        limit: usize,
        show: impl FnOnce(&List) -> String,
    ) -> Result<(), Failure> {
        let mut list = List::default();
        let (mut cursor, mut count) = (None, 0);
        while count < limit {
            let page = self.page(path, query, cursor, limit - count).await?;
            count += rows_of(&page.value).len();
            cursor = next_cursor(&page.value);
            if self.is_json {
                line(page.text.trim_end());
            } else {
                list.take(page.value);
            }
            if cursor.is_none() {
                break;
            }
        }
        if !self.is_json {
            line(show(&list).trim_end());
        }
        if cursor.is_some() {
            note(&format!("there is more behind these {count}: use --limit"));
        }
        Ok(())
    }

    pub(crate) async fn page(
        &self,
        path: &str,
        query: &Query,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<Answer, Failure> {
        let mut query = query.clone();
        query.push(("limit", limit.min(PAGE).to_string()));
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        self.get(path, &query).await
    }

    /// Writes all rows of a list to a file, a JSON object a line, each as the node wrote it.
    pub(crate) async fn write_rows(&self, path: &str, query: &Query, file: &Path) -> Result<u64, Failure> {
        #[derive(Deserialize)]
        struct Page<'a> {
            #[serde(borrow)]
            data: Vec<&'a RawValue>,
        }
        let mut draft = Draft::new(file)?;
        let mut cursor = None;
        loop {
            let answer = self.page(path, query, cursor, PAGE).await?;
            let page: Page<'_> = serde_json::from_str(&answer.text)?;
            for row in page.data {
                draft.write(row.get().as_bytes())?;
                draft.write(b"\n")?;
            }
            cursor = next_cursor(&answer.value);
            if cursor.is_none() {
                return draft.finish();
            }
        }
    }

    /// Writes an answer to a file as it comes.
    pub(crate) async fn download(&self, path: &str, query: &Query, file: &Path) -> Result<u64, Failure> {
        let mut response = self.open(path, query, HeaderMap::new()).await?;
        let mut draft = Draft::new(file)?;
        while let Some(piece) = response.chunk().await? {
            draft.write(&piece)?;
        }
        draft.finish()
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        query: &Query,
        body: Body<'_>,
        headers: HeaderMap,
    ) -> Result<Response, Failure> {
        let mut url = self.base.join(self.root)?.join(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self
            .client
            .request(method, url)
            .bearer_auth(&self.key)
            .headers(headers);
        let request = match body {
            Body::Nothing => request,
            Body::Json(value) => request.json(value),
            Body::File { content_type, bytes } => request.header(CONTENT_TYPE, content_type).body(bytes),
        };
        request.send().await.map_err(|error| self.unanswered(&error))
    }
}

/// An answer, as it came and as it reads.
pub(crate) struct Answer {
    text: String,
    pub(crate) value: Value,
}

/// The rows of a list's pages, and what stands beside them.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) rows: Vec<Value>,
    /// The first page without its rows.
    pub(crate) first: Value,
    /// The last page without its rows.
    pub(crate) last: Value,
}

impl List {
    fn take(&mut self, mut page: Value) {
        if let Some(Value::Array(rows)) = page.as_object_mut().and_then(|page| page.remove("data")) {
            self.rows.extend(rows);
        }
        if self.first.is_null() {
            self.first = page.clone();
        }
        self.last = page;
    }
}

pub(crate) fn rows_of(page: &Value) -> &[Value] {
    page["data"].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn next_cursor(page: &Value) -> Option<String> {
    page["next_cursor"].as_str().map(str::to_owned)
}

/// A file under another name until it is whole: one that was cut short must not pass for it.
struct Draft<'a> {
    file: &'a Path,
    draft: PathBuf,
    out: BufWriter<File>,
    bytes: u64,
}

impl<'a> Draft<'a> {
    fn new(file: &'a Path) -> Result<Self, Failure> {
        let draft = file.with_added_extension("part");
        let out = File::create(&draft).map_err(|error| cant_write(file, &error))?;
        Ok(Draft {
            file,
            draft,
            out: BufWriter::new(out),
            bytes: 0,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.bytes += bytes.len() as u64;
        self.out
            .write_all(bytes)
            .map_err(|error| cant_write(self.file, &error))
    }

    /// Gives the file its name, and says how many bytes it has.
    fn finish(mut self) -> Result<u64, Failure> {
        let finished = self
            .out
            .flush()
            .and_then(|()| self.out.get_ref().sync_all())
            .and_then(|()| std::fs::rename(&self.draft, self.file));
        finished.map_err(|error| cant_write(self.file, &error))?;
        Ok(self.bytes)
    }
}

fn cant_write(file: &Path, error: &std::io::Error) -> Failure {
    format!("can't write {}: {error}", file.display()).into()
}

pub(crate) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_on_this_machine_is_found_by_its_configuration() {
        let url = |listen: &str| url_of(listen.parse().unwrap());
        assert_eq!(url("0.0.0.0:8640").unwrap(), "http://127.0.0.1:8640");
        assert_eq!(url("[::]:1").unwrap(), "http://127.0.0.1:1");
        assert_eq!(url("10.0.0.7:1").unwrap(), "http://10.0.0.7:1");
        assert!(url("127.0.0.1:0").is_err());
    }
}
