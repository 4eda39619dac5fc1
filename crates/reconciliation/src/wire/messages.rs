//! The protobuf messages behind the stored forms.

use bezant_kernel::wire::MoneyWire;
use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9")]
    pub(super) kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(super) enum EventKind {
    #[prost(message, tag = "1")]
    Defined(DefinedWire),
    #[prost(message, tag = "2")]
    Imported(ImportWire),
    #[prost(message, tag = "3")]
    Recorded(RecordedWire),
    #[prost(message, tag = "4")]
    Accepted(SaidWire),
    #[prost(message, tag = "5")]
    Rejected(SaidWire),
    #[prost(message, tag = "6")]
    Assigned(AssignedWire),
    #[prost(message, tag = "7")]
    Noted(SaidWire),
    #[prost(message, tag = "8")]
    Resolved(ResolvedWire),
    #[prost(message, tag = "9")]
    Reopened(ReopenedWire),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HeaderWire {
    #[prost(string, tag = "1")]
    pub(super) account: String,
    #[prost(string, tag = "2")]
    pub(super) number: String,
    #[prost(uint32, tag = "3")]
    pub(super) currency: u32,
    #[prost(sint32, tag = "4")]
    pub(super) from: i32,
    #[prost(sint32, tag = "5")]
    pub(super) to: i32,
    #[prost(message, optional, tag = "6")]
    pub(super) opening: Option<MoneyWire>,
    #[prost(message, optional, tag = "7")]
    pub(super) closing: Option<MoneyWire>,
    #[prost(uint32, tag = "8")]
    pub(super) pending_left_out: u32,
    #[prost(uint32, tag = "9")]
    pub(super) part: u32,
    #[prost(uint32, tag = "10")]
    pub(super) parts: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct LineWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(sint32, tag = "2")]
    pub(super) booked_on: i32,
    #[prost(sint32, tag = "3")]
    pub(super) value_on: i32,
    #[prost(message, optional, tag = "4")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(string, repeated, tag = "5")]
    pub(super) references: Vec<String>,
    #[prost(string, tag = "6")]
    pub(super) counterparty: String,
    #[prost(string, tag = "7")]
    pub(super) text: String,
    #[prost(bool, tag = "8")]
    pub(super) is_reversal: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct DefinitionWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) account: Vec<u8>,
    #[prost(string, tag = "3")]
    pub(super) outside_account: String,
    #[prost(uint32, tag = "4")]
    pub(super) currency: u32,
    #[prost(message, repeated, tag = "5")]
    pub(super) rules: Vec<RuleWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RuleWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(uint32, tag = "2")]
    pub(super) priority: u32,
    #[prost(uint32, tag = "3")]
    pub(super) shape: u32,
    #[prost(uint32, tag = "4")]
    pub(super) maximum: u32,
    #[prost(uint32, tag = "5")]
    pub(super) tolerance: u32,
    #[prost(uint64, tag = "6")]
    pub(super) bound: u64,
    #[prost(uint32, tag = "7")]
    pub(super) maximum_days: u32,
    #[prost(uint32, tag = "8")]
    pub(super) reference: u32,
    #[prost(uint32, optional, tag = "9")]
    pub(super) currency: Option<u32>,
    #[prost(uint32, tag = "10")]
    pub(super) acceptance: u32,
    #[prost(bytes = "vec", optional, tag = "11")]
    pub(super) difference_account: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MatchWire {
    #[prost(string, optional, tag = "1")]
    pub(super) rule: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub(super) items: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    pub(super) transfers: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "4")]
    pub(super) difference: Option<MoneyWire>,
    #[prost(uint32, tag = "5")]
    pub(super) days: u32,
    #[prost(string, tag = "6")]
    pub(super) reference: String,
    #[prost(uint32, tag = "7")]
    pub(super) acceptance: u32,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub(super) difference_account: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ResolutionWire {
    #[prost(uint32, tag = "1")]
    pub(super) kind: u32,
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub(super) transfers: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "3")]
    pub(super) difference: Option<MoneyWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct DefinedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) definition: Option<DefinitionWire>,
    #[prost(string, tag = "3")]
    pub(super) by: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NewItemWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) line: Option<LineWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ImportWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) reconciliation: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub(super) header: Option<HeaderWire>,
    #[prost(message, repeated, tag = "4")]
    pub(super) items: Vec<NewItemWire>,
    #[prost(uint32, tag = "5")]
    pub(super) known_lines: u32,
    #[prost(message, optional, tag = "6")]
    pub(super) gap: Option<MoneyWire>,
    #[prost(string, tag = "7")]
    pub(super) by: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NewMatchWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) matched: Option<MatchWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RecordedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) reconciliation: Vec<u8>,
    #[prost(message, repeated, tag = "2")]
    pub(super) matches: Vec<NewMatchWire>,
    #[prost(string, tag = "3")]
    pub(super) by: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SaidWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) by: String,
    #[prost(string, tag = "3")]
    pub(super) note: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AssignedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) item: Vec<u8>,
    #[prost(string, optional, tag = "2")]
    pub(super) assignee: Option<String>,
    #[prost(string, tag = "3")]
    pub(super) by: String,
    #[prost(string, tag = "4")]
    pub(super) note: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ResolvedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) item: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) resolution: Option<ResolutionWire>,
    #[prost(string, tag = "3")]
    pub(super) by: String,
    #[prost(string, tag = "4")]
    pub(super) note: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ReopenedWire {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(super) items: Vec<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(super) dissolved: Option<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    pub(super) transfers: Vec<Vec<u8>>,
    #[prost(string, tag = "4")]
    pub(super) by: String,
    #[prost(string, tag = "5")]
    pub(super) note: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StateWire {
    #[prost(message, repeated, tag = "1")]
    pub(super) reconciliations: Vec<ReconciliationWire>,
    #[prost(message, repeated, tag = "2")]
    pub(super) statements: Vec<ImportedWire>,
    #[prost(message, repeated, tag = "3")]
    pub(super) items: Vec<ItemWire>,
    #[prost(message, repeated, tag = "4")]
    pub(super) matches: Vec<MatchRecordWire>,
    #[prost(message, repeated, tag = "5")]
    pub(super) uses: Vec<UseWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ReconciliationWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub(super) definition: Option<DefinitionWire>,
    #[prost(sint32, optional, tag = "4")]
    pub(super) latest_booked: Option<i32>,
    #[prost(sint32, optional, tag = "5")]
    pub(super) latest_closing_day: Option<i32>,
    #[prost(message, optional, tag = "6")]
    pub(super) latest_closing: Option<MoneyWire>,
    #[prost(uint64, tag = "7")]
    pub(super) statements: u64,
    #[prost(uint64, tag = "8")]
    pub(super) created_at: u64,
    #[prost(uint64, tag = "9")]
    pub(super) updated_at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ImportedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) reconciliation: Vec<u8>,
    #[prost(message, optional, tag = "4")]
    pub(super) header: Option<HeaderWire>,
    #[prost(uint32, tag = "5")]
    pub(super) new_items: u32,
    #[prost(uint32, tag = "6")]
    pub(super) known_lines: u32,
    #[prost(message, optional, tag = "7")]
    pub(super) gap: Option<MoneyWire>,
    #[prost(string, tag = "8")]
    pub(super) by: String,
    #[prost(uint64, tag = "9")]
    pub(super) imported_at: u64,
    #[prost(uint64, tag = "10")]
    pub(super) position: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ItemWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) reconciliation: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) statement: Vec<u8>,
    #[prost(message, optional, tag = "5")]
    pub(super) line: Option<LineWire>,
    #[prost(uint32, tag = "6")]
    pub(super) status: u32,
    #[prost(string, optional, tag = "7")]
    pub(super) assignee: Option<String>,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub(super) match_id: Option<Vec<u8>>,
    #[prost(message, optional, tag = "9")]
    pub(super) resolution: Option<ResolutionWire>,
    #[prost(bytes = "vec", repeated, tag = "10")]
    pub(super) refused: Vec<Vec<u8>>,
    #[prost(message, repeated, tag = "11")]
    pub(super) history: Vec<HistoryWire>,
    #[prost(uint32, tag = "12")]
    pub(super) history_dropped: u32,
    #[prost(uint64, tag = "13")]
    pub(super) position: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HistoryWire {
    #[prost(uint64, tag = "1")]
    pub(super) at: u64,
    #[prost(string, tag = "2")]
    pub(super) by: String,
    #[prost(uint32, tag = "3")]
    pub(super) step: u32,
    #[prost(string, tag = "4")]
    pub(super) note: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MatchRecordWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) reconciliation: Vec<u8>,
    #[prost(message, optional, tag = "4")]
    pub(super) matched: Option<MatchWire>,
    #[prost(uint32, tag = "5")]
    pub(super) status: u32,
    #[prost(uint64, tag = "6")]
    pub(super) position: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct UseWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(super) taken_by: Option<Vec<u8>>,
    #[prost(uint64, tag = "3")]
    pub(super) position: u64,
}
