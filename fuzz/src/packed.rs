//! The packed layouts: the wire's reading of 128 bytes and the ledger's agree on every field.

use bezant_ledger::{Records, Results, Transfer};
use bezant_proto::{
    PackedResult, PackedTransfer, RESULT_BYTES, TRANSFER_BYTES, ids_in, pack_ids, results_in,
};
use bytes::Bytes;

/// The bytes are a packed field.
pub fn run(bytes: &[u8]) {
    match PackedTransfer::all_in(bytes) {
        Ok(transfers) => {
            let transfers: Vec<PackedTransfer> = transfers.collect();
            let (items, _) = bytes.as_chunks::<TRANSFER_BYTES>();
            assert_eq!(items.len(), transfers.len());
            for (item, transfer) in items.iter().zip(&transfers) {
                agree(item, transfer);
            }
        }
        Err(_) => assert!(!bytes.len().is_multiple_of(TRANSFER_BYTES)),
    }
    match results_in(bytes) {
        Ok(results) => {
            let again: Vec<u8> = results
                .flat_map(|result: PackedResult| result.to_bytes())
                .collect();
            assert_eq!(again, bytes);
        }
        Err(_) => assert!(!bytes.len().is_multiple_of(RESULT_BYTES)),
    }
    if let Ok(ids) = ids_in(bytes) {
        assert_eq!(pack_ids(ids), bytes);
    }

    let stored = Bytes::copy_from_slice(bytes);
    if let Ok(records) = Records::from_stored(stored.clone()) {
        assert_eq!(records.as_bytes(), bytes);
        assert_eq!(records.iter().count(), records.len());
    }
    if let Ok(results) = Results::from_stored(stored) {
        let wire = results_in(bytes).expect("stored results are whole");
        for (own, wire) in results.iter().zip(wire) {
            assert_eq!(
                (own.index, own.code, own.field),
                (wire.index, wire.code, wire.field)
            );
        }
    }
}

fn agree(item: &[u8; TRANSFER_BYTES], packed: &PackedTransfer) {
    let outcome = 123;
    let mut expected = *item;
    expected[outcome] = 0;
    assert_eq!(packed.to_bytes(), expected);
    let Ok(stored) = Transfer::from_bytes(item) else {
        return;
    };
    assert_eq!(
        stored.to_bytes(),
        *item,
        "what is stored is written as it was read"
    );
    let same = PackedTransfer {
        id: stored.id.as_u128(),
        debit: stored.debit.as_u128(),
        credit: stored.credit.as_u128(),
        related: stored.related.as_u128(),
        amount: stored.amount,
        reference: stored.reference,
        committed_at_microseconds: stored.time.as_microseconds(),
        effective_at_microseconds: stored.effective.as_microseconds(),
        timeout_seconds: stored.timeout_seconds,
        currency: stored.currency.number(),
        code: stored.code.0,
        flags: stored.flags.bits(),
        kind: stored.kind as u8,
        digest: stored.digest,
    };
    assert_eq!(*packed, same);
}
