//! Payments as bytes: for snapshots, the cold tier and kept answers. Short, because there are many.

use bezant_kernel::wire::{Corrupt, amount_bytes, amount_from, currency_from, id_bytes, id_from};
use bezant_kernel::{Currency, Milliseconds, Money, PaymentId, Tenant, Timestamp};
use prost::Message;

use super::dispute::{dispute_from, dispute_wire};
use super::messages::{AttemptWire, AuthorizationWire, FlightWire, PaymentWire, RefundWire};
use super::{
    advice_from, advice_wire, billing_from, billing_wire, candidate_wires, candidates_from, capture_from,
    capture_parts, card_from, card_wire, country_from, gateway_from, initiator_from, method_from, note_from,
    note_wire, operation_from, operation_wire, pair_wires, pairs_from, retry_plan_from, retry_plan_wire,
};
use crate::advice::Advice;
use crate::attention::AttentionReason;
use crate::command::Initiator;
use crate::event::OutcomeClass;
use crate::operation::GatewayReference;
use crate::payment::{Attempt, Authorization, Flight, Payment, Phase, Refund};
use crate::status::{RefundStatus, Status};

impl Payment {
    /// Writes the stored form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let (capture, capture_after) = capture_parts(self.capture);
        let wire = PaymentWire {
            id: id_bytes(self.id),
            tenant: id_bytes(self.tenant.id()),
            currency: u32::from(self.amount.currency().number()),
            amount: amount_bytes(self.amount.minor()),
            amount_captured: amount_bytes(self.amount_captured.minor()),
            amount_refunded: amount_bytes(self.amount_refunded.minor()),
            capture,
            capture_after,
            method: self.method.number(),
            token: self.token.clone(),
            country: self.country.map(|country| country.as_str().to_owned()),
            customer: self.customer.clone(),
            description: self.description.clone(),
            reference: self.reference.clone(),
            metadata: pair_wires(&self.metadata),
            status: self.status.number(),
            version: self.version,
            position: self.position,
            created_at: self.created_at.as_microseconds(),
            updated_after: span(self.created_at, self.updated_at),
            authorization: self.authorization.as_ref().map(authorization_wire),
            announced_fee: self.announced_fee.map(Into::into),
            capture_at: self.capture_at.map(Timestamp::as_microseconds),
            round: self.round,
            attempt_count: self.attempt_count,
            attempts: self
                .attempts
                .iter()
                .map(|attempt| self.attempt_wire(attempt))
                .collect(),
            refunds: self.refunds.iter().map(refund_wire).collect(),
            failure: self.failure.as_ref().map(note_wire),
            needs_attention: self.attention.is_some(),
            attention: self.attention.map_or(0, AttentionReason::number),
            disputes: self.disputes.iter().map(dispute_wire).collect(),
            flight: self.flight.as_deref().map(flight_wire),
            card: card_wire(&self.card),
            by_merchant: self.initiator == Initiator::Merchant,
            retries: self.retries.as_ref().map(retry_plan_wire),
            answer_within_ms: self.answer_within.map(|span| span.0),
            sitting: self.sitting,
            advice: (self.advice != Advice::default()).then(|| advice_wire(&self.advice)),
            not_routed: self.not_routed.clone(),
            created_by: self.created_by.map(id_bytes),
            billing: self.billing.as_deref().map(billing_wire),
        };
        wire.encode(out).expect("a vector grows as needed");
    }

    /// Reads the stored form.
    pub fn decode(bytes: &[u8]) -> Result<Payment, Corrupt> {
        let wire = PaymentWire::decode(bytes)?;
        let id = id_from(&wire.id)?;
        let currency = currency_from(wire.currency)?;
        let money = |bytes: &[u8]| amount_from(bytes).map(|minor| Money::new(minor, currency));
        let authorization = wire
            .authorization
            .map(|wire| authorization_from(currency, wire))
            .transpose()?;
        let attempt = |one| attempt_from(wire.created_at, authorization.as_ref(), one);
        let refund = |wire| refund_from(currency, wire);
        let dispute = |wire| dispute_from(currency, wire);
        Ok(Payment {
            id,
            tenant: Tenant::new(id_from(&wire.tenant)?),
            amount: money(&wire.amount)?,
            amount_captured: money(&wire.amount_captured)?,
            amount_refunded: money(&wire.amount_refunded)?,
            capture: capture_from(wire.capture, wire.capture_after)?,
            method: method_from(wire.method)?,
            token: wire.token,
            country: country_from(wire.country)?,
            customer: wire.customer,
            description: wire.description,
            reference: wire.reference,
            metadata: pairs_from(wire.metadata),
            status: Status::from_number(wire.status).ok_or(Corrupt("unknown status"))?,
            version: wire.version,
            position: wire.position,
            created_at: Timestamp::from_microseconds(wire.created_at),
            updated_at: later(wire.created_at, wire.updated_after)?,
            announced_fee: wire.announced_fee.map(TryInto::try_into).transpose()?,
            capture_at: wire.capture_at.map(Timestamp::from_microseconds),
            round: wire.round,
            attempt_count: wire.attempt_count,
            attempts: wire.attempts.into_iter().map(attempt).collect::<Result<_, _>>()?,
            refunds: wire.refunds.into_iter().map(refund).collect::<Result<_, _>>()?,
            failure: wire.failure.map(note_from),
            attention: match (wire.needs_attention, wire.attention) {
                (false, _) => None,
                (true, 0) => Some(AttentionReason::Silence),
                (true, number) => {
                    let reason = AttentionReason::from_number(number);
                    Some(reason.ok_or(Corrupt("unknown reason for attention"))?)
                }
            },
            disputes: wire.disputes.into_iter().map(dispute).collect::<Result<_, _>>()?,
            flight: wire
                .flight
                .map(|wire| flight_from(id, wire).map(Box::new))
                .transpose()?,
            card: card_from(wire.card)?,
            initiator: initiator_from(wire.by_merchant),
            retries: wire.retries.map(retry_plan_from),
            answer_within: wire.answer_within_ms.map(Milliseconds),
            sitting: wire.sitting,
            advice: wire.advice.map(advice_from).transpose()?.unwrap_or_default(),
            not_routed: wire.not_routed,
            created_by: wire.created_by.map(|bytes| id_from(&bytes)).transpose()?,
            billing: wire.billing.map(billing_from).transpose()?,
            authorization,
        })
    }

    fn attempt_wire(&self, attempt: &Attempt) -> AttemptWire {
        let authorized = self
            .authorization
            .as_ref()
            .is_some_and(|one| one.operation == attempt.operation);
        AttemptWire {
            operation: if authorized {
                Vec::new()
            } else {
                id_bytes(attempt.operation)
            },
            gateway: attempt.gateway.as_str().to_owned(),
            round: attempt.round,
            outcome: attempt.outcome.map_or(0, OutcomeClass::number),
            code: attempt.code.clone(),
            latency: attempt.latency.0,
            explanation: candidate_wires(&attempt.explanation),
            sitting: attempt.sitting,
            started_after: span(self.created_at, attempt.started_at),
            decision: attempt.decision.clone(),
        }
    }
}

fn attempt_from(
    created_at: u64,
    authorization: Option<&Authorization>,
    wire: AttemptWire,
) -> Result<Attempt, Corrupt> {
    let operation = match authorization {
        Some(authorization) if wire.operation.is_empty() => authorization.operation,
        Some(_) | None => id_from(&wire.operation)?,
    };
    let outcome = match wire.outcome {
        0 => None,
        number => Some(OutcomeClass::from_number(number).ok_or(Corrupt("unknown class of outcome"))?),
    };
    Ok(Attempt {
        operation,
        gateway: gateway_from(&wire.gateway)?,
        round: wire.round,
        outcome,
        code: wire.code,
        latency: Milliseconds(wire.latency),
        explanation: candidates_from(wire.explanation)?,
        sitting: wire.sitting,
        started_at: later(created_at, wire.started_after)?,
        decision: wire.decision,
    })
}

fn authorization_wire(authorization: &Authorization) -> AuthorizationWire {
    AuthorizationWire {
        operation: id_bytes(authorization.operation),
        gateway: authorization.gateway.as_str().to_owned(),
        reference: authorization.reference.0.clone(),
        amount: amount_bytes(authorization.amount.minor()),
        expires_at: authorization.expires_at.as_microseconds(),
    }
}

fn authorization_from(currency: Currency, wire: AuthorizationWire) -> Result<Authorization, Corrupt> {
    Ok(Authorization {
        operation: id_from(&wire.operation)?,
        gateway: gateway_from(&wire.gateway)?,
        reference: GatewayReference(wire.reference),
        amount: Money::new(amount_from(&wire.amount)?, currency),
        expires_at: Timestamp::from_microseconds(wire.expires_at),
    })
}

fn refund_wire(refund: &Refund) -> RefundWire {
    RefundWire {
        id: id_bytes(refund.id),
        amount: amount_bytes(refund.amount.minor()),
        reason: refund.reason.clone(),
        status: refund.status.number(),
        returned: refund.returned,
        failure: refund.failure.as_ref().map(note_wire),
        reference: refund.reference.as_ref().map(|reference| reference.0.clone()),
        operation: refund.operation.map(id_bytes),
        created_at: refund.created_at.as_microseconds(),
        updated_after: span(refund.created_at, refund.updated_at),
    }
}

fn refund_from(currency: Currency, wire: RefundWire) -> Result<Refund, Corrupt> {
    Ok(Refund {
        id: id_from(&wire.id)?,
        amount: Money::new(amount_from(&wire.amount)?, currency),
        reason: wire.reason,
        status: RefundStatus::from_number(wire.status).ok_or(Corrupt("unknown status of a refund"))?,
        returned: wire.returned,
        failure: wire.failure.map(note_from),
        reference: wire.reference.map(GatewayReference),
        operation: wire.operation.map(|bytes| id_from(&bytes)).transpose()?,
        created_at: Timestamp::from_microseconds(wire.created_at),
        updated_at: later(wire.created_at, wire.updated_after)?,
    })
}

fn flight_wire(flight: &Flight) -> FlightWire {
    let (phase, at) = match flight.phase {
        Phase::Calling => (1, Timestamp::default()),
        Phase::InquireAt(at) => (2, at),
        Phase::RetryAt(at) => (3, at),
    };
    FlightWire {
        operation: Some(operation_wire(&flight.operation)),
        phase,
        phase_at: at.as_microseconds(),
        retries: flight.retries,
        doubts: flight.doubts,
        doubted: flight.doubted,
        is_postponed: flight.is_postponed,
    }
}

fn flight_from(payment: PaymentId, wire: FlightWire) -> Result<Flight, Corrupt> {
    let at = Timestamp::from_microseconds(wire.phase_at);
    Ok(Flight {
        operation: operation_from(payment, wire.operation)?,
        phase: match wire.phase {
            1 => Phase::Calling,
            2 => Phase::InquireAt(at),
            3 => Phase::RetryAt(at),
            _ => return Err(Corrupt("unknown phase of an operation")),
        },
        retries: wire.retries,
        doubts: wire.doubts,
        doubted: wire.doubted,
        is_postponed: wire.is_postponed,
    })
}

fn span(from: Timestamp, to: Timestamp) -> u64 {
    to.as_microseconds()
        .checked_sub(from.as_microseconds())
        .expect("log time does not go back")
}

fn later(from: u64, span: u64) -> Result<Timestamp, Corrupt> {
    from.checked_add(span)
        .map(Timestamp::from_microseconds)
        .ok_or(Corrupt("a time beyond the end of time"))
}
