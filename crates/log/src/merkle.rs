//! Hash trees in the shape of RFC 9162 (section 2.1), with BLAKE3 in its keyed mode: each kind of hash has a public key of its
//! own, so that none can be passed off as another.
//!
//! In come leaf hashes in order, out come roots and the paths that prove a leaf, or a shorter tree, to be part of one.
//! Where the hashes are kept is the caller's affair: a path is made from the roots of ranges that the caller answers.

use std::ops::Range;

/// 32 bytes of BLAKE3.
pub(crate) type Hash = [u8; 32];

const RECORD_KEY: &[u8; 32] = b"bezant log 2, payload of record ";
const NODE_KEY: &[u8; 32] = b"bezant log 2, node of hash tree ";
const FRAME_KEY: &[u8; 32] = b"bezant log 2, chain of frames   ";
const GENESIS_KEY: &[u8; 32] = b"bezant log 2, begin of the chain";

/// Hash of a record's payload: a leaf of its frame's tree.
pub(crate) fn record_hash(payload: &[u8]) -> Hash {
    *blake3::keyed_hash(RECORD_KEY, payload).as_bytes()
}

/// What the chain of a log begins with.
pub(crate) fn genesis(log: &[u8; 16]) -> Hash {
    *blake3::keyed_hash(GENESIS_KEY, log).as_bytes()
}

/// The chain's next link, a leaf of the log's tree: from the link before, the frame's header up to its checksum, and the root
/// of its records.
pub(crate) fn chain_hash(previous: &Hash, header: &[u8; 28], root: &Hash) -> Hash {
    let mut input = [0; 92];
    input[..32].copy_from_slice(previous);
    input[32..60].copy_from_slice(header);
    input[60..].copy_from_slice(root);
    *blake3::keyed_hash(FRAME_KEY, &input).as_bytes()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut input = [0; 64];
    input[..32].copy_from_slice(left);
    input[32..].copy_from_slice(right);
    *blake3::keyed_hash(NODE_KEY, &input).as_bytes()
}

/// Root of the tree over no leaves.
fn empty_root() -> Hash {
    *blake3::keyed_hash(NODE_KEY, &[]).as_bytes()
}

/// The tree over leaves that come one by one, as the roots of its full parts.
#[derive(Default)]
pub(crate) struct Growing {
    /// From the largest part to the smallest; as many as `leaves` has bits set.
    parts: Vec<Hash>,
    leaves: u64,
}

impl Growing {
    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut part = leaf;
        for _ in 0..self.leaves.trailing_ones() {
            let left = self.parts.pop().expect("a full part for each bit that is set");
            part = node_hash(&left, &part);
        }
        self.parts.push(part);
        self.leaves += 1;
    }

    pub(crate) fn root(&self) -> Hash {
        let mut parts = self.parts.iter().rev();
        let Some(&smallest) = parts.next() else {
            return empty_root();
        };
        parts.fold(smallest, |right, left| node_hash(left, &right))
    }
}

/// Root over the leaves.
pub(crate) fn root(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut tree = Growing::default();
    leaves.into_iter().for_each(|leaf| tree.push(leaf));
    tree.root()
}

/// Root of `range` from the roots of its two parts, of which the left one is the largest power of two below it.
pub(crate) fn join<E>(
    range: &Range<u64>,
    root_of: &mut impl FnMut(Range<u64>) -> Result<Hash, E>,
) -> Result<Hash, E> {
    let middle = range.start + split(range.end - range.start);
    let left = root_of(range.start..middle)?;
    let right = root_of(middle..range.end)?;
    Ok(node_hash(&left, &right))
}

/// The largest power of two below `leaves`.
fn split(leaves: u64) -> u64 {
    assert!(leaves > 1, "one leaf has no parts");
    1 << (leaves - 1).ilog2()
}

/// Proves leaf `index` to be in the tree over the first `size` leaves: the roots beside its way up, lowest first.
pub(crate) fn inclusion_path<E>(
    index: u64,
    size: u64,
    root_of: &mut impl FnMut(Range<u64>) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    assert!(index < size, "the leaf is one of the tree's");
    let mut path = Vec::new();
    let mut range = 0..size;
    while range.end - range.start > 1 {
        let middle = range.start + split(range.end - range.start);
        let (inside, beside) = if index < middle {
            (range.start..middle, middle..range.end)
        } else {
            (middle..range.end, range.start..middle)
        };
        path.push(root_of(beside)?);
        range = inside;
    }
    path.reverse();
    Ok(path)
}

/// The root that `path` leads to from a leaf; `None` if it is too short or too long for such a tree.
pub(crate) fn root_from_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut index, mut last) = (index, size - 1);
    let mut hash = leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if index & 1 == 1 || index == last {
            hash = node_hash(beside, &hash);
            // A rightmost part without a sibling goes up unchanged.
            while index & 1 == 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, beside);
        }
        index >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Proves the tree over the first `old` leaves to be the beginning of the tree over the first `new`.
pub(crate) fn consistency_path<E>(
    old: u64,
    new: u64,
    root_of: &mut impl FnMut(Range<u64>) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    assert!(0 < old && old <= new, "a tree grows from its first leaf on");
    let mut path = Vec::new();
    let mut range = 0..new;
    // Whether the part is a tree of the old one that the verifier knows by the old root alone.
    let mut is_known = true;
    while old != range.end {
        let middle = range.start + split(range.end - range.start);
        if old <= middle {
            path.push(root_of(middle..range.end)?);
            range = range.start..middle;
        } else {
            path.push(root_of(range.start..middle)?);
            range = middle..range.end;
            is_known = false;
        }
    }
    if !is_known {
        path.push(root_of(range)?);
    }
    path.reverse();
    Ok(path)
}

/// Whether `path` leads from the tree over `old` leaves to the one over `new` (RFC 9162, section 2.1.4.2).
pub(crate) fn is_consistent(old: (u64, Hash), new: (u64, Hash), path: &[Hash]) -> bool {
    let ((old, old_root), (new, new_root)) = (old, new);
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    let mut path = path.iter();
    let first = if old.is_power_of_two() {
        old_root
    } else {
        match path.next() {
            Some(&first) => first,
            None => return false,
        }
    };
    let (mut index, mut last) = (old - 1, new - 1);
    while index & 1 == 1 {
        index >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (first, first);
    for beside in path {
        if last == 0 {
            return false;
        }
        if index & 1 == 1 || index == last {
            old_hash = node_hash(beside, &old_hash);
            new_hash = node_hash(beside, &new_hash);
            while index & 1 == 0 && index != 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, beside);
        }
        index >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == old_root && new_hash == new_root
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| record_hash(&n.to_le_bytes())).collect()
    }

    /// MTH(D[n]) as the RFC writes it.
    fn naive(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let mut middle = 1;
                while middle * 2 < leaves.len() {
                    middle *= 2;
                }
                node_hash(&naive(&leaves[..middle]), &naive(&leaves[middle..]))
            }
        }
    }

    fn parts(leaves: &[Hash]) -> impl FnMut(Range<u64>) -> Result<Hash, Infallible> {
        move |range| Ok(naive(&leaves[range.start as usize..range.end as usize]))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn agrees_with_the_definition(size in 1..300_u64, index: u64, old: u64, spoiled: prop::sample::Index, bit in 0..256_usize) {
            let leaves = leaves(size);
            let root = root(leaves.iter().copied());
            prop_assert_eq!(root, naive(&leaves));
            if size > 1 {
                prop_assert_eq!(root, join(&(0..size), &mut parts(&leaves)).unwrap());
            }
            let (index, old) = (index % size, 1 + old % size);
            let path = inclusion_path(index, size, &mut parts(&leaves)).unwrap();
            let leaf = leaves[index as usize];
            prop_assert_eq!(root_from_inclusion(leaf, index, size, &path), Some(root));
            for other in [index ^ 1, index + 1, index / 2, size] {
                if other != index {
                    prop_assert_ne!(root_from_inclusion(leaf, other, size, &path), Some(root));
                }
            }
            prop_assert_ne!(root_from_inclusion(leaf, index, size, &[&path[..], &[leaf]].concat()), Some(root));
            let growth = consistency_path(old, size, &mut parts(&leaves)).unwrap();
            let (from, to) = ((old, naive(&leaves[..old as usize])), (size, root));
            prop_assert!(is_consistent(from, to, &growth));
            prop_assert!(!is_consistent(from, to, &[&growth[..], &[leaf]].concat()));
            if old < size {
                prop_assert!(!is_consistent((old + 1, from.1), to, &growth) || old + 1 == size);
                prop_assert!(!is_consistent(from, (size, leaf), &growth) || size == 1);
            }
            for (path, is_growth) in [(path, false), (growth, true)] {
                if path.is_empty() {
                    continue;
                }
                let mut path = path;
                let at = spoiled.index(path.len());
                path[at][bit / 8] ^= 1 << (bit % 8);
                if is_growth {
                    prop_assert!(!is_consistent(from, to, &path));
                    prop_assert!(!is_consistent(from, to, &path[1..]));
                } else {
                    prop_assert_ne!(root_from_inclusion(leaf, index, size, &path), Some(root));
                    prop_assert_ne!(root_from_inclusion(leaf, index, size, &path[1..]), Some(root));
                }
            }
        }
    }
}
