//! Payments that callers wish for, and what they ask of them later.

use bezant_kernel::{
    Card, CardCategory, CardScheme, Country, GatewayName, MethodKind, Milliseconds, Money, RefundId, Tenant,
};
use bezant_payments::{
    Advice, CaptureMode, Create, FailureNote, Initiator, Payment, RefundStatus, RetryPlan, Status,
};

use super::{Act, Body, CURRENCIES};
use crate::chance::Chance;
use crate::clients::Clients;
use crate::gateway::NAMES;

fn money(chance: &mut Chance) -> Money {
    let minor = match chance.below(10) {
        0 => 1,
        1..8 => chance.between(100, 9_000),
        _ => chance.between(10_000, 5_000_000),
    };
    Money::new(i128::from(minor), *chance.pick(&CURRENCIES))
}

pub(super) fn create(chance: &mut Chance) -> Create {
    let delay = Milliseconds(chance.between(500, 90_000));
    let modes = [
        CaptureMode::Automatic,
        CaptureMode::Automatic,
        CaptureMode::Manual,
        CaptureMode::AutomaticAfter(delay),
    ];
    let initiator = match chance.percent(25) {
        true => Initiator::Merchant,
        false => Initiator::Customer,
    };
    let plan = chance.percent(80).then(|| RetryPlan {
        retries: chance.between(0, 14) as u32,
        within: Milliseconds(*chance.pick(&[1, 20, 90, 400, 1_080]) * 60_000),
    });
    Create {
        capture: *chance.pick(&modes),
        metadata: vec![("order".to_owned(), chance.below(1_000).to_string())],
        confirm: chance.percent(85),
        initiator,
        retries: plan.filter(|_| initiator == Initiator::Merchant),
        answer_within: chance
            .percent(20)
            .then(|| Milliseconds(chance.between(1, 60_000))),
        country: chance.percent(50).then(|| country(chance)),
        customer: chance
            .percent(50)
            .then(|| format!("customer-{}", chance.below(20))),
        card: card(chance),
        advice: advice(chance),
        ..Create::new(money(chance), *chance.pick(MethodKind::ALL), "tok_simulated")
    }
}

/// Something that mostly fits the payment as its caller last saw it.
pub(super) fn act(chance: &mut Chance, clients: &Clients, tenant: Tenant) -> Option<Body> {
    use Status::{Authorized, Completed, Failed, Initiated, PartiallyRefunded, Processing};
    let (statuses, kind): (&[Status], u64) = match chance.below(100) {
        0..12 => (&[Initiated], 0),
        12..35 => (&[Authorized], 1),
        35..47 => (&[Authorized, Initiated, Processing], 2),
        47..77 => (&[Completed, PartiallyRefunded], 3),
        77..85 => (&[PartiallyRefunded], 4),
        85..93 => (&[Failed], 5),
        _ => (&[], chance.below(6)),
    };
    let candidates = clients.standing_at(tenant, statuses);
    let payment = if candidates.is_empty() {
        // Whatever it is, in whatever status: it may be refused.
        let own: Vec<&Payment> = clients
            .payment_ids
            .iter()
            .map(|id| &clients.payments[id])
            .filter(|payment| payment.tenant == tenant)
            .collect();
        if own.is_empty() {
            return None;
        }
        *chance.pick(&own)
    } else {
        &clients.payments[chance.pick(&candidates)]
    };
    let act = match kind {
        0 => Act::Confirm(advice(chance)),
        1 => Act::Capture(part_of(chance, payment.amount)),
        2 => Act::Cancel,
        3 => Act::Refund(part_of(chance, payment.amount_refundable())),
        4 => {
            let refunded = |refund: &&bezant_payments::Refund| refund.status == RefundStatus::Refunded;
            let refund = payment.refunds.iter().find(refunded);
            Act::ReturnRefund(refund.map_or(RefundId::from_u128(chance.u128()), |refund| refund.id))
        }
        _ => Act::Retry(advice(chance)),
    };
    let expected_version = chance.percent(30).then_some(payment.version);
    Some(Body::Act {
        payment: payment.id,
        expected_version,
        act,
    })
}

fn part_of(chance: &mut Chance, whole: Money) -> Option<Money> {
    let whole_minor = u64::try_from(whole.minor()).unwrap_or_default();
    (whole_minor > 1 && chance.percent(60)).then(|| {
        let part = chance.between(1, whole_minor);
        Money::new(i128::from(part), whole.currency())
    })
}

/// What hooks say, where there are any.
fn advice(chance: &mut Chance) -> Advice {
    match chance.below(20) {
        0 => Advice::refuse(FailureNote {
            code: "refused_by_hook".to_owned(),
            message: "a hook has its reasons".to_owned(),
            gateway_code: String::new(),
        }),
        1..4 => {
            let some = |chance: &mut Chance| -> Vec<GatewayName> {
                let names = NAMES.iter().filter(|_| chance.percent(40));
                names
                    .map(|name| name.parse().expect("a gateway's name"))
                    .collect()
            };
            Advice::new(some(chance), some(chance), chance.percent(30))
        }
        _ => Advice::default(),
    }
}

fn country(chance: &mut Chance) -> Country {
    chance.pick(&["DE", "FR", "US"]).parse().expect("a country")
}

fn card(chance: &mut Chance) -> Card {
    if chance.percent(40) {
        return Card::default();
    }
    Card {
        scheme: Some(*chance.pick(CardScheme::ALL)),
        category: chance.percent(70).then(|| *chance.pick(CardCategory::ALL)),
        issuer_country: Some(country(chance)),
        bin: chance.pick(&["411111", "555555", "no bin"]).parse().ok(),
    }
}
