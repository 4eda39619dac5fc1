//! The client, and the calls that write.

use std::sync::Arc;

use bezant_proto::MAX_BATCH_ITEMS;
use bezant_proto::ledger::v1;

use crate::account::{NewAccount, Opened};
use crate::batch::PackedBatch;
use crate::calls::Calls;
use crate::error::ClientError;
use crate::lane::Lane;
use crate::options::Options;
use crate::outcome::{BatchOutcome, TransferOutcome};
use crate::stream::TransferStream;
use crate::transfer::Transfer;

const MAX_ACCOUNTS: usize = 1_000;

/// A client of one ledger. Clones share the connection, which is made anew when it is lost.
#[derive(Clone)]
pub struct Client {
    pub(crate) calls: Calls,
    lane: Arc<Lane>,
}

impl Client {
    /// Connects to `http://host:port` with an API key.
    pub async fn connect(address: &str, api_key: &str) -> Result<Client, ClientError> {
        Client::connect_with(address, api_key, Options::default()).await
    }

    /// Connects with other options than usual.
    pub async fn connect_with(address: &str, api_key: &str, options: Options) -> Result<Client, ClientError> {
        let calls = Calls::connect(address, api_key, options).await?;
        Ok(Client {
            lane: Arc::new(Lane::default()),
            calls,
        })
    }

    /// Carries out a batch and waits until it is durable. Sent again where it may not have arrived.
    pub async fn create(&self, batch: impl Into<PackedBatch>) -> Result<BatchOutcome, ClientError> {
        let batch = batch.into();
        within(batch.len(), MAX_BATCH_ITEMS)?;
        let message = || batch.message(0);
        let answer = self
            .calls
            .call(message, |mut ledger, request| async move {
                ledger.create_transfers(request).await
            })
            .await?;
        BatchOutcome::of(answer, batch.len())
    }

    /// Carries out one transfer and waits until it is durable.
    ///
    /// What the clones of a client ask for at the same time goes out in common batches over a stream of their own, and
    /// the server syncs what many clients send at once. Each still has its own answer.
    pub async fn create_one(&self, transfer: &Transfer) -> Result<TransferOutcome, ClientError> {
        if transfer.is_linked() {
            // There is no next one.
            return Err(ClientError::Refused {
                code: "request_invalid".to_owned(),
                detail: "flags: a single transfer can't be linked".to_owned(),
            });
        }
        if let Some(attached) = &transfer.attached {
            attached.check()?;
        }
        self.lane.carry_out(&self.calls, transfer.clone()).await
    }

    /// Opens accounts, each by itself. The answers are in the same order.
    pub async fn open_accounts(&self, accounts: &[NewAccount]) -> Result<Vec<Opened>, ClientError> {
        within(accounts.len(), MAX_ACCOUNTS)?;
        let message = || v1::OpenAccountsRequest {
            accounts: accounts.iter().map(v1::NewAccount::from).collect(),
        };
        let answer = self
            .calls
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
        TransferStream::new(self.calls.clone())
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("options", self.calls.options())
            .finish_non_exhaustive()
    }
}

pub(crate) fn within(items: usize, most: usize) -> Result<(), ClientError> {
    if (1..=most).contains(&items) {
        Ok(())
    } else {
        Err(ClientError::Size { items, most })
    }
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
}
