//! Settings of routing: what an operator changes while payments are under way, and what probes find out.

use bezant_kernel::{Actor, Milliseconds};
use bezant_routing::{
    Command, Elimination, Experiment, FeeLine, FeeSchedule, Order, Price, Rate, Resilience, Significance,
    Strategy, SuccessModel, Weights,
};

use crate::chance::Chance;
use crate::gateway::NAMES;

/// Rules of all kinds, and some that are wrong.
const RULES: [&str; 5] = [
    r#"rule "large" when amount >= EUR 50.00 then prefer south require three_d_secure"#,
    r#"rule "home" when issuer_country in (DE, FR) and method = card then exclude west"#,
    r#"rule "trial" when scheme = visa then split north 70, south 30"#,
    r#"rule "some" when metadata.order is known and not customer = "customer-1" then choose south, north"#,
    r#"rule "wrong" then choose east"#,
];

pub(super) fn setting(chance: &mut Chance) -> Command {
    let name = *chance.pick(&["ada", "grace"]);
    let by = Actor::new(name).expect("a name");
    let version = chance.between(1, 4) as u32;
    match chance.below(16) {
        0 | 1 => Command::ProposeRules {
            source: (*chance.pick(&RULES)).to_owned(),
            by,
        },
        2 => Command::ApproveRules { version, by },
        3 | 4 => Command::ActivateRules { version, by },
        5 => Command::RollBackRules { by },
        6 => Command::SetFourEyes {
            required: chance.percent(30),
            by,
        },
        7 => Command::SetFees {
            schedules: schedules(chance),
            by,
        },
        8 | 9 => Command::SetStrategy {
            strategy: strategy(chance),
            by,
        },
        10 => Command::SetResilience {
            resilience: Resilience {
                failures_in_a_row: chance.between(2, 8) as u32,
                open_for: Milliseconds(chance.between(10_000, 60_000)),
                ..Resilience::default()
            },
            by,
        },
        11 => Command::StartExperiment {
            experiment: Experiment {
                name: "another-way".to_owned(),
                share_basis_points: 8_000,
                rules: None,
                strategy: Some(strategy(chance)),
                sample: chance.between(10, 60) as u32,
                significance: Significance::FivePercent,
                seed: chance.u64(),
            },
            by,
        },
        12 => Command::StopExperiment {
            name: "another-way".to_owned(),
            by,
        },
        _ => Command::RecordProbe {
            gateway: chance.pick(&NAMES).parse().expect("a gateway's name"),
            answered: chance.percent(50),
            latency: Milliseconds(chance.below(5_000)),
        },
    }
}

fn strategy(chance: &mut Chance) -> Strategy {
    let weights = NAMES.map(|name| (name.parse().expect("a gateway's name"), 10));
    Strategy {
        order: chance
            .pick(&[
                Order::Score(Weights::EVEN),
                Order::Score(Weights::EVEN),
                Order::Priority,
                Order::Split(weights.to_vec()),
            ])
            .clone(),
        success: *chance.pick(&[SuccessModel::Recent, SuccessModel::Learned, SuccessModel::Sampled]),
        elimination: chance.percent(30).then_some(Elimination {
            success_below_basis_points: 3_000,
            calls_at_least: 10,
        }),
        half_life: Milliseconds(chance.between(60_000, 3_600_000)),
        seed: chance.u64(),
    }
}

fn schedules(chance: &mut Chance) -> Vec<FeeSchedule> {
    let priced = NAMES.iter().filter(|_| chance.percent(70)).collect::<Vec<_>>();
    let schedule = |name: &&str| FeeSchedule {
        gateway: name.parse().expect("a gateway's name"),
        home: "DE".parse().ok(),
        lines: vec![FeeLine {
            markup: Price {
                rate: Rate::from_millionths(u32::try_from(chance.below(30_000)).expect("a small rate"))
                    .expect("below the whole"),
                ..Price::default()
            },
            ..FeeLine::default()
        }],
        settlement: Default::default(),
        margin: Rate::default(),
    };
    priced.into_iter().map(schedule).collect()
}
