//! The stored forms of events and payments. Fields and kinds are only ever added, numbers never used again.

mod dispute;
mod event;
mod messages;
mod payment;

use bezant_kernel::wire::{Corrupt, MoneyWire, id_bytes, id_from};
use bezant_kernel::{
    Card, CardCategory, CardScheme, Country, GatewayName, LookupHash, MethodKind, Milliseconds, Money,
    OperationKind, PaymentId, Sealed, Timestamp,
};

use crate::advice::Advice;
use crate::billing::BillingDetails;
use crate::command::{CaptureMode, Initiator, RetryPlan};
use crate::operation::{Call, GatewayReference, Operation};
use crate::payment::FailureNote;
use crate::route::Candidate;
use messages::{
    AdviceWire, BillingWire, CandidateWire, CardWire, NoteWire, OperationWire, PairWire, RetryPlanWire,
};

pub use event::{decode_event, encode_event};

fn gateway_from(text: &str) -> Result<GatewayName, Corrupt> {
    text.parse().map_err(|_| Corrupt("not a gateway's name"))
}

fn country_from(text: Option<String>) -> Result<Option<Country>, Corrupt> {
    text.map(|text| text.parse().map_err(|_| Corrupt("not a country")))
        .transpose()
}

fn method_from(number: u32) -> Result<MethodKind, Corrupt> {
    MethodKind::from_number(number).ok_or(Corrupt("unknown kind of payment method"))
}

fn operation_kind_from(number: u32) -> Result<OperationKind, Corrupt> {
    OperationKind::from_number(number).ok_or(Corrupt("unknown kind of operation"))
}

fn money_from(wire: Option<MoneyWire>) -> Result<Money, Corrupt> {
    wire.ok_or(Corrupt("an amount is missing"))?.try_into()
}

/// The mode's number and its pause.
fn capture_parts(mode: CaptureMode) -> (u32, u64) {
    match mode {
        CaptureMode::Automatic => (0, 0),
        CaptureMode::Manual => (1, 0),
        CaptureMode::AutomaticAfter(pause) => (2, pause.0),
    }
}

fn capture_from(mode: u32, pause: u64) -> Result<CaptureMode, Corrupt> {
    match mode {
        0 => Ok(CaptureMode::Automatic),
        1 => Ok(CaptureMode::Manual),
        2 => Ok(CaptureMode::AutomaticAfter(Milliseconds(pause))),
        _ => Err(Corrupt("unknown capture mode")),
    }
}

fn billing_wire(details: &BillingDetails) -> BillingWire {
    BillingWire {
        sealed: details.sealed.as_bytes().to_vec(),
        email: details.email.map(|hash| hash.as_bytes().to_vec()),
    }
}

fn billing_from(wire: BillingWire) -> Result<Box<BillingDetails>, Corrupt> {
    let hash = |bytes: Vec<u8>| bytes.try_into().map(LookupHash::from_bytes);
    Ok(Box::new(BillingDetails {
        sealed: Sealed::from_bytes(wire.sealed),
        email: wire
            .email
            .map(hash)
            .transpose()
            .map_err(|_| Corrupt("not a hash of an e-mail address"))?,
    }))
}

fn card_wire(card: &Card) -> Option<CardWire> {
    (!card.is_unknown()).then(|| CardWire {
        scheme: card.scheme.map_or(0, CardScheme::number),
        category: card.category.map_or(0, CardCategory::number),
        issuer_country: card.issuer_country.map(|country| country.as_str().to_owned()),
        bin: card.bin.map(|bin| bin.to_string()),
    })
}

fn card_from(wire: Option<CardWire>) -> Result<Card, Corrupt> {
    let Some(wire) = wire else {
        return Ok(Card::default());
    };
    let scheme = |number| CardScheme::from_number(number).ok_or(Corrupt("unknown card scheme"));
    let category = |number| CardCategory::from_number(number).ok_or(Corrupt("unknown kind of card"));
    let some = |number: u32| (number != 0).then_some(number);
    Ok(Card {
        scheme: some(wire.scheme).map(scheme).transpose()?,
        category: some(wire.category).map(category).transpose()?,
        issuer_country: country_from(wire.issuer_country)?,
        bin: wire
            .bin
            .map(|text| text.parse().map_err(|_| Corrupt("not a BIN")))
            .transpose()?,
    })
}

fn initiator_from(by_merchant: bool) -> Initiator {
    if by_merchant {
        Initiator::Merchant
    } else {
        Initiator::Customer
    }
}

fn retry_plan_wire(plan: &RetryPlan) -> RetryPlanWire {
    RetryPlanWire {
        retries: plan.retries,
        within_ms: plan.within.0,
    }
}

fn retry_plan_from(wire: RetryPlanWire) -> RetryPlan {
    RetryPlan {
        retries: wire.retries,
        within: Milliseconds(wire.within_ms),
    }
}

fn advice_wire(advice: &Advice) -> AdviceWire {
    let names = |all: &[GatewayName]| all.iter().map(|name| name.as_str().to_owned()).collect();
    AdviceWire {
        exclude: names(advice.exclude()),
        prefer: names(advice.prefer()),
        three_d_secure: advice.three_d_secure(),
    }
}

fn advice_from(wire: AdviceWire) -> Result<Advice, Corrupt> {
    let names = |all: Vec<String>| {
        all.iter()
            .map(|name| gateway_from(name))
            .collect::<Result<_, _>>()
    };
    Ok(Advice::new(
        names(wire.exclude)?,
        names(wire.prefer)?,
        wire.three_d_secure,
    ))
}

fn call_number(call: Call) -> u32 {
    match call {
        Call::Send => 0,
        Call::Inquire => 1,
    }
}

fn call_from(number: u32) -> Result<Call, Corrupt> {
    match number {
        0 => Ok(Call::Send),
        1 => Ok(Call::Inquire),
        _ => Err(Corrupt("unknown call")),
    }
}

fn note_wire(note: &FailureNote) -> NoteWire {
    NoteWire {
        code: note.code.clone(),
        message: note.message.clone(),
        gateway_code: note.gateway_code.clone(),
    }
}

fn note_from(wire: NoteWire) -> FailureNote {
    FailureNote {
        code: wire.code,
        message: wire.message,
        gateway_code: wire.gateway_code,
    }
}

fn pair_wires(pairs: &[(String, String)]) -> Vec<PairWire> {
    pairs
        .iter()
        .map(|(key, value)| PairWire {
            key: key.clone(),
            value: value.clone(),
        })
        .collect()
}

fn pairs_from(wires: Vec<PairWire>) -> Vec<(String, String)> {
    wires.into_iter().map(|pair| (pair.key, pair.value)).collect()
}

fn candidate_wires(candidates: &[Candidate]) -> Vec<CandidateWire> {
    let wire = |candidate: &Candidate| CandidateWire {
        gateway: candidate.gateway.as_str().to_owned(),
        score: candidate.score,
        verdict: candidate.verdict.clone().into_owned(),
    };
    candidates.iter().map(wire).collect()
}

fn candidates_from(wires: Vec<CandidateWire>) -> Result<Vec<Candidate>, Corrupt> {
    let candidate = |wire: CandidateWire| {
        Ok(Candidate {
            gateway: gateway_from(&wire.gateway)?,
            score: wire.score,
            verdict: wire.verdict.into(),
        })
    };
    wires.into_iter().map(candidate).collect()
}

/// The operation without its payment, which stands beside it.
fn operation_wire(operation: &Operation) -> OperationWire {
    OperationWire {
        id: id_bytes(operation.id),
        kind: operation.kind.number(),
        refund: operation.refund.map(id_bytes),
        gateway: operation.gateway.as_str().to_owned(),
        amount: Some(operation.amount.into()),
        capture: operation.capture,
        attempt: operation.attempt,
        method: operation.method.number(),
        token: operation.token.clone(),
        country: operation.country.map(|country| country.as_str().to_owned()),
        authorization: operation
            .authorization
            .as_ref()
            .map(|reference| reference.0.clone()),
        call: call_number(operation.call),
        card: card_wire(&operation.card),
        by_merchant: operation.initiator == Initiator::Merchant,
        three_d_secure: operation.three_d_secure,
        deadline: operation.deadline.map(Timestamp::as_microseconds),
    }
}

fn operation_from(payment: PaymentId, wire: Option<OperationWire>) -> Result<Operation, Corrupt> {
    let wire = wire.ok_or(Corrupt("an operation is missing"))?;
    Ok(Operation {
        id: id_from(&wire.id)?,
        kind: operation_kind_from(wire.kind)?,
        payment,
        refund: wire.refund.map(|bytes| id_from(&bytes)).transpose()?,
        gateway: gateway_from(&wire.gateway)?,
        amount: money_from(wire.amount)?,
        capture: wire.capture,
        attempt: wire.attempt,
        method: method_from(wire.method)?,
        token: wire.token,
        country: country_from(wire.country)?,
        authorization: wire.authorization.map(GatewayReference),
        call: call_from(wire.call)?,
        card: card_from(wire.card)?,
        initiator: initiator_from(wire.by_merchant),
        three_d_secure: wire.three_d_secure,
        deadline: wire.deadline.map(Timestamp::from_microseconds),
    })
}
