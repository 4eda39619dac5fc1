//! A node in simulated time: some workers, a queue before them, and ten times as many requests as they can serve.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;

use super::*;
use crate::Moment;

const WORKERS: usize = 8;
const USUAL: Duration = Duration::from_millis(4);
/// What they can serve in a second.
const CAPACITY: u64 = WORKERS as u64 * 250;

/// A sequence that looks random, and is the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Between half and one and a half of it.
    fn around(&mut self, span: Duration) -> Duration {
        let nanoseconds = span.as_nanos() as u64;
        Duration::from_nanos(nanoseconds / 2 + self.next() % nanoseconds)
    }
}

#[derive(Default)]
struct Outcome {
    asked: [u64; 6],
    admitted: [u64; 6],
    latencies: Vec<Duration>,
}

impl Outcome {
    fn p99(&mut self) -> Duration {
        self.latencies.sort_unstable();
        self.latencies[self.latencies.len() * 99 / 100]
    }

    fn admitted_percent(&self, class: Priority) -> u64 {
        self.admitted[class as usize] * 100 / self.asked[class as usize].max(1)
    }
}

/// The node with its shedder, which lives through several phases.
struct Node {
    shedder: Shedder,
    chance: Chance,
    time: Moment,
    busy: BinaryHeap<Reverse<(Moment, u64)>>,
    waiting: VecDeque<u64>,
    tickets: Vec<Option<(Ticket, Moment, bool)>>,
}

impl Node {
    fn new(settings: Settings) -> Node {
        Node {
            shedder: Shedder::new(settings),
            chance: Chance(0x9e37_79b9_7f4a_7c15),
            time: Moment::from_nanoseconds(1_000_000_000),
            busy: BinaryHeap::new(),
            waiting: VecDeque::new(),
            tickets: Vec::new(),
        }
    }

    /// So long, with so many requests per second of each class. What counts is what arrives after `settle`.
    fn run(&mut self, span: Duration, settle: Duration, rates: &[(Priority, u64)]) -> Outcome {
        let mut outcome = Outcome::default();
        let total: u64 = rates.iter().map(|(_, rate)| rate).sum();
        let gap = Duration::from_nanos(1_000_000_000 / total);
        let (end, counts_from) = (self.time.after(span), self.time.after(settle));
        while self.time < end {
            self.time = self.time.after(self.chance.around(gap));
            self.serve(&mut outcome);
            let mut pick = self.chance.next() % total;
            let class = rates
                .iter()
                .find(|(_, rate)| {
                    let is_it = pick < *rate;
                    pick = pick.saturating_sub(*rate);
                    is_it
                })
                .unwrap()
                .0;
            let counts = self.time >= counts_from;
            outcome.asked[class as usize] += u64::from(counts);
            if let Some(ticket) = self.shedder.admit(class, self.time, 0) {
                outcome.admitted[class as usize] += u64::from(counts);
                self.tickets.push(Some((ticket, self.time, counts)));
                self.waiting.push_back(self.tickets.len() as u64 - 1);
                self.begin();
            }
        }
        outcome
    }

    fn begin(&mut self) {
        while self.busy.len() < WORKERS
            && let Some(next) = self.waiting.pop_front()
        {
            let done = self.time.after(self.chance.around(USUAL));
            self.busy.push(Reverse((done, next)));
        }
    }

    fn serve(&mut self, outcome: &mut Outcome) {
        let now = self.time;
        while let Some(&Reverse((done, nth))) = self.busy.peek()
            && done <= now
        {
            self.busy.pop();
            let (ticket, arrived, counts) = self.tickets[nth as usize].take().unwrap();
            self.shedder.finish(ticket, done, Duration::ZERO);
            if counts {
                outcome.latencies.push(done.since(arrived));
            }
            self.time = done;
            self.begin();
        }
        self.time = now;
    }
}

const MIX: [(Priority, u64); 6] = [
    (Priority::Stream, 5),
    (Priority::List, 15),
    (Priority::Read, 50),
    (Priority::Low, 5),
    (Priority::New, 20),
    (Priority::Finish, 5),
];

fn times(percent_of_capacity: u64) -> [(Priority, u64); 6] {
    MIX.map(|(class, share)| (class, CAPACITY * percent_of_capacity * share / 10_000))
}

#[test]
fn a_burst_of_ten_times_the_capacity_keeps_those_admitted_fast_and_money_goes_last() {
    let mut node = Node::new(Settings::default());
    let mut calm = node.run(Duration::from_secs(10), Duration::from_secs(2), &times(60));
    let usual = calm.p99();
    assert_eq!(calm.admitted, calm.asked, "nobody is refused while there is room");

    // Reads, lists and the rest come ten times as often as the node can serve; money as usual, within what it can.
    let burst = [
        (Priority::Stream, CAPACITY),
        (Priority::List, CAPACITY * 4),
        (Priority::Read, CAPACITY * 5),
        (Priority::New, CAPACITY * 30 / 100),
        (Priority::Finish, CAPACITY * 10 / 100),
    ];
    let mut crowded = node.run(Duration::from_secs(20), Duration::from_secs(2), &burst);
    let p99 = crowded.p99();
    let shares = Priority::ALL.map(|class| (class.as_str(), crowded.admitted_percent(class)));
    println!(
        "shed: p99 {usual:?} usually, {p99:?} in the burst; admitted of 100: {shares:?}, {} places",
        node.shedder.places()
    );
    assert!(p99 < usual * 3, "{p99:?} of usually {usual:?}");
    assert!(crowded.admitted_percent(Priority::Finish) >= 99);
    assert!(crowded.admitted_percent(Priority::New) >= 99);
    assert!(crowded.admitted_percent(Priority::Read) < 25);
    let served: u64 = crowded.admitted.iter().sum();
    assert!(
        served > CAPACITY * 18 * 80 / 100,
        "a node that sheds still works: {served} served in 18 seconds"
    );

    // Afterwards everybody is served again.
    let after = node.run(Duration::from_secs(20), Duration::from_secs(10), &times(60));
    let refused: u64 = after.asked.iter().sum::<u64>() - after.admitted.iter().sum::<u64>();
    assert_eq!(refused, 0, "with {} places", node.shedder.places());
}

#[test]
fn a_burst_of_money_itself_keeps_what_finishes_it() {
    let mut node = Node::new(Settings::default());
    let usual = node
        .run(Duration::from_secs(5), Duration::from_secs(1), &times(60))
        .p99();
    let burst = [(Priority::New, CAPACITY * 10), (Priority::Finish, CAPACITY / 20)];
    let mut crowded = node.run(Duration::from_secs(10), Duration::from_secs(2), &burst);
    let p99 = crowded.p99();
    let (new, finish) = (
        crowded.admitted_percent(Priority::New),
        crowded.admitted_percent(Priority::Finish),
    );
    println!(
        "shed: money ten times over: p99 {p99:?}, new {new}, finish {finish} of 100, {} places",
        node.shedder.places()
    );
    assert!(p99 < usual * 3, "{p99:?} of usually {usual:?}");
    assert!(finish >= 99 && new < 15);
}

/// Requests that are over at once make the others look slow; that must not last.
#[test]
fn a_wrong_idea_of_what_is_usual_is_corrected() {
    let mut node = Node::new(Settings::default());
    for _ in 0..50_000 {
        for class in Priority::ALL {
            let ticket = node.shedder.admit(class, node.time, 0).unwrap();
            node.time = node.time.after(Duration::from_micros(20));
            node.shedder.finish(ticket, node.time, Duration::ZERO);
        }
    }
    let mut after = node.run(Duration::from_secs(40), Duration::from_secs(20), &times(60));
    let refused = after.asked.iter().sum::<u64>() - after.admitted.iter().sum::<u64>();
    assert_eq!(refused, 0, "with {} places", node.shedder.places());
    assert!(after.p99() < USUAL * 3);
}

#[test]
fn lower_classes_never_take_what_is_kept_for_higher_ones() {
    let settings = Settings {
        least: 10,
        first: 10,
        ..Settings::default()
    };
    let mut shedder = Shedder::new(settings);
    let now = Moment::from_nanoseconds(1);
    let mut tickets = Vec::new();
    let counts = Priority::ALL.map(|class| {
        let before = tickets.len();
        while let Some(ticket) = shedder.admit(class, now, 0) {
            tickets.push(ticket);
        }
        tickets.len() - before
    });
    assert_eq!(counts, [2, 2, 2, 1, 8, 5]);
    assert_eq!(Priority::ALL.map(|class| shedder.refused(class)), [1; 6]);
    for ticket in tickets {
        shedder.abandon(ticket);
    }
    let all: Vec<_> = (0..20)
        .map(|_| shedder.admit(Priority::Finish, now, 0).unwrap())
        .collect();
    assert!(
        shedder.admit(Priority::Stream, now, 0).is_none(),
        "the highest may take all"
    );
    all.into_iter().for_each(|ticket| shedder.abandon(ticket));
}

#[test]
fn waiting_for_others_closes_nothing() {
    let mut shedder = Shedder::new(Settings::default());
    let places = shedder.places();
    let mut now = Moment::from_nanoseconds(1);
    for nth in 0..10_000_u64 {
        let ticket = shedder.admit(Priority::New, now, 0).unwrap();
        // The gateway becomes a hundred times slower; what the node does stays the same.
        let outside = Duration::from_millis(if nth < 5_000 { 10 } else { 1_000 });
        now = now.after(outside + Duration::from_millis(1));
        shedder.finish(ticket, now, outside);
    }
    assert!(shedder.places() >= places);
}

#[test]
fn money_at_gateways_takes_no_place_and_stays_under_the_cap() {
    let settings = Settings {
        least: 10,
        first: 10,
        cap: 100,
        ..Settings::default()
    };
    let mut shedder = Shedder::new(settings);
    let now = Moment::from_nanoseconds(1);
    let mut tickets = Vec::new();
    // All that came before wait for a gateway.
    while let Some(ticket) = shedder.admit(Priority::New, now, tickets.len() as u32) {
        tickets.push(ticket);
    }
    assert_eq!(
        tickets.len(),
        90,
        "what finishes a movement has the rest of the cap"
    );
    tickets.extend((0..10).map(|_| shedder.admit(Priority::Finish, now, 90).unwrap()));
    assert!(shedder.admit(Priority::Finish, now, 100).is_none());
    assert!(
        shedder.admit(Priority::Read, now, 100).is_none(),
        "the cap is everybody's"
    );
    tickets.drain(..20).for_each(|ticket| shedder.abandon(ticket));
    assert!(
        shedder.admit(Priority::Finish, now, 0).is_none(),
        "eighty that are at work are more than there are places for"
    );
    let read = shedder.admit(Priority::Read, now, 70).unwrap();
    shedder.abandon(read);
    tickets.into_iter().for_each(|ticket| shedder.abandon(ticket));
    assert_eq!(shedder.under_way(), 0);
}
