//! Letters to people about their account. They are written behind the request, so that how long one takes tells nobody whether
//! there is such an account.

use std::sync::Arc;

use bezant_credentials::seal::{Purpose, SealError, Sealer, Subject};
use bezant_identity::Sealed;
use bezant_kernel::{PrincipalId, Tenant};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::edge::Edge;
use crate::mail::Letter;
use crate::problem::{Code, Problem};

/// What is kept of a person, opened. It does not print.
pub(super) struct Person(Map<String, Value>);

impl Person {
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str)
    }

    /// The same with another name, and of all else only what everyone has.
    pub(super) fn named(&self, name: Option<&str>) -> Person {
        let mut kept = Map::new();
        for field in ["email", "name", "phone"] {
            if let Some(value) = self.0.get(field) {
                kept.insert(field.to_owned(), value.clone());
            }
        }
        if let Some(name) = name {
            kept.insert("name".to_owned(), name.into());
        }
        Person(kept)
    }

    /// Sealed for whom it is about. Waits for the disk, on a thread of its own.
    pub(super) async fn sealed(&self, edge: &Edge, subject: Subject) -> Result<Sealed, Problem> {
        let plain =
            Zeroizing::new(serde_json::to_vec(&self.0).expect("an object of JSON is written to memory"));
        blocking(edge, move |sealer| sealer.seal(subject, Purpose::Profile, &plain)).await
    }
}

/// Opens what is kept of somebody; nobody where nothing is kept or it was erased.
pub(super) async fn open_person(edge: &Edge, subject: Subject, sealed: Sealed) -> Option<Person> {
    if sealed.as_bytes().is_empty() {
        return None;
    }
    let opened = blocking(edge, move |sealer| {
        sealer.open_sealed(subject, Purpose::Profile, &sealed)
    })
    .await;
    serde_json::from_slice(&opened.ok()?).ok().map(Person)
}

/// Work with the keys of people, which may wait for the disk, on a thread for such things.
pub(super) async fn blocking<T: Send + 'static>(
    edge: &Edge,
    work: impl FnOnce(&Sealer) -> Result<T, SealError> + Send + 'static,
) -> Result<T, Problem> {
    let sealer = Arc::clone(&edge.identity().sealer);
    let done = tokio::task::spawn_blocking(move || work(&sealer)).await;
    let unavailable = || {
        Problem::new(
            Code::Overloaded,
            "personal data can't be sealed or opened right now",
        )
    };
    done.map_err(|_| unavailable())?.map_err(|error| {
        tracing::warn!(%error, "personal data can't be sealed or opened");
        unavailable().retry_after(std::time::Duration::from_secs(1))
    })
}

/// Opens what is kept of a principal.
pub(super) async fn person_of(edge: &Edge, tenant: Tenant, principal: PrincipalId) -> Option<Person> {
    let sealed = edge.directory().read(|directory| {
        let known = directory.identity().access.principal(tenant, principal);
        known.map(|known| known.profile.clone())
    });
    open_person(edge, Subject::Principal(principal), sealed?).await
}

/// Tells someone that they have signed in from a device that was not seen before.
pub(super) fn new_device(edge: &Edge, tenant: Tenant, principal: PrincipalId, agent: &str) {
    let mut account = edge.identity().public_url.clone();
    account.set_path("/account");
    let agent = if agent.is_empty() {
        "an unknown browser"
    } else {
        agent
    };
    let text = format!(
        "Someone has just signed in to your account from a new device:\n\n  {agent}\n  {}\n\nIf that was you, do nothing. If \
         not, end that session and change your password:\n\n{account}\n",
        edge.now()
    );
    write(edge, tenant, principal, "A new device has signed in", text);
}

/// Sends the link by which someone sets a new password.
pub(super) fn recovery(edge: &Edge, tenant: Tenant, principal: PrincipalId, token: &str) {
    let mut link = edge.identity().public_url.clone();
    link.set_path("/recover");
    link.query_pairs_mut().clear().append_pair("token", token);
    let text = format!(
        "Somebody, probably you, has asked to set a new password for your account. Open this link within an hour:\n\n{link}\n\n\
         It works once. If it was not you, do nothing: your password stays as it is.\n"
    );
    write(edge, tenant, principal, "Set a new password", text);
}

fn write(edge: &Edge, tenant: Tenant, principal: PrincipalId, subject: &'static str, text: String) {
    let Ok(place) = edge.sign_ins().letter_place() else {
        tracing::warn!("a letter was not written: too many are under way");
        return;
    };
    let (edge, text) = (edge.clone(), Zeroizing::new(text));
    tokio::spawn(async move {
        let _place = place;
        let person = person_of(&edge, tenant, principal).await;
        let Some(to) = person.as_ref().and_then(|person| person.text("email")) else {
            return;
        };
        let letter = Letter {
            to: Zeroizing::new(to.to_owned()),
            subject: subject.to_owned(),
            text,
        };
        if let Err(error) = edge.identity().mailer.send(letter).await {
            tracing::warn!(%error, %principal, "a letter was not sent");
        }
    });
}
