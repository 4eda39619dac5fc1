//! The one follower of the log behind all watchers of a node.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use bezant_core::{Core, Event};
use bezant_engine::{Entry, FollowError, Follower};
use bezant_kernel::Tenant;
use bezant_log::Position;
use tokio::sync::{Semaphore, watch};

use super::channel::{Channel, News};
use super::place::Place;
use super::told::Told;

/// Entries taken in at a time.
const ENTRIES_AT_ONCE: usize = 256;
/// What the rings of a node hold at most, of all tenants together: at a thousand events a second about half a minute.
const RING_EVENTS: usize = 32_768;
const RING_BYTES: usize = 64 * 1024 * 1024;
/// Watchers that read the log at once; each decodes a piece of it.
const READERS: usize = 4;

/// Events of identity after which somebody may no longer watch. Others only add, or are found out at the next heartbeat.
const WITHDRAWALS: &[&str] = &[
    "api_key.revoked",
    "group.changed",
    "group.members_removed",
    "group.removed",
    "oauth.client_removed",
    "oauth.client_tokens_revoked",
    "oauth.grant_revoked",
    "policy.activated",
    "policy.rolled_back",
    "principal.deleted",
    "principal.suspended",
    "role.changed",
    "role.removed",
    "role.withdrawn",
    "session.revoked",
    "tenant.closed",
    "tenant.suspended",
];

/// How many watch now.
const WATCHERS: &str = "event_watchers";

/// A handle to the hub of a node.
#[derive(Clone)]
pub(crate) struct Hub {
    channels: Arc<Mutex<Channels>>,
    pub(super) readers: Arc<Semaphore>,
}

struct Channels {
    /// Every event up to here has been pushed, or is about to be.
    reached: Position,
    has_ended: bool,
    watched: HashMap<Tenant, Watched>,
}

struct Watched {
    channel: Arc<Channel>,
    watchers: usize,
}

/// A place at a tenant's channel, given back when dropped.
pub(super) struct Subscription {
    pub(super) channel: Arc<Channel>,
    pub(super) news: watch::Receiver<News>,
    hub: Hub,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut channels = self.hub.channels();
        let tenant = self.channel.tenant;
        let watched = channels.watched.get_mut(&tenant);
        let watched = watched.expect("a channel stays while it has watchers");
        watched.watchers -= 1;
        metrics::gauge!(WATCHERS).decrement(1);
        if watched.watchers == 0 {
            channels.watched.remove(&tenant);
        }
    }
}

impl Hub {
    /// Follows the log until the engine ends. Needs a tokio runtime.
    pub(crate) fn start(follower: Follower<Core>) -> Hub {
        let hub = Hub {
            channels: Arc::new(Mutex::new(Channels {
                reached: follower.position(),
                has_ended: false,
                watched: HashMap::new(),
            })),
            readers: Arc::new(Semaphore::new(READERS)),
        };
        tokio::spawn(follow(hub.clone(), follower));
        hub
    }

    pub(super) fn subscribe(&self, tenant: Tenant) -> Subscription {
        let mut channels = self.channels();
        let (floor, has_ended) = (Place::after(channels.reached), channels.has_ended);
        let watched = channels.watched.entry(tenant).or_insert_with(|| Watched {
            channel: Arc::new(Channel::new(tenant, floor, has_ended)),
            watchers: 0,
        });
        watched.watchers += 1;
        metrics::gauge!(WATCHERS).increment(1);
        Subscription {
            channel: Arc::clone(&watched.channel),
            news: watched.channel.news.subscribe(),
            hub: self.clone(),
        }
    }

    /// The channels that these entries go to. Who subscribes from now on has them before the floor of a new channel.
    fn reach(&self, position: Position, entries: &[Arc<Entry<Event>>]) -> Vec<Option<Arc<Channel>>> {
        let mut channels = self.channels();
        channels.reached = position;
        let channel_of = |entry: &Arc<Entry<Event>>| {
            let watched = channels.watched.get(&entry.tenant)?;
            Some(Arc::clone(&watched.channel))
        };
        entries.iter().map(channel_of).collect()
    }

    fn end(&self) {
        let mut channels = self.channels();
        channels.has_ended = true;
        for watched in channels.watched.values() {
            watched.channel.news.send_modify(|news| news.has_ended = true);
        }
    }

    fn channels(&self) -> MutexGuard<'_, Channels> {
        self.channels
            .lock()
            .expect("no one panics while holding the channels")
    }
}

async fn follow(hub: Hub, mut follower: Follower<Core>) {
    let mut held = Held::default();
    loop {
        match follower.next(ENTRIES_AT_ONCE).await {
            Ok(entries) => {
                let channels = hub.reach(follower.position(), &entries);
                for (entry, channel) in entries.iter().zip(channels) {
                    if let Some(channel) = channel {
                        held.pass_on(entry, &channel);
                    }
                }
            }
            Err(error) => {
                match error {
                    FollowError::Stopped => {}
                    FollowError::Log(_) | FollowError::Record { .. } => {
                        tracing::error!(%error, "watchers are told of no more events");
                    }
                }
                return hub.end();
            }
        }
    }
}

/// What the rings hold together, the oldest first.
#[derive(Default)]
struct Held {
    channels: VecDeque<Arc<Channel>>,
    bytes: usize,
}

impl Held {
    fn pass_on(&mut self, entry: &Entry<Event>, channel: &Arc<Channel>) {
        let mut told = 0;
        for one in (0..entry.events.len()).filter_map(|index| Told::of(entry, index)) {
            told += 1;
            self.bytes += one.bytes();
            channel.push(one);
            self.channels.push_back(Arc::clone(channel));
        }
        let withdraws = entry.events.iter().any(|event| match event {
            Event::Identity(_) => WITHDRAWALS.contains(&event.name()),
            Event::Payment(_)
            | Event::Ledger(_)
            | Event::Webhooks(_)
            | Event::Reconciliation(_)
            | Event::Routing(_)
            | Event::PolicySet(_) => false,
        });
        if told > 0 || withdraws {
            channel.news.send_modify(|news| {
                news.events += told;
                news.withdrawals += u64::from(withdraws);
            });
        }
        self.forget();
    }

    /// Also lets go of channels that nobody watches any more.
    fn forget(&mut self) {
        while self.channels.len() > RING_EVENTS || self.bytes > RING_BYTES {
            let channel = self.channels.pop_front();
            let channel = channel.expect("where bytes are held, an event is");
            let freed = channel.forget_oldest();
            self.bytes -= freed.expect("each event of a ring is held once");
        }
    }
}
