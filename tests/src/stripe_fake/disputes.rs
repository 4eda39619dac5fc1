//! Disputes in the fake account.

use serde_json::{Value, json};

use super::account::Account;
use super::objects::Reply;

#[derive(Clone)]
pub(super) struct Dispute {
    id: String,
    intent: String,
    amount: i64,
    currency: String,
    reason: String,
    status: &'static str,
    evidence: Vec<(String, String)>,
}

impl Account {
    pub(super) fn dispute(&mut self, intent: &str, reason: &str) -> String {
        let id = format!("dp_fake{:08}", self.disputes.len() + 1);
        let of = self.intents.iter().find(|one| one.id == intent);
        let of = of.expect("a payment intent that is there");
        let dispute = Dispute {
            id: id.clone(),
            intent: intent.to_owned(),
            amount: of.received,
            currency: of.currency.clone(),
            reason: reason.to_owned(),
            status: "needs_response",
            evidence: Vec::new(),
        };
        self.disputes.push(dispute);
        id
    }

    /// Evidence, of which the last of each name counts; once submitted it can't be changed.
    pub(super) fn defend(
        &mut self,
        id: &str,
        evidence: Vec<(String, String)>,
        submit: bool,
    ) -> Result<Value, Reply> {
        let dispute = self.open_dispute(id)?;
        dispute.evidence.extend(evidence);
        if submit {
            dispute.status = "under_review";
        }
        Ok(dispute.json())
    }

    pub(super) fn close_dispute(&mut self, id: &str) -> Result<Value, Reply> {
        let dispute = self.open_dispute(id)?;
        dispute.status = "lost";
        Ok(dispute.json())
    }

    fn open_dispute(&mut self, id: &str) -> Result<&mut Dispute, Reply> {
        let found = self.disputes.iter_mut().find(|dispute| dispute.id == id);
        let dispute = found.ok_or_else(|| Reply::missing("dispute", id, "dispute"))?;
        if dispute.status != "needs_response" {
            return Err(Reply::invalid("", "", "This dispute is already closed."));
        }
        Ok(dispute)
    }

    pub(super) fn object(&self, id: &str) -> Option<Value> {
        let intent = self.intents.iter().find(|intent| intent.id == id);
        let refund = self.refunds.iter().find(|refund| refund.id == id);
        let dispute = self.disputes.iter().find(|dispute| dispute.id == id);
        intent
            .map(|intent| intent.json(&[]))
            .or_else(|| refund.map(super::account::Refund::json))
            .or_else(|| dispute.map(Dispute::json))
    }

    pub(super) fn refunds_of(&self, operation: &str) -> Vec<String> {
        let ours = |refund: &&super::account::Refund| {
            refund.metadata.get("bezant_operation").map(String::as_str) == Some(operation)
        };
        self.refunds
            .iter()
            .filter(ours)
            .map(|refund| refund.id.clone())
            .collect()
    }
}

impl Dispute {
    fn json(&self) -> Value {
        let evidence: serde_json::Map<_, _> = self
            .evidence
            .iter()
            .map(|(name, text)| (name.clone(), text.as_str().into()))
            .collect();
        json!({
            "id": self.id,
            "object": "dispute",
            "amount": self.amount,
            "balance_transactions": [],
            "charge": self.intent.replace("pi_", "ch_"),
            "created": 1_680_651_737,
            "currency": self.currency,
            "evidence": evidence,
            "evidence_details": {
                "due_by": 1_682_294_399,
                "has_evidence": !self.evidence.is_empty(),
                "past_due": false,
                "submission_count": i32::from(self.status == "under_review"),
            },
            "is_charge_refundable": false,
            "livemode": false,
            "metadata": {},
            "payment_intent": self.intent,
            "reason": self.reason,
            "status": self.status,
        })
    }
}
