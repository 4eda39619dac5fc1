//! The vault beside a model that a child could have written: a list of numbers.

use std::collections::BTreeMap;

use bezant_kernel::{CardId, Tenant, TenantId};
use bezant_vault::conformance::{caller, card};
use bezant_vault::{
    CustomerReference, Expiry, Listing, LocalVault, Outcome, Purpose, Token, Vault, VaultError,
};
use proptest::prelude::*;

use crate::crashes::number_of;
use crate::support::Rig;

#[derive(Clone, Debug)]
enum Step {
    Tokenize {
        tenant: u8,
        number: u8,
        year: u8,
        customer: Option<u8>,
    },
    Read {
        nth: usize,
        tenant: u8,
    },
    Delete {
        nth: usize,
        tenant: u8,
    },
    Erase {
        tenant: u8,
        customer: u8,
    },
    Rotate,
    Restart {
        is_killed: bool,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let tenant = 1..3u8;
    let step = prop_oneof![
        6 => (tenant.clone(), 0..12u8, 0..2u8, proptest::option::of(0..2u8))
            .prop_map(|(tenant, number, year, customer)| Step::Tokenize { tenant, number, year, customer }),
        6 => (any::<usize>(), tenant.clone()).prop_map(|(nth, tenant)| Step::Read { nth, tenant }),
        2 => (any::<usize>(), tenant.clone()).prop_map(|(nth, tenant)| Step::Delete { nth, tenant }),
        1 => (tenant, 0..2u8).prop_map(|(tenant, customer)| Step::Erase { tenant, customer }),
        1 => Just(Step::Rotate),
        1 => any::<bool>().prop_map(|is_killed| Step::Restart { is_killed }),
    ];
    proptest::collection::vec(step, 1..60)
}

#[derive(Clone, Debug)]
struct Known {
    tenant: u8,
    number: u8,
    year: u8,
    customer: Option<u8>,
    version: u32,
    is_deleted: bool,
}

#[derive(Default)]
struct Model {
    cards: BTreeMap<CardId, Known>,
    order: Vec<CardId>,
}

fn tenant(number: u8) -> Tenant {
    Tenant::new(TenantId::from_u128(u128::from(number)))
}

fn customer(number: u8) -> CustomerReference {
    CustomerReference::parse(&format!("customer-{number}")).unwrap()
}

async fn take(step: &Step, vault: &LocalVault, model: &mut Model) {
    let till = caller("till", &[Purpose::Authorization]);
    match *step {
        Step::Tokenize {
            tenant: of,
            number,
            year,
            customer: owner,
        } => {
            let mut new = card(&number_of(u64::from(number)));
            new.expiry = Expiry::new(6, 2040 + u32::from(year)).unwrap();
            new.customer = owner.map(customer);
            let made = vault.tokenize(tenant(of), &till, new, false).await.unwrap();
            let known = model
                .cards
                .iter_mut()
                .find(|(_, known)| (known.tenant, known.number) == (of, number) && !known.is_deleted);
            match known {
                None => {
                    assert_eq!(made.outcome, Outcome::Added);
                    let known = Known {
                        tenant: of,
                        number,
                        year,
                        customer: owner,
                        version: 1,
                        is_deleted: false,
                    };
                    assert!(model.cards.insert(made.card.id, known).is_none());
                    model.order.push(made.card.id);
                }
                Some((id, known)) => {
                    assert_eq!(made.card.id, *id);
                    let is_new =
                        known.year != year || owner.is_some_and(|owner| known.customer != Some(owner));
                    let outcome = if is_new {
                        Outcome::Updated
                    } else {
                        Outcome::Unchanged
                    };
                    assert_eq!(made.outcome, outcome);
                    known.year = year;
                    known.customer = owner.or(known.customer);
                    known.version += u32::from(is_new);
                    assert_eq!(made.card.version, known.version);
                }
            }
        }
        Step::Read { nth, tenant: of } => {
            let Some(id) = model.order.get(nth % model.order.len().max(1)) else {
                return;
            };
            let known = &model.cards[id];
            let read = vault
                .detokenize(tenant(of), &till, &Token::Card(*id), Purpose::Authorization)
                .await;
            let wanted = match known {
                known if known.tenant != of => Err(VaultError::NotFound),
                known if known.is_deleted => Err(VaultError::Deleted),
                known => Ok((number_of(u64::from(known.number)), 2040 + u16::from(known.year))),
            };
            let read = read.map(|plain| (plain.number.expose().to_owned(), plain.expiry.year()));
            assert_eq!(read, wanted);
        }
        Step::Delete { nth, tenant: of } => {
            let Some(id) = model.order.get(nth % model.order.len().max(1)) else {
                return;
            };
            let known = model.cards.get_mut(id).unwrap();
            let deleted = vault.delete(tenant(of), &till, *id).await;
            if known.tenant == of {
                assert!(deleted.unwrap().deleted_at.is_some());
                known.is_deleted = true;
                known.customer = None;
            } else {
                assert_eq!(deleted, Err(VaultError::NotFound));
            }
        }
        Step::Erase {
            tenant: of,
            customer: owner,
        } => {
            let mut count = 0;
            for known in model.cards.values_mut() {
                if known.tenant == of && known.customer == Some(owner) {
                    (known.is_deleted, known.customer) = (true, None);
                    count += 1;
                }
            }
            let erased = vault.erase_customer(tenant(of), &till, &customer(owner)).await;
            assert_eq!(erased, Ok(count));
        }
        Step::Rotate => match vault.rotate(&till).await {
            Ok(_) | Err(VaultError::Rotating) => {}
            Err(error) => panic!("{error}"),
        },
        Step::Restart { .. } => unreachable!("whoever holds the vault does that"),
    }
}

async fn compare(vault: &LocalVault, model: &Model) {
    for of in 1..3u8 {
        let listing = Listing {
            customer: None,
            after: None,
            limit: 100,
        };
        let listed = vault.cards(tenant(of), &listing).await.unwrap();
        let listed: Vec<_> = listed
            .iter()
            .map(|card| (card.id, card.version, card.deleted_at.is_some()))
            .collect();
        let known = model.cards.iter().filter(|(_, known)| known.tenant == of);
        let known: Vec<_> = known
            .map(|(id, known)| (*id, known.version, known.is_deleted))
            .collect();
        assert_eq!(listed, known);
    }
    assert_eq!(vault.status().await.unwrap().keys_to_shred, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn does_what_the_model_does(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut model = Model::default();
            let mut rig = Rig::new();
            let mut vault = rig.open().await;
            for step in &steps {
                if let Step::Restart { is_killed } = step {
                    if *is_killed {
                        let copy = rig.copy();
                        vault.shutdown().await;
                        rig = copy;
                    } else {
                        vault.shutdown().await;
                    }
                    drop(vault);
                    vault = rig.open().await;
                    compare(&vault, &model).await;
                } else {
                    take(step, &vault, &mut model).await;
                }
            }
            vault.shutdown().await;
        });
    }
}
