//! Live events: a stream that goes on where it was after every break, each event once.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use tokio::time::Instant;

use crate::client::{Client, refusal};
use crate::error::Error;
use crate::generated::types::{API_VERSION, Event};

/// The longest event that is taken.
const LONGEST: usize = 4 * 1024 * 1024;

/// What is wanted of all that happens.
#[derive(Clone, Debug)]
pub struct EventFilter {
    /// Types or beginnings of them: `payment.*`, `refund.succeeded`. All if empty.
    pub types: Vec<String>,
    /// Events of one payment.
    pub payment: Option<String>,
    /// Events that name this id.
    pub resource: Option<String>,
    /// Goes on after this place; what comes from now on if left out.
    pub after: Option<String>,
    /// How often in a row it may fail to connect before it gives up.
    pub reconnects: u32,
    /// A connection that is silent for longer is dropped; the node says something every 15 seconds.
    pub silence: Duration,
}

impl Default for EventFilter {
    fn default() -> Self {
        EventFilter {
            types: Vec::new(),
            payment: None,
            resource: None,
            after: None,
            reconnects: 10,
            silence: Duration::from_secs(45),
        }
    }
}

/// An event and its place in the log, which [`EventFilter::after`] takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LiveEvent {
    /// Such as `77-0`.
    pub place: String,
    /// What happened.
    pub event: Event,
}

/// Everything that happens, as it happens.
#[derive(Debug)]
pub struct EventStream {
    client: Client,
    filter: EventFilter,
    connection: Option<(reqwest::Response, Instant)>,
    parser: Parser,
    ready: VecDeque<(String, String)>,
    failures: u32,
    /// When it may connect again.
    not_before: Option<Instant>,
}

impl Client {
    /// Everything that happens, as it happens. It connects by itself, again after every break, and goes on after the last
    /// event. Who stores [`LiveEvent::place`] goes on there after a restart.
    pub fn events(&self, filter: EventFilter) -> EventStream {
        EventStream {
            client: self.clone(),
            filter,
            connection: None,
            parser: Parser::default(),
            ready: VecDeque::new(),
            failures: 0,
            not_before: None,
        }
    }
}

impl EventStream {
    /// The next event, whenever it comes. An error says that the node refuses, or could not be reached again and again; a
    /// call after it tries anew. Whoever stops waiting loses nothing.
    pub async fn next(&mut self) -> Result<LiveEvent, Error> {
        loop {
            if let Some((place, data)) = self.ready.pop_front() {
                let event = serde_json::from_str(&data).map_err(|error| Error::Answer(error.to_string()))?;
                self.failures = 0;
                self.filter.after = Some(place.clone());
                return Ok(LiveEvent { place, event });
            }
            if let Err(error) = self.hear().await {
                self.note(error)?;
            }
        }
    }

    /// One piece of the stream; connects first where it must.
    async fn hear(&mut self) -> Result<(), Error> {
        if let Some(not_before) = self.not_before {
            tokio::time::sleep_until(not_before).await;
            self.not_before = None;
        }
        if self.connection.is_none() {
            self.parser = Parser::default();
            self.connection = Some((self.connect().await?, Instant::now()));
        }
        let (answer, _) = self.connection.as_mut().expect("it was just made");
        let silence = self.filter.silence;
        let chunk = tokio::time::timeout(silence, answer.chunk())
            .await
            .map_err(|_| Error::Timeout(silence))?;
        let chunk = chunk.map_err(Error::Connection)?.ok_or(Error::StreamEnded)?;
        self.parser.take(&chunk, &mut self.ready)
    }

    async fn connect(&self) -> Result<reqwest::Response, Error> {
        let connection = &self.client.connection;
        let mut query = Vec::new();
        if !self.filter.types.is_empty() {
            query.push(("types".to_owned(), self.filter.types.join(",")));
        }
        query.extend(
            self.filter
                .payment
                .clone()
                .map(|payment| ("payment".to_owned(), payment)),
        );
        query.extend(
            self.filter
                .resource
                .clone()
                .map(|resource| ("resource".to_owned(), resource)),
        );
        let mut request = connection
            .http
            .get(connection.url("/api/v1/events", &query)?)
            .header(AUTHORIZATION, connection.authorization.clone())
            .header(ACCEPT, HeaderValue::from_static("text/event-stream"))
            .header("bezant-version", API_VERSION);
        if let Some(place) = &self.filter.after {
            request = request.header("last-event-id", place);
        }
        let silence = self.filter.silence;
        let answer = tokio::time::timeout(silence, request.send())
            .await
            .map_err(|_| Error::Timeout(silence))?;
        let answer = answer.map_err(Error::Connection)?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = tokio::time::timeout(silence, answer.bytes()).await;
        let body = body
            .map_err(|_| Error::Timeout(silence))?
            .map_err(Error::Connection)?;
        Err(refusal(status, &headers, &body))
    }

    /// Takes note of a break; the error itself where there is no further try.
    fn note(&mut self, error: Error) -> Result<(), Error> {
        let retry = self.client.connection.retry;
        // A connection that held for some time and told nothing was a good one.
        if self
            .connection
            .take()
            .is_some_and(|(_, opened)| opened.elapsed() > retry.cap)
        {
            self.failures = 0;
        }
        if !error.is_retryable() || self.failures >= self.filter.reconnects {
            self.failures = 0;
            return Err(error);
        }
        self.failures += 1;
        let asked = match &error {
            Error::Api(refusal) => refusal.retry_after.unwrap_or_default().min(retry.longest),
            _ => Duration::ZERO,
        };
        self.not_before = Some(Instant::now() + asked + retry.backoff(self.failures, rand::random()));
        Ok(())
    }
}

/// Server-sent events out of pieces that end anywhere.
#[derive(Debug, Default)]
struct Parser {
    rest: Vec<u8>,
    place: String,
    data: Vec<String>,
}

impl Parser {
    fn take(&mut self, chunk: &[u8], ready: &mut VecDeque<(String, String)>) -> Result<(), Error> {
        self.rest.extend_from_slice(chunk);
        let mut begin = 0;
        while let Some(length) = self.rest[begin..].iter().position(|&byte| byte == b'\n') {
            let line = String::from_utf8_lossy(&self.rest[begin..begin + length]).into_owned();
            begin += length + 1;
            self.line(line.strip_suffix('\r').unwrap_or(&line), ready);
        }
        self.rest.drain(..begin);
        match self.rest.len() > LONGEST {
            true => Err(Error::Answer("an event of the stream is too long".to_owned())),
            false => Ok(()),
        }
    }

    fn line(&mut self, line: &str, ready: &mut VecDeque<(String, String)>) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" if line.is_empty() && !self.data.is_empty() => {
                ready.push_back((self.place.clone(), std::mem::take(&mut self.data).join("\n")));
            }
            "id" => self.place = value.to_owned(),
            "data" => self.data.push(value.to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pieces: &[&[u8]]) -> Vec<(String, String)> {
        let (mut parser, mut ready) = (Parser::default(), VecDeque::new());
        for piece in pieces {
            parser.take(piece, &mut ready).unwrap();
        }
        ready.into()
    }

    #[test]
    fn events_are_whole_however_the_pieces_end() {
        let text = ": alive\n\nid: 7-0\nevent: a\ndata: {\"é\":\ndata: 1}\n\nid: 7-1\r\ndata:2\r\n\r\nid: 8-0\ndata: half".as_bytes();
        let expected = [
            ("7-0".to_owned(), "{\"é\":\n1}".to_owned()),
            ("7-1".to_owned(), "2".to_owned()),
        ];
        assert_eq!(parsed(&[text]), expected);
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(parsed(&bytes), expected);
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let (mut parser, mut ready) = (Parser::default(), VecDeque::new());
        assert!(parser.take(&vec![b'x'; LONGEST + 1], &mut ready).is_err());
    }
}
