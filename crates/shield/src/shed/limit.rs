//! How many places there are: a limit that follows from how long requests take.
//!
//! As the gradient limits of Netflix's `concurrency-limits`: the limit times (tolerated time ÷ measured time), plus some room to
//! find out whether more is possible. Measured per class against the class's own usual time, since a report takes a hundred
//! times as long as a balance; and averaged by requests, so that a single slow one does not close the door.

use std::time::Duration;

use super::{Priority, Settings};
use crate::Moment;

const CLASSES: usize = Priority::ALL.len();
/// Fewer requests than this in a window say nothing; the window is then continued.
const LEAST_SAMPLES: u64 = 10;
/// A window takes away this share at most, in thousandths, so that one bad moment (a pause of the disk) is no collapse.
const LEAST_GRADIENT: u64 = 500;

#[derive(Clone, Debug)]
pub(super) struct Limit {
    settings: Settings,
    /// In thousandths, so that small limits grow too.
    thousandths: u64,
    /// What requests of a class usually take, in nanoseconds; zero while it is not known.
    usual: [u64; CLASSES],
    window: Window,
}

#[derive(Clone, Debug, Default)]
struct Window {
    /// The end of the first request that was measured.
    start: Option<Moment>,
    peak: u32,
    count: [u64; CLASSES],
    sum: [u64; CLASSES],
}

impl Limit {
    pub(super) fn new(settings: Settings) -> Limit {
        let is_ordered = settings.least <= settings.first && settings.first <= settings.most;
        assert!(
            settings.least > 0 && is_ordered,
            "0 < least <= first <= most, in places"
        );
        assert!(settings.most <= 1 << 24, "no node has so many places");
        assert!(settings.cap > 0, "a node takes on something");
        assert!(
            settings.tolerance_percent > 100,
            "requests may take longer than usual"
        );
        Limit {
            settings,
            thousandths: u64::from(settings.first) * 1000,
            usual: [0; CLASSES],
            window: Window::default(),
        }
    }

    pub(super) fn places(&self) -> u32 {
        u32::try_from(self.thousandths / 1000).expect("at most the most places")
    }

    pub(super) fn cap(&self) -> u32 {
        self.settings.cap
    }

    pub(super) fn note_peak(&mut self, under_way: u32) {
        self.window.peak = self.window.peak.max(under_way);
    }

    pub(super) fn measure(&mut self, class: Priority, took: Duration, now: Moment) {
        let window = &mut self.window;
        let start = *window.start.get_or_insert(now);
        window.count[class as usize] += 1;
        // A request longer than a minute is not measured more exactly than that; so the sum can't overflow.
        window.sum[class as usize] += took.min(Duration::from_secs(60)).as_nanos() as u64;
        let samples: u64 = window.count.iter().sum();
        if now.since(start) >= self.settings.window && samples >= LEAST_SAMPLES {
            self.conclude();
        }
    }

    fn conclude(&mut self) {
        let window = std::mem::take(&mut self.window);
        let (mut weighted, mut samples) = (0, 0);
        for class in Priority::ALL.map(|class| class as usize) {
            let count = window.count[class];
            if count == 0 {
                continue;
            }
            let mean = (window.sum[class] / count).max(1);
            if self.usual[class] == 0 {
                self.usual[class] = mean;
            }
            let ratio = (u128::from(mean) * 1000 / u128::from(self.usual[class])).min(100_000) as u64;
            weighted += ratio * count;
            samples += count;
        }
        let ratio = (weighted / samples).max(1);
        self.adapt(ratio, window.peak);
        self.learn(&window);
    }

    /// `ratio`: how long requests took, in thousandths of what is usual.
    fn adapt(&mut self, ratio: u64, peak: u32) {
        let tolerated = u64::from(self.settings.tolerance_percent) * 10;
        let gradient = (tolerated * 1000 / ratio).clamp(LEAST_GRADIENT, 1000);
        // The room to find out: the root of the limit, which is much for few places and little for many.
        let room = u64::from(self.places()).isqrt().max(1) * 1000;
        let wanted = if gradient < 1000 {
            self.thousandths * gradient / 1000
        } else if u64::from(peak) * 2000 >= self.thousandths {
            self.thousandths + room
        } else {
            // What isn't used says nothing about whether there could be more.
            self.thousandths
        };
        let (least, most) = (u64::from(self.settings.least), u64::from(self.settings.most));
        self.thousandths = wanted.clamp(least * 1000, most * 1000);
    }

    /// What is usual goes down quickly. It goes up only where nothing is crowded, or overload would become usual: slowly while
    /// half of the places are free, and sooner where there are as few places as there ever are and requests take longer still. Then it
    /// is not the crowd, and the idea of what is usual was wrong: many requests that were over at once can bring it down.
    fn learn(&mut self, window: &Window) {
        let is_calm = u64::from(window.peak) * 2000 < self.thousandths;
        let is_least = self.places() == self.settings.least && window.peak <= self.settings.least;
        for class in Priority::ALL.map(|class| class as usize) {
            let Some(mean) = window.sum[class].checked_div(window.count[class]) else {
                continue;
            };
            let usual = self.usual[class];
            if mean < usual {
                self.usual[class] = (usual - (usual - mean) / 4).max(1);
            } else if is_least {
                self.usual[class] = usual + (mean - usual) / 8;
            } else if is_calm {
                self.usual[class] = usual + (mean - usual) / 32;
            }
        }
    }
}
