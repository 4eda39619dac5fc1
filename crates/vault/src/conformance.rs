//! The suite that every vault passes: the contract of [`crate::Vault`] as checks.
//!
//! A check gets a vault that may hold cards already, uses tenants of its own, and panics where the contract is broken.

use std::time::Duration;

use bezant_engine::Correlation;
use bezant_kernel::{Actor, CardScheme, Tenant, TenantId};

use crate::{
    AccessKind, Caller, CardNumber, CustomerReference, Expiry, HolderName, InvalidCard, Listing, NewCard,
    Outcome, Purpose, Purposes, SecurityCode, Token, Vault, VaultError,
};

/// A number that every test knows.
pub const NUMBER: &str = "4242424242424242";

/// Another.
pub const OTHER_NUMBER: &str = "5555555555554444";

/// Runs all checks.
pub async fn run(vault: &dyn Vault) {
    comes_and_goes(vault).await;
    is_one_card_per_tenant(vault).await;
    changes_are_versions(vault).await;
    purposes_are_kept_to_and_recorded(vault).await;
    security_codes_come_out_once(vault).await;
    deleted_is_gone(vault).await;
    customers_are_erased(vault).await;
    tokens_that_look_like_numbers(vault).await;
    listings_have_pages(vault).await;
    rotation_loses_nothing(vault).await;
    refuses_what_is_no_card(vault).await;
}

/// A tenant of this check only.
fn tenant(check: &str) -> Tenant {
    Tenant::new(TenantId::derive(&[b"conformance", check.as_bytes()]))
}

/// Somebody who may have numbers for these purposes.
pub fn caller(name: &str, purposes: &[Purpose]) -> Caller {
    Caller {
        name: Actor::new(name).expect("a name"),
        purposes: Purposes::of(purposes),
        correlation: Correlation::new("conformance").expect("it is short"),
    }
}

/// A card with this number.
pub fn card(number: &str) -> NewCard {
    NewCard {
        number: CardNumber::parse(number).expect("a number"),
        expiry: Expiry::new(12, 2040).expect("a month"),
        holder: Some(HolderName::parse("Ada Lovelace").expect("a name")),
        code: None,
        customer: None,
    }
}

async fn comes_and_goes(vault: &dyn Vault) {
    let tenant = tenant("comes and goes");
    let till = caller("till", &[Purpose::Authorization]);
    let made = vault
        .tokenize(tenant, &till, card(NUMBER), false)
        .await
        .expect("a card");
    assert_eq!(made.outcome, Outcome::Added);
    assert_eq!(made.format_preserving, None);
    let facts = made.card.facts.clone().expect("it is there");
    assert_eq!(facts.scheme, Some(CardScheme::Visa));
    assert_eq!((&*facts.bin, &*facts.last4), ("42424242", "4242"));
    assert_eq!(facts.expiry.to_string(), "2040-12");
    assert_eq!(vault.describe(tenant, made.card.id).await, Ok(made.card.clone()));
    let token = Token::Card(made.card.id);
    let plain = vault
        .detokenize(tenant, &till, &token, Purpose::Authorization)
        .await
        .expect("the number");
    assert_eq!(plain.number.expose(), NUMBER);
    assert_eq!(plain.expiry, facts.expiry);
    assert_eq!(plain.holder.expect("a name").expose(), "Ada Lovelace");
    assert!(plain.code.is_none());
    let after = vault.describe(tenant, made.card.id).await.expect("the card");
    assert_eq!(after.opened, 1);
}

async fn is_one_card_per_tenant(vault: &dyn Vault) {
    let (one, other) = (tenant("one"), tenant("other"));
    let till = caller("till", &[Purpose::Authorization]);
    let first = vault
        .tokenize(one, &till, card(NUMBER), false)
        .await
        .expect("a card");
    let again = vault
        .tokenize(one, &till, card("4242 4242 4242 4242"), false)
        .await
        .expect("a card");
    assert_eq!(again.outcome, Outcome::Unchanged);
    assert_eq!(again.card, first.card);
    let elsewhere = vault
        .tokenize(other, &till, card(NUMBER), false)
        .await
        .expect("a card");
    assert_ne!(elsewhere.card.id, first.card.id);
    assert_ne!(elsewhere.card.fingerprint, first.card.fingerprint);
    let stranger = Token::Card(first.card.id);
    let refused = vault
        .detokenize(other, &till, &stranger, Purpose::Authorization)
        .await;
    assert_eq!(refused.err(), Some(VaultError::NotFound));
    assert_eq!(
        vault.describe(other, first.card.id).await,
        Err(VaultError::NotFound)
    );
    assert_eq!(
        vault.delete(other, &till, first.card.id).await,
        Err(VaultError::NotFound)
    );
}

async fn changes_are_versions(vault: &dyn Vault) {
    let tenant = tenant("changes");
    let till = caller("till", &[Purpose::Authorization]);
    let first = vault
        .tokenize(tenant, &till, card(NUMBER), false)
        .await
        .expect("a card");
    let mut renewed = card(NUMBER);
    renewed.expiry = Expiry::new(1, 2041).expect("a month");
    renewed.holder = None;
    let second = vault
        .tokenize(tenant, &till, renewed, false)
        .await
        .expect("a card");
    assert_eq!(second.outcome, Outcome::Updated);
    assert_eq!((second.card.id, second.card.version), (first.card.id, 2));
    assert_eq!(second.card.created_at, first.card.created_at);
    let token = Token::Card(first.card.id);
    let plain = vault
        .detokenize(tenant, &till, &token, Purpose::Authorization)
        .await
        .expect("the number");
    assert_eq!(plain.expiry.to_string(), "2041-01");
    assert!(plain.holder.is_none());
}

async fn purposes_are_kept_to_and_recorded(vault: &dyn Vault) {
    let tenant = tenant("purposes");
    let till = caller("till", &[Purpose::Authorization]);
    let support = caller("support", &[Purpose::SupportReveal, Purpose::Dispute]);
    let made = vault
        .tokenize(tenant, &till, card(NUMBER), false)
        .await
        .expect("a card");
    let token = Token::Card(made.card.id);
    let refused = vault
        .detokenize(tenant, &till, &token, Purpose::SupportReveal)
        .await;
    assert_eq!(refused.err(), Some(VaultError::Denied));
    let nobody = caller("nobody", &[]);
    for &purpose in Purpose::ALL {
        let refused = vault.detokenize(tenant, &nobody, &token, purpose).await;
        assert_eq!(refused.err(), Some(VaultError::Denied));
    }
    let plain = vault
        .detokenize(tenant, &support, &token, Purpose::Dispute)
        .await
        .expect("the number");
    assert_eq!(plain.number.expose(), NUMBER);
    let accesses = vault
        .accesses(tenant, made.card.id, None, 100)
        .await
        .expect("a record");
    let lines: Vec<_> = accesses
        .iter()
        .map(|line| (line.kind, line.by.as_ref().map(Actor::as_str), line.purpose))
        .collect();
    assert_eq!(
        lines[0],
        (AccessKind::Opened, Some("support"), Some(Purpose::Dispute))
    );
    assert_eq!(
        lines[1],
        (AccessKind::Refused, Some("nobody"), Some(Purpose::SupportReveal))
    );
    assert_eq!(lines.len(), 8);
    assert_eq!(lines[7], (AccessKind::Added, Some("till"), None));
    assert!(
        accesses
            .iter()
            .all(|line| line.correlation.as_str() == "conformance")
    );
    let page = vault
        .accesses(tenant, made.card.id, Some(accesses[1].position), 2)
        .await
        .expect("a record");
    assert_eq!(page, accesses[2..4]);
}

async fn security_codes_come_out_once(vault: &dyn Vault) {
    let tenant = tenant("codes");
    let till = caller("till", &[Purpose::Authorization, Purpose::NetworkToken]);
    let mut with_code = card(NUMBER);
    with_code.code = Some(SecurityCode::parse("739", &with_code.number).expect("a code"));
    let made = vault
        .tokenize(tenant, &till, with_code, false)
        .await
        .expect("a card");
    let token = Token::Card(made.card.id);
    let open = async |purpose| {
        let plain = vault.detokenize(tenant, &till, &token, purpose).await;
        let code = plain.expect("the number").code;
        code.map(|code| code.expose().to_owned())
    };
    assert_eq!(open(Purpose::NetworkToken).await, None);
    assert_eq!(open(Purpose::Authorization).await, Some("739".to_owned()));
    assert_eq!(open(Purpose::Authorization).await, None);
}

async fn deleted_is_gone(vault: &dyn Vault) {
    let tenant = tenant("deleted");
    let till = caller("till", &[Purpose::Authorization]);
    let made = vault
        .tokenize(tenant, &till, card(NUMBER), false)
        .await
        .expect("a card");
    let gone = vault
        .delete(tenant, &till, made.card.id)
        .await
        .expect("it is deleted");
    assert!(gone.deleted_at.is_some() && gone.facts.is_none());
    let again = vault.delete(tenant, &till, made.card.id).await;
    assert_eq!(again, Ok(gone));
    let token = Token::Card(made.card.id);
    let read = vault
        .detokenize(tenant, &till, &token, Purpose::Authorization)
        .await;
    assert_eq!(read.err(), Some(VaultError::Deleted));
    assert_eq!(vault.status().await.expect("a status").keys_to_shred, 0);
    let accesses = vault
        .accesses(tenant, made.card.id, None, 100)
        .await
        .expect("its record stays");
    assert_eq!(accesses[0].kind, AccessKind::Deleted);
    let anew = vault
        .tokenize(tenant, &till, card(NUMBER), false)
        .await
        .expect("a card");
    assert_eq!(anew.outcome, Outcome::Added);
    assert_ne!(anew.card.id, made.card.id);
    assert_eq!(anew.card.fingerprint, made.card.fingerprint);
}

async fn customers_are_erased(vault: &dyn Vault) {
    let tenant = tenant("customers");
    let till = caller("till", &[Purpose::Authorization]);
    let customer = |name: &str| CustomerReference::parse(name).expect("a reference");
    let mut ids = Vec::new();
    for (number, owner) in [
        (NUMBER, "ada"),
        (OTHER_NUMBER, "ada"),
        ("378282246310005", "grace"),
    ] {
        let mut owned = card(number);
        owned.customer = Some(customer(owner));
        let made = vault.tokenize(tenant, &till, owned, false).await;
        ids.push(made.expect("a card").card.id);
    }
    // Without a reference it stays whose it is.
    let seen = vault.tokenize(tenant, &till, card(NUMBER), false).await;
    assert_eq!(seen.expect("a card").outcome, Outcome::Unchanged);
    let listing = |name: &str| Listing {
        customer: Some(customer(name)),
        after: None,
        limit: 10,
    };
    let of_ada = vault.cards(tenant, &listing("ada")).await.expect("cards");
    assert_eq!(of_ada.iter().map(|card| card.id).collect::<Vec<_>>(), ids[..2]);
    assert_eq!(vault.erase_customer(tenant, &till, &customer("ada")).await, Ok(2));
    assert_eq!(vault.erase_customer(tenant, &till, &customer("ada")).await, Ok(0));
    assert_eq!(vault.cards(tenant, &listing("ada")).await, Ok(Vec::new()));
    for (id, is_gone) in ids.iter().zip([true, true, false]) {
        let read = vault
            .detokenize(tenant, &till, &Token::Card(*id), Purpose::Authorization)
            .await;
        assert_eq!(read.err(), is_gone.then_some(VaultError::Deleted));
    }
}

async fn tokens_that_look_like_numbers(vault: &dyn Vault) {
    let tenant = tenant("format-preserving");
    let till = caller("till", &[Purpose::Authorization]);
    let made = vault
        .tokenize(tenant, &till, card(NUMBER), true)
        .await
        .expect("a card");
    let digits = made.format_preserving.expect("it has 16 digits");
    assert!(digits.starts_with("424242") && digits.ends_with("4242") && digits.len() == 16);
    assert_eq!(CardNumber::parse(&digits).err(), Some(InvalidCard::CheckDigit));
    let again = vault.tokenize(tenant, &till, card(NUMBER), true).await;
    assert_eq!(again.expect("a card").format_preserving.as_ref(), Some(&digits));
    let token = Token::FormatPreserving(digits.clone());
    let plain = vault
        .detokenize(tenant, &till, &token, Purpose::Authorization)
        .await
        .expect("the number");
    assert_eq!(plain.number.expose(), NUMBER);
    let elsewhere = vault
        .detokenize(self::tenant("elsewhere"), &till, &token, Purpose::Authorization)
        .await;
    assert_eq!(elsewhere.err(), Some(VaultError::NotFound));
    vault
        .delete(tenant, &till, made.card.id)
        .await
        .expect("it is deleted");
    let gone = vault
        .detokenize(tenant, &till, &token, Purpose::Authorization)
        .await;
    assert_eq!(gone.err(), Some(VaultError::NotFound));
    let short = vault.tokenize(tenant, &till, card("378282246310005"), true).await;
    assert_eq!(short.expect("a card").format_preserving, None);
}

async fn listings_have_pages(vault: &dyn Vault) {
    let tenant = tenant("listings");
    let till = caller("till", &[]);
    let mut made = Vec::new();
    for number in [
        NUMBER,
        OTHER_NUMBER,
        "378282246310005",
        "6011111111111117",
        "3566002020360505",
    ] {
        let one = vault.tokenize(tenant, &till, card(number), false).await;
        made.push(one.expect("a card").card);
    }
    made.sort_by_key(|card| card.id);
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let listing = Listing {
            customer: None,
            after,
            limit: 2,
        };
        let page = vault.cards(tenant, &listing).await.expect("cards");
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        listed.extend(page);
    }
    assert_eq!(listed, made);
}

async fn rotation_loses_nothing(vault: &dyn Vault) {
    let tenant = tenant("rotation");
    let till = caller("till", &[Purpose::Authorization]);
    let mut tokens = Vec::new();
    for number in [NUMBER, OTHER_NUMBER, "378282246310005"] {
        let made = vault.tokenize(tenant, &till, card(number), false).await;
        tokens.push((Token::Card(made.expect("a card").card.id), number));
    }
    vault.rotate(&till).await.expect("a rotation");
    let progress = async || {
        let status = vault.status().await.expect("a status");
        status.rotation.expect("one was begun")
    };
    // Every card can be read at any time of it, and after it once more.
    for _ in 0..10_000 {
        let was_finished = progress().await.is_finished();
        for (token, number) in &tokens {
            let plain = vault
                .detokenize(tenant, &till, token, Purpose::Authorization)
                .await
                .expect("the number");
            assert_eq!(plain.number.expose(), *number);
        }
        if was_finished {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let rotation = progress().await;
    assert!(rotation.is_finished() && rotation.resealed >= 3);
    let Token::Card(id) = tokens[0].0 else {
        unreachable!("it is a card's")
    };
    let accesses = vault.accesses(tenant, id, None, 100).await.expect("a record");
    assert_eq!(
        accesses
            .iter()
            .filter(|line| line.kind == AccessKind::Resealed)
            .count(),
        1
    );
}

async fn refuses_what_is_no_card(vault: &dyn Vault) {
    let tenant = tenant("refuses");
    let till = caller("till", &[Purpose::Authorization]);
    let mut expired = card(NUMBER);
    expired.expiry = Expiry::new(1, 2020).expect("a month");
    let refused = vault.tokenize(tenant, &till, expired, false).await;
    assert_eq!(refused.err(), Some(VaultError::Invalid(InvalidCard::Expired)));
    for token in ["4242424242424241", "not digits", ""] {
        let token = Token::FormatPreserving(token.to_owned());
        let refused = vault
            .detokenize(tenant, &till, &token, Purpose::Authorization)
            .await;
        assert_eq!(refused.err(), Some(VaultError::NotFound));
    }
}
