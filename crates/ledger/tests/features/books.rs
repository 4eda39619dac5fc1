//! A ledger with its log and journal around it, as the engine has them, and short words for requests.

use bezant_kernel::{
    AccountId, AccountPath, Currency, Money, PostingCode, Tenant, TenantId, Timestamp, TransferId,
};
use bezant_ledger::{
    CallerTransfer, Command, Event, Guard, OpenAccount, Refusal, Rejection, RequestKind, State, Transfer,
    account_id, apply, decide, decode_event, due, encode_event, snapshot,
};
use bytes::Bytes;

pub(crate) const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));
pub(crate) const STRANGER: Tenant = Tenant::new(TenantId::from_u128(2));

pub(crate) struct Books {
    pub(crate) state: State,
    journal: Vec<(Tenant, Transfer)>,
    position: u64,
    /// Seconds since 1970.
    pub(crate) now: u64,
}

impl Books {
    /// Cash, revenue and two wallets in euro; only the wallets are guarded. 100 euro cents are in wallet a.
    pub(crate) fn new() -> Books {
        let mut books = Books {
            state: State::new(),
            journal: Vec::new(),
            position: 0,
            now: 1_000,
        };
        books.open("assets:cash", Guard::None, 0);
        books.open("revenue:fees", Guard::None, 0);
        books.open("liabilities:wallet:a", Guard::NormalSide, 0);
        books.open("liabilities:wallet:b", Guard::NormalSide, 0);
        books
            .make(1, moving("assets:cash", "liabilities:wallet:a", 100))
            .unwrap();
        books
    }

    pub(crate) fn time(&self) -> Timestamp {
        seconds(self.now)
    }

    pub(crate) fn open(&mut self, at: &str, guard: Guard, credit_limit: u128) {
        let open = OpenAccount {
            guard,
            credit_limit,
            ..OpenAccount::at(path(at), Currency::EUR)
        };
        self.run(Command::OpenAccount(open)).unwrap();
    }

    /// Decides and commits.
    pub(crate) fn run(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        self.run_for(TENANT, command)
    }

    pub(crate) fn run_for(&mut self, tenant: Tenant, command: Command) -> Result<Vec<Event>, Refusal> {
        let (mut ids, mut related) = (Vec::new(), Vec::new());
        self.state.lookups(tenant, &command, &mut ids, &mut related);
        for (owner, transfer) in &self.journal {
            let named = ids.contains(&transfer.id.as_u128()) || related.contains(&transfer.related.as_u128());
            if *owner == tenant && named {
                self.state.recall(tenant, *transfer);
            }
        }
        let decided = decide(&self.state, tenant, self.time(), command);
        if let Ok(events) = &decided {
            self.commit(tenant, events);
        }
        self.state.forget_recalled();
        decided
    }

    pub(crate) fn commit(&mut self, tenant: Tenant, events: &[Event]) {
        self.position += 1;
        for event in events {
            let mut bytes = Vec::new();
            encode_event(event, &mut bytes);
            assert_eq!(decode_event(Bytes::from(bytes)).as_ref(), Ok(event));
            apply(&mut self.state, tenant, self.position, event);
            if let Event::Posted(records) = event {
                self.journal.extend(records.iter().map(|record| (tenant, record)));
            }
        }
        self.state.assert_consistent();
        let mut bytes = Vec::new();
        snapshot::encode(&self.state, &mut bytes);
        assert_eq!(snapshot::decode(&bytes).as_ref(), Ok(&self.state));
    }

    /// Lets `seconds` go by, and happen what is due then.
    pub(crate) fn wait(&mut self, seconds: u64) -> Vec<Event> {
        self.now += seconds;
        let groups = due(&self.state, self.time(), 100);
        groups
            .into_iter()
            .flat_map(|(tenant, events)| {
                self.commit(tenant, &events);
                events
            })
            .collect()
    }

    /// One transfer.
    pub(crate) fn make(&mut self, id: u128, kind: RequestKind) -> Result<Transfer, Rejection> {
        self.make_as(request(id, kind))
    }

    pub(crate) fn make_as(&mut self, transfer: CallerTransfer) -> Result<Transfer, Rejection> {
        let made = self.chain(vec![transfer]).map_err(|refusal| refusal.rejection)?;
        Ok(made[0])
    }

    pub(crate) fn chain(&mut self, chain: Vec<CallerTransfer>) -> Result<Vec<Transfer>, Refusal> {
        let events = self.run(Command::Transfers(chain))?;
        Ok(posted(&events))
    }

    /// Balance, and what is left of it after holds.
    pub(crate) fn shown(&self, at: &str) -> (i128, i128) {
        let account = self.state.account(TENANT, account(at)).unwrap();
        (account.balance(), account.available())
    }
}

pub(crate) fn posted(events: &[Event]) -> Vec<Transfer> {
    events
        .iter()
        .flat_map(|event| match event {
            Event::Posted(records) => records.iter().collect(),
            _ => Vec::new(),
        })
        .collect()
}

pub(crate) fn path(text: &str) -> AccountPath {
    text.parse().unwrap()
}

pub(crate) fn account(at: &str) -> AccountId {
    account_id(TENANT.id(), &path(at), Currency::EUR)
}

pub(crate) const fn id(value: u128) -> TransferId {
    TransferId::from_u128(value)
}

pub(crate) const fn seconds(value: u64) -> Timestamp {
    Timestamp::from_microseconds(value * 1_000_000)
}

pub(crate) fn request(value: u128, kind: RequestKind) -> CallerTransfer {
    CallerTransfer {
        reference: 5,
        code: PostingCode(6),
        ..CallerTransfer::new(id(value), kind)
    }
}

pub(crate) fn moving(debit: &str, credit: &str, minor: i128) -> RequestKind {
    RequestKind::Transfer {
        debit: account(debit),
        credit: account(credit),
        amount: Money::new(minor, Currency::EUR),
    }
}

/// From wallet a to wallet b.
pub(crate) fn paying(minor: i128) -> RequestKind {
    moving("liabilities:wallet:a", "liabilities:wallet:b", minor)
}

/// Of wallet a for wallet b.
pub(crate) fn holding(minor: i128, timeout_seconds: u32) -> RequestKind {
    RequestKind::Hold {
        debit: account("liabilities:wallet:a"),
        credit: account("liabilities:wallet:b"),
        amount: Money::new(minor, Currency::EUR),
        timeout_seconds,
    }
}

pub(crate) const fn posting(hold: u128, amount: Option<u128>) -> RequestKind {
    RequestKind::Post {
        hold: id(hold),
        amount,
    }
}

pub(crate) const fn voiding(hold: u128) -> RequestKind {
    RequestKind::Void { hold: id(hold) }
}

pub(crate) fn overdraft(at: &str) -> Rejection {
    Rejection::Overdraft { account: account(at) }
}
