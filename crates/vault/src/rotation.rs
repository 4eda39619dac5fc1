//! What the vault does in the background: cards are sealed under new keys, and old keys are shredded.
//!
//! Each turn looks at some cards, seals them anew and commits that together with how far it came, so that a restart goes on
//! there. Readers that hold the form before look again when its key is gone.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bezant_engine::{Correlation, Request, SubmitError};

use crate::local::{Inner, context};
use crate::machine::{Answer, Command, Query, Rejection, Resealing, vault_tenant};
use crate::vault::VaultError;

/// Cards of one turn: a record of some 20 kB.
const AT_ONCE: usize = 128;

/// How long it waits where the vault is busy or full.
const PAUSE: Duration = Duration::from_millis(200);

/// Shreds retired keys until the vault is gone.
pub(crate) fn shred_in_background(vault: &Arc<Inner>) {
    let (weak, retired) = (Arc::downgrade(vault), Arc::clone(&vault.retired));
    tokio::spawn(async move {
        loop {
            retired.notified().await;
            let Some(vault) = weak.upgrade() else { return };
            if let Err(error) = vault.shred_retired().await {
                tracing::warn!(%error, "keys that have to go are still there; the next start tries again");
            }
        }
    });
}

/// Goes on with the rotation that is under way, if one is.
pub(crate) fn go_on(vault: &Arc<Inner>) {
    let weak = Arc::downgrade(vault);
    tokio::spawn(async move {
        loop {
            match turn(&weak).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(VaultError::Busy { .. } | VaultError::StorageFull) => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    tracing::warn!(%error, "the rotation of card keys stops here and goes on at the next start");
                    return;
                }
            }
        }
    });
}

/// Whether there is more to do.
async fn turn(vault: &Weak<Inner>) -> Result<bool, VaultError> {
    let Some(vault) = vault.upgrade() else {
        return Ok(false);
    };
    let chunk = match vault
        .query(vault_tenant(), Query::ToReseal { limit: AT_ONCE })
        .await?
    {
        Answer::ToReseal(chunk) => chunk,
        other => unreachable!("cards to seal again were asked for and {other:?} came"),
    };
    let Some(chunk) = chunk else {
        submit(&vault, vault_tenant(), Command::FinishRotation).await?;
        return Ok(false);
    };
    let mut cards = Vec::with_capacity(chunk.cards.len());
    for (card, from, sealed) in chunk.cards {
        let opened = match vault.keys.find(from.name()) {
            Ok(Some(key)) => key.open(&context(chunk.tenant, from), &sealed),
            // It was deleted or came again since.
            Err(bezant_keyring::KeyError::Erased) => continue,
            Ok(None) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(plain) = opened else {
            tracing::error!(%card, "a card's sealed form does not open; the rotation leaves it as it is");
            continue;
        };
        let fresh = vault.pool.take().await?;
        cards.push(Resealing {
            card,
            from,
            to: fresh.id,
            sealed: fresh.key.seal(&context(chunk.tenant, fresh.id), &plain),
        });
    }
    let through = chunk.through;
    submit(&vault, chunk.tenant, Command::Reseal { cards, through }).await?;
    vault.retired.notify_one();
    Ok(true)
}

async fn submit(vault: &Inner, tenant: bezant_kernel::Tenant, command: Command) -> Result<(), VaultError> {
    let request = Request {
        tenant,
        correlation: Correlation::new("rotation").expect("it is short"),
        idempotency: None,
        command,
    };
    match vault.engine.submit_from_follower(request).await {
        // Another turn was faster.
        Ok(_) | Err(SubmitError::Rejected(Rejection::NothingToDo)) => Ok(()),
        Err(error) => Err(crate::local::Refusal::from(error).into()),
    }
}
