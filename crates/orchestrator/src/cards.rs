//! The number behind a card of the vault, for the one call that needs it.

use bezant_engine::Correlation;
use bezant_gateways::{CardData, Registry};
use bezant_kernel::{Actor, CardId, Tenant};
use bezant_payments::{Call, Decline, DeclineCode, Failure, Operation, Outcome, UnknownReason};
use bezant_vault::{Caller, PlainCard, Purpose, Purposes, Token, Vault, VaultError};

/// The card that the call needs, if it needs one; what came of the call where it can't be had. The vault keeps a record of it that is
/// durable before the number is here.
pub(crate) async fn card_for(
    vault: Option<&dyn Vault>,
    gateways: &Registry,
    tenant: Tenant,
    correlation: &Correlation,
    operation: &Operation,
) -> Result<Option<CardData>, Outcome> {
    let Some(card) = gateways.needs_card(operation) else {
        return Ok(None);
    };
    let taken = take(vault, tenant, correlation, card).await;
    taken.map(Some).map_err(|outcome| match operation.call {
        Call::Send => outcome,
        // That an inquiry could not be made says nothing about the send before it.
        Call::Inquire => Outcome::Unknown(UnknownReason::TimedOut),
    })
}

async fn take(
    vault: Option<&dyn Vault>,
    tenant: Tenant,
    correlation: &Correlation,
    card: CardId,
) -> Result<CardData, Outcome> {
    let Some(vault) = vault else {
        return Err(invalid("no_vault"));
    };
    let caller = Caller {
        name: Actor::stored("orchestrator"),
        purposes: Purposes::of(&[Purpose::Authorization]),
        correlation: correlation.clone(),
    };
    let found = vault
        .detokenize(tenant, &caller, &Token::Card(card), Purpose::Authorization)
        .await;
    match found {
        Ok(card) => Ok(data(&card)),
        Err(VaultError::NotFound | VaultError::Invalid(_)) => Err(invalid("card_not_found")),
        Err(VaultError::Deleted) => Err(invalid("card_deleted")),
        Err(VaultError::Damaged | VaultError::Denied) => Err(invalid("card_unreadable")),
        Err(
            error @ (VaultError::Busy { .. }
            | VaultError::StorageFull
            | VaultError::Unavailable(_)
            | VaultError::CustomerFull
            | VaultError::Rotating),
        ) => {
            tracing::warn!(%error, correlation = correlation.as_str(), "the card vault does not answer");
            Err(Outcome::Failed(Failure::HeldBack))
        }
    }
}

fn invalid(why: &str) -> Outcome {
    Outcome::Declined(Decline {
        code: DeclineCode::InvalidPaymentMethod,
        gateway_code: why.to_owned(),
    })
}

fn data(card: &PlainCard) -> CardData {
    let mut data = CardData::new(card.number.expose(), card.expiry.month(), card.expiry.year());
    if let Some(holder) = &card.holder {
        data = data.with_holder(holder.expose());
    }
    if let Some(code) = &card.code {
        data = data.with_security_code(code.expose());
    }
    data
}
