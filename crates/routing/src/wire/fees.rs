//! The stored form of fee schedules.

use std::collections::BTreeSet;

use bezant_kernel::wire::{Corrupt, currency_from};
use bezant_kernel::{Country, Currency, MethodKind};
use prost::Message;

use super::name_from;
use crate::{CardCategory, CardScheme, FeeLine, FeeSchedule, Price, Rate, Region};

#[derive(Clone, PartialEq, Message)]
pub(super) struct FeeScheduleWire {
    #[prost(string, tag = "1")]
    gateway: String,
    #[prost(string, optional, tag = "2")]
    home: Option<String>,
    #[prost(message, repeated, tag = "3")]
    lines: Vec<FeeLineWire>,
    #[prost(uint32, repeated, tag = "4")]
    settlement: Vec<u32>,
    #[prost(uint32, tag = "5")]
    margin_millionths: u32,
}

#[derive(Clone, PartialEq, Message)]
struct FeeLineWire {
    #[prost(uint32, repeated, tag = "1")]
    methods: Vec<u32>,
    #[prost(uint32, repeated, tag = "2")]
    schemes: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    categories: Vec<u32>,
    #[prost(uint32, repeated, tag = "4")]
    regions: Vec<u32>,
    #[prost(uint32, optional, tag = "5")]
    currency: Option<u32>,
    #[prost(message, optional, tag = "6")]
    interchange: Option<PriceWire>,
    #[prost(message, optional, tag = "7")]
    scheme: Option<PriceWire>,
    #[prost(message, optional, tag = "8")]
    markup: Option<PriceWire>,
    #[prost(uint64, optional, tag = "9")]
    minimum_minor: Option<u64>,
    #[prost(uint64, optional, tag = "10")]
    maximum_minor: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
struct PriceWire {
    #[prost(uint32, tag = "1")]
    rate_millionths: u32,
    #[prost(uint64, tag = "2")]
    fixed_minor: u64,
    #[prost(uint64, optional, tag = "3")]
    minimum_minor: Option<u64>,
    #[prost(uint64, optional, tag = "4")]
    maximum_minor: Option<u64>,
}

fn number_of(currency: Currency) -> u32 {
    u32::from(currency.number())
}

pub(super) fn schedule_wire(schedule: &FeeSchedule) -> FeeScheduleWire {
    let line = |line: &FeeLine| FeeLineWire {
        methods: line.methods.iter().map(|one| one.number()).collect(),
        schemes: line.schemes.iter().map(|one| one.number()).collect(),
        categories: line.categories.iter().map(|one| one.number()).collect(),
        regions: line.regions.iter().map(|one| one.number()).collect(),
        currency: line.currency.map(number_of),
        interchange: Some(price_wire(line.interchange)),
        scheme: Some(price_wire(line.scheme)),
        markup: Some(price_wire(line.markup)),
        minimum_minor: line.minimum_minor,
        maximum_minor: line.maximum_minor,
    };
    FeeScheduleWire {
        gateway: schedule.gateway.as_str().to_owned(),
        home: schedule.home.map(|home| home.as_str().to_owned()),
        lines: schedule.lines.iter().map(line).collect(),
        settlement: schedule.settlement.iter().copied().map(number_of).collect(),
        margin_millionths: schedule.margin.millionths(),
    }
}

fn price_wire(price: Price) -> PriceWire {
    PriceWire {
        rate_millionths: price.rate.millionths(),
        fixed_minor: price.fixed_minor,
        minimum_minor: price.minimum_minor,
        maximum_minor: price.maximum_minor,
    }
}

pub(super) fn schedule_from(wire: FeeScheduleWire) -> Result<FeeSchedule, Corrupt> {
    let country = |text: String| text.parse::<Country>().map_err(|_| Corrupt("not a country"));
    Ok(FeeSchedule {
        gateway: name_from(&wire.gateway)?,
        home: wire.home.map(country).transpose()?,
        lines: wire.lines.into_iter().map(line_from).collect::<Result<_, _>>()?,
        settlement: wire
            .settlement
            .into_iter()
            .map(currency_from)
            .collect::<Result<_, _>>()?,
        margin: rate_from(wire.margin_millionths)?,
    })
}

fn line_from(wire: FeeLineWire) -> Result<FeeLine, Corrupt> {
    Ok(FeeLine {
        methods: set(&wire.methods, MethodKind::from_number)?,
        schemes: set(&wire.schemes, CardScheme::from_number)?,
        categories: set(&wire.categories, CardCategory::from_number)?,
        regions: set(&wire.regions, Region::from_number)?,
        currency: wire.currency.map(currency_from).transpose()?,
        interchange: price_from(wire.interchange)?,
        scheme: price_from(wire.scheme)?,
        markup: price_from(wire.markup)?,
        minimum_minor: wire.minimum_minor,
        maximum_minor: wire.maximum_minor,
    })
}

fn set<T: Ord>(numbers: &[u32], read: fn(u32) -> Option<T>) -> Result<BTreeSet<T>, Corrupt> {
    numbers
        .iter()
        .map(|number| read(*number).ok_or(Corrupt("an unknown word in a fee line")))
        .collect()
}

fn price_from(wire: Option<PriceWire>) -> Result<Price, Corrupt> {
    let wire = wire.ok_or(Corrupt("a fee line without a price"))?;
    Ok(Price {
        rate: rate_from(wire.rate_millionths)?,
        fixed_minor: wire.fixed_minor,
        minimum_minor: wire.minimum_minor,
        maximum_minor: wire.maximum_minor,
    })
}

fn rate_from(millionths: u32) -> Result<Rate, Corrupt> {
    Rate::from_millionths(millionths).ok_or(Corrupt("a rate above the whole"))
}
