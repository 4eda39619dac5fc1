//! Nanoseconds per transfer of deciding and of applying batches of 8,190, on one core: `cargo bench -p bezant-ledger`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::disallowed_types
)]

use std::time::Duration;

use bezant_kernel::{AccountId, AccountType, Currency, Tenant, TenantId, Timestamp};
use bezant_ledger::{
    Command, Event, Guard, MAX_BATCH, OpenAccount, Place, RequestBatch, State, apply, decide, snapshot,
};
use bytes::Bytes;

const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));

/// Which transfers a run consists of.
#[derive(Copy, Clone, PartialEq)]
enum Load {
    /// Between accounts at random.
    Uniform,
    /// All to one account.
    Hot,
    /// Holds in one batch, posts of them in the next.
    Holds,
    /// Chains of three.
    Chains,
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }
}

/// Without what other processes took meanwhile.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn ledger(accounts: u64, guard: Guard) -> State {
    let mut state = State::new();
    for number in 1..=accounts {
        let open = OpenAccount {
            id: Some(AccountId::from_u128(u128::from(number))),
            place: Place::Below(AccountType::Liability),
            guard,
            credit_limit: if guard == Guard::None { 0 } else { 1 << 60 },
            ..OpenAccount::at("assets:unused".parse().unwrap(), Currency::EUR)
        };
        let now = Timestamp::from_microseconds(number);
        for event in decide(&state, TENANT, now, Command::OpenAccount(open)).unwrap() {
            apply(&mut state, TENANT, number, &event);
        }
    }
    state
}

fn batch(load: Load, nth: u64, accounts: u64, random: &mut Random) -> Bytes {
    let mut bytes = Vec::with_capacity(MAX_BATCH * 128);
    for item in 0..MAX_BATCH as u64 {
        let mut packed = [0u8; 128];
        let id = u128::from(nth * MAX_BATCH as u64 + item + 1);
        let debit = 1 + random.next() % accounts;
        let mut credit = 1 + random.next() % accounts;
        if load == Load::Hot {
            credit = 1;
        }
        if credit == debit {
            credit = 1 + debit % accounts;
        }
        packed[..16].copy_from_slice(&id.to_le_bytes());
        let posts = load == Load::Holds && nth % 2 == 1;
        if posts {
            packed[48..64].copy_from_slice(&(id - MAX_BATCH as u128).to_le_bytes());
        } else {
            packed[16..32].copy_from_slice(&u128::from(debit).to_le_bytes());
            packed[32..48].copy_from_slice(&u128::from(credit).to_le_bytes());
            packed[64..80].copy_from_slice(&u128::from(1 + random.next() % 1_000).to_le_bytes());
            packed[116..118].copy_from_slice(&978u16.to_le_bytes());
        }
        packed[122] = match load {
            Load::Uniform | Load::Hot | Load::Chains => 1,
            Load::Holds if posts => 3,
            Load::Holds => 2,
        };
        packed[120] = u8::from(load == Load::Chains && item % 3 != 2);
        bytes.extend_from_slice(&packed);
    }
    bytes.into()
}

fn run(name: &str, load: Load, accounts: u64, guard: Guard, batches: u64) {
    let mut state = ledger(accounts, guard);
    let mut random = Random(7);
    let (mut deciding, mut applying) = (Vec::new(), Vec::new());
    let requests: Vec<_> = (0..batches)
        .map(|nth| batch(load, nth, accounts, &mut random))
        .collect();
    for (nth, bytes) in requests.into_iter().enumerate() {
        let command = Command::Batch(RequestBatch::try_from(bytes).unwrap());
        let now = Timestamp::from_microseconds(1_000_000_000 + nth as u64);
        let start = processor_time();
        let events = decide(&state, TENANT, now, command).unwrap();
        deciding.push(processor_time() - start);
        assert!(matches!(&events[..], [Event::Posted(records)] if records.len() == MAX_BATCH));
        let start = processor_time();
        apply(&mut state, TENANT, accounts + nth as u64, &events[0]);
        applying.push(processor_time() - start);
        state.take_checkpoints(u64::MAX, &mut |_| {});
    }
    report(name, deciding, applying);
}

fn report(name: &str, deciding: Vec<Duration>, applying: Vec<Duration>) {
    // The least disturbed quarter: the machine may be busy with other things.
    let per_transfer = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times.truncate(times.len().div_ceil(4));
        let total: Duration = times.iter().sum();
        total.as_nanos() / (times.len() * MAX_BATCH) as u128
    };
    let (decide, apply) = (per_transfer(deciding), per_transfer(applying));
    println!(
        "{name:28} decide {decide:4} ns, apply {apply:4} ns, together {:4} ns",
        decide + apply
    );
}

/// One transfer per command.
fn run_single(accounts: u64) {
    let mut state = ledger(accounts, Guard::NormalSide);
    let mut random = Random(7);
    let (mut deciding, mut applying) = (Vec::new(), Vec::new());
    for nth in 0..20 {
        let bytes = batch(Load::Uniform, nth, accounts, &mut random);
        let items = (0..MAX_BATCH).map(|item| bytes.slice(item * 128..(item + 1) * 128));
        let commands: Vec<_> = items
            .map(|item| Command::Batch(item.try_into().unwrap()))
            .collect();
        let now = Timestamp::from_microseconds(1_000_000_000 + nth);
        let start = processor_time();
        let decided: Vec<_> = commands
            .into_iter()
            .map(|command| decide(&state, TENANT, now, command).unwrap())
            .collect();
        deciding.push(processor_time() - start);
        let start = processor_time();
        for events in &decided {
            apply(&mut state, TENANT, accounts + nth, &events[0]);
        }
        applying.push(processor_time() - start);
    }
    report("single transfers", deciding, applying);
}

/// Memory and restart with many accounts.
fn run_snapshot(accounts: u64) {
    let state = ledger(accounts, Guard::NormalSide);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let resident = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or("VmRSS: unknown");
    let mut bytes = Vec::new();
    let start = processor_time();
    snapshot::encode(&state, &mut bytes);
    let encoding = processor_time() - start;
    let start = processor_time();
    let restored = snapshot::decode(&bytes).unwrap();
    let decoding = processor_time() - start;
    assert_eq!(restored.account_count(), state.account_count());
    println!(
        "snapshot of {accounts} accounts: {} bytes, encode {} ms, decode {} ms; {resident}",
        bytes.len(),
        encoding.as_millis(),
        decoding.as_millis()
    );
}

/// Whether an argument of the bench names this run, or none names any.
fn is_wanted(name: &str) -> bool {
    let mut arguments = std::env::args().skip(1);
    arguments.all(|argument| argument.starts_with("--") || name.contains(&argument))
}

fn main() {
    if is_wanted("single transfers") {
        run_single(10_000);
    }
    if is_wanted("snapshot") {
        run_snapshot(1_000_000);
    }
    for (name, load, accounts, guard) in [
        ("10,000 accounts", Load::Uniform, 10_000, Guard::None),
        (
            "10,000 accounts, guarded",
            Load::Uniform,
            10_000,
            Guard::NormalSide,
        ),
        ("one hot account", Load::Hot, 10_000, Guard::NormalSide),
        ("chains of three", Load::Chains, 10_000, Guard::NormalSide),
        ("holds and posts", Load::Holds, 10_000, Guard::NormalSide),
        ("1,000,000 accounts", Load::Uniform, 1_000_000, Guard::NormalSide),
    ] {
        if is_wanted(name) {
            run(name, load, accounts, guard, 100);
        }
    }
}
