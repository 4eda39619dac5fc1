//! A WebSocket that is open.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bezant_engine::FollowError;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::close::Close;
use super::message::{self, Asked};
use crate::auth::{Caller, still_may};
use crate::edge::Edge;
use crate::live::filter::{Filter, Part, Wanted};
use crate::live::place::Place;
use crate::live::pulse::Pulse;
use crate::live::watch::{Next, Watch};
use crate::problem::{Code, Problem};
use crate::routes::events::begin_after;

/// Subscriptions of one watcher: each event is compared with all of them.
const MOST_SUBSCRIPTIONS: usize = 16;
const LONGEST_NAME: usize = 64;
/// Messages of a watcher between two heartbeats.
const MOST_MESSAGES: u32 = 256;
/// Events that a watcher can give credit for.
const MOST_CREDIT: u32 = 1_000_000;
/// Heartbeats without a word of the watcher before it counts as gone.
const SILENT_BEATS: u32 = 3;
/// How long the last word may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

pub(super) struct Session {
    edge: Edge,
    caller: Caller,
    socket: WebSocket,
    /// There while there are subscriptions.
    watch: Option<Watch>,
    wanted: Arc<Wanted>,
    /// How many events may be sent; any number until the watcher says one.
    credit: Option<u32>,
    pulse: Pulse,
    /// Messages since the last heartbeat.
    messages: u32,
    silent_beats: u32,
    closing: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

/// What a session has to do something about.
enum Happened {
    Closing,
    Beat,
    Heard(Option<Result<Message, axum::Error>>),
    Next(Result<Next, FollowError>),
}

/// Why it ends.
enum End {
    /// With a word to the watcher.
    Close(Close),
    /// The watcher is gone, or takes nothing.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> End {
        End::Close(close)
    }
}

/// Says why and ends.
pub(super) async fn end(mut socket: WebSocket, close: Close) {
    let last = Message::Close(Some(close.frame()));
    let ending = async {
        // What is still on its way has to be read, or the connection breaks before the last word has arrived.
        if socket.send(last).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    // Who does not take it is gone.
    let _ = timeout(CLOSE_WITHIN, ending).await;
}

/// The next event, where there are subscriptions.
async fn next_of(watch: Option<&mut Watch>) -> Result<Next, FollowError> {
    match watch {
        Some(watch) => watch.next().await,
        None => std::future::pending().await,
    }
}

impl Session {
    pub(super) fn new(
        edge: Edge,
        caller: Caller,
        socket: WebSocket,
        permit: OwnedSemaphorePermit,
    ) -> Session {
        Session {
            pulse: Pulse::new(edge.limits().heartbeat),
            closing: edge.closing(),
            edge,
            caller,
            socket,
            watch: None,
            wanted: Arc::default(),
            credit: None,
            messages: 0,
            silent_beats: 0,
            _permit: permit,
        }
    }

    pub(super) async fn run(mut self) {
        match self.serve().await {
            End::Close(close) => end(self.socket, close).await,
            End::Gone => {}
        }
    }

    async fn serve(&mut self) -> End {
        let place = Place::after(self.edge.engine().committed());
        if let Err(ended) = self.send(message::ready(place)).await {
            return ended;
        }
        loop {
            if let Err(ended) = self.step().await {
                return ended;
            }
        }
    }

    async fn step(&mut self) -> Result<(), End> {
        let has_credit = self.credit != Some(0);
        let happened = tokio::select! {
            biased;
            _ = self.closing.wait_for(|&closing| closing) => Happened::Closing,
            () = self.pulse.beat() => Happened::Beat,
            heard = self.socket.recv() => Happened::Heard(heard),
            next = next_of(self.watch.as_mut()), if has_credit => Happened::Next(next),
        };
        match happened {
            Happened::Beat => self.beat().await,
            Happened::Heard(Some(Ok(heard))) => self.hear(heard).await,
            Happened::Heard(Some(Err(_)) | None) => Err(End::Gone),
            Happened::Next(Ok(Next::Event(told))) => {
                self.credit = self.credit.map(|credit| credit - 1);
                self.send(told.socket_text()).await
            }
            Happened::Next(Ok(Next::Withdrawal)) => {
                self.pulse.hurry();
                Ok(())
            }
            Happened::Closing | Happened::Next(Err(FollowError::Stopped)) => Err(Close::NODE_STOPS.into()),
            Happened::Next(Err(FollowError::Log(_) | FollowError::Record { .. })) => {
                Err(Close::LOG_UNREADABLE.into())
            }
        }
    }

    async fn beat(&mut self) -> Result<(), End> {
        still_may(&self.edge, &self.caller).map_err(|problem| Close::of(&problem))?;
        self.silent_beats += 1;
        self.messages = 0;
        if self.silent_beats > SILENT_BEATS {
            return Err(Close::SILENT.into());
        }
        self.put(Message::Ping(bytes::Bytes::new())).await
    }

    async fn hear(&mut self, heard: Message) -> Result<(), End> {
        self.silent_beats = 0;
        self.messages += 1;
        if self.messages > MOST_MESSAGES {
            return Err(Close::TOO_MANY_MESSAGES.into());
        }
        match heard {
            Message::Text(text) => self.answer(Asked::parse(&text)?).await,
            Message::Binary(_) => Err(Close::NOT_TEXT.into()),
            // Answered already, by the library.
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            // The library answers it, and then there is nothing more to hear.
            Message::Close(_) => Ok(()),
        }
    }

    async fn answer(&mut self, asked: Asked) -> Result<(), End> {
        match asked {
            Asked::Authenticate { .. } => Err(Close::MESSAGE_INVALID.into()),
            Asked::Ping {} => self.send(message::pong()).await,
            Asked::Credit { messages } => {
                let credit = self.credit.unwrap_or(0).saturating_add(messages);
                self.credit = Some(credit.min(MOST_CREDIT));
                Ok(())
            }
            Asked::Unsubscribe { subscription } => {
                let mut parts = self.wanted.parts.clone();
                parts.retain(|part| *part.name != *subscription);
                self.want(parts, None);
                self.send(message::unsubscribed(&subscription)).await
            }
            Asked::Subscribe {
                subscription,
                after,
                types,
                payment,
                resource,
            } => {
                let filter = Filter::parse(
                    types.iter().map(String::as_str),
                    payment.as_deref(),
                    resource.as_deref(),
                );
                let done = filter.and_then(|filter| self.subscribe(&subscription, after.as_deref(), filter));
                let answer = match done {
                    Ok(after) => message::subscribed(&subscription, after),
                    Err(problem) => message::error(&subscription, &problem),
                };
                self.send(answer).await
            }
        }
    }

    fn subscribe(&mut self, name: &str, after: Option<&str>, filter: Filter) -> Result<Place, Problem> {
        let wrong = |path: &str, message: String| Problem::mistake(path, Code::ParameterInvalid, message);
        if name.len() > LONGEST_NAME {
            let message = format!("a name has {LONGEST_NAME} bytes at most");
            return Err(wrong("subscription", message));
        }
        let mut parts = self.wanted.parts.clone();
        parts.retain(|part| *part.name != *name);
        if parts.len() >= MOST_SUBSCRIPTIONS {
            let message = format!("there may be {MOST_SUBSCRIPTIONS} at most");
            return Err(wrong("subscription", message));
        }
        let after = begin_after(&self.edge, "after", after)?;
        let told = self.watch.as_ref().map(Watch::after);
        if !parts.is_empty() && told.is_some_and(|told| after < told) {
            // Others have been told what comes after that place, and would be told it twice.
            let message = "it must not be before what other subscriptions have been told: begin there on another connection";
            return Err(wrong("after", message.to_owned()));
        }
        let name = name.into();
        parts.push(Part { name, after, filter });
        self.want(parts, Some(after));
        Ok(after)
    }

    /// Other subscriptions than before; `after` is where a new one begins.
    fn want(&mut self, parts: Vec<Part>, after: Option<Place>) {
        // Where there is one only, it decides where to begin.
        let alone = after.filter(|_| parts.len() == 1);
        let is_empty = parts.is_empty();
        self.wanted = Arc::new(Wanted { parts });
        if is_empty {
            self.watch = None;
            return;
        }
        let wanted = Arc::clone(&self.wanted);
        match (alone, &mut self.watch) {
            (None, Some(watch)) => watch.want(wanted),
            (None, None) => unreachable!("with several subscriptions there was one before"),
            (Some(after), _) => {
                self.watch = Some(Watch::new(&self.edge, self.caller.tenant, after, wanted));
            }
        }
    }

    async fn send(&mut self, text: Utf8Bytes) -> Result<(), End> {
        self.put(Message::Text(text)).await
    }

    /// A watcher that does not take a message in time is cut.
    async fn put(&mut self, message: Message) -> Result<(), End> {
        let sent = timeout(self.edge.limits().stalled_within, self.socket.send(message)).await;
        sent.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }
}
