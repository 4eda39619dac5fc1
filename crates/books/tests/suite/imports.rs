//! Journals from elsewhere: good rows become transfers, bad ones say where and why.

use bezant_books::{AccountName, ImportItem, InvalidHeader, Packing, RowProblem, parse_journal_csv};
use bezant_kernel::{AccountId, Currency, TransferId};
use bezant_ledger::{CallerTransfer, Command, Transfer};
use proptest::prelude::*;

use crate::history::{account_id, world};
use crate::world::{second, tenant};

const FILE: &str = "\
currency,debit,credit,amount,effective_at,note,external_reference,id
EUR,assets:bank,revenue:fees,12.50,1970-01-02,first,,
EUR,assets:bank,revenue:fees,12.50,1970-01-02,the same again,,
EUR,assets:bank,nowhere,1.00,,,,
EUR,assets:bank,revenue:fees,1.005,,,,
XXX,assets:bank,revenue:fees,1.00,,,,
EUR,assets:bank,assets:bank,1.00,,,,
EUR,assets:bank,revenue:unknown,1.00,,,,
EUR,assets:bank,revenue:fees
EUR,assets:bank,revenue:fees,1.00,1970-01-01,,,
EUR,assets:bank,revenue:fees,3,1970-01-01T00:00:02Z,,invoice 1,
USD,assets:bank,equity:capital,7.25,,,,77
";

fn resolve(name: &AccountName, currency: Currency) -> Option<AccountId> {
    match name {
        AccountName::Id(id) => Some(*id),
        AccountName::Path(path) if path.as_str() == "revenue:unknown" => None,
        AccountName::Path(path) => Some(account_id(tenant(0), path.as_str(), currency)),
    }
}

#[test]
fn good_rows_are_committed_and_bad_ones_named() {
    let items: Vec<_> =
        Packing::new(tenant(0), parse_journal_csv(FILE.as_bytes()).unwrap(), resolve).collect();
    let errors: Vec<_> = items
        .iter()
        .filter_map(|item| item.as_ref().err())
        .map(|error| (error.line, error.column, error.problem.clone()))
        .collect();
    assert_eq!(
        errors[..5],
        [
            (4, Some("credit"), RowProblem::Account),
            (5, Some("amount"), RowProblem::Amount),
            (6, Some("currency"), RowProblem::Currency),
            (7, Some("credit"), RowProblem::SameAccount),
            (8, Some("credit"), RowProblem::UnknownAccount),
        ]
    );
    assert!(
        matches!(errors[5], (9, None, RowProblem::Unreadable(_))),
        "{errors:?}"
    );
    assert_eq!(errors[6..], [(10, Some("effective_at"), RowProblem::Time)]);

    let mut world = world();
    world.now = 500_000;
    for _ in 0..2 {
        // The second time finds every id used.
        for item in items.iter().flatten() {
            match item {
                ImportItem::Batch { request, .. } => world.submit(tenant(0), Command::Batch(request.clone())),
                ImportItem::Single { transfer, .. } => {
                    world.transfers(tenant(0), vec![CallerTransfer::clone(transfer)])
                }
            };
        }
        let made: Vec<Transfer> = world.all.iter().map(|known| known.transfer).collect();
        let amounts: Vec<_> = made
            .iter()
            .map(|it| (it.amount, it.currency, it.effective))
            .collect();
        assert_eq!(
            amounts,
            [
                (1_250, Currency::EUR, second(86_400)),
                (1_250, Currency::EUR, second(86_400)),
                (300, Currency::EUR, second(2)),
                (725, Currency::USD, second(500_000)),
            ]
        );
        assert_ne!(made[0].id, made[1].id);
        assert_ne!(made[2].digest, 0);
        assert_eq!(made[3].id, TransferId::from_u128(77));
    }
}

#[test]
fn headers_are_checked() {
    let header = |text: &str| parse_journal_csv(text.as_bytes()).err().unwrap();
    assert!(matches!(
        header("debit,credit,amount\n"),
        InvalidHeader::Missing("currency")
    ));
    assert!(matches!(header(""), InvalidHeader::Missing(_)));
    assert!(matches!(
        header("debit,credit,amount,currency,code,code\n"),
        InvalidHeader::Twice("code")
    ));
    assert!(parse_journal_csv("\u{feff}Debit,CREDIT, amount ,currency\n".as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn bad_input_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut file = b"debit,credit,amount,currency,effective_at,code,reference,id\n".to_vec();
        file.extend(&bytes);
        let rows = parse_journal_csv(&file[..]).unwrap();
        prop_assert!(rows.count() <= bytes.len() + 1);
        if let Ok(rows) = parse_journal_csv(&bytes[..]) {
            prop_assert!(rows.count() <= bytes.len());
        }
    }
}
