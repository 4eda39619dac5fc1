//! A vault that is asked over the network: a [`Vault`] like any other.
//!
//! Nothing is tried again here. A call whose answer does not come is one of which nobody knows, and whoever made it decides; the contract
//! lets every call be repeated.

use std::sync::Arc;

use async_trait::async_trait;
use bezant_kernel::wire::id_bytes;
use bezant_kernel::{CardId, Tenant};
use bezant_log::Position;
use bezant_vault::{
    Access, Caller, CardView, CustomerReference, Listing, NewCard, PlainCard, Purpose, RotationView, Status,
    Token, Tokenized, Vault, VaultError,
};
use bytes::Bytes;
use prost::Message;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use url::Url;
use zeroize::Zeroizing;

use crate::body;
use crate::identity::{Files, Identity, RemoteError};
use crate::wire::{
    AccessesWire, Answer, Asked, CallerWire, CardsWire, DetokenizeWire, NothingWire, Question, Said,
    TokenizeWire, tenant_bytes,
};
use crate::{LARGEST_ANSWER_BYTES, PATH, chain};

/// What a server says that does not speak as a vault does is shown so far.
const MOST_SHOWN_BYTES: usize = 200;

/// A vault on another machine.
pub struct RemoteVault {
    url: Url,
    identity: Arc<Identity>,
}

impl RemoteVault {
    /// The vault at this address. Nothing is asked yet; the files are read now.
    pub fn new(address: &Url, files: Files) -> Result<RemoteVault, RemoteError> {
        if address.scheme() != "https" {
            return Err(RemoteError::NotHttps);
        }
        let mut url = address.clone();
        url.set_path(PATH);
        Ok(RemoteVault {
            url,
            identity: Arc::new(Identity::read(files)?),
        })
    }
}

impl RemoteVault {
    async fn ask(&self, question: &Question) -> Result<Said, VaultError> {
        let asked = self.exchange(body::written(question)).await;
        if asked.is_err() {
            // Perhaps they have expired; the next call takes what is there then.
            let identity = Arc::clone(&self.identity);
            tokio::task::spawn_blocking(move || identity.refresh());
        }
        let bytes = asked.map_err(VaultError::Unavailable)?;
        let answer = Answer::decode(&**bytes).map_err(|_| not_understood())?;
        match answer.said.ok_or_else(not_understood)? {
            Said::Refused(refusal) => Err(VaultError::try_from(refusal).unwrap_or_else(|_| not_understood())),
            said => Ok(said),
        }
    }

    async fn exchange(&self, question: Bytes) -> Result<Zeroizing<Vec<u8>>, String> {
        let client = self.identity.client();
        let request = client
            .post(self.url.clone())
            .header(CONTENT_TYPE, crate::CONTENT_TYPE)
            .body(question);
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                let error = error.without_url();
                let is_about_the_handshake = !error.is_timeout() && !error.is_connect();
                let objection = match is_about_the_handshake {
                    true => self.identity.objection(&self.url).await,
                    false => None,
                };
                return Err(objection.unwrap_or_else(|| chain(&error)));
            }
        };
        let status = response.status();
        let body = reqwest::Body::from(response);
        let bytes = body::read(body, LARGEST_ANSWER_BYTES).await;
        let bytes = bytes.map_err(|_| "its answer broke off".to_owned())?;
        match status {
            StatusCode::OK => Ok(bytes),
            status => Err(format!("its server says {status}: {}", shown(&bytes))),
        }
    }
}

/// Printable, and not much of it.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_SHOWN_BYTES)]);
    text.chars().filter(|c| !c.is_control()).collect()
}

fn not_understood() -> VaultError {
    VaultError::Unavailable("its answer is not understood".to_owned())
}

fn question(tenant: Option<Tenant>, caller: Option<&Caller>, asked: Asked) -> Question {
    Question {
        caller: caller.map(CallerWire::from),
        tenant: tenant.map(tenant_bytes).unwrap_or_default(),
        asked: Some(asked),
    }
}

/// No list is longer, so that a larger wish is as good.
fn limit(limit: usize) -> u32 {
    u32::try_from(limit.min(bezant_vault::MOST_LISTED)).expect("a list is short")
}

#[async_trait]
impl Vault for RemoteVault {
    async fn tokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        card: NewCard,
        format_preserving: bool,
    ) -> Result<Tokenized, VaultError> {
        let asked = Asked::Tokenize(TokenizeWire {
            card: Some(card.into()),
            format_preserving,
        });
        match self.ask(&question(Some(tenant), Some(caller), asked)).await? {
            Said::Tokenized(made) => made.try_into().map_err(|_| not_understood()),
            _ => Err(not_understood()),
        }
    }

    async fn detokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        token: &Token,
        purpose: Purpose,
    ) -> Result<PlainCard, VaultError> {
        let asked = Asked::Detokenize(DetokenizeWire {
            token: Some(token.into()),
            purpose: purpose.number(),
        });
        match self.ask(&question(Some(tenant), Some(caller), asked)).await? {
            Said::Plain(plain) => PlainCard::try_from(&plain).map_err(|_| not_understood()),
            _ => Err(not_understood()),
        }
    }

    async fn describe(&self, tenant: Tenant, card: CardId) -> Result<CardView, VaultError> {
        let asked = Asked::Describe(id_bytes(card));
        match self.ask(&question(Some(tenant), None, asked)).await? {
            Said::Card(card) => CardView::try_from(&card).map_err(|_| not_understood()),
            _ => Err(not_understood()),
        }
    }

    async fn cards(&self, tenant: Tenant, listing: &Listing) -> Result<Vec<CardView>, VaultError> {
        let asked = Asked::Cards(CardsWire {
            customer: listing
                .customer
                .as_ref()
                .map(|customer| customer.expose().to_owned()),
            after: listing.after.map(id_bytes),
            limit: limit(listing.limit),
        });
        match self.ask(&question(Some(tenant), None, asked)).await? {
            Said::Cards(list) => {
                let cards = list.cards.iter().map(CardView::try_from);
                cards.collect::<Result<_, _>>().map_err(|_| not_understood())
            }
            _ => Err(not_understood()),
        }
    }

    async fn accesses(
        &self,
        tenant: Tenant,
        card: CardId,
        before: Option<Position>,
        most: usize,
    ) -> Result<Vec<Access>, VaultError> {
        let asked = Asked::Accesses(AccessesWire {
            card: id_bytes(card),
            before: before.map(|before| before.0),
            limit: limit(most),
        });
        match self.ask(&question(Some(tenant), None, asked)).await? {
            Said::Accesses(record) => {
                let lines = record.lines.iter().map(Access::try_from);
                lines.collect::<Result<_, _>>().map_err(|_| not_understood())
            }
            _ => Err(not_understood()),
        }
    }

    async fn delete(&self, tenant: Tenant, caller: &Caller, card: CardId) -> Result<CardView, VaultError> {
        let asked = Asked::Delete(id_bytes(card));
        match self.ask(&question(Some(tenant), Some(caller), asked)).await? {
            Said::Card(card) => CardView::try_from(&card).map_err(|_| not_understood()),
            _ => Err(not_understood()),
        }
    }

    async fn erase_customer(
        &self,
        tenant: Tenant,
        caller: &Caller,
        customer: &CustomerReference,
    ) -> Result<u32, VaultError> {
        let asked = Asked::EraseCustomer(customer.expose().to_owned());
        match self.ask(&question(Some(tenant), Some(caller), asked)).await? {
            Said::Erased(cards) => Ok(cards),
            _ => Err(not_understood()),
        }
    }

    async fn rotate(&self, caller: &Caller) -> Result<RotationView, VaultError> {
        let asked = Asked::Rotate(NothingWire {});
        match self.ask(&question(None, Some(caller), asked)).await? {
            Said::Rotation(rotation) => Ok(rotation.into()),
            _ => Err(not_understood()),
        }
    }

    async fn status(&self) -> Result<Status, VaultError> {
        let asked = Asked::Status(NothingWire {});
        match self.ask(&question(None, None, asked)).await? {
            Said::Status(status) => Ok(status.into()),
            _ => Err(not_understood()),
        }
    }
}
