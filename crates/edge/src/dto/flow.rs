//! Flows of the posting language as the API takes and answers them.

use std::collections::BTreeMap;

use bezant_core::FlowPlan;
use bezant_flows::PlannedTransfer;
use bezant_kernel::TransferId;
use bezant_ledger::Records;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::transfer::TransferDto;

/// A flow to carry out, or to plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFlow {
    /// An id of your choice; a fresh one if left out. It is the id of the first transfer, the others' follow from it, and a flow
    /// of the same id is never carried out twice.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<TransferId>,
    /// The text.
    #[schema(example = "send EUR 10.00 from liabilities:wallets:ann to liabilities:wallets:bob")]
    pub(crate) source: String,
    /// The values of its variables, as texts.
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, String>,
    /// Only show what would be made.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What a flow made, or would make.
#[derive(Serialize, ToSchema)]
#[schema(as = Flow)]
pub(crate) struct FlowDto {
    /// Always `flow`.
    object: &'static str,
    /// Whether nothing was made.
    dry_run: bool,
    /// The transfers, in order; none if nothing moves.
    transfers: Vec<TransferDto>,
    /// For a dry run: the line of the flow that asks for each transfer, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<usize>>,
}

impl FlowDto {
    /// What was made.
    pub(crate) fn made(records: Option<&Records>) -> Self {
        let transfers = records.into_iter().flat_map(Records::iter);
        FlowDto {
            object: "flow",
            dry_run: false,
            transfers: transfers.map(|one| TransferDto::of(&one, None)).collect(),
            lines: None,
        }
    }

    /// What would be made.
    pub(crate) fn planned(plan: &FlowPlan) -> Self {
        let records = plan.made.iter().flat_map(Records::iter);
        let paths = |one: &PlannedTransfer| (one.debit.to_string(), one.credit.to_string());
        FlowDto {
            object: "flow",
            dry_run: true,
            transfers: records
                .zip(&plan.planned)
                .map(|(record, planned)| TransferDto::of(&record, Some(paths(planned))))
                .collect(),
            lines: Some(plan.planned.iter().map(|one| one.line).collect()),
        }
    }
}
