//! What is checked when the faults are over and everything has come to rest: the payments, the gateways, the books, the
//! receiver of the webhooks and the callers tell one story.

use bezant_core::{Answer, Query};
use bezant_kernel::{Currency, Tenant};
use bezant_payments::{Payment, RefundStatus, Status};

use crate::audit::ask;
use crate::gateway::Account;
use crate::violation::{Invariant, Violation, ensure};
use crate::wish::{CURRENCIES, PAYABLE};
use crate::world::World;

impl World {
    pub(crate) fn final_audit(&mut self) -> Result<(), Violation> {
        self.gateways.finish()?;
        self.compare_with_whole_log()?;
        let reader = {
            use bezant_log::Log;
            self.node.as_ref().expect("the node runs").log.reader()
        };
        self.chronicle.reread(&*reader, true)?;
        self.answers_are_there()?;
        let payments = self.all_payments()?;
        for payment in &payments {
            self.payment_tells_the_truth(payment)?;
        }
        self.books_tell_the_truth(&payments)?;
        self.all_is_quiet()?;
        self.every_event_has_arrived()?;
        self.every_request_had_one_effect()?;
        self.damage_is_found()?;
        self.conclude(&payments);
        self.damage_of_journal_is_found()
    }

    fn all_payments(&mut self) -> Result<Vec<Payment>, Violation> {
        let partition = &mut self.node.as_mut().expect("the node runs").partition;
        let all = self.chronicle.payments.iter();
        all.map(
            |(&id, shadow)| match ask(partition, shadow.tenant, Query::Payment(id))? {
                Answer::Payment(Some(payment)) => Ok(*payment),
                _ => Err(Violation::new(
                    Invariant::StateIsTheLog,
                    format!("{id} is in the log only"),
                )),
            },
        )
        .collect()
    }

    fn payment_tells_the_truth(&self, payment: &Payment) -> Result<(), Violation> {
        let shadow = &self.chronicle.payments[&payment.id];
        let is_as_logged = payment.status == shadow.status && payment.version == shadow.version;
        ensure(is_as_logged, Invariant::VersionsGrow, || {
            format!("{payment:?} is {shadow:?} in the log")
        })?;
        ensure(payment.is_finished(), Invariant::NothingIsStuck, || {
            format!("something is under way: {payment:?}")
        })?;
        let nothing = Account::default();
        let truth = self.gateways.accounts.get(&payment.id).unwrap_or(&nothing);
        let differs = || format!("gateways did {truth:?}, the payment says {payment:?}");
        ensure(
            truth.captured() == payment.amount_captured.minor(),
            Invariant::MoneyAgrees,
            differs,
        )?;
        let paid_out: i128 = truth.refunds.values().sum();
        let succeeded = payment
            .refunds
            .iter()
            .filter(|refund| refund.status == RefundStatus::Refunded || refund.returned);
        let told: i128 = succeeded.map(|refund| refund.amount.minor()).sum();
        ensure(paid_out == told, Invariant::MoneyAgrees, differs)?;
        // Money may stay reserved only where the gateway would not release it after an expiry.
        let may_be_charged = match payment.status {
            Status::Completed | Status::PartiallyRefunded | Status::Refunded | Status::Expired => true,
            Status::Initiated | Status::Failed | Status::Cancelled => false,
            Status::Processing | Status::Authorized | Status::Captured | Status::RefundInitiated => {
                return Err(Violation::new(Invariant::NothingIsStuck, format!("{payment:?}")));
            }
        };
        ensure(
            may_be_charged || truth.charges.is_empty(),
            Invariant::NoDoubleCharge,
            differs,
        )
    }

    fn books_tell_the_truth(&self, payments: &[Payment]) -> Result<(), Violation> {
        let ledger = self
            .node
            .as_ref()
            .expect("the node runs")
            .partition
            .machine()
            .ledger();
        let ledger = &*ledger;
        ledger.assert_consistent();
        let mut accounts = 0;
        for tenant in self.tenants {
            for line in ledger.trial_balance(tenant) {
                ensure(line.debits == line.credits, Invariant::BooksBalance, || {
                    format!("{line:?}")
                })?;
            }
            for account in ledger.accounts(tenant) {
                accounts += 1;
                let line = &self.chronicle.books.lines[&(tenant, account.id)];
                let sums = |sums: bezant_ledger::Sums| (sums.posted as i128, sums.pending as i128);
                let is_same = sums(account.debits) == (line.debits.posted, line.debits.pending)
                    && sums(account.credits) == (line.credits.posted, line.credits.pending)
                    && (account.frozen, account.closed) == (line.frozen, line.closed)
                    && account.terms.credit_limit as i128 == line.credit_limit;
                ensure(is_same, Invariant::BooksBalance, || {
                    format!("{account:?} is {line:?} by the log")
                })?;
            }
            for (id, watch) in ledger
                .monitors(tenant)
                .map(|(_, monitor)| (monitor.id.as_u128(), monitor))
            {
                let told = self.chronicle.books.watches.get(&(tenant, id));
                ensure(
                    told.is_some_and(|told| told.holds == watch.holds),
                    Invariant::MonitorsTell,
                    || format!("{watch:?} is {told:?} by the log"),
                )?;
            }
            for currency in CURRENCIES {
                self.money_agrees(tenant, currency, payments)?;
            }
        }
        ensure(
            accounts == self.chronicle.books.lines.len(),
            Invariant::BooksBalance,
            || "an account is missing".to_owned(),
        )?;
        self.timers_are_done(ledger)
    }

    /// All holds that are open are so in the ledger too, and none of them ever ends by itself; no schedule is left.
    fn timers_are_done(&self, ledger: &bezant_ledger::State) -> Result<(), Violation> {
        let books = &self.chronicle.books;
        let mut open = 0;
        for (tenant, hold) in books.open_holds() {
            open += 1;
            let is_open = ledger.hold(tenant, hold.id) == Some(hold) && hold.deadline().is_none();
            ensure(is_open, Invariant::TimersAreKept, || {
                format!("{hold:?} is still open")
            })?;
        }
        ensure(
            ledger.hold_count() == open && books.plans.is_empty() && ledger.next_timer().is_none(),
            Invariant::TimersAreKept,
            || {
                format!(
                    "{open} holds are open by the log, {} in the ledger",
                    ledger.hold_count()
                )
            },
        )
    }

    fn money_agrees(
        &self,
        tenant: Tenant,
        currency: Currency,
        payments: &[Payment],
    ) -> Result<(), Violation> {
        let books = &self.chronicle.books;
        let own: Vec<&Payment> = payments
            .iter()
            .filter(|payment| payment.tenant == tenant && payment.amount.currency() == currency)
            .collect();
        let agree = |what: &str, posted: i128, expected: i128| {
            ensure(posted == expected, Invariant::MoneyAgrees, || {
                format!("{what} of {tenant:?} in {currency}: {posted} is posted, {expected} is expected")
            })
        };
        let (clearing, _) = books.owed(tenant, bezant_payments::CLEARING_ACCOUNT, currency);
        agree("clearing", clearing, 0)?;
        let (payable, by_callers) = books.owed(tenant, PAYABLE, currency);
        let owed: i128 = own
            .iter()
            .map(|payment| payment.amount_captured.minor() - payment.amount_refunded.minor())
            .sum();
        agree("what merchants are owed", payable, owed + by_callers)?;
        for profile in self.gateways.profiles() {
            let name = profile.name.as_str();
            let charged = self.gateways.fees(name, currency);
            let fees: i128 = own.iter().filter_map(|payment| charged.get(&payment.id)).sum();
            let (expense, _) = books.owed(tenant, &format!("expenses:gateway_fees:{name}"), currency);
            agree(name, -expense, fees)?;
            let held: i128 = own.iter().map(|payment| self.held_at(name, payment)).sum();
            let (asset, _) = books.owed(tenant, &format!("assets:gateway:{name}"), currency);
            agree(name, -asset, held - fees)?;
        }
        Ok(())
    }

    /// What a gateway has of a payment's money by its own account; what came back of refunds is there again.
    fn held_at(&self, gateway: &str, payment: &Payment) -> i128 {
        let Some(truth) = self.gateways.accounts.get(&payment.id) else {
            return 0;
        };
        if !truth
            .charges
            .values()
            .any(|charge| charge.gateway.as_str() == gateway)
        {
            return 0;
        }
        let paid_out: i128 = truth.refunds.values().sum();
        let returned = payment.refunds.iter().filter(|refund| refund.returned);
        let back: i128 = returned.map(|refund| refund.amount.minor()).sum();
        truth.captured() - paid_out + back
    }

    fn all_is_quiet(&self) -> Result<(), Violation> {
        let node = self.node.as_ref().expect("the node runs");
        let is_quiet = node.partition.is_idle()
            && node.partition.parked() == 0
            && node.inbox.is_empty()
            && self.orchestrator.is_idle();
        ensure(is_quiet, Invariant::NothingIsStuck, || {
            "the node has work that it does not do".to_owned()
        })?;
        ensure(self.clients.unrepeated == 0, Invariant::OneAnswerPerKey, || {
            format!("{} answered requests have no answer now", self.clients.unrepeated)
        })?;
        let open = self
            .clients
            .wishes
            .iter()
            .find(|wish| wish.state == crate::clients::State::Open);
        ensure(open.is_none(), Invariant::NothingIsStuck, || {
            format!("never answered: {open:?}")
        })
    }

    fn every_event_has_arrived(&self) -> Result<(), Violation> {
        ensure(
            self.webhooks.cursor() == self.chronicle.end(),
            Invariant::EventsArriveInOrder,
            || {
                format!(
                    "deliveries end at {}, the log at {}",
                    self.webhooks.cursor(),
                    self.chronicle.end()
                )
            },
        )?;
        for (id, shadow) in &self.chronicle.payments {
            let received = self.webhooks.received.get(id);
            ensure(
                received == Some(&shadow.events),
                Invariant::EventsArriveInOrder,
                || format!("{id} had the events {:?}, {received:?} arrived", shadow.events),
            )?;
        }
        Ok(())
    }

    fn every_request_had_one_effect(&self) -> Result<(), Violation> {
        for (at, wish) in self.clients.wishes.iter().enumerate() {
            let effects = self.chronicle.effects(at);
            let is_bound = matches!(wish.state, crate::clients::State::Bound { .. });
            let is_right = match (&wish.key, is_bound) {
                (Some(_), true) => effects == 1,
                (Some(_), false) => effects <= 1,
                // Without a key the network's second copy counts as a second request.
                (None, _) => true,
            };
            ensure(is_right, Invariant::OneAnswerPerKey, || {
                format!("{effects} effects of wish {at}: {wish:?}")
            })?;
        }
        Ok(())
    }

    fn conclude(&mut self, payments: &[Payment]) {
        let state = self.node.as_ref().expect("the node runs").partition.snapshot();
        let captured = payments
            .iter()
            .filter(|payment| payment.amount_captured.is_positive());
        let count = |count: usize| u32::try_from(count).expect("few enough");
        self.report.captured = count(captured.count());
        self.report.payments = count(payments.len());
        for payment in payments {
            *self.report.statuses.entry(payment.status).or_default() += 1;
        }
        self.report.records = self.chronicle.end().0;
        self.report.ledger.clone_from(&self.chronicle.books.seen);
        let waits = self
            .chronicle
            .payments
            .values()
            .map(|shadow| shadow.tries.waits)
            .sum();
        self.report.gateways.insert("waits for a better moment", waits);
        self.report.transfers = self.clients.transfers.len() as u64;
        self.report.deeds = self.gateways.deed_count();
        let mut hash = blake3::Hasher::new();
        hash.update(self.chronicle.hash().as_bytes());
        hash.update(&state.into_bytes());
        hash.update(format!("{:?}", self.report).as_bytes());
        self.report.fingerprint = hash.finalize().to_hex().to_string();
    }
}
