//! The connection, and what every call has in common: the key, the deadline, another attempt.

use std::time::Duration;

use bezant_proto::ledger::v1::ledger_client::LedgerClient;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use zeroize::Zeroizing;

use crate::error::{ClientError, Failure};
use crate::options::Options;
use crate::retry::Attempts;

/// Room for answers; they are small, pages of transfers are not.
const STREAM_WINDOW_BYTES: u32 = 4 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// The largest answer: 8,190 transfers and what surrounds them.
const MAX_ANSWER_BYTES: usize = 2 << 20;

const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// A connection, which is made anew when it is lost. Clones share it.
#[derive(Clone)]
pub(crate) struct Calls {
    ledger: LedgerClient<Channel>,
    bearer: MetadataValue<Ascii>,
    options: Options,
}

impl Calls {
    pub(crate) async fn connect(
        address: &str,
        api_key: &str,
        options: Options,
    ) -> Result<Calls, ClientError> {
        let bearer = bearer(api_key)?;
        let endpoint = Endpoint::from_shared(address.to_owned())
            .ok()
            .filter(|endpoint| endpoint.uri().scheme_str() == Some("http"))
            .ok_or_else(|| ClientError::Address(address.to_owned()))?
            .connect_timeout(options.connect_within)
            .tcp_nodelay(true)
            .initial_stream_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .keep_alive_timeout(KEEP_ALIVE);
        let mut attempts = Attempts::new(options.retry);
        let channel = loop {
            match endpoint.connect().await {
                Ok(channel) => break channel,
                Err(error) => attempts.note(Failure::lost(&error.to_string()))?,
            }
            attempts.ready().await;
        };
        let ledger = LedgerClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES);
        Ok(Calls {
            ledger,
            bearer,
            options,
        })
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn ledger(&self) -> LedgerClient<Channel> {
        self.ledger.clone()
    }

    /// A request with the key and a deadline.
    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = self.open_ended(message);
        request.set_timeout(self.options.answer_within);
        request
    }

    /// A request with the key.
    pub(crate) fn open_ended<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request
            .metadata_mut()
            .insert("authorization", self.bearer.clone());
        request
    }

    /// Calls until there is an answer or no more sense in it. All calls are safe to repeat.
    pub(crate) async fn call<M, T, F>(
        &self,
        message: impl Fn() -> M,
        once: impl Fn(LedgerClient<Channel>, Request<M>) -> F,
    ) -> Result<T, ClientError>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let mut attempts = Attempts::new(self.options.retry);
        loop {
            // The server gives up first; this is for one that is gone without a word.
            let limit = self.options.answer_within + Duration::from_secs(1);
            let answer = once(self.ledger(), self.request(message()));
            let failure = match tokio::time::timeout(limit, answer).await {
                Ok(Ok(answer)) => return Ok(answer.into_inner()),
                Ok(Err(status)) => Failure::from(status),
                Err(_) => Failure::Final(ClientError::TimedOut),
            };
            attempts.note(failure)?;
            attempts.ready().await;
        }
    }
}

/// The request's metadata, marked so that nothing prints it.
fn bearer(api_key: &str) -> Result<MetadataValue<Ascii>, ClientError> {
    if !api_key.starts_with("bzk_") {
        return Err(ClientError::KeyMalformed);
    }
    let text = Zeroizing::new(format!("Bearer {api_key}"));
    let mut value: MetadataValue<Ascii> = text.parse().map_err(|_| ClientError::KeyMalformed)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_not_shown() {
        let value = bearer("bzk_secret").unwrap();
        assert!(!format!("{value:?}").contains("secret"));
    }
}
