//! Disputes as bytes, in events and in payments.

use bezant_kernel::wire::{Corrupt, MoneyWire, amount_bytes, amount_from};
use bezant_kernel::{Currency, Money, Timestamp};
use prost::Message;

use super::{gateway_from, money_from};
use crate::dispute::{
    Dispute, DisputeChange, DisputeReason, DisputeReference, DisputeReport, DisputeStatus, DisputedFunds,
};

#[derive(Clone, PartialEq, Message)]
pub(super) struct DisputeChangeWire {
    #[prost(string, tag = "1")]
    dispute: String,
    #[prost(string, tag = "2")]
    gateway: String,
    #[prost(message, optional, tag = "3")]
    amount: Option<MoneyWire>,
    #[prost(uint32, tag = "4")]
    reason: u32,
    #[prost(string, tag = "5")]
    gateway_reason: String,
    #[prost(uint32, tag = "6")]
    status: u32,
    /// Zero where nothing moved.
    #[prost(uint32, tag = "7")]
    funds: u32,
    #[prost(uint64, optional, tag = "8")]
    respond_by: Option<u64>,
    #[prost(message, optional, tag = "9")]
    withdrawn: Option<MoneyWire>,
    #[prost(message, optional, tag = "10")]
    written_off: Option<MoneyWire>,
}

/// Amounts are in the payment's currency.
#[derive(Clone, PartialEq, Message)]
pub(super) struct DisputeWire {
    #[prost(string, tag = "1")]
    reference: String,
    #[prost(string, tag = "2")]
    gateway: String,
    #[prost(bytes = "vec", tag = "3")]
    amount: Vec<u8>,
    #[prost(uint32, tag = "4")]
    reason: u32,
    #[prost(string, tag = "5")]
    gateway_reason: String,
    #[prost(uint32, tag = "6")]
    status: u32,
    #[prost(uint64, optional, tag = "7")]
    respond_by: Option<u64>,
    #[prost(bytes = "vec", tag = "8")]
    withdrawn: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    written_off: Vec<u8>,
    #[prost(uint64, tag = "10")]
    opened_at: u64,
    #[prost(uint64, tag = "11")]
    updated_at: u64,
}

fn funds_number(funds: Option<DisputedFunds>) -> u32 {
    match funds {
        None => 0,
        Some(DisputedFunds::Withdrawn) => 1,
        Some(DisputedFunds::Reinstated) => 2,
    }
}

fn funds_from(number: u32) -> Result<Option<DisputedFunds>, Corrupt> {
    match number {
        0 => Ok(None),
        1 => Ok(Some(DisputedFunds::Withdrawn)),
        2 => Ok(Some(DisputedFunds::Reinstated)),
        _ => Err(Corrupt("unknown movement of disputed funds")),
    }
}

fn reason_from(number: u32) -> Result<DisputeReason, Corrupt> {
    DisputeReason::from_number(number).ok_or(Corrupt("unknown reason of a dispute"))
}

fn status_from(number: u32) -> Result<DisputeStatus, Corrupt> {
    DisputeStatus::from_number(number).ok_or(Corrupt("unknown status of a dispute"))
}

pub(super) fn change_wire(change: &DisputeChange) -> DisputeChangeWire {
    let report = &change.report;
    DisputeChangeWire {
        dispute: report.dispute.0.clone(),
        gateway: change.gateway.as_str().to_owned(),
        amount: Some(report.amount.into()),
        reason: report.reason.number(),
        gateway_reason: report.gateway_reason.clone(),
        status: report.status.number(),
        funds: funds_number(report.funds),
        respond_by: report.respond_by.map(Timestamp::as_microseconds),
        withdrawn: Some(change.withdrawn.into()),
        written_off: Some(change.written_off.into()),
    }
}

pub(super) fn change_from(wire: DisputeChangeWire) -> Result<Box<DisputeChange>, Corrupt> {
    Ok(Box::new(DisputeChange {
        gateway: gateway_from(&wire.gateway)?,
        withdrawn: money_from(wire.withdrawn)?,
        written_off: money_from(wire.written_off)?,
        report: DisputeReport {
            dispute: DisputeReference(wire.dispute),
            amount: money_from(wire.amount)?,
            reason: reason_from(wire.reason)?,
            gateway_reason: wire.gateway_reason,
            status: status_from(wire.status)?,
            funds: funds_from(wire.funds)?,
            respond_by: wire.respond_by.map(Timestamp::from_microseconds),
        },
    }))
}

pub(super) fn dispute_wire(dispute: &Dispute) -> DisputeWire {
    DisputeWire {
        reference: dispute.reference.0.clone(),
        gateway: dispute.gateway.as_str().to_owned(),
        amount: amount_bytes(dispute.amount.minor()),
        reason: dispute.reason.number(),
        gateway_reason: dispute.gateway_reason.clone(),
        status: dispute.status.number(),
        respond_by: dispute.respond_by.map(Timestamp::as_microseconds),
        withdrawn: amount_bytes(dispute.withdrawn.minor()),
        written_off: amount_bytes(dispute.written_off.minor()),
        opened_at: dispute.opened_at.as_microseconds(),
        updated_at: dispute.updated_at.as_microseconds(),
    }
}

pub(super) fn dispute_from(currency: Currency, wire: DisputeWire) -> Result<Dispute, Corrupt> {
    let money = |bytes: &[u8]| amount_from(bytes).map(|minor| Money::new(minor, currency));
    Ok(Dispute {
        reference: DisputeReference(wire.reference),
        gateway: gateway_from(&wire.gateway)?,
        amount: money(&wire.amount)?,
        reason: reason_from(wire.reason)?,
        gateway_reason: wire.gateway_reason,
        status: status_from(wire.status)?,
        respond_by: wire.respond_by.map(Timestamp::from_microseconds),
        withdrawn: money(&wire.withdrawn)?,
        written_off: money(&wire.written_off)?,
        opened_at: Timestamp::from_microseconds(wire.opened_at),
        updated_at: Timestamp::from_microseconds(wire.updated_at),
    })
}
