//! The service as hyper sees it: requests are counted, checked, and told where they came from.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, StatusCode, Version};
use http_body::Body;
use hyper::body::Incoming;
use pin_project_lite::pin_project;
use tower::util::{Oneshot, ServiceExt};

use crate::body::{RequestBody, ResponseBody, UnderWay};
use crate::counters::Refused;
use crate::http2;
use crate::peer::{PeerAddress, PeerCertificate};
use crate::slot::{Phase, Slot};

/// One connection's way to the service.
#[derive(Clone)]
pub(crate) struct Gate<S> {
    service: S,
    slot: Arc<Slot>,
    address: PeerAddress,
    certificate: Option<PeerCertificate>,
}

impl<S> Gate<S> {
    pub(crate) fn new(
        service: S,
        slot: Arc<Slot>,
        address: PeerAddress,
        certificate: Option<PeerCertificate>,
    ) -> Self {
        Gate {
            service,
            slot,
            address,
            certificate,
        }
    }

    /// What is wrong with a request that came over HTTP/2. Those over HTTP/1.1 were checked before hyper read them.
    fn fault(&self, request: &Request<Incoming>) -> Option<StatusCode> {
        if request.version() != Version::HTTP_2 {
            return None;
        }
        let counters = &self.slot.shared().counters;
        if request.headers().len() > self.slot.limits().fields {
            counters.count_refused(Refused::HeadSize);
            return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        if !http2::is_sound(request) {
            counters.count_refused(Refused::Head);
            return Some(StatusCode::BAD_REQUEST);
        }
        None
    }
}

impl<S, B> hyper::service::Service<Request<Incoming>> for Gate<S>
where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone,
    B: Body,
{
    type Response = Response<ResponseBody<B>>;
    type Error = Infallible;
    type Future = Answer<S, B>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let is_last = self.slot.begin_request();
        let under_way = Some(UnderWay::new(Arc::clone(&self.slot)));
        if let Some(status) = self.fault(&request) {
            return Answer::Refused { status, under_way };
        }
        let is_http1 = request.version() != Version::HTTP_2;
        if is_last && !is_http1 {
            self.slot.drain();
        }
        let mut request = request.map(|body| RequestBody::new(body, &self.slot));
        request.extensions_mut().insert(self.address);
        if let Some(certificate) = &self.certificate {
            request.extensions_mut().insert(certificate.clone());
        }
        Answer::Asked {
            answer: self.service.clone().oneshot(request),
            under_way,
            closes: is_last && is_http1,
            is_http1,
        }
    }
}

pin_project! {
    /// An answer on its way.
    #[project = AnswerState]
    pub(crate) enum Answer<S, B>
    where
        S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>,
    {
        Refused {
            status: StatusCode,
            under_way: Option<UnderWay>,
        },
        Asked {
            #[pin]
            answer: Oneshot<S, Request<RequestBody>>,
            under_way: Option<UnderWay>,
            closes: bool,
            is_http1: bool,
        },
    }
}

const POLLED: &str = "nobody polls an answer that was given";

impl<S, B> Future for Answer<S, B>
where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>,
{
    type Output = Result<Response<ResponseBody<B>>, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            AnswerState::Refused { status, under_way } => {
                let mut response = Response::new(ResponseBody::new(None, under_way.take().expect(POLLED)));
                *response.status_mut() = *status;
                Poll::Ready(Ok(response))
            }
            AnswerState::Asked {
                answer,
                under_way,
                closes,
                is_http1,
            } => {
                let mut response = ready!(answer.poll(context))?;
                let under_way = under_way.take().expect(POLLED);
                if *closes {
                    let headers = response.headers_mut();
                    headers.insert(CONNECTION, HeaderValue::from_static("close"));
                }
                if *is_http1 && response.status() == StatusCode::SWITCHING_PROTOCOLS {
                    under_way.slot().enter(Phase::Switched);
                }
                Poll::Ready(Ok(response.map(|body| ResponseBody::new(Some(body), under_way))))
            }
        }
    }
}
