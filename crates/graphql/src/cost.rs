//! What fields cost. A field is one; what has rows costs its fields for each.

/// The rows of a page where the call does not say.
const USUAL_ROWS: usize = 50;
const MOST_ROWS: usize = 200;

/// No cost is more, so that sums of a text's costs stay small numbers.
const CEILING: usize = 1_000_000;

/// A page is a reading of its own.
const PAGE: usize = 20;

/// Rows that are assumed of what comes with its thing: refunds, attempts, permissions.
const FEW: usize = 5;
/// Rows that are assumed of a whole list.
const SOME: usize = 20;

/// Of a page of so many rows.
pub(crate) fn page(first: Option<i32>, fields: usize) -> usize {
    let rows = first.map_or(USUAL_ROWS, |first| usize::try_from(first).unwrap_or(0));
    let rows = rows.clamp(1, MOST_ROWS);
    PAGE.saturating_add(rows.saturating_mul(fields)).min(CEILING)
}

/// Of a list that comes with its thing.
pub(crate) fn few(fields: usize) -> usize {
    FEW.saturating_mul(fields).saturating_add(1).min(CEILING)
}

/// Of a whole list.
pub(crate) fn whole(fields: usize) -> usize {
    SOME.saturating_mul(fields).saturating_add(PAGE).min(CEILING)
}

/// Of something that is read from elsewhere.
pub(crate) fn read(fields: usize) -> usize {
    fields.saturating_add(PAGE).min(CEILING)
}

/// Of something that is looked up with others of its kind.
pub(crate) fn looked_up(fields: usize) -> usize {
    fields.saturating_add(2).min(CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_grow_with_rows_and_never_overflow() {
        assert_eq!(page(None, 3), 20 + 150);
        assert_eq!(page(Some(10), 3), 20 + 30);
        for odd in [0, -1, i32::MIN] {
            assert_eq!(page(Some(odd), 3), 23);
        }
        assert_eq!(page(Some(i32::MAX), 3), 20 + 600);
        assert_eq!(page(Some(200), usize::MAX), CEILING);
        assert_eq!(
            few(usize::MAX).max(whole(usize::MAX)).max(read(usize::MAX)),
            CEILING
        );
    }
}
