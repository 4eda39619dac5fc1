//! The live stream of events as a client follows it: it goes on after the last event when a connection breaks.

use std::pin::Pin;
use std::time::Duration;

use clap::Args;
use futures::{Stream, StreamExt};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use sse_stream::{Error, Sse, SseByteStream};

use crate::Failure;
use crate::commands::ledger::problem::Refused;
use crate::commands::ledger::remote::Remote;
use crate::commands::ledger::{Query, query};

/// The node shows every 15 seconds that it lives.
const SILENT_FOR: Duration = Duration::from_secs(45);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Which events, and from where on.
#[derive(Args)]
pub(crate) struct Filter {
    /// Types or beginnings of them, such as payment.*,refund.succeeded [default: all]
    #[arg(long, value_name = "TYPES")]
    pub(crate) types: Option<String>,
    /// Of one payment (pay_…)
    #[arg(long, value_name = "ID")]
    payment: Option<String>,
    /// With this id as a value: of an account, a refund, an endpoint
    #[arg(long, value_name = "ID")]
    resource: Option<String>,
    /// Those after this place, such as 77-0, and then what comes; 0 for all [default: what comes from now on]
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
}

impl Filter {
    /// Everything that comes from now on.
    pub(crate) const fn everything() -> Self {
        Filter {
            types: None,
            payment: None,
            resource: None,
            after: None,
        }
    }
}

/// An event as the node told it.
pub(crate) struct Told {
    /// Where it stands in the log, such as `77-0`.
    pub(crate) place: String,
    /// The event in JSON, as it came.
    pub(crate) json: String,
}

type Pieces = Pin<Box<dyn Stream<Item = Result<Sse, Error>> + Send>>;

/// A stream that does not end while the node lets us follow it.
pub(crate) struct Live<'a> {
    remote: &'a Remote,
    query: Query,
    /// The last event that was told.
    last: Option<String>,
    pieces: Option<Pieces>,
    pause: Duration,
    /// Where it says that the connection is lost or back.
    tell: Box<dyn Fn(&str) + 'a>,
}

impl<'a> Live<'a> {
    /// Begins to follow. What the node refuses at once is an error.
    pub(crate) async fn open(
        remote: &'a Remote,
        filter: &Filter,
        tell: impl Fn(&str) + 'a,
    ) -> Result<Live<'a>, Failure> {
        let mut live = Live {
            remote,
            query: query([
                ("types", filter.types.clone()),
                ("payment", filter.payment.clone()),
                ("resource", filter.resource.clone()),
                ("after", filter.after.clone()),
            ]),
            last: None,
            pieces: None,
            pause: FIRST_PAUSE,
            tell: Box::new(tell),
        };
        live.connect().await?;
        Ok(live)
    }

    /// The next event, over as many connections as it takes.
    pub(crate) async fn next(&mut self) -> Result<Told, Failure> {
        loop {
            if self.pieces.is_none() {
                self.connect_again().await?;
            }
            let Some(pieces) = &mut self.pieces else {
                continue;
            };
            let why = match tokio::time::timeout(SILENT_FOR, pieces.next()).await {
                Ok(Some(Ok(piece))) => match told(piece) {
                    Some(told) => {
                        self.pause = FIRST_PAUSE;
                        self.last = Some(told.place.clone());
                        return Ok(told);
                    }
                    // A sign of life.
                    None => continue,
                },
                Ok(Some(Err(error))) => error.to_string(),
                Ok(None) => "the node ended it".to_owned(),
                Err(_) => "no sign of life".to_owned(),
            };
            self.pieces = None;
            let missed = match self.last.is_none() && !self.query.iter().any(|(name, _)| *name == "after") {
                true => "; what happens until it is back is not told: use --after",
                false => "",
            };
            (self.tell)(&format!("the connection is lost ({why}){missed}"));
        }
    }

    async fn connect_again(&mut self) -> Result<(), Failure> {
        loop {
            tokio::time::sleep(self.pause).await;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            match self.connect().await {
                Ok(()) => {
                    (self.tell)("connected again");
                    return Ok(());
                }
                Err(failure) if is_over(&failure) => return Err(failure),
                Err(_) => {}
            }
        }
    }

    async fn connect(&mut self) -> Result<(), Failure> {
        let mut headers = HeaderMap::new();
        if let Some(last) = &self.last {
            headers.insert("last-event-id", HeaderValue::from_str(last)?);
        }
        let response = self.remote.open("events", &self.query, headers).await?;
        let pieces = futures::stream::unfold(response, async |mut response| {
            let piece = response.chunk().await.transpose()?;
            Some((piece, response))
        });
        self.pieces = Some(SseByteStream::new(Box::pin(pieces)).boxed());
        Ok(())
    }
}

/// Whether the node will not let us in later either.
fn is_over(failure: &Failure) -> bool {
    let Some(refused) = failure.downcast_ref::<Refused>() else {
        return true;
    };
    let passes = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT];
    refused
        .status
        .is_some_and(|status| status.is_client_error() && !passes.contains(&status))
}

fn told(piece: Sse) -> Option<Told> {
    Some(Told {
        place: piece.id?,
        json: piece.data?,
    })
}
