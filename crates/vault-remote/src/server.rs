//! The server before a vault: lets in whom it knows, understands what they ask, and has it done.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bezant_engine::Clock;
use bezant_kernel::CardId;
use bezant_kernel::wire::{Corrupt, id_from};
use bezant_log::Position;
use bezant_transport::{Drained, Limits, PeerCertificate, Protocols, RequestBody, Tls, Transport};
use bezant_vault::{
    Caller, CustomerReference, Listing, NewCard, Purpose, Purposes, Token, Vault, VaultError,
};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use prost::Message;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::admission::{Admission, Client};
use crate::body::{self, Unread};
use crate::wire::{
    Answer, Asked, CardWire, ListWire, NewCardWire, Question, RecordWire, RefusalWire, Said, TokenWire,
    tenant_from,
};
use crate::{LARGEST_QUESTION_BYTES, PATH};

/// Nodes have one connection each, and a vault has few nodes.
const CONNECTIONS: usize = 256;

/// Questions that are worked on at once, of all clients; what is more is told to come again.
const AT_ONCE: usize = 1_024;
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// What a server needs besides its vault.
pub struct Settings {
    /// Its certificate, and the authorities of callers' certificates, which are demanded.
    pub tls: Tls,
    /// Who may ask.
    pub admission: Admission,
    /// What certificates are held against.
    pub clock: Arc<dyn Clock>,
}

/// Answers questions until `shutdown` is there, and then those that are under way.
pub async fn serve(
    listener: TcpListener,
    vault: Arc<dyn Vault>,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let transport = Transport {
        protocols: Protocols::Http2,
        tls: Some(settings.tls),
        limits: Limits {
            connections: CONNECTIONS,
            connections_per_address: CONNECTIONS,
            ..Limits::default()
        },
        ..Transport::default()
    };
    let server = Arc::new(Server {
        vault,
        admission: settings.admission,
        clock: settings.clock,
        at_once: Arc::new(Semaphore::new(AT_ONCE)),
    });
    let service = tower::service_fn(move |request: Request<RequestBody>| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(server.respond(request).await) }
    });
    bezant_transport::serve(listener, service, transport, shutdown).await
}

struct Server {
    vault: Arc<dyn Vault>,
    admission: Admission,
    clock: Arc<dyn Clock>,
    at_once: Arc<Semaphore>,
}

type Responded = Response<Full<Bytes>>;

impl Server {
    async fn respond(self: Arc<Self>, request: Request<RequestBody>) -> Responded {
        let certificate = request.extensions().get::<PeerCertificate>();
        let client = match self.admission.admit(certificate, self.clock.now()) {
            Ok(client) => client.clone(),
            Err(refused) => {
                let subject = certificate.map(PeerCertificate::subject).unwrap_or_default();
                tracing::warn!(%refused, subject, "somebody who may not asked the card vault");
                return said(StatusCode::FORBIDDEN, &refused.to_string());
            }
        };
        // A path could have been made of a card number by mistake: it is not repeated anywhere.
        if request.uri().path() != PATH {
            return said(StatusCode::NOT_FOUND, "there is nothing here");
        }
        if request.method() != Method::POST {
            return said(StatusCode::METHOD_NOT_ALLOWED, "questions are posted");
        }
        let question = match body::read(request.into_body(), LARGEST_QUESTION_BYTES).await {
            Ok(bytes) => Question::decode(&**bytes),
            Err(Unread::TooLarge) => return said(StatusCode::PAYLOAD_TOO_LARGE, "no question is so long"),
            Err(Unread::Broken) => return said(StatusCode::BAD_REQUEST, "the question broke off"),
        };
        let Ok(question) = question else {
            return said(StatusCode::BAD_REQUEST, "this is no question to a vault");
        };
        let Ok(permit) = Arc::clone(&self.at_once).try_acquire_owned() else {
            let busy = VaultError::Busy {
                retry_after: AGAIN_AFTER,
            };
            return answered(Said::Refused(RefusalWire::from(&busy)));
        };
        // Apart from the connection: what was begun is ended, whether or not somebody still listens.
        let work = tokio::spawn(async move {
            let _permit = permit;
            self.carry_out(&client, &question).await
        });
        match work.await.expect("answering does not panic") {
            Ok(said) => answered(said),
            Err(Failed::Refused(error)) => answered(Said::Refused(RefusalWire::from(&error))),
            Err(Failed::Unreadable(what)) => said(StatusCode::BAD_REQUEST, what.0),
        }
    }

    async fn carry_out(&self, client: &Client, question: &Question) -> Result<Said, Failed> {
        let vault = &*self.vault;
        let tenant = || tenant_from(&question.tenant);
        let asked = question.asked.as_ref().ok_or(Corrupt("nothing is asked"))?;
        Ok(match asked {
            Asked::Tokenize(asked) => {
                let card: &NewCardWire = asked.card.as_ref().ok_or(Corrupt("no card"))?;
                let card = NewCard::try_from(card).map_err(VaultError::from)?;
                let caller = caller_of(client, question)?;
                let made = vault.tokenize(tenant()?, &caller, card, asked.format_preserving);
                Said::Tokenized(made.await?.into())
            }
            Asked::Detokenize(asked) => {
                let token: &TokenWire = asked.token.as_ref().ok_or(Corrupt("no token"))?;
                let purpose = Purpose::from_number(asked.purpose).ok_or(Corrupt("no such purpose"))?;
                let (caller, token) = (caller_of(client, question)?, Token::try_from(token)?);
                let plain = vault.detokenize(tenant()?, &caller, &token, purpose).await?;
                Said::Plain((&plain).into())
            }
            Asked::Describe(card) => {
                let card = vault.describe(tenant()?, id_from(card)?).await?;
                Said::Card(CardWire::from(&card))
            }
            Asked::Cards(asked) => {
                let customer = asked.customer.as_deref().map(CustomerReference::parse);
                let listing = Listing {
                    customer: customer.transpose().map_err(VaultError::from)?,
                    after: asked.after.as_deref().map(id_from).transpose()?,
                    limit: asked.limit as usize,
                };
                let cards = vault.cards(tenant()?, &listing).await?;
                Said::Cards(ListWire {
                    cards: cards.iter().map(CardWire::from).collect(),
                })
            }
            Asked::Accesses(asked) => {
                let (card, before) = (id_from(&asked.card)?, asked.before.map(Position));
                let lines = vault
                    .accesses(tenant()?, card, before, asked.limit as usize)
                    .await?;
                Said::Accesses(RecordWire {
                    lines: lines.iter().map(Into::into).collect(),
                })
            }
            Asked::Delete(card) => {
                let card: CardId = id_from(card)?;
                let caller = caller_of(client, question)?;
                demand(client, client.may_delete, "delete cards")?;
                let card = vault.delete(tenant()?, &caller, card).await?;
                Said::Card(CardWire::from(&card))
            }
            Asked::EraseCustomer(customer) => {
                let customer = CustomerReference::parse(customer).map_err(VaultError::from)?;
                let caller = caller_of(client, question)?;
                demand(client, client.may_delete, "delete cards")?;
                Said::Erased(vault.erase_customer(tenant()?, &caller, &customer).await?)
            }
            Asked::Rotate(_) => {
                let caller = caller_of(client, question)?;
                demand(client, client.may_rotate, "rotate keys")?;
                Said::Rotation(vault.rotate(&caller).await?.into())
            }
            Asked::Status(_) => Said::Status(vault.status().await?.into()),
        })
    }
}

/// Why there is no answer of the vault's.
enum Failed {
    Refused(VaultError),
    Unreadable(Corrupt),
}

impl From<VaultError> for Failed {
    fn from(error: VaultError) -> Failed {
        Failed::Refused(error)
    }
}

impl From<Corrupt> for Failed {
    fn from(corrupt: Corrupt) -> Failed {
        Failed::Unreadable(corrupt)
    }
}

/// Who calls, with no purpose that the client may not have: asking for it is on the record as refused.
fn caller_of(client: &Client, question: &Question) -> Result<Caller, Corrupt> {
    let caller = question.caller.as_ref().ok_or(Corrupt("nobody asks"))?;
    let caller = Caller::try_from(caller)?;
    let purposes = Purpose::ALL.iter().copied();
    let granted = purposes.filter(|&one| client.purposes.contains(one) && caller.purposes.contains(one));
    Ok(Caller {
        purposes: Purposes::of(&granted.collect::<Vec<_>>()),
        ..caller
    })
}

fn demand(client: &Client, is_allowed: bool, what: &str) -> Result<(), VaultError> {
    if is_allowed {
        return Ok(());
    }
    tracing::warn!(
        client = client.name,
        what,
        "a client of the card vault asked for what it may not"
    );
    // The configuration is at fault and not who called the client, for whom a retry may help.
    let reason = format!("its server does not let this client {what}");
    Err(VaultError::Unavailable(reason))
}

fn answered(said: Said) -> Responded {
    let answer = Answer { said: Some(said) };
    let mut response = Response::new(Full::new(body::written(&answer)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(crate::CONTENT_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn said(status: StatusCode, text: &str) -> Responded {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(text.as_bytes())));
    *response.status_mut() = status;
    response
}
