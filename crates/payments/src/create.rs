//! `create`: a payment is written down and, if asked to, sent to a gateway at once.
//!
//! Needs a free id. Guards the bounds of every field and keeps card numbers out. INITIATED, or with `confirm`
//! PROCESSING, or FAILED where no gateway can take it.

use bezant_kernel::{Context, PaymentId, Tenant};

use crate::billing;
use crate::command::{CaptureMode, Create, Initiator};
use crate::draft::{Decision, Draft};
use crate::event::Created;
use crate::guard;
use crate::policy::{
    MAX_ANSWER_WITHIN, MAX_DESCRIPTION, MAX_METADATA_KEY, MAX_METADATA_PAIRS, MAX_METADATA_VALUE,
    MAX_PLANNED_RETRIES, MAX_REFERENCE, MAX_RETRY_WINDOW, MAX_TOKEN, Policy,
};
use crate::rejection::Rejection;
use crate::route::Router;
use crate::start::Asked;

pub(crate) fn decide(
    id: PaymentId,
    tenant: Tenant,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
    create: Create,
) -> Result<Decision, Rejection> {
    create.check()?;
    check_delay(policy, create.capture)?;
    let mut metadata = create.metadata.clone();
    metadata.sort();
    if metadata.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(Rejection::DuplicateMetadataKey);
    }
    let created = Created {
        amount: create.amount,
        capture: create.capture,
        method: create.method,
        token: create.token.clone(),
        country: create.country,
        card: create.card,
        initiator: create.initiator,
        retries: match create.initiator {
            Initiator::Customer => None,
            Initiator::Merchant => Some(create.retries.unwrap_or(policy.retry_plan)),
        },
        answer_within: create.answer_within,
        customer: create.customer.clone(),
        description: create.description.clone(),
        reference: create.reference.clone(),
        metadata: metadata.clone(),
        billing: create.billing.clone(),
        created_by: create.created_by,
    };
    let mut draft = Draft::create(id, created);
    if create.confirm {
        Asked::of_new(id, tenant, &create, &metadata).begin(&mut draft, context, router, policy);
    }
    Ok(draft.finish())
}

fn check_delay(policy: &Policy, capture: CaptureMode) -> Result<(), Rejection> {
    match capture {
        CaptureMode::AutomaticAfter(pause) if pause.0 == 0 || pause >= policy.authorization_window => {
            Err(Rejection::CaptureDelayInvalid)
        }
        CaptureMode::Automatic | CaptureMode::Manual | CaptureMode::AutomaticAfter(_) => Ok(()),
    }
}

impl Create {
    /// Refuses what is out of bounds or holds a card number. The decision does so too; ask before telling others of it.
    pub fn check(&self) -> Result<(), Rejection> {
        check(self)
    }
}

fn check(create: &Create) -> Result<(), Rejection> {
    guard::amount(create.amount)?;
    if let Some(plan) = create.retries
        && (create.initiator != Initiator::Merchant
            || plan.retries > MAX_PLANNED_RETRIES
            || plan.within > MAX_RETRY_WINDOW)
    {
        return Err(Rejection::RetryPlanInvalid);
    }
    if let Some(span) = create.answer_within
        && (span.0 == 0 || span > MAX_ANSWER_WITHIN)
    {
        return Err(Rejection::AnswerTimeInvalid);
    }
    if create.token.is_empty() {
        return Err(Rejection::Empty { field: "token" });
    }
    guard::text("token", &create.token, MAX_TOKEN)?;
    let optional = [
        ("customer", &create.customer, MAX_REFERENCE),
        ("description", &create.description, MAX_DESCRIPTION),
        ("reference", &create.reference, MAX_REFERENCE),
    ];
    for (field, text, limit) in optional {
        guard::text(field, text.as_deref().unwrap_or_default(), limit)?;
    }
    billing::check(create)?;
    if create.metadata.len() > MAX_METADATA_PAIRS {
        return Err(Rejection::TooMuchMetadata);
    }
    for (key, value) in &create.metadata {
        if key.is_empty() {
            return Err(Rejection::Empty { field: "metadata" });
        }
        guard::text("metadata", key, MAX_METADATA_KEY)?;
        guard::text("metadata", value, MAX_METADATA_VALUE)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use bezant_kernel::{Currency, LookupHash, Milliseconds, Money, Sealed};

    use super::*;
    use crate::billing::BillingDetails;
    use crate::command::Action;
    use crate::payment::Payment;
    use crate::status::Status;
    use crate::testing::{Bench, a_create};

    fn code(change: impl FnOnce(&mut Create)) -> Option<&'static str> {
        let mut create = a_create();
        change(&mut create);
        Bench::new()
            .act(Action::Create(Box::new(create)))
            .err()
            .map(|rejection| rejection.code())
    }

    #[test]
    fn writes_down_and_confirms_only_when_asked() {
        let mut bench = Bench::new();
        bench
            .act(Action::Create(Box::new(Create {
                confirm: false,
                ..a_create()
            })))
            .unwrap();
        assert_eq!(bench.status(), Status::Initiated);
        assert!(bench.payment().is_finished());
        assert_eq!(
            bench.act(Action::Create(Box::new(a_create()))),
            Err(Rejection::Exists)
        );

        let mut bench = Bench::new();
        bench.act(Action::Create(Box::new(a_create()))).unwrap();
        assert_eq!(bench.status(), Status::Processing);
        assert_eq!(bench.operation().gateway.as_str(), "a");
        assert_eq!(bench.payment().version, 1);
    }

    #[test]
    fn fails_with_reasons_where_no_gateway_can_take_it() {
        let mut bench = Bench::with_gateways(&[]);
        bench.act(Action::Create(Box::new(a_create()))).unwrap();
        assert_eq!(bench.status(), Status::Failed);
        assert_eq!(
            bench.payment().failure.as_ref().unwrap().code,
            "no_gateway_available"
        );
    }

    #[test]
    fn refuses_what_is_out_of_bounds() {
        let euro = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(
            code(|create| create.amount = euro(0)),
            Some("amount_not_positive")
        );
        assert_eq!(
            code(|create| create.amount = euro(-1)),
            Some("amount_not_positive")
        );
        assert_eq!(
            code(|create| create.amount = euro(1_000_000_000_000_001)),
            Some("amount_too_large")
        );
        assert_eq!(code(|create| create.amount = euro(1_000_000_000_000_000)), None);
        assert_eq!(code(|create| create.token.clear()), Some("text_empty"));
        assert_eq!(
            code(|create| create.token = "t".repeat(129)),
            Some("text_too_long")
        );
        assert_eq!(
            code(|create| create.description = Some("ü".repeat(501))),
            Some("text_too_long")
        );
        assert_eq!(code(|create| create.description = Some("ü".repeat(500))), None);
        assert_eq!(
            code(|create| create.metadata = pairs(21)),
            Some("too_much_metadata")
        );
        assert_eq!(code(|create| create.metadata = pairs(20)), None);
        assert_eq!(
            code(|create| create.metadata[0].0 = "k".repeat(41)),
            Some("text_too_long")
        );
        assert_eq!(
            code(|create| create.metadata[0].1 = "v".repeat(501)),
            Some("text_too_long")
        );
        assert_eq!(code(|create| create.metadata[0].0.clear()), Some("text_empty"));
        assert_eq!(
            code(|create| create.metadata = [pairs(1), pairs(1)].concat()),
            Some("duplicate_metadata_key")
        );
        for pause in [0, 7 * 24 * 3_600_000] {
            let capture = CaptureMode::AutomaticAfter(Milliseconds(pause));
            assert_eq!(
                code(|create| create.capture = capture),
                Some("capture_delay_invalid")
            );
        }
    }

    #[test]
    fn billing_details_are_a_customers_and_of_bounded_size() {
        let details = |bytes| {
            Some(Box::new(BillingDetails {
                sealed: Sealed::from_bytes(vec![7; bytes]),
                email: None,
            }))
        };
        let put = |bytes, customer: Option<&str>| {
            code(|create| {
                create.billing = details(bytes);
                create.customer = customer.map(str::to_owned);
            })
        };
        let mut bench = Bench::new();
        let billed = Create {
            customer: Some("ada".to_owned()),
            billing: Some(Box::new(BillingDetails {
                sealed: Sealed::from_bytes(vec![7; 60]),
                email: Some(LookupHash::from_bytes([9; 32])),
            })),
            ..a_create()
        };
        bench.act(Action::Create(Box::new(billed.clone()))).unwrap();
        assert_eq!(bench.payment().billing, billed.billing);
        let mut bytes = Vec::new();
        bench.payment().encode(&mut bytes);
        assert_eq!(Payment::decode(&bytes).as_ref(), Ok(bench.payment()));
        assert_eq!(put(4_096, Some("ada")), None);
        assert_eq!(put(4_097, Some("ada")), Some("text_too_long"));
        assert_eq!(put(1, None), Some("billing_details_without_customer"));
    }

    #[test]
    fn refuses_card_numbers_in_every_text() {
        let number = || "4111 1111 1111 1111".to_owned();
        type Put = fn(&mut Create, String);
        let cases: [(&str, Put); 6] = [
            ("token", |create, text| create.token = text),
            ("customer", |create, text| create.customer = Some(text)),
            ("description", |create, text| create.description = Some(text)),
            ("reference", |create, text| create.reference = Some(text)),
            ("metadata", |create, text| create.metadata[0].0 = text),
            ("metadata", |create, text| create.metadata[0].1 = text),
        ];
        for (field, put) in cases {
            let mut create = a_create();
            put(&mut create, number());
            let rejection = Bench::new().act(Action::Create(Box::new(create))).unwrap_err();
            assert_eq!(rejection, Rejection::CardNumberNotAccepted { field });
            assert_eq!(rejection.field(), Some(field));
        }
    }

    fn pairs(count: usize) -> Vec<(String, String)> {
        (0..count)
            .map(|number| (format!("key{number}"), "value".to_owned()))
            .collect()
    }
}
