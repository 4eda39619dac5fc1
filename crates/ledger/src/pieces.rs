//! A list in pieces that copies share: a copy costs a pointer for each piece, and the first change of a piece after that
//! copies the piece. For what is seldom changed but set aside as a whole.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

const PIECE: usize = 256;

/// Grows at its end only.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<T> {
    pieces: Vec<Arc<Vec<T>>>,
    length: usize,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Pieces {
            pieces: Vec::new(),
            length: 0,
        }
    }
}

impl<T: Clone> Pieces<T> {
    pub(crate) fn push(&mut self, value: T) {
        if self.length.is_multiple_of(PIECE) {
            self.pieces.push(Arc::new(Vec::with_capacity(PIECE)));
        }
        let last = self.pieces.last_mut().expect("there is a piece with room");
        Arc::make_mut(last).push(value);
        self.length += 1;
    }

    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }
}

impl<T> Index<usize> for Pieces<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.pieces[at / PIECE][at % PIECE]
    }
}

impl<T: Clone> IndexMut<usize> for Pieces<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut Arc::make_mut(&mut self.pieces[at / PIECE])[at % PIECE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_was_copied_with() {
        let mut list = Pieces::default();
        (0..600).for_each(|nth| list.push(nth));
        let copy = list.clone();
        list[599] = -1;
        list[3] = -2;
        list.push(600);
        let values =
            |list: &Pieces<i32>| -> Vec<i32> { (0..).map_while(|at| list.get(at).copied()).collect() };
        assert_eq!(values(&copy), (0..600).collect::<Vec<_>>());
        let mut changed: Vec<i32> = (0..=600).collect();
        (changed[3], changed[599]) = (-2, -1);
        assert_eq!(values(&list), changed);
        assert_eq!(list[600], 600);
    }
}
