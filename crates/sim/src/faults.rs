//! What goes wrong, and when.

use bezant_kernel::Milliseconds;
use bezant_log::disk::Disk;
use bezant_payments::Policy;

use crate::Sabotage;
use crate::chance::Chance;
use crate::node::Death;
use crate::timeline::{MILLISECOND, MINUTE, SECOND};
use crate::world::{Happening, World};

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
    /// Long silences, in which authorizations expire, per thousand wishes.
    pub(crate) silence_permille: u64,
}

impl Weather {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        Weather {
            has_faults: true,
            fault_percent: *chance.pick(&[0, 1, 3, 8]),
            snapshot_percent: *chance.pick(&[0, 2, 10, 40]),
            eviction_percent: *chance.pick(&[0, 20, 100]),
            lost_request_percent: *chance.pick(&[0, 2, 8]),
            lost_answer_percent: *chance.pick(&[0, 3, 12]),
            gateway_percent: *chance.pick(&[0, 15, 30, 60]),
            silence_permille: *chance.pick(&[0, 5, 20]),
        }
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
        }
    }

    fn calm(&mut self) {
        *self = Weather {
            has_faults: false,
            fault_percent: 0,
            lost_request_percent: 0,
            lost_answer_percent: 0,
            gateway_percent: 0,
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
        if !self.chance.percent(self.weather.fault_percent) {
            return;
        }
        let death = *self.chance.pick(&[Death::Killed, Death::PowerLost]);
        match self.chance.below(12) {
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
            _ => {
                let spare = self.chance.below(4) * 4096;
                self.disk.set_capacity(Some(self.disk.used_bytes() + spare));
                let while_full = self.chance.between(SECOND, 60 * SECOND);
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
        self.arrange_turn(0);
    }

    /// The faults end, with a last one: losing the power takes all that wait for their moment along.
    pub(crate) fn calm_down(&mut self) {
        self.weather.calm();
        self.disk.set_capacity(None);
        if self.node.is_some() {
            self.die(Death::PowerLost);
        } else {
            self.lose_power();
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
