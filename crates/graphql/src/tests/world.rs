//! Documents as REST writes them, and every look-up with what it asked for.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{Answer, Asked, Call, GraphQl, Reading, Reads, Refusal, Settings, Thing};

/// What there is: forty payments by three principals, each with two transfers between the same two accounts.
#[derive(Default)]
pub(super) struct World {
    pub(super) things: Mutex<Vec<(Thing, Vec<String>)>>,
    pub(super) readings: Mutex<Vec<Vec<Asked>>>,
    /// Nobody answers.
    pub(super) is_silent: bool,
    /// The caller may not see principals.
    pub(super) hides_principals: bool,
}

pub(super) const PAYMENTS: usize = 40;

const AT: &str = "2026-11-22T10:00:00Z";

fn refused(code: &'static str, status: u16) -> Refusal {
    Refusal {
        code,
        detail: format!("refused with {code}"),
        status,
        retry_after_seconds: None,
        wrong: Vec::new(),
    }
}

fn payment(number: usize) -> Value {
    json!({
        "id": format!("pay_{number}"), "object": "payment", "status": "COMPLETED", "amount": 1_000 + number, "currency": "EUR",
        "amount_captured": 1_000, "amount_refunded": 0, "gateway": "north", "customer": null, "reference": null,
        "description": null, "created_by": format!("prn_{}", number % 3), "version": 3, "created_at": AT, "updated_at": AT,
    })
}

fn whole_payment(id: &str) -> Value {
    let mut whole = payment(id.trim_start_matches("pay_").parse().unwrap_or(0));
    let more = json!({
        "capture_method": "automatic", "capture_after_seconds": null,
        "payment_method": { "type": "card", "token": "tok_approved" }, "metadata": { "order": "4711" },
        "country": "DE", "card": null, "initiator": "customer", "retries": null, "next_try_at": null,
        "attempts": [], "disputes": [], "failure": null, "operation_in_progress": null, "needs_attention": false,
        "attention_reason": null, "expires_at": null, "capture_at": null,
        "refunds": [{
            "id": format!("ref_of_{id}"), "object": "refund", "payment": id, "amount": 7, "currency": "EUR",
            "status": "REFUNDED", "returned": false, "reason": null, "failure": null, "gateway_reference": "r1",
            "created_at": AT, "updated_at": AT,
        }],
    });
    let fields = whole.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    whole
}

fn transfer(number: usize, reference: &str) -> Value {
    json!({
        "id": format!("trf_{number}"), "object": "transfer", "kind": "transfer",
        "debit": { "id": "acc_a", "path": "assets:a" }, "credit": { "id": "acc_b", "path": "assets:b" },
        "amount": 5, "currency": "EUR", "code": 1, "code_name": null, "hold": null, "original": null, "expires_at": null,
        "reference": reference, "effective_at": AT, "created_at": AT,
    })
}

fn account(id: &str) -> Value {
    json!({
        "id": id, "object": "account", "path": "assets:a", "currency": "EUR", "debit_normal": true, "guard": "none",
        "allows_overdraft": true, "credit_limit": 0, "temporary_limit": { "amount": 5, "until": AT }, "code": 0,
        "user_data": null, "frozen": false, "closed": false, "balance": 40,
        "available": -1, "debits_posted": u64::MAX, "debits_pending": 0, "credits_posted": 0, "credits_pending": 0,
        "transfers": 2, "metadata": {}, "opened_at": AT,
    })
}

fn principal(id: &str) -> Value {
    json!({
        "id": id, "object": "principal", "kind": "user", "status": "active", "name": "Ada", "email": null, "phone": null,
        "external_id": null, "owner": null, "roles": ["viewer"], "effective_roles": ["viewer"], "groups": [],
        "attributes": { "region": null, "pci": false, "hipaa": false }, "identity_provider": null, "provisioned": false,
        "created_at": AT, "created_by": "node", "changed_at": AT, "version": 1,
    })
}

fn page(data: Vec<Value>) -> Value {
    json!({ "data": data, "next_cursor": "further", "position": 77 })
}

impl World {
    fn thing(&self, thing: Thing, id: &str) -> Result<Value, Refusal> {
        match thing {
            Thing::Payment if id.contains("unknown") => Err(refused("payment_not_found", 404)),
            Thing::Payment => Ok(whole_payment(id)),
            Thing::Account => Ok(account(id)),
            Thing::Principal if self.hides_principals => Err(refused("permission_missing", 403)),
            Thing::Principal => Ok(principal(id)),
            Thing::PaymentRouting => Ok(json!({
                "payment": id, "amount": 5, "currency": "EUR", "attempts": [], "not_routed": null,
                "left_out_by_hooks": ["south"], "preferred_by_hooks": [],
            })),
            Thing::Transfer => {
                let mut whole = transfer(1, "pay_1");
                let more = json!({
                    "outcome": null, "ended_by": null, "reversed_by": null, "external_reference": "mine", "metadata": {},
                });
                whole
                    .as_object_mut()
                    .unwrap()
                    .extend(more.as_object().unwrap().clone());
                Ok(whole)
            }
            Thing::WebhookEndpoint => Err(refused("webhook_endpoint_unknown", 404)),
        }
    }

    fn reading(&self, asked: &Asked) -> Result<Value, Refusal> {
        let value = |name: &str| {
            let mut parameters = asked.parameters.iter();
            parameters
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.as_str())
        };
        match asked.reading {
            Reading::Payments if value("limit") == Some("0") => Err(Refusal {
                wrong: vec![crate::WrongField {
                    path: "limit".to_owned(),
                    code: "parameter_invalid",
                    message: "it must be from 1 to 200".to_owned(),
                }],
                ..refused("request_invalid", 422)
            }),
            Reading::Payments => Ok(page((0..PAYMENTS).map(payment).collect())),
            Reading::Transfers => {
                let of = value("reference").unwrap_or_default();
                Ok(page(vec![transfer(1, of), transfer(2, of)]))
            }
            Reading::Roles => Ok(json!({ "data": [{
                "name": "viewer", "object": "role", "description": "", "permissions": ["payments.read"], "built_in": true,
                "created_at": null, "changed_at": null, "version": 1,
            }], "next_cursor": null, "position": null })),
            other => panic!("no test asks for {other:?}"),
        }
    }
}

fn written(answer: Result<Value, Refusal>) -> Answer {
    answer.map(|document| Bytes::from(document.to_string()))
}

#[async_trait]
impl Reads for World {
    async fn things(&self, thing: Thing, ids: &[String]) -> Vec<Answer> {
        if self.is_silent {
            std::future::pending::<()>().await;
        }
        self.things.lock().unwrap().push((thing, ids.to_vec()));
        ids.iter().map(|id| written(self.thing(thing, id))).collect()
    }

    async fn readings(&self, asked: &[Asked]) -> Vec<Answer> {
        self.readings.lock().unwrap().push(asked.to_vec());
        asked.iter().map(|one| written(self.reading(one))).collect()
    }
}

/// A call of a query without more.
pub(super) fn call(query: &str) -> Call {
    Call {
        query: Some(query.to_owned()),
        ..Call::default()
    }
}

pub(super) fn service() -> GraphQl {
    GraphQl::new(Settings::default()).unwrap()
}

/// The reply, and whether it was refused before anything was read.
pub(super) async fn answered(service: &GraphQl, world: &Arc<World>, call: Call) -> (Value, bool) {
    let reads = Arc::clone(world);
    let reply = service.answer(call, reads).await;
    (serde_json::from_slice(&reply.body).unwrap(), reply.refused)
}

/// The code of the only error.
pub(super) fn code(reply: &Value) -> &str {
    let errors = reply["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{reply}");
    errors[0]["extensions"]["code"].as_str().unwrap()
}
