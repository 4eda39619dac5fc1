//! The root key in HashiCorp Vault's Transit engine (or OpenBao's): it never leaves there, and is rotated there.
//!
//! The context goes along as associated data, so the key has to be of the type `aes256-gcm96`, which is the default there.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Identity};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::{Backend, BackendError};
use crate::{Secret, atomic};

/// Longer than a healthy server takes, and short enough for a start to say what is wrong.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Answers are a few hundred bytes.
const MOST_ANSWER_BYTES: usize = 64 * 1024;

/// Where the engine is and how it is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitConfig {
    /// Vault's address, as in `https://vault.internal:8200`.
    pub address: Url,
    /// Where the engine is mounted.
    #[serde(default = "default_mount")]
    pub mount: String,
    /// The name of the key.
    pub key: String,
    /// A file with the token, read at each call, so that an agent may renew it.
    pub token_file: PathBuf,
    /// The namespace, where there are some.
    #[serde(default)]
    pub namespace: Option<String>,
    /// A file with the authorities that Vault's certificate is from, if the system's are not to be asked.
    #[serde(default)]
    pub ca_certificates: Option<PathBuf>,
    /// A file with a certificate of ours and its key, where Vault wants one.
    #[serde(default)]
    pub client_certificate: Option<PathBuf>,
}

fn default_mount() -> String {
    "transit".to_owned()
}

/// Asks the engine.
#[derive(Clone, Debug)]
pub struct Transit {
    config: TransitConfig,
}

#[derive(Serialize)]
struct Encrypt<'a> {
    plaintext: &'a str,
    associated_data: &'a str,
}

#[derive(Serialize)]
struct Decrypt<'a> {
    ciphertext: &'a str,
    associated_data: &'a str,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct Ciphertext {
    ciphertext: String,
}

#[derive(Deserialize)]
struct Plaintext {
    plaintext: String,
}

#[derive(Deserialize)]
struct Errors {
    errors: Vec<String>,
}

impl Transit {
    /// The engine there. Nothing is asked yet.
    pub fn new(config: TransitConfig) -> Transit {
        Transit { config }
    }

    fn ask<Q: Serialize + Sync, A: for<'a> Deserialize<'a> + Send>(
        &self,
        verb: &str,
        question: &Q,
    ) -> Result<A, BackendError> {
        // The client has a runtime of its own, which must not begin or end within another one.
        std::thread::scope(|scope| {
            let asking = scope.spawn(|| self.ask_here(verb, question));
            asking.join().expect("asking never panics")
        })
    }

    fn ask_here<Q: Serialize, A: for<'a> Deserialize<'a>>(
        &self,
        verb: &str,
        question: &Q,
    ) -> Result<A, BackendError> {
        let token = atomic::read(&self.config.token_file)
            .map_err(|error| self.refused(format!("{}: {error}", self.config.token_file.display())))?;
        let mut url = self.config.address.clone();
        url.path_segments_mut()
            .map_err(|()| self.refused("the address can't have a path".to_owned()))?
            .pop_if_empty()
            .push("v1")
            .extend(self.config.mount.split('/'))
            .extend([verb, &self.config.key]);
        let mut request = self
            .client()?
            .post(url)
            .header("x-vault-token", token.trim())
            .header("x-vault-request", "true")
            .json(question);
        if let Some(namespace) = &self.config.namespace {
            request = request.header("x-vault-namespace", namespace);
        }
        let response = request.send().map_err(|error| self.unavailable(chain(&error)))?;
        let status = response.status();
        let body = self.body(response)?;
        if status.is_success() {
            let answer: Answer<A> = serde_json::from_slice(&body)
                .map_err(|_| self.refused("its answer is not one of the Transit engine".to_owned()))?;
            return Ok(answer.data);
        }
        let said = serde_json::from_slice(&body)
            .map(|errors: Errors| errors.errors.join("; "))
            .unwrap_or_default();
        let reason = format!("{status}: {said}");
        Err(match status {
            // What can't be opened is malformed to it; so is nothing else that we send to be opened.
            StatusCode::BAD_REQUEST if verb == DECRYPT => BackendError::NotOurs {
                backend: self.describe(),
            },
            StatusCode::TOO_MANY_REQUESTS => self.unavailable(reason),
            status if status.is_server_error() => self.unavailable(reason),
            _ => self.refused(reason),
        })
    }

    fn client(&self) -> Result<Client, BackendError> {
        // It is there already unless this is the first TLS of the process.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let read = |file: &PathBuf| {
            atomic::read(file).map_err(|error| self.refused(format!("{}: {error}", file.display())))
        };
        let wrong = |file: &PathBuf| self.refused(format!("{} holds no certificate in PEM", file.display()));
        let mut builder = Client::builder()
            .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(TIMEOUT)
            .timeout(TIMEOUT);
        if let Some(file) = &self.config.ca_certificates {
            let authorities =
                Certificate::from_pem_bundle(read(file)?.as_bytes()).map_err(|_| wrong(file))?;
            builder = builder.tls_certs_only(authorities);
        } else if self.config.address.scheme() == "http" {
            // So that a machine without certificates will do.
            builder = builder.tls_certs_only([]);
        }
        if let Some(file) = &self.config.client_certificate {
            let own = Identity::from_pem(read(file)?.as_bytes()).map_err(|_| wrong(file))?;
            builder = builder.identity(own);
        }
        builder.build().map_err(|error| self.refused(chain(&error)))
    }

    fn body(&self, response: Response) -> Result<Zeroizing<Vec<u8>>, BackendError> {
        use std::io::Read;
        let mut body = Zeroizing::new(Vec::with_capacity(MOST_ANSWER_BYTES));
        response
            .take(MOST_ANSWER_BYTES as u64)
            .read_to_end(&mut body)
            .map_err(|error| self.unavailable(error.to_string()))?;
        Ok(body)
    }

    fn unavailable(&self, reason: String) -> BackendError {
        BackendError::Unavailable {
            backend: self.describe(),
            reason,
        }
    }

    fn refused(&self, reason: String) -> BackendError {
        BackendError::Refused {
            backend: self.describe(),
            reason,
        }
    }
}

const ENCRYPT: &str = "encrypt";
const DECRYPT: &str = "decrypt";

impl Backend for Transit {
    fn wrap(&self, context: &str, key: &Secret) -> Result<Vec<u8>, BackendError> {
        let plaintext = Zeroizing::new(BASE64.encode(key.as_bytes()));
        let answer: Ciphertext = self.ask(
            ENCRYPT,
            &Encrypt {
                plaintext: &plaintext,
                associated_data: &BASE64.encode(context),
            },
        )?;
        Ok(answer.ciphertext.into_bytes())
    }

    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<Secret, BackendError> {
        let not_ours = || BackendError::NotOurs {
            backend: self.describe(),
        };
        let Plaintext { plaintext } = self.ask(
            DECRYPT,
            &Decrypt {
                ciphertext: std::str::from_utf8(wrapped).map_err(|_| not_ours())?,
                associated_data: &BASE64.encode(context),
            },
        )?;
        let plaintext = Zeroizing::new(plaintext);
        let bytes = BASE64.decode(plaintext.as_bytes()).map(Zeroizing::new);
        bytes
            .ok()
            .and_then(|bytes| Secret::from_slice(&bytes))
            .ok_or_else(not_ours)
    }

    fn kind(&self) -> &'static str {
        "transit"
    }

    fn describe(&self) -> String {
        format!("the key {} of {}", self.config.key, self.config.address)
    }
}

/// An error with what led to it: what reqwest says first is only which request it was.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
