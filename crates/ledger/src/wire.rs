//! Events as they stand in the log: a byte for the kind, then the body. Additive for ever: no number is used twice.

use bezant_kernel::wire::{Corrupt, currency_from, id_bytes, id_from};
use bezant_kernel::{AccountPath, Timestamp};
use prost::Message;

use crate::event::Event;
use crate::record::{RECORD_BYTES, Transfer};

const ACCOUNT_OPENED: u8 = 1;
const POSTED: u8 = 2;

#[derive(Clone, PartialEq, prost::Message)]
struct AccountOpenedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    path: String,
    #[prost(uint32, tag = "3")]
    currency: u32,
    #[prost(bool, tag = "4")]
    allows_overdraft: bool,
    #[prost(uint64, tag = "5")]
    opened_at_us: u64,
}

/// Appends the stored form of `event` to `out`.
pub fn encode_event(event: &Event, out: &mut Vec<u8>) {
    match event {
        Event::AccountOpened {
            id,
            path,
            currency,
            allows_overdraft,
            opened_at,
        } => {
            out.push(ACCOUNT_OPENED);
            let message = AccountOpenedWire {
                id: id_bytes(*id),
                path: path.as_str().to_owned(),
                currency: u32::from(currency.number()),
                allows_overdraft: *allows_overdraft,
                opened_at_us: opened_at.as_microseconds(),
            };
            message
                .encode(out)
                .expect("a vector grows to what a message needs");
        }
        Event::Posted(transfer) => {
            out.push(POSTED);
            out.extend_from_slice(&transfer.to_bytes());
        }
    }
}

/// The event in these bytes.
pub fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let (&kind, body) = bytes.split_first().ok_or(Corrupt("an event has a kind"))?;
    match kind {
        ACCOUNT_OPENED => {
            let message = AccountOpenedWire::decode(body)?;
            Ok(Event::AccountOpened {
                id: id_from(&message.id)?,
                path: message
                    .path
                    .parse::<AccountPath>()
                    .map_err(|_| Corrupt("not an account path"))?,
                currency: currency_from(message.currency)?,
                allows_overdraft: message.allows_overdraft,
                opened_at: Timestamp::from_microseconds(message.opened_at_us),
            })
        }
        POSTED => {
            let record: &[u8; RECORD_BYTES] =
                body.try_into().map_err(|_| Corrupt("a transfer is 128 bytes"))?;
            Transfer::from_bytes(record).map(Event::Posted)
        }
        _ => Err(Corrupt("unknown kind of ledger event")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::{AccountId, Currency};

    #[test]
    fn an_opened_account_is_stored_as_ever() {
        let event = Event::AccountOpened {
            id: AccountId::from_u128(7),
            path: "assets:cash".parse().unwrap(),
            currency: Currency::EUR,
            allows_overdraft: true,
            opened_at: Timestamp::from_microseconds(300),
        };
        let mut bytes = Vec::new();
        encode_event(&event, &mut bytes);
        let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            text,
            "010a1000000000000000000000000000000007120b6173736574733a6361736818d207200128ac02"
        );
        assert_eq!(decode_event(&bytes), Ok(event));
    }

    #[test]
    fn refuses_what_is_not_an_event() {
        let short = [POSTED; 128];
        let cases: [&[u8]; 4] = [&[], &[9], &[ACCOUNT_OPENED, 0xff], &short];
        for bytes in cases {
            assert!(decode_event(bytes).is_err(), "{bytes:?}");
        }
    }
}
