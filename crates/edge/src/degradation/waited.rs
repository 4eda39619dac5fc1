//! How long a request waited for somebody else: for its caller's body, a gateway, a hook. That time says nothing about the node.
//!
//! It is noted where it is waited, by whoever runs in the request's task, and read where the request's place is given back.

use std::cell::Cell;
use std::time::{Duration, Instant};

tokio::task_local! {
    static WAITED: Cell<Waited>;
}

/// What is known about it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// So long in all.
    For(Duration),
    /// It can't be told, or the work itself takes as long as it takes.
    Unknown,
}

/// Runs a request, and says how long it waited.
pub(crate) async fn noting<F: Future>(request: F) -> (F::Output, Waited) {
    let noting = async {
        let output = request.await;
        (output, WAITED.with(Cell::get))
    };
    WAITED.scope(Cell::new(Waited::For(Duration::ZERO)), noting).await
}

/// Waits for somebody else, as part of a request.
pub(crate) async fn elsewhere<F: Future>(future: F) -> F::Output {
    let began = Instant::now();
    let output = future.await;
    waited_for(began.elapsed());
    output
}

/// So much of the time of this request was somebody else's.
pub(crate) fn waited_for(span: Duration) {
    change(|waited| match waited {
        Waited::For(before) => Waited::For(before.saturating_add(span)),
        Waited::Unknown => Waited::Unknown,
    });
}

/// How long this request takes says nothing.
pub(crate) fn waits_unknown() {
    change(|_| Waited::Unknown);
}

fn change(next: impl FnOnce(Waited) -> Waited) {
    // Not every request has a place, and then nobody asks.
    let _ = WAITED.try_with(|waited| waited.set(next(waited.get())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_waited_adds_up_until_it_is_unknown() {
        let spans = [Duration::from_millis(3), Duration::from_millis(4)];
        let (output, waited) = noting(async {
            spans.iter().for_each(|span| waited_for(*span));
            7
        })
        .await;
        assert_eq!((output, waited), (7, Waited::For(Duration::from_millis(7))));
        let (_, waited) = noting(async {
            elsewhere(tokio::task::yield_now()).await;
        })
        .await;
        assert!(matches!(waited, Waited::For(span) if span > Duration::ZERO));
        let (_, waited) = noting(async {
            waits_unknown();
            waited_for(spans[0]);
        })
        .await;
        assert_eq!(waited, Waited::Unknown);
        waited_for(spans[0]);
    }
}
