//! What may happen to the files of a folder, made up from an input.

use crate::input::Input;

/// The files of a folder, by name.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

pub(crate) const MAX_EDITS: usize = 24;

/// What only those can do who know a format.
pub(crate) struct Format {
    /// The name that a copy gets.
    pub(crate) name: fn(u8) -> String,
    /// Makes the checksums of a file right; whether it has any.
    pub(crate) forge: fn(&mut Files, usize) -> bool,
}

/// Edits the files until the input ends. Whether checksums were forged.
pub(crate) fn apply(files: &mut Files, input: &mut Input<'_>, format: &Format) -> bool {
    let mut is_forged = false;
    for _ in 0..MAX_EDITS {
        if input.is_empty() || files.is_empty() {
            break;
        }
        is_forged |= edit(files, input, format);
    }
    is_forged
}

/// One edit. Whether it forges a checksum.
fn edit(files: &mut Files, input: &mut Input<'_>, format: &Format) -> bool {
    let kind = input.byte();
    let at = input.below(files.len());
    let bytes = &mut files[at].1;
    let place = usize::from(input.short()) % bytes.len().max(1);
    match kind % 9 {
        0 => flip(bytes, place, input.byte() | 1),
        1 => overwrite(bytes, place, &input.take::<4>()),
        2 => overwrite(bytes, place, &input.take::<8>()),
        3 => bytes.truncate(place),
        4 => {
            let from = usize::from(input.short()) % bytes.len().max(1);
            let copied: Vec<u8> = bytes[from.min(bytes.len())..].iter().copied().take(512).collect();
            overwrite(bytes, place, &copied);
        }
        5 => {
            let end = bytes.len().min(place + 512);
            bytes[place.min(end)..end].fill(0);
        }
        6 => {
            files.remove(at);
        }
        7 => {
            // A file lands in the place of another, or under a name of its own.
            let copy = files[at].1.clone();
            let other = place % (files.len() + 1);
            match files.get_mut(other) {
                Some(other) => other.1 = copy,
                None => {
                    let name = (format.name)(input.byte());
                    files.retain(|(other, _)| *other != name);
                    files.push((name, copy));
                }
            }
        }
        _ => return (format.forge)(files, at),
    }
    false
}

fn flip(bytes: &mut [u8], place: usize, bits: u8) {
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= bits;
    }
}

pub(crate) fn overwrite(bytes: &mut [u8], place: usize, with: &[u8]) {
    for (byte, new) in bytes.iter_mut().skip(place).zip(with) {
        *byte = *new;
    }
}
