//! Letters to people about their account. They are written behind the request, so that how long one takes tells nobody whether
//! there is such an account.

use bezant_credentials::seal::Lookup;
use bezant_identity::LookupHash;
use bezant_kernel::{PrincipalId, Tenant};
use zeroize::Zeroizing;

use crate::edge::Edge;
use crate::mail::Letter;
use crate::profile;

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
    write(edge, tenant, principal, None, "A new device has signed in", text);
}

/// Sends the link by which someone sets a new password.
pub(super) fn recovery(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    address: LookupHash,
    token: &str,
) {
    let link = link(edge, "/recover", token);
    let link = link.as_str();
    let text = format!(
        "Somebody, probably you, has asked to set a new password for your account. Open this link within an hour:\n\n{link}\n\n\
         It works once. If it was not you, do nothing: your password stays as it is.\n"
    );
    let address = Some(address);
    write(edge, tenant, principal, address, "Set a new password", text);
}

/// Sends the link by which someone shows that an address is theirs.
pub(super) fn email_proof(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    address: LookupHash,
    token: &str,
) {
    let link = link(edge, "/verify-email", token);
    let link = link.as_str();
    let text = format!(
        "Open this link to confirm that this address belongs to your account:\n\n{link}\n\nIt works once, within a day. If you have \
         no such account, do nothing.\n"
    );
    let address = Some(address);
    write(
        edge,
        tenant,
        principal,
        address,
        "Confirm your e-mail address",
        text,
    );
}

fn link(edge: &Edge, path: &str, token: &str) -> Zeroizing<String> {
    let mut link = edge.identity().public_url.clone();
    link.set_path(path);
    link.query_pairs_mut().clear().append_pair("token", token);
    Zeroizing::new(link.into())
}

/// Writes to somebody at the address that they have. Where the letter itself proves something about an address, it goes to no
/// other, though it may have changed a moment ago.
fn write(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    proves: Option<LookupHash>,
    subject: &'static str,
    text: String,
) {
    let Ok(place) = edge.sign_ins().letter_place() else {
        tracing::warn!("a letter was not written: too many are under way");
        return;
    };
    let (edge, text) = (edge.clone(), Zeroizing::new(text));
    tokio::spawn(async move {
        let _place = place;
        let person = match profile::of_principal(&edge, tenant, principal).await {
            Ok(person) => person,
            Err(problem) => {
                tracing::warn!(code = problem.code(), %principal, "a letter was not written");
                return;
            }
        };
        let Some(to) = person.and_then(|person| person.email) else {
            return;
        };
        let is_other = |address| edge.identity().sealer.lookup_hash(tenant, Lookup::Email, &to) != address;
        if proves.is_some_and(is_other) {
            tracing::info!(%principal, "a letter was not sent: the address has changed meanwhile");
            return;
        }
        let letter = Letter {
            to: Zeroizing::new(to),
            subject: subject.to_owned(),
            text,
        };
        if let Err(error) = edge.identity().mailer.send(letter).await {
            tracing::warn!(%error, %principal, "a letter was not sent");
        }
    });
}
