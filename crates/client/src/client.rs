//! The connection, and the calls that write.

use std::time::Duration;

use bezant_proto::MAX_BATCH_ITEMS;
use bezant_proto::ledger::v1;
use bezant_proto::ledger::v1::ledger_client::LedgerClient;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use zeroize::Zeroizing;

use crate::account::{NewAccount, Opened};
use crate::batch::PackedBatch;
use crate::error::{ClientError, Failure};
use crate::options::Options;
use crate::outcome::{BatchOutcome, TransferOutcome};
use crate::retry::Attempts;
use crate::stream::TransferStream;
use crate::transfer::Transfer;

/// Room for answers; they are small, pages of transfers are not.
const STREAM_WINDOW_BYTES: u32 = 4 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// The largest answer: 8,190 transfers and what surrounds them.
const MAX_ANSWER_BYTES: usize = 2 << 20;

const KEEP_ALIVE: Duration = Duration::from_secs(20);

const MAX_ACCOUNTS: usize = 1_000;

/// A client of one ledger. Clones share the connection, which is made anew when it is lost.
#[derive(Clone)]
pub struct Client {
    ledger: LedgerClient<Channel>,
    bearer: MetadataValue<Ascii>,
    options: Options,
}

impl Client {
    /// Connects to `http://host:port` with an API key.
    pub async fn connect(address: &str, api_key: &str) -> Result<Client, ClientError> {
        Client::connect_with(address, api_key, Options::default()).await
    }

    /// Connects with other options than usual.
    pub async fn connect_with(address: &str, api_key: &str, options: Options) -> Result<Client, ClientError> {
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
                Err(error) => attempts.after(Failure::lost(&error.to_string())).await?,
            }
        };
        let ledger = LedgerClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES);
        Ok(Client {
            ledger,
            bearer,
            options,
        })
    }

    /// Carries out a batch and waits until it is durable. Sent again where it may not have arrived.
    pub async fn create(&self, batch: impl Into<PackedBatch>) -> Result<BatchOutcome, ClientError> {
        let batch = batch.into();
        within(batch.len(), MAX_BATCH_ITEMS)?;
        let message = || v1::TransferBatch {
            records: batch.records(),
            sequence: 0,
        };
        let answer = self
            .call(message, |mut ledger, request| async move {
                ledger.create_transfers(request).await
            })
            .await?;
        BatchOutcome::of(answer, batch.len())
    }

    /// Carries out one transfer and waits until it is durable. The server joins what many callers send at the same time.
    pub async fn create_one(&self, transfer: &Transfer) -> Result<TransferOutcome, ClientError> {
        let message = single(transfer)?;
        let answer = self
            .call(
                || message,
                |mut ledger, request| async move { ledger.create_transfer(request).await },
            )
            .await?;
        TransferOutcome::of(answer)
    }

    /// Opens accounts, each by itself. The answers are in the same order.
    pub async fn open_accounts(&self, accounts: &[NewAccount]) -> Result<Vec<Opened>, ClientError> {
        within(accounts.len(), MAX_ACCOUNTS)?;
        let message = || v1::OpenAccountsRequest {
            accounts: accounts.iter().map(v1::NewAccount::from).collect(),
        };
        let answer = self
            .call(message, |mut ledger, request| async move {
                ledger.open_accounts(request).await
            })
            .await?;
        if answer.results.len() != accounts.len() {
            return Err(ClientError::Protocol("not one answer for each account"));
        }
        answer.results.into_iter().map(Opened::of).collect()
    }

    /// A stream of batches: the way to the highest rate.
    pub fn stream(&self) -> TransferStream {
        TransferStream::new(self.clone())
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
            attempts.after(failure).await?;
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("options", &self.options)
            .finish_non_exhaustive()
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

pub(crate) fn within(items: usize, most: usize) -> Result<(), ClientError> {
    if (1..=most).contains(&items) {
        Ok(())
    } else {
        Err(ClientError::Size { items, most })
    }
}

/// A transfer as a message of its own.
fn single(transfer: &Transfer) -> Result<v1::Transfer, ClientError> {
    if transfer.is_linked() {
        // There is no next one.
        return Err(ClientError::Refused {
            code: "request_invalid".to_owned(),
            detail: "flags: a single transfer can't be linked".to_owned(),
        });
    }
    Ok(v1::Transfer::from(&transfer.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_can_not_work_is_said_at_once() {
        for address in ["", "127.0.0.1:1", "https://example.org", "http://"] {
            let refused = Client::connect(address, "bzk_x").await;
            assert!(
                matches!(refused, Err(ClientError::Address(_))),
                "{address}: {refused:?}"
            );
        }
        for key in ["", "sk_live", "bzk_\n"] {
            let refused = Client::connect("http://127.0.0.1:1", key).await;
            assert_eq!(refused.unwrap_err(), ClientError::KeyMalformed);
        }
    }

    #[tokio::test]
    async fn no_one_there_is_unavailable() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", taken.local_addr().unwrap());
        drop(taken);
        let options = Options {
            retry: crate::RetryPolicy::NEVER,
            ..Options::default()
        };
        let refused = Client::connect_with(&address, "bzk_x", options)
            .await
            .unwrap_err();
        assert!(
            matches!(refused, ClientError::Unavailable { attempts: 1, .. }),
            "{refused:?}"
        );
    }

    #[test]
    fn the_key_is_not_shown() {
        let value = bearer("bzk_secret").unwrap();
        assert!(!format!("{value:?}").contains("secret"));
    }
}
