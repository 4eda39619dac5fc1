//! Cursors: the place of the last row of a page, in a form that callers can't mistake for something to build themselves.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::ViewsError;
use crate::key::POSITION_BITS;

/// The list that a cursor belongs to. A cursor of one is refused by the others.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum List {
    Payments = 1,
    History = 2,
}

/// A place in the log: an entry's position and an index within the entry. Every list is sorted by it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) position: u64,
    pub(crate) index: u32,
}

const BYTES: usize = 13;

impl Place {
    pub(crate) fn to_cursor(self, list: List) -> String {
        let mut bytes = [0u8; BYTES];
        bytes[0] = list as u8;
        bytes[1..9].copy_from_slice(&self.position.to_be_bytes());
        bytes[9..].copy_from_slice(&self.index.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(crate) fn from_cursor(list: List, text: Option<&str>) -> Result<Option<Place>, ViewsError> {
        let Some(text) = text else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| ViewsError::InvalidCursor)?;
        let bytes: [u8; BYTES] = bytes.try_into().map_err(|_| ViewsError::InvalidCursor)?;
        let (position, index) = bytes[1..].split_at(8);
        let position = u64::from_be_bytes(position.try_into().expect("eight bytes of thirteen"));
        let index = u32::from_be_bytes(index.try_into().expect("four bytes of thirteen"));
        if bytes[0] != list as u8 || position >> POSITION_BITS != 0 {
            return Err(ViewsError::InvalidCursor);
        }
        Ok(Some(Place { position, index }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back_and_nothing_else_does() {
        let place = Place {
            position: 77,
            index: 3,
        };
        let text = place.to_cursor(List::History);
        assert_eq!(
            Place::from_cursor(List::History, Some(&text)).unwrap(),
            Some(place)
        );
        assert_eq!(Place::from_cursor(List::History, None).unwrap(), None);
        let beyond = Place {
            position: u64::MAX,
            index: 0,
        }
        .to_cursor(List::History);
        for (list, text) in [
            (List::Payments, &*text),
            (List::History, &*beyond),
            (List::History, &text[1..]),
            (List::History, ""),
            (List::History, "not a cursor"),
            (List::History, "AgAAAAAAAABNAAAAAw=="),
        ] {
            let refused = Place::from_cursor(list, Some(text));
            assert!(matches!(refused, Err(ViewsError::InvalidCursor)), "{text}");
        }
    }
}
