//! The stored form of the payments' policy.

use bezant_kernel::Milliseconds;
use bezant_kernel::wire::Corrupt;
use bezant_payments::{Policy, RetryPlan};
use prost::Message;

#[derive(Clone, PartialEq, Message)]
struct PolicyWire {
    #[prost(uint64, tag = "1")]
    authorization_window_ms: u64,
    #[prost(uint32, tag = "2")]
    attempts_per_gateway: u32,
    #[prost(uint32, tag = "3")]
    operation_retries: u32,
    #[prost(uint64, tag = "4")]
    retry_base_ms: u64,
    #[prost(uint64, tag = "5")]
    retry_cap_ms: u64,
    #[prost(uint64, tag = "6")]
    inquiry_base_ms: u64,
    #[prost(uint64, tag = "7")]
    inquiry_cap_ms: u64,
    #[prost(uint32, tag = "8")]
    inquiries_before_attention: u32,
    #[prost(uint64, optional, tag = "9")]
    answer_within_ms: Option<u64>,
    #[prost(uint32, tag = "10")]
    decline_failovers: u32,
    #[prost(uint32, tag = "11")]
    planned_retries: u32,
    #[prost(uint64, tag = "12")]
    retry_within_ms: u64,
}

pub(crate) fn encode(policy: &Policy, out: &mut Vec<u8>) {
    let wire = PolicyWire {
        authorization_window_ms: policy.authorization_window.0,
        attempts_per_gateway: policy.attempts_per_gateway,
        operation_retries: policy.operation_retries,
        retry_base_ms: policy.retry_base.0,
        retry_cap_ms: policy.retry_cap.0,
        inquiry_base_ms: policy.inquiry_base.0,
        inquiry_cap_ms: policy.inquiry_cap.0,
        inquiries_before_attention: policy.inquiries_before_attention,
        answer_within_ms: Some(policy.answer_within.0),
        decline_failovers: policy.decline_failovers,
        planned_retries: policy.retry_plan.retries,
        retry_within_ms: policy.retry_plan.within.0,
    };
    out.extend(wire.encode_to_vec());
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Policy, Corrupt> {
    let wire = PolicyWire::decode(bytes)?;
    Ok(Policy {
        authorization_window: Milliseconds(wire.authorization_window_ms),
        attempts_per_gateway: wire.attempts_per_gateway,
        operation_retries: wire.operation_retries,
        retry_base: Milliseconds(wire.retry_base_ms),
        retry_cap: Milliseconds(wire.retry_cap_ms),
        inquiry_base: Milliseconds(wire.inquiry_base_ms),
        inquiry_cap: Milliseconds(wire.inquiry_cap_ms),
        inquiries_before_attention: wire.inquiries_before_attention,
        // Policies from before it stood here waited for no longer than the default either.
        answer_within: wire
            .answer_within_ms
            .map_or(Policy::default().answer_within, Milliseconds),
        decline_failovers: wire.decline_failovers,
        retry_plan: RetryPlan {
            retries: wire.planned_retries,
            within: Milliseconds(wire.retry_within_ms),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        let policy = Policy {
            attempts_per_gateway: 7,
            ..Policy::default()
        };
        let mut bytes = Vec::new();
        encode(&policy, &mut bytes);
        assert_eq!(decode(&bytes), Ok(policy));
    }
}
