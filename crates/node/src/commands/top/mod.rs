//! `bezant top`: a running node in the terminal.
//!
//! In come the node's metrics and gateways once an interval and the tenant's live events, out goes a screen that follows them.
//! Numbers of the whole node and those of the key's tenant stand apart and say which they are. It must never show a number that
//! nobody measured: what is not known is a dash with the reason, and what has come to a stop says since when.

mod draw;
mod metrics;
mod model;
mod screen;

use std::io::IsTerminal;
use std::pin::pin;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use futures::{Stream, StreamExt};
use tokio::sync::mpsc;

use self::metrics::Metrics;
use self::model::{Model, Sample};
use self::screen::{Key, Screen};
use super::events::live::{Filter, Live, Told};
use super::ledger::Query;
use super::ledger::remote::{NodeArguments, Remote, carried_out};
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::output::note;

/// Which node, and how often it is asked.
#[derive(Args)]
#[command(after_help = "Examples:
  bezant top
  bezant top --once            # one frame as text, where there is no terminal
  bezant top --once --json     # its numbers

Keys: q or Ctrl-C quits, p holds the events still.
The numbers of the node come from /metrics; beside an internal listener that is where --url has to point.")]
pub(crate) struct TopArguments {
    #[command(flatten)]
    node: NodeArguments,
    /// How many seconds lie between two looks at the node
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=60))]
    every: u64,
    /// Print one frame and end
    #[arg(long)]
    once: bool,
}

/// A screen that is drawn more often than this tells an eye nothing more.
const REDRAW_EVERY: Duration = Duration::from_millis(250);

pub(crate) fn run(
    arguments: TopArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    let every = Duration::from_secs(arguments.every);
    let has_terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if arguments.once || remote.is_json() || !has_terminal {
        if !arguments.once {
            note("there is no terminal to draw on: this is one frame, as with --once");
        }
        return carried_out(once(&remote, every));
    }
    carried_out(follow(&remote, every))
}

/// Two looks at the node, with the events between them.
async fn once(remote: &Remote, every: Duration) -> Result<(), Failure> {
    let mut model = Model::new(remote.base());
    let (tell, _told) = mpsc::unbounded_channel();
    let mut events = pin!(events(remote, tell));
    model.take(look(remote).await?);
    let end = tokio::time::sleep(every);
    let mut end = pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            Some(event) = events.next() => take_event(&mut model, event),
        }
    }
    model.take(look(remote).await?);
    remote.print_own(&model.json(Instant::now()), || {
        draw::as_text(&model).trim_end().to_owned()
    });
    Ok(())
}

/// Follows the node until somebody quits.
async fn follow(remote: &Remote, every: Duration) -> Result<(), Failure> {
    let mut model = Model::new(remote.base());
    // The first look fails before the screen is taken over, where an error can be read.
    model.take(look(remote).await?);
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut events = pin!(events(remote, tell));
    let mut looks = pin!(looks(remote, every));
    let mut redraw = tokio::time::interval(REDRAW_EVERY);
    let mut screen = Screen::open()?;
    loop {
        screen.draw(&model)?;
        let mut is_idle = true;
        while is_idle {
            tokio::select! {
                key = screen.key() => match key {
                    Key::Quit => return Ok(()),
                    Key::Hold => { model.hold(); is_idle = false; }
                    Key::Resized => is_idle = false,
                },
                Some(looked) = looks.next() => match looked {
                    Ok(sample) => model.take(sample),
                    Err(failure) => model.lost(failure.to_string()),
                },
                Some(event) = events.next() => take_event(&mut model, event),
                Some(text) = told.recv() => model.events_say(text),
                _ = redraw.tick() => is_idle = false,
            }
        }
    }
}

fn take_event(model: &mut Model, event: Result<Told, String>) {
    match event {
        Ok(told) => model.event(&told.place, &told.json, Instant::now()),
        Err(why) => model.events_say(why),
    }
}

/// What the node says of itself at this moment.
async fn look(remote: &Remote) -> Result<Sample, Failure> {
    let gateways = remote.get("gateways", &Query::new()).await?.value;
    let metrics = match remote.text("/metrics").await {
        Ok(text) => Ok(Metrics::parse(&text)),
        Err(failure) => Err(failure.to_string()),
    };
    Ok(Sample {
        at: Instant::now(),
        gateways,
        metrics,
    })
}

fn looks(remote: &Remote, every: Duration) -> impl Stream<Item = Result<Sample, Failure>> {
    let mut clock = tokio::time::interval_at((Instant::now() + every).into(), every);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    futures::stream::unfold(clock, async move |mut clock| {
        clock.tick().await;
        Some((look(remote).await, clock))
    })
}

/// The tenant's events; an error, and then nothing more, for a key that may not see them.
fn events(remote: &Remote, tell: mpsc::UnboundedSender<String>) -> impl Stream<Item = Result<Told, String>> {
    enum Step<'a> {
        Begin,
        Follow(Live<'a>),
        Over,
    }
    futures::stream::unfold(Step::Begin, move |step| {
        let tell = tell.clone();
        async move {
            let mut live = match step {
                Step::Over => return None,
                Step::Follow(live) => live,
                Step::Begin => {
                    let filter = Filter::everything();
                    // Who has stopped listening has ended.
                    let say = move |text: &str| drop(tell.send(text.to_owned()));
                    match Live::open(remote, &filter, say).await {
                        Ok(live) => live,
                        Err(failure) => return Some((Err(failure.to_string()), Step::Over)),
                    }
                }
            };
            match live.next().await {
                Ok(told) => Some((Ok(told), Step::Follow(live))),
                Err(failure) => Some((Err(failure.to_string()), Step::Over)),
            }
        }
    })
}
