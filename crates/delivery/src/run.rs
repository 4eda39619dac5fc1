//! The follower at work: beside the engine, until it is told to stop.

use std::pin::{Pin, pin};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use bezant_core::{Answer, Command, Core, Directory, Query, system_tenant};
use bezant_engine::{Correlation, Engine, FollowError, Request, SubmitError, Unavailable};
use bezant_webhooks::DisableReason;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::delivery::Delivery;
use crate::dispatch::{Disable, dispatch};
use crate::follow::Following;
use crate::store::EndpointKey;
use crate::{Error, Payload};

/// Entries taken in at a time, and so messages written in one transaction.
const ENTRIES_AT_ONCE: usize = 1_024;

/// How long to leave a store alone that does not work, such as on a full disk.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// Follows the log and sends what `payload` lets the tenant see of an event, until `shutdown` is there or the engine
/// ends; attempts under way may end. When the store does not work it is tried again and again from the cursor.
///
/// # Errors
/// What trying again does not mend: the log can't be followed, or the store is damaged or another log's.
pub async fn run(
    delivery: Delivery,
    engine: Engine<Core>,
    payload: Payload,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let (stop, stopped) = watch::channel(false);
    let work = async {
        loop {
            match round(&delivery, &engine, payload, &stop).await {
                Err(Error::Store(error)) if !*stopped.borrow() => {
                    tracing::warn!(%error, "the delivery store does not work; webhooks wait");
                    let mut stopped = stopped.clone();
                    tokio::select! {
                        () = sleep(STORE_PAUSE) => {}
                        () = told_to_stop(&mut stopped) => {}
                    }
                }
                end => return end,
            }
        }
    };
    let (mut work, shutdown) = (pin!(work), pin!(shutdown));
    tokio::select! {
        end = &mut work => return end,
        () = shutdown => {}
    }
    stop.send_replace(true);
    work.await
}

/// From the stored cursor to the end or the first error.
async fn round(
    delivery: &Delivery,
    engine: &Engine<Core>,
    payload: Payload,
    stop: &watch::Sender<bool>,
) -> Result<(), Error> {
    let Some(directory) = directory(engine).await? else {
        return Ok(());
    };
    let directory = Arc::new(RwLock::new(directory));
    let following = Following::begin(delivery, Arc::clone(&directory), payload).await?;
    let head = engine.committed();
    if following.cursor() > head {
        return Err(Error::AheadOfLog {
            cursor: following.cursor(),
            head,
        });
    }
    let dispatching = dispatch(
        delivery.clone(),
        directory,
        Arc::new(engine.clone()),
        stop.subscribe(),
    );
    tokio::try_join!(follow(delivery, engine, following, stop), dispatching)?;
    Ok(())
}

async fn follow(
    delivery: &Delivery,
    engine: &Engine<Core>,
    mut following: Following,
    stop: &watch::Sender<bool>,
) -> Result<(), Error> {
    let mut follower = engine.follow(following.cursor());
    let mut stopped = stop.subscribe();
    loop {
        let entries = tokio::select! {
            biased;
            () = told_to_stop(&mut stopped) => break,
            entries = follower.next(ENTRIES_AT_ONCE) => entries,
        };
        match entries {
            Ok(entries) => following.take_in(delivery, &entries, follower.position()).await?,
            Err(FollowError::Stopped) => {
                stop.send_replace(true);
                break;
            }
            Err(error @ (FollowError::Log(_) | FollowError::Record { .. })) => {
                return Err(Error::Follow(error));
            }
        }
    }
    following.save(delivery, follower.position()).await
}

/// Waits for the word to stop, or for the end of who would say it.
pub(crate) async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|&stop| stop).await;
}

/// The endpoints of all tenants; `None` if the engine has ended.
async fn directory(engine: &Engine<Core>) -> Result<Option<Directory>, Error> {
    loop {
        match engine.query(system_tenant(), Query::Directory).await {
            Ok(Answer::Directory(directory)) => return Ok(Some(*directory)),
            Ok(_) => unreachable!("a question for the directory is answered with it"),
            Err(Unavailable::Busy { retry_after }) => sleep(retry_after).await,
            Err(Unavailable::Stopped) => return Ok(None),
        }
    }
}

impl Disable for Engine<Core> {
    fn disable(&self, key: EndpointKey, reason: DisableReason) -> Pin<Box<dyn Future<Output = bool> + Send>> {
        let engine = self.clone();
        Box::pin(async move {
            let request = Request {
                tenant: key.tenant,
                correlation: Correlation::new("delivery").expect("a short text"),
                idempotency: None,
                command: Command::Webhooks(bezant_webhooks::Command::DisableEndpoint { id: key.id, reason }),
            };
            match engine.submit_from_follower(request).await {
                // Refused is what is disabled already or deleted.
                Ok(_) | Err(SubmitError::Rejected(_)) => true,
                Err(error) => {
                    tracing::warn!(%error, endpoint = %key.id, "a webhook endpoint can't be disabled now");
                    false
                }
            }
        })
    }
}
