//! A sorted map whose copy is cheap: two copies share their pieces until one of them changes a piece, and then that one piece is copied.
//!
//! It is what lets a snapshot be set aside while cards come in: a copy of ten million entries is some twenty thousand pointers. Maps that
//! share by the node, as libraries have them, take a memory of their own for each entry or a licence that we do not use.

use std::sync::Arc;

/// Entries of a piece. More make each change after a copy dearer, fewer the copy.
const MOST_IN_PIECE: usize = 512;

struct Piece<K, V> {
    first: K,
    /// Sorted; at least one.
    entries: Arc<Vec<(K, V)>>,
}

impl<K: Copy, V> Clone for Piece<K, V> {
    fn clone(&self) -> Self {
        Piece {
            first: self.first,
            entries: Arc::clone(&self.entries),
        }
    }
}

/// A sorted map with small keys.
#[derive(Clone)]
pub(super) struct SharedMap<K: Copy, V> {
    /// Sorted.
    pieces: Vec<Piece<K, V>>,
    length: usize,
}

impl<K: Ord + Copy, V: Clone> SharedMap<K, V> {
    pub(super) const fn new() -> Self {
        SharedMap {
            pieces: Vec::new(),
            length: 0,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let piece = &self.pieces[self.piece_of(key)?];
        let at = place(&piece.entries, key).ok()?;
        Some(&piece.entries[at].1)
    }

    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let piece = self.piece_of(key)?;
        let entries = &mut self.pieces[piece].entries;
        let at = place(entries, key).ok()?;
        Some(&mut Arc::make_mut(entries)[at].1)
    }

    /// Puts the value there, and gives back the one before.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let Some(nth) = self.piece_of(&key).or((!self.pieces.is_empty()).then_some(0)) else {
            self.insert_piece(0, vec![(key, value)]);
            self.length = 1;
            return None;
        };
        let piece = &mut self.pieces[nth];
        let at = match place(&piece.entries, &key) {
            Ok(at) => {
                return Some(std::mem::replace(
                    &mut Arc::make_mut(&mut piece.entries)[at].1,
                    value,
                ));
            }
            Err(at) => at,
        };
        self.length += 1;
        if piece.entries.len() < MOST_IN_PIECE {
            Arc::make_mut(&mut piece.entries).insert(at, (key, value));
            piece.first = piece.entries[0].0;
            return None;
        }
        if at == MOST_IN_PIECE {
            // Ids come in the order of time, so that pieces which end up full are the usual case.
            self.insert_piece(nth + 1, vec![(key, value)]);
            return None;
        }
        let entries = Arc::make_mut(&mut piece.entries);
        entries.insert(at, (key, value));
        let upper = entries.split_off(MOST_IN_PIECE / 2);
        entries.shrink_to_fit();
        piece.first = piece.entries[0].0;
        self.insert_piece(nth + 1, upper);
        None
    }

    /// Takes the entry away.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let nth = self.piece_of(key)?;
        let piece = &mut self.pieces[nth];
        let at = place(&piece.entries, key).ok()?;
        let (_, value) = Arc::make_mut(&mut piece.entries).remove(at);
        self.length -= 1;
        match piece.entries.first() {
            Some((first, _)) => piece.first = *first,
            None => drop(self.pieces.remove(nth)),
        }
        Some(value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.pieces
            .iter()
            .flat_map(|piece| piece.entries.iter())
            .map(|(key, value)| (key, value))
    }

    /// From this key on, or the first behind it.
    pub(super) fn from(&self, key: K) -> impl Iterator<Item = (&K, &V)> {
        let nth = self.piece_of(&key).unwrap_or(0);
        let at = self.pieces.get(nth).map_or(0, |piece| {
            piece.entries.partition_point(|(before, _)| *before < key)
        });
        self.pieces[nth..]
            .iter()
            .flat_map(|piece| piece.entries.iter())
            .skip(at)
            .map(|(key, value)| (key, value))
    }

    /// The piece in which this key is, if it is in any: the last that does not begin behind it.
    fn piece_of(&self, key: &K) -> Option<usize> {
        self.pieces
            .partition_point(|piece| piece.first <= *key)
            .checked_sub(1)
    }

    fn insert_piece(&mut self, nth: usize, entries: Vec<(K, V)>) {
        let first = entries[0].0;
        let entries = Arc::new(entries);
        self.pieces.insert(nth, Piece { first, entries });
    }
}

fn place<K: Ord, V>(entries: &[(K, V)], key: &K) -> Result<usize, usize> {
    entries.binary_search_by(|(one, _)| one.cmp(key))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u16, u32),
        /// Many at once, so that pieces split.
        Fill(u16, u16),
        Remove(u16),
        Change(u16),
        Copy,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            8 => (0..3_000u16, any::<u32>()).prop_map(|(key, value)| Step::Insert(key, value)),
            2 => (0..3_000u16, 1..900u16).prop_map(|(from, many)| Step::Fill(from, many)),
            4 => (0..3_000u16).prop_map(Step::Remove),
            4 => (0..3_000u16).prop_map(Step::Change),
            1 => Just(Step::Copy),
        ]
    }

    fn same(map: &SharedMap<u16, u32>, model: &BTreeMap<u16, u32>) {
        assert_eq!(map.len(), model.len());
        assert!(map.iter().eq(model.iter()));
        assert!(map.pieces.iter().all(|piece| {
            piece.entries.len() <= MOST_IN_PIECE
                && piece.entries.first().map(|one| one.0) == Some(piece.first)
        }));
    }

    proptest! {
        #[test]
        fn is_a_sorted_map_and_copies_stay_what_they_were(steps in proptest::collection::vec(step(), 0..60), from in 0..4_000u16) {
            let (mut map, mut model) = (SharedMap::new(), BTreeMap::new());
            let mut copies = Vec::new();
            for step in steps {
                match step {
                    Step::Insert(key, value) => prop_assert_eq!(map.insert(key, value), model.insert(key, value)),
                    Step::Fill(from, many) => for key in from..from + many {
                        prop_assert_eq!(map.insert(key, 1), model.insert(key, 1));
                    },
                    Step::Remove(key) => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                    Step::Change(key) => {
                        prop_assert_eq!(map.get(&key), model.get(&key));
                        if let Some(value) = map.get_mut(&key) {
                            *value = 7;
                            model.insert(key, 7);
                        }
                    }
                    Step::Copy => copies.push((map.clone(), model.clone())),
                }
            }
            same(&map, &model);
            prop_assert!(map.from(from).eq(model.range(from..)));
            prop_assert_eq!(map.contains_key(&from), model.contains_key(&from));
            for (copy, was) in &copies {
                same(copy, was);
            }
        }
    }
}
