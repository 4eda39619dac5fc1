//! The card vault with many callers: cards kept and numbers handed out, each after its record is durable, beside what the ciphers
//! alone can do on one core.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::hmac;
use bezant_engine::{Correlation, SteadyClock};
use bezant_kernel::{Actor, Tenant, TenantId};
use bezant_keyring::KeyFolder;
use bezant_vault::{
    Caller, CardNumber, Expiry, LocalVault, NewCard, Options, Purpose, Purposes, Token, Vault, VaultError,
};
use tokio::task::JoinSet;

use super::Measured;
use super::child::Folder;
use super::result::Percentiles;
use crate::Failure;

/// Callers at once: as many as a busy edge has under way.
const CALLERS: usize = 1_024;

/// What is stated, on a machine that does nothing else.
const AT_LEAST: f64 = 30_000.0;

/// `vault_tokenize` and `vault_detokenize`, and what was not reached.
pub(super) fn vault(seconds: u64) -> Result<(Vec<Measured>, Vec<String>), Failure> {
    let span = Duration::from_secs(seconds);
    // A runtime of its own: the benchmark's has one thread, and sealing is part of the work.
    let measured = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(measure(span))
    });
    let measured = measured
        .join()
        .map_err(|_| "the benchmark of the vault panicked")??;
    let missed = measured.iter().filter(|one| one.value < AT_LEAST);
    let missed = missed
        .map(|one| format!("{} is {:.0}/s; {AT_LEAST:.0} are stated", one.bench, one.value))
        .collect();
    Ok((measured, missed))
}

async fn measure(span: Duration) -> Result<Vec<Measured>, Failure> {
    let folder = Folder::new("vault")?;
    let keys = KeyFolder::new(folder.path().join("keys"));
    let keys = crate::keyring::over(keys.local_ring()?, &keys)?.cards;
    let options = Options::in_folder(folder.path().join("vault"));
    let vault = LocalVault::open(options, keys, Arc::new(SteadyClock::default())).await?;
    let sealing = of_one_core(span.min(Duration::from_secs(1)), 2);
    let next = Arc::new(AtomicU64::new(0));
    let tokenized = load(span, {
        let (vault, next) = (vault.clone(), Arc::clone(&next));
        move || {
            let (vault, nth) = (vault.clone(), next.fetch_add(1, Ordering::Relaxed));
            async move {
                vault
                    .tokenize(tenant(), &caller(), card(nth), false)
                    .await
                    .map(drop)
            }
        }
    })
    .await?;
    // Each card once, in the order of the ids, so that what was made first comes first.
    let cards = all_cards(&vault, 50_000).await?;
    let count = cards.len();
    let opening = of_one_core(span.min(Duration::from_secs(1)), 1);
    next.store(0, Ordering::Relaxed);
    let detokenized = load(span, {
        let (vault, cards) = (vault.clone(), Arc::new(cards));
        move || {
            let nth = next.fetch_add(1, Ordering::Relaxed) as usize % cards.len();
            let (vault, cards) = (vault.clone(), Arc::clone(&cards));
            async move {
                let opened = vault
                    .detokenize(tenant(), &caller(), &cards[nth], Purpose::Authorization)
                    .await;
                opened.map(|card| drop(black_box(card)))
            }
        }
    })
    .await?;
    vault.shutdown().await;
    let measured = |bench, (value, latencies), ceiling, how| Measured {
        bench,
        value,
        unit: "1/s",
        ceiling: Some(ceiling),
        latencies: Percentiles::of(latencies),
        how,
    };
    Ok(vec![
        measured(
            "vault_tokenize",
            tokenized,
            sealing,
            format!("{CALLERS} callers, every card new and durable; ceiling: the ciphers alone on one core"),
        ),
        measured(
            "vault_detokenize",
            detokenized,
            opening,
            format!("{CALLERS} callers, {count} cards, each access durable before the number leaves"),
        ),
    ])
}

/// So many callers, each asking again when it has its answer: how many were answered a second, and how long each took.
async fn load<F, A>(span: Duration, ask: F) -> Result<(f64, Vec<u32>), Failure>
where
    F: Fn() -> A + Clone + Send + 'static,
    A: Future<Output = Result<(), VaultError>> + Send,
{
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let ask = ask.clone();
        callers.spawn(async move {
            let mut latencies = Vec::new();
            while began.elapsed() < span {
                let start = Instant::now();
                match ask().await {
                    Ok(()) => latencies.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX)),
                    Err(VaultError::Busy { retry_after }) => tokio::time::sleep(retry_after).await,
                    Err(error) => return Err(error),
                }
            }
            Ok(latencies)
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = callers.join_next().await {
        latencies.extend(done??);
    }
    Ok((latencies.len() as f64 / began.elapsed().as_secs_f64(), latencies))
}

async fn all_cards(vault: &LocalVault, most: usize) -> Result<Vec<Token>, Failure> {
    let (mut cards, mut after) = (Vec::new(), None);
    while cards.len() < most {
        let listing = bezant_vault::Listing {
            customer: None,
            after,
            limit: bezant_vault::MOST_LISTED,
        };
        let page = vault.cards(tenant(), &listing).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        cards.extend(page.iter().map(|card| Token::Card(card.id)));
    }
    Ok(cards)
}

/// What no vault could leave out, on one core: two keyed hashes of a number, and `keys` AES keys made ready with a sealing each.
fn of_one_core(span: Duration, keys: usize) -> f64 {
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
    let (began, mut count) = (Instant::now(), 0u64);
    while began.elapsed() < span {
        for _ in 0..100 {
            count += 1;
            for part in [count, count + 1] {
                black_box(hmac::sign(&secret, &part.to_be_bytes()));
            }
            for _ in 0..keys {
                let key = RandomizedNonceKey::new(&AES_256_GCM, &[9; 32]).expect("the key has 32 bytes");
                let mut bytes = vec![1; 32];
                let nonce = key.seal_in_place_append_tag(Aad::empty(), &mut bytes);
                black_box((nonce.expect("the message is short"), bytes));
            }
        }
    }
    count as f64 / began.elapsed().as_secs_f64()
}

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

fn caller() -> Caller {
    Caller {
        name: Actor::stored("bench"),
        purposes: Purposes::of(&[Purpose::Authorization]),
        correlation: Correlation::new("bench").expect("it is short"),
    }
}

fn card(nth: u64) -> NewCard {
    let start = 424_242_000_000_000 + nth;
    // Luhn: the check digit makes the sum of all a multiple of ten.
    let (mut rest, mut sum, mut doubled) = (start, 0, true);
    while rest > 0 {
        let digit = rest % 10 * if doubled { 2 } else { 1 };
        sum += digit / 10 + digit % 10;
        (rest, doubled) = (rest / 10, !doubled);
    }
    let text = format!("{start}{}", (10 - sum % 10) % 10);
    NewCard {
        number: CardNumber::parse(&text).expect("its check digit is right"),
        expiry: Expiry::new(12, 2040).expect("there is such a month"),
        holder: None,
        code: None,
        customer: None,
    }
}
