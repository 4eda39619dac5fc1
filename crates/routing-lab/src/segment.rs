//! Segments: payments that are alike, within which gateways can be compared.

use std::collections::HashMap;

use crate::PastPayment;

/// A finer segment with fewer payments is taken together with its like.
const PAYMENTS_AT_LEAST: usize = 50;

/// Each payment's segment: method, currency and issuer country where there are enough of them; else method and currency; else all
/// others together.
pub(crate) struct Segments {
    pub(crate) names: Vec<String>,
    /// By payment.
    pub(crate) of: Vec<usize>,
}

impl Segments {
    pub(crate) fn new(payments: &[&PastPayment]) -> Segments {
        let fine = |payment: &PastPayment| {
            let country = payment
                .issuer_country
                .map_or("country unknown".to_owned(), |one| one.to_string());
            format!("{} {} {country}", payment.method, payment.amount.currency())
        };
        let middle =
            |payment: &PastPayment| format!("other {} {}", payment.method, payment.amount.currency());
        let mut counts: HashMap<String, usize> = HashMap::new();
        for payment in payments {
            *counts.entry(fine(payment)).or_default() += 1;
        }
        let is_large = |counts: &HashMap<String, usize>, name: &str| {
            counts.get(name).is_some_and(|count| *count >= PAYMENTS_AT_LEAST)
        };
        // What fine segments leave over is counted anew.
        let left = payments
            .iter()
            .filter(|payment| !is_large(&counts, &fine(payment)));
        let mut of_middle: HashMap<String, usize> = HashMap::new();
        for payment in left {
            *of_middle.entry(middle(payment)).or_default() += 1;
        }
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut names = Vec::new();
        let of = payments.iter().map(|payment| {
            let mut name = fine(payment);
            if !is_large(&counts, &name) {
                name = middle(payment);
                if !is_large(&of_middle, &name) {
                    name = "all others".to_owned();
                }
            }
            *numbers.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                names.len() - 1
            })
        });
        let of = of.collect();
        Segments { names, of }
    }
}
