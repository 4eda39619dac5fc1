//! Bodies on their way in, which must come at some pace, and on their way out, which keep their request under way.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::slot::Slot;

/// Why a body can't be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It came too slowly: the caller can be told 408.
    #[error("the body came too slowly")]
    TooSlow,
    /// It ended too early or broke the rules: the caller can be told 400.
    #[error("the body is broken: {0}")]
    Broken(#[source] hyper::Error),
}

/// The body of a request.
#[derive(Debug)]
pub struct RequestBody {
    inner: Incoming,
    grace: Duration,
    /// What a byte earns; `None` where bodies may take their time.
    nanoseconds_per_byte: Option<u64>,
    wait: Option<Box<Wait>>,
}

/// Waiting for more.
#[derive(Debug)]
struct Wait {
    /// How long was waited beyond what the bytes have earned.
    waited: Duration,
    since: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
}

impl RequestBody {
    pub(crate) fn new(inner: Incoming, slot: &Slot) -> Self {
        let limits = slot.limits();
        RequestBody {
            inner,
            grace: limits.body_grace,
            nanoseconds_per_byte: 1_000_000_000_u64.checked_div(limits.body_bytes_per_second.into()),
            wait: None,
        }
    }

    fn came(&mut self, bytes: usize) {
        let (Some(wait), Some(earns)) = (&mut self.wait, self.nanoseconds_per_byte) else {
            return;
        };
        if let Some(since) = wait.since.take() {
            wait.waited += since.elapsed();
        }
        let earned = Duration::from_nanos(earns.saturating_mul(bytes as u64));
        wait.waited = wait.waited.saturating_sub(earned);
    }

    fn poll_wait(&mut self, context: &mut Context<'_>) -> Poll<BodyError> {
        if self.nanoseconds_per_byte.is_none() {
            return Poll::Pending;
        }
        let now = Instant::now();
        let grace = self.grace;
        let wait = self.wait.get_or_insert_with(|| {
            Box::new(Wait {
                waited: Duration::ZERO,
                since: None,
                alarm: Box::pin(sleep_until(now + grace)),
            })
        });
        if wait.since.is_none() {
            wait.since = Some(now);
            let until = now + grace.saturating_sub(wait.waited);
            // Moving an alarm ahead costs nothing until it rings; only what is due earlier has to be set.
            if until < wait.alarm.deadline() || wait.alarm.is_elapsed() {
                wait.alarm.as_mut().reset(until);
            }
        }
        let since = wait.since.unwrap_or(now);
        loop {
            if wait.alarm.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            let until = since + grace.saturating_sub(wait.waited);
            if Instant::now() >= until {
                return Poll::Ready(BodyError::TooSlow);
            }
            wait.alarm.as_mut().reset(until);
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Pending => self.poll_wait(context).map(|slow| Some(Err(slow))),
            Poll::Ready(Some(Ok(frame))) => {
                self.came(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyError::Broken(error)))),
            Poll::Ready(None) => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A request under way.
pub(crate) struct UnderWay(Arc<Slot>);

impl UnderWay {
    pub(crate) fn new(slot: Arc<Slot>) -> Self {
        UnderWay(slot)
    }

    pub(crate) fn slot(&self) -> &Slot {
        &self.0
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.end_request();
    }
}

pin_project! {
    /// The body of an answer. Its request is under way as long as it is there.
    pub struct ResponseBody<B> {
        #[pin]
        inner: Option<B>,
        under_way: UnderWay,
    }
}

impl<B> ResponseBody<B> {
    /// `None` is empty.
    pub(crate) fn new(inner: Option<B>, under_way: UnderWay) -> Self {
        ResponseBody { inner, under_way }
    }
}

impl<B: Body> Body for ResponseBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().inner.as_pin_mut() {
            Some(inner) => inner.poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner
            .as_ref()
            .map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}
