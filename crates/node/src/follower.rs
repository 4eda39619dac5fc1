//! A follower of the log and who looks after it: one that ends with an error, or that an experiment kills, is started again from its
//! cursor. Payments must go on when, say, webhooks can't.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;

use crate::chaos::Kill;

/// The pause before a follower that failed is started again.
const START_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Completes when the node stops.
pub(crate) type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs a follower until the node stops.
pub(crate) async fn keep_running<E: std::fmt::Display, F: Future<Output = Result<(), E>>>(
    name: &'static str,
    mut stopped: watch::Receiver<bool>,
    mut kill: Option<Kill>,
    start: impl Fn(Stop) -> F,
) {
    loop {
        let work = start(told(stopped.clone()));
        let end = match &mut kill {
            Some(kill) => kill.unless_killed(work).await,
            None => Some(work.await),
        };
        match end {
            Some(Ok(())) => return,
            Some(Err(_)) | None if *stopped.borrow() => return,
            Some(Err(error)) => {
                tracing::error!(follower = name, %error, "a follower failed and is started again");
                // An error means that the node is gone; the follower says so itself.
                let _ = tokio::time::timeout(START_AGAIN_AFTER, stopped.wait_for(|&stopped| stopped)).await;
            }
            None => {
                let kill = kill.as_mut().expect("who was killed can be killed");
                tokio::select! {
                    () = kill.over() => tracing::warn!(follower = name, "a killed follower is started again"),
                    () = told(stopped.clone()) => return,
                }
            }
        }
    }
}

fn told(mut stopped: watch::Receiver<bool>) -> Stop {
    Box::pin(async move {
        // An error means that the node is gone, which is a stop too.
        let _ = stopped.wait_for(|&stopped| stopped).await;
    })
}
