//! What goes wrong, and when.

use bezant_kernel::Milliseconds;
use bezant_log::disk::{Disk, WriteFault};
use bezant_payments::{Policy, RetryPlan};

use crate::chance::Chance;
use crate::node::Death;
use crate::timeline::{MILLISECOND, MINUTE, SECOND};
use crate::world::{Happening, World};
use crate::{Options, Sabotage};

/// How far the wall clock is from the world's time at most: idempotency keys and patience outlast it.
const MOST_SKEW_US: i64 = 2 * MINUTE as i64;

/// How rough a run is. Each seed has its own weather, so that some runs are calm enough to get far and others hardly stand.
pub(crate) struct Weather {
    pub(crate) has_faults: bool,
    /// Faults of node and disk, per wish.
    pub(crate) fault_percent: u64,
    pub(crate) snapshot_percent: u64,
    pub(crate) eviction_percent: u64,
    pub(crate) lost_request_percent: u64,
    pub(crate) lost_answer_percent: u64,
    /// Calls to gateways that don't go as they should.
    pub(crate) gateway_percent: u64,
    /// Answers of gateways that are not true, or are given twice.
    pub(crate) lie_percent: u64,
    /// Syncs of the disk that take very long.
    pub(crate) slow_disk_percent: u64,
    /// Long silences, in which authorizations expire, per thousand wishes.
    pub(crate) silence_permille: u64,
}

impl Weather {
    pub(crate) fn new(chance: &mut Chance, options: Options) -> Self {
        let mut weather = Weather {
            has_faults: true,
            fault_percent: *chance.pick(&[0, 1, 3, 8]),
            slow_disk_percent: *chance.pick(&[0, 3, 3, 50]),
            snapshot_percent: *chance.pick(&[0, 2, 10, 40]),
            eviction_percent: *chance.pick(&[0, 20, 100]),
            lost_request_percent: *chance.pick(&[0, 2, 8]),
            lost_answer_percent: *chance.pick(&[0, 3, 12]),
            gateway_percent: *chance.pick(&[0, 15, 30, 60]),
            silence_permille: *chance.pick(&[0, 5, 20]),
            lie_percent: *chance.pick(&[0, 5, 25]),
        };
        if options.bad_gateways {
            weather.gateway_percent = 50;
            weather.lie_percent = 25;
        }
        if options.power_loss_at.is_some() {
            weather.fault_percent = 0;
        }
        weather
    }

    /// Times short enough that expiries and endless doubts happen within a run.
    pub(crate) fn policy(&self, chance: &mut Chance) -> Policy {
        let mut between = |low, high| Milliseconds(chance.between(low, high));
        Policy {
            authorization_window: between(2 * 60_000, 20 * 60_000),
            retry_base: between(20, 300),
            retry_cap: between(300, 3_000),
            inquiry_base: between(100, 2_000),
            inquiry_cap: between(2_000, 60_000),
            attempts_per_gateway: chance.between(1, 3) as u32,
            operation_retries: chance.between(0, 4) as u32,
            inquiries_before_attention: chance.between(2, 10) as u32,
            answer_within: Milliseconds(chance.between(1_000, 120_000)),
            decline_failovers: chance.between(0, 2) as u32,
            retry_plan: RetryPlan {
                retries: chance.between(0, 4) as u32,
                within: Milliseconds(chance.between(60_000, 3_600_000)),
            },
        }
    }

    fn calm(&mut self) {
        *self = Weather {
            has_faults: false,
            fault_percent: 0,
            lost_request_percent: 0,
            lost_answer_percent: 0,
            gateway_percent: 0,
            lie_percent: 0,
            ..*self
        };
    }
}

/// Where within its work the node dies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Commands are decided, the batch is still open.
    Staged,
    /// The batch is closed, nothing is written.
    Sealed,
    /// The batch is durable, nobody knows.
    Appended,
    /// The followers know, nobody has heard an answer.
    Committed,
}

/// A death that waits for its moment.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Armed {
    moment: Moment,
    death: Death,
}

impl World {
    /// Lets something go wrong, perhaps.
    pub(crate) fn tempt_fate(&mut self) {
        self.betray();
        if !self.chance.percent(self.weather.fault_percent) {
            return;
        }
        let death = *self.chance.pick(&[Death::Killed, Death::PowerLost]);
        match self.chance.below(16) {
            0..=3 => {
                let moments = [
                    Moment::Staged,
                    Moment::Sealed,
                    Moment::Appended,
                    Moment::Committed,
                ];
                let moment = *self.chance.pick(&moments);
                self.armed = Some(Armed { moment, death });
            }
            4 | 5 => {
                let soon = self.chance.below(200 * MILLISECOND);
                self.timeline.after(soon, Happening::Die(death));
            }
            6 | 7 => self.disk.lose_power_after(self.chance.below(12)),
            8 => match self.chance.below(2) {
                0 => self.disk.fail_next_write_as_full(),
                _ => self.disk.fail_next_sync(),
            },
            9 | 10 => {
                let by =
                    i64::try_from(self.chance.below(4 * MINUTE)).expect("minutes fit") - 2 * MINUTE as i64;
                self.timeline
                    .after(self.chance.below(SECOND), Happening::ClockJumps(by));
            }
            11 => {
                let kind = self.chance.below(3);
                self.journal_is_in_trouble |= kind < 2;
                match kind {
                    0 => self.journal_disk.lose_power_after(self.chance.below(12)),
                    1 => self.journal_disk.fail_next_sync(),
                    _ => {
                        self.journal_is_full = true;
                        self.journal_disk
                            .set_capacity(Some(self.journal_disk.used_bytes()));
                        let while_full = self.chance.between(SECOND, 20 * SECOND);
                        self.timeline.after(while_full, Happening::DiskFreed);
                    }
                }
            }
            _ => {
                let spare = self.chance.below(4) * 4096;
                self.disk.set_capacity(Some(self.disk.used_bytes() + spare));
                let while_full = self.chance.between(SECOND, 120 * SECOND);
                self.timeline.after(while_full, Happening::DiskFreed);
            }
        }
    }

    pub(crate) fn dies_at(&mut self, moment: Moment) -> bool {
        let armed = self.armed.filter(|armed| armed.moment == moment);
        if let Some(armed) = armed {
            self.die(armed.death);
        }
        armed.is_some()
    }

    pub(crate) fn free_disk(&mut self) {
        self.disk.set_capacity(None);
        self.journal_disk.set_capacity(None);
        self.journal_is_full = false;
        self.arrange_turn(0);
    }

    /// The faults end, with a last one: losing the power takes all that wait for their moment along.
    pub(crate) fn calm_down(&mut self) {
        self.weather.calm();
        self.await_alerts();
        self.disk.set_capacity(None);
        self.journal_disk.set_capacity(None);
        self.journal_is_full = false;
        if self.node.is_some() {
            self.die(Death::PowerLost);
        } else {
            self.lose_power();
        }
    }

    /// The node's clock follows the wall clock forward and goes on at its own pace where that is set back, until a restart.
    pub(crate) fn jump_clock(&mut self, by: i64) {
        self.wall_skew_us = (self.wall_skew_us + by).clamp(-MOST_SKEW_US, MOST_SKEW_US);
        if let Some(node) = &mut self.node {
            node.skew_us = node.skew_us.max(self.wall_skew_us);
        }
        self.arrange_turn(0);
    }

    /// A write that is said to be done, and is not.
    pub(crate) fn betray(&mut self) {
        let fault = match self.options.sabotage {
            Some(Sabotage::WriteLost) => WriteFault::Lost,
            Some(Sabotage::WriteMisdirected) => {
                let sectors = i64::try_from(self.chance.between(1, 40)).expect("a few");
                WriteFault::Misdirected(sectors * 512)
            }
            _ => return,
        };
        if self.chance.percent(2) {
            self.disk.betray_next_write(fault);
        }
    }

    /// How long a message is under way between a client and the node.
    pub(crate) fn travel(&mut self) -> u64 {
        if self.chance.percent(3) {
            self.chance.between(100 * MILLISECOND, 8 * SECOND)
        } else {
            self.chance.between(MILLISECOND / 10, 20 * MILLISECOND)
        }
    }

    /// The pause before the next wish: mostly bursts, sometimes a breath, seldom a long silence.
    pub(crate) fn pause_between_wishes(&mut self) -> u64 {
        if self.chance.below(1_000) < self.weather.silence_permille {
            self.chance.between(MINUTE, 12 * MINUTE)
        } else if self.chance.percent(70) {
            self.chance.below(15 * MILLISECOND)
        } else {
            self.chance.between(20 * MILLISECOND, 2 * SECOND)
        }
    }

    pub(crate) fn forget_too_much(&mut self) {
        if !self.is_sabotaged(Sabotage::DiskForgets) {
            return;
        }
        let names = self.disk.list().expect("the power is back");
        if let Some(newest) = names.iter().rfind(|name| name.ends_with(".seg")) {
            self.disk.remove(newest).expect("it was listed");
        }
    }
}
