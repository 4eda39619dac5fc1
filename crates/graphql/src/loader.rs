//! Look-ups of one call, put together: what the fields of a row ask for at one moment is asked at once, and nothing twice.
//!
//! Fields that stand beside each other are resolved beside each other. The first that asks for something lets all the others run
//! until they wait too, and then asks for them all. So there is no timer, and no look-up per row.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{BoxFuture, Shared};

use crate::reads::{Answer, Asked, Reads, Thing};

/// The look-ups of one call.
pub(crate) struct Loader {
    shared: Arc<Batches>,
}

struct Batches {
    reads: Arc<dyn Reads>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was asked for so far, and where its answer will stand.
    known: HashMap<Key, Place>,
    /// What waits until the others have asked too.
    open: HashMap<Kind, (Batch, Vec<Key>)>,
}

type Batch = Shared<BoxFuture<'static, Arc<Vec<Answer>>>>;
type Place = (Batch, usize);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Thing(Thing, String),
    Reading(Asked),
}

/// What goes into one look-up.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Thing(Thing),
    Reading,
}

impl Loader {
    pub(crate) fn new(reads: Arc<dyn Reads>) -> Loader {
        Loader {
            shared: Arc::new(Batches {
                reads,
                state: Mutex::default(),
            }),
        }
    }

    /// A thing by its id.
    pub(crate) async fn thing(&self, thing: Thing, id: &str) -> Answer {
        self.load(Kind::Thing(thing), Key::Thing(thing, id.to_owned()))
            .await
    }

    /// What is asked with parameters.
    pub(crate) async fn reading(&self, asked: Asked) -> Answer {
        self.load(Kind::Reading, Key::Reading(asked)).await
    }

    async fn load(&self, kind: Kind, key: Key) -> Answer {
        let ((batch, place), first) = self.shared.place(kind, key);
        if let Some(others_have_asked) = first {
            tokio::task::yield_now().await;
            // Whoever waits for the batch may be gone by now, and then nobody needs it.
            let _ = others_have_asked.send(());
        }
        batch.await[place].clone()
    }
}

impl Batches {
    /// Where the answer will stand. Who opens a batch is to say when it may be asked for.
    fn place(self: &Arc<Self>, kind: Kind, key: Key) -> (Place, Option<oneshot::Sender<()>>) {
        let mut state = self.state();
        if let Some(known) = state.known.get(&key) {
            return (known.clone(), None);
        }
        let mut first = None;
        let (batch, keys) = state.open.entry(kind).or_insert_with(|| {
            let (sender, turn) = oneshot::channel();
            first = Some(sender);
            (ask(Arc::downgrade(self), kind, turn), Vec::new())
        });
        let place = (batch.clone(), keys.len());
        keys.push(key.clone());
        state.known.insert(key, place.clone());
        (place, first)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no code panics while it holds the lock")
    }

    async fn look_up(&self, kind: Kind) -> Vec<Answer> {
        let open = self.state().open.remove(&kind);
        let (_, keys) = open.expect("a batch is closed once, by itself");
        let wanted = keys.len();
        let answers = match kind {
            Kind::Thing(thing) => {
                let ids: Vec<String> = keys.into_iter().filter_map(Key::into_id).collect();
                self.reads.things(thing, &ids).await
            }
            Kind::Reading => {
                let asked: Vec<Asked> = keys.into_iter().filter_map(Key::into_asked).collect();
                self.reads.readings(&asked).await
            }
        };
        assert_eq!(answers.len(), wanted, "every question has an answer");
        answers
    }
}

/// The look-up of what will have been asked for by then. It does not keep its loader: that one keeps it.
fn ask(batches: Weak<Batches>, kind: Kind, turn: oneshot::Receiver<()>) -> Batch {
    let look_up = async move {
        // Whoever was to say so may have been given up: then it is time too.
        let _ = turn.await;
        match batches.upgrade() {
            Some(batches) => Arc::new(batches.look_up(kind).await),
            None => unreachable!("whoever waits for a batch has the loader"),
        }
    };
    look_up.boxed().shared()
}

impl Key {
    fn into_id(self) -> Option<String> {
        match self {
            Key::Thing(_, id) => Some(id),
            Key::Reading(_) => None,
        }
    }

    fn into_asked(self) -> Option<Asked> {
        match self {
            Key::Reading(asked) => Some(asked),
            Key::Thing(..) => None,
        }
    }
}
