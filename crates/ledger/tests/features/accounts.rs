//! Opening, changing and finding accounts.

use bezant_kernel::{AccountId, AccountType, Currency};
use bezant_ledger::{
    AccountChange, Command, Guard, Metadata, OpenAccount, Place, Rejection, account_id, apply, decide,
};

use crate::books::{Books, STRANGER, TENANT, account, moving, path, paying};

const A: &str = "liabilities:wallet:a";

#[test]
fn an_account_has_the_caller_s_id_or_follows_from_its_path() {
    let mut books = Books::new();
    let plain = |id, place| OpenAccount {
        id: Some(AccountId::from_u128(id)),
        place,
        ..OpenAccount::at(path("assets:unused"), Currency::EUR)
    };
    let open = |books: &mut Books, open: OpenAccount| books.run(Command::OpenAccount(open)).map(|_| ());
    open(&mut books, plain(7, Place::Below(AccountType::Asset))).unwrap();
    let shown = books.state.account(TENANT, AccountId::from_u128(7)).unwrap();
    assert_eq!(
        shown.path().as_str(),
        format!("assets:{}", AccountId::from_u128(7))
    );

    let at_place = |place: &str| Place::At(path(place));
    open(&mut books, plain(8, at_place("assets:bank:eur"))).unwrap();
    let taken = Rejection::PathTaken {
        account: AccountId::from_u128(8),
    };
    assert_eq!(
        open(&mut books, plain(9, at_place("assets:bank:eur"))),
        Err(taken.into())
    );
    for (again, same) in [
        (plain(8, at_place("assets:bank:eur")), true),
        (plain(8, at_place("assets:x")), false),
    ] {
        let expected = Rejection::AccountExists {
            account: AccountId::from_u128(8),
            same,
        };
        assert_eq!(open(&mut books, again), Err(expected.into()));
    }
    let nothing = plain(0, at_place("assets:y"));
    assert_eq!(
        open(&mut books, nothing),
        Err(Rejection::ReservedAccountId.into())
    );
    // Taking the id that another path would have keeps nobody from that path.
    let foreign = account("liabilities:wallet:new");
    open(&mut books, plain(foreign.as_u128(), at_place("assets:squatter"))).unwrap();
    books.open("liabilities:wallet:new", Guard::NormalSide, 0);
    let there = books
        .state
        .account_at(TENANT, &path("liabilities:wallet:new"), Currency::EUR)
        .unwrap();
    assert_ne!(there.id, foreign);
}

#[test]
fn every_account_is_found_by_its_tenant_and_nobody_else() {
    let mut books = Books::new();
    let ids = |nth: u128| AccountId::from_u128(if nth.is_multiple_of(2) { nth + 1 } else { nth << 90 });
    for nth in 0..1_000 {
        // The stranger has every third id too.
        let tenants = [TENANT, STRANGER];
        for tenant in tenants.into_iter().take(1 + usize::from(nth % 3 == 0)) {
            let open = OpenAccount {
                id: Some(ids(nth)),
                place: Place::Below(AccountType::Asset),
                ..OpenAccount::at(path("assets:unused"), Currency::EUR)
            };
            let events = decide(&books.state, tenant, books.time(), Command::OpenAccount(open)).unwrap();
            apply(&mut books.state, tenant, 0, &events[0]);
        }
    }
    for nth in 0..1_000 {
        let tenant_of = |tenant| {
            books
                .state
                .account(tenant, ids(nth))
                .map(|account| account.tenant)
        };
        assert_eq!(tenant_of(TENANT), Some(TENANT.id()));
        assert_eq!(tenant_of(STRANGER), (nth % 3 == 0).then(|| STRANGER.id()));
    }
    assert_eq!(books.state.accounts(STRANGER).len(), 334);
}

#[test]
fn terms_can_change_and_metadata_key_by_key() {
    let mut books = Books::new();
    let mut metadata = Metadata::new();
    metadata.insert("owner", "Ada").unwrap();
    metadata.insert("city", "Graz").unwrap();
    let change = AccountChange {
        code: Some(4),
        user_data: Some(5 << 100),
        metadata: Some(metadata),
        ..AccountChange::default()
    };
    let run = |books: &mut Books, change: &AccountChange| {
        books.run(Command::ChangeAccount {
            account: account(A),
            change: change.clone(),
        })
    };
    run(&mut books, &change).unwrap();
    assert_eq!(run(&mut books, &change), Err(Rejection::NothingToChange.into()));
    let mut patch = Metadata::new();
    patch.insert("city", "").unwrap();
    let patch = AccountChange {
        metadata: Some(patch),
        ..AccountChange::default()
    };
    run(&mut books, &patch).unwrap();
    let terms = books.state.account(TENANT, account(A)).unwrap().terms;
    assert_eq!((terms.code, terms.user_data), (4, 5 << 100));
    assert_eq!(terms.metadata.iter().collect::<Vec<_>>(), [("owner", "Ada")]);
}

#[test]
fn balances_roll_up_along_the_path() {
    let mut books = Books::new();
    let dollars = OpenAccount::at(path(A), Currency::USD);
    books.run(Command::OpenAccount(dollars)).unwrap();
    // Sorts between the path and what is below it, and is neither.
    books.open("liabilities:wallet-old", Guard::NormalSide, 0);
    books.open("liabilities:wallet", Guard::NormalSide, 0);
    books.make(2, paying(30)).unwrap();
    books
        .make(3, moving("assets:cash", "liabilities:wallet-old", 5))
        .unwrap();
    let sums = |prefix: &str| {
        let rolled = books.state.rolled_up(TENANT, prefix);
        rolled
            .iter()
            .map(|one| (one.currency, one.accounts, one.debits.posted, one.credits.posted))
            .collect::<Vec<_>>()
    };
    let (eur, usd) = (Currency::EUR, Currency::USD);
    assert_eq!(sums("liabilities:wallet"), [(usd, 1, 0, 0), (eur, 3, 30, 130)]);
    assert_eq!(sums("liabilities"), [(usd, 1, 0, 0), (eur, 4, 30, 135)]);
    assert_eq!(sums(""), [(usd, 1, 0, 0), (eur, 6, 135, 135)]);
    assert_eq!(sums("liabilities:wal"), []);

    let mut listed = Vec::new();
    let mut after = None;
    while let [one] = &books.state.accounts_under(TENANT, "liabilities:wallet", after, 1)[..] {
        listed.push((one.path().as_str().to_owned(), one.currency()));
        after = Some(one.id);
    }
    let expected = [
        ("liabilities:wallet", eur),
        ("liabilities:wallet:a", usd),
        ("liabilities:wallet:a", eur),
        ("liabilities:wallet:b", eur),
    ];
    assert_eq!(
        listed,
        expected.map(|(path, currency)| (path.to_owned(), currency))
    );
    let dollars = account_id(TENANT.id(), &path(A), usd);
    assert_eq!(books.state.accounts_under(TENANT, A, Some(dollars), 9).len(), 1);
}
