//! `bezant ledger …` against a running node: tables for people, the API's answers for programs, problems with their place.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Output;

use bezant_tests::node::{Key, NodeUnderTest, json, string, text};

struct Terminal<'a> {
    node: &'a NodeUnderTest,
    key: &'a Key,
    url: String,
}

impl Terminal<'_> {
    fn run(&self, words: &[&str]) -> Output {
        let mut command = self.node.command(&["ledger", "--url", &self.url]);
        command.args(words).env("BEZANT_API_KEY", &self.key.secret);
        command.output().unwrap()
    }

    fn ok(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(&output.stdout)
    }

    fn refused(&self, words: &[&str]) -> String {
        self.ends_with(1, words)
    }

    fn ends_with(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        text(&output.stderr)
    }
}

const MOVE: [&str; 9] = [
    "transfer",
    "--debit",
    "assets:cash",
    "--credit",
    "equity:owner",
    "--currency",
    "EUR",
    "--amount",
    "12.50",
];

const FLOW: &str = "\
// Pay somebody out of the owner's share.
var payee: account

send EUR 10.00
  from equity:owner
  to $payee
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_opened_and_money_is_moved() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
        url: node.url(),
    };
    terminal.ok(&["open", "equity:owner", "EUR", "--allows-overdraft"]);
    let opened = json(&terminal.ok(&["open", "assets:cash", "EUR", "--json"]));
    let id = string(&opened, "id");
    assert!(terminal.ok(&MOVE).contains("12.50 EUR"));
    let table = terminal.ok(&["accounts"]);
    let cash = table.lines().find(|line| line.contains("assets:cash")).unwrap();
    assert!(cash.contains(id) && cash.contains("12.50 EUR"), "{table}");
    let page = json(&terminal.ok(&["accounts", "--json", "--limit", "1"]));
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    assert!(terminal.ok(&["account", id]).contains("12.50 EUR"));

    let made = json(&terminal.ok(&["transfers", "--json"]));
    let transfer = string(&made["data"][0], "id");
    let shown = terminal.ok(&["transfer", "show", transfer]);
    assert!(
        shown.contains(transfer) && shown.contains("12.50 EUR") && shown.contains("equity:owner"),
        "{shown}"
    );
    let unknown = terminal.refused(&["transfer", "show", "trf_01h455vb4pex5vsknk084sn02q"]);
    assert!(unknown.contains("[transfer_not_found]"), "{unknown}");
    assert!(
        terminal
            .refused(&["transfer", "show", "../accounts"])
            .contains("trf_")
    );

    for words in [
        &["transfers"][..],
        &["transfers", "--account", "assets:cash"],
        &["statement", "assets:cash"],
        &["statement", id, "--effective"],
        &["balance", "assets:cash"],
        &["trial-balance"],
        &["balance-sheet"],
    ] {
        let shown = terminal.ok(words);
        assert!(shown.contains("12.50 EUR"), "{words:?}: {shown}");
    }
    let before = ["--at", "2020-01-01T00:00:00Z"];
    for words in [&["balance", "assets:cash"][..], &["balance-sheet"]] {
        let shown = terminal.ok(&[words, &before].concat());
        assert!(!shown.contains("12.50 EUR"), "{words:?}: {shown}");
    }
    terminal.ok(&["income-statement", "--from", "2020-01-01T00:00:00Z"]);
    let folder = tempfile::tempdir().unwrap();
    for (format, begins) in [("csv", &b"id,"[..]), ("json", b"{\"id\""), ("parquet", b"PAR1")] {
        let file = folder.path().join(format);
        let path = file.to_str().unwrap();
        terminal.ok(&["journal", "--format", format, "--out", path]);
        let bytes = fs::read(&file).unwrap();
        assert!(bytes.starts_with(begins), "{format}: {}", text(&bytes));
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        3,
        "no part is left behind"
    );

    let overdrawn = terminal.refused(&[
        "transfer",
        "--debit",
        "equity:owner",
        "--credit",
        "assets:cash",
        "--currency",
        "EUR",
        "--amount",
        "99",
    ]);
    assert!(overdrawn.contains("[overdraft]"), "{overdrawn}");
    let mut too_fine = MOVE;
    too_fine[8] = "0.001";
    assert!(terminal.refused(&too_fine).contains("EUR has 2 digits"));
    let nobody = Terminal {
        url: "http://127.0.0.1:1".to_owned(),
        ..terminal
    };
    assert!(
        nobody
            .ends_with(4, &["accounts"])
            .contains("no answer from http://127.0.0.1:1")
    );
    let keyless = node.run(&["ledger", "--url", &node.url(), "accounts"]);
    assert!(text(&keyless.stderr).contains("BEZANT_API_KEY"), "{keyless:?}");
    let help = text(
        &node
            .command(&["ledger", "--help"])
            .env("BEZANT_API_KEY", "hush")
            .output()
            .unwrap()
            .stdout,
    );
    assert!(
        help.contains("BEZANT_API_KEY") && !help.contains("hush"),
        "{help}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flows_are_tried_dry_and_carried_out() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
        url: node.url(),
    };
    terminal.ok(&["open", "equity:owner", "EUR", "--allows-overdraft"]);
    terminal.ok(&["open", "assets:cash", "EUR"]);
    terminal.ok(&["open", "liabilities:wallets:bob", "EUR"]);
    terminal.ok(&MOVE);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.bz");
    fs::write(&file, FLOW).unwrap();
    let path = file.to_str().unwrap();
    let dry = terminal.ok(&["run", path, "--var", "payee=liabilities:wallets:bob", "--dry-run"]);
    assert!(
        dry.starts_with("would move:") && dry.contains("10.00 EUR"),
        "{dry}"
    );
    assert!(
        !terminal.ok(&["accounts"]).contains("10.00 EUR"),
        "a dry run moves nothing"
    );

    let moved = terminal.ok(&["run", path, "--var", "payee=liabilities:wallets:bob"]);
    assert!(
        moved.starts_with("moved:") && moved.contains("10.00 EUR"),
        "{moved}"
    );
    assert!(
        terminal
            .ok(&["accounts", "--prefix", "liabilities"])
            .contains("10.00 EUR")
    );
    assert!(
        terminal
            .ok(&["account", "liabilities:wallets:bob"])
            .contains("10.00 EUR")
    );
    assert_eq!(terminal.ok(&["schedules"]), "nothing\n");

    fs::write(&file, FLOW.replace("send", "sned")).unwrap();
    let mistake = terminal.refused(&["run", path, "--var", "payee=liabilities:wallets:bob"]);
    assert!(
        mistake.contains("pay.bz:") && mistake.contains(" | ") && mistake.contains('^'),
        "{mistake}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn balances_are_watched() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
        url: node.url(),
    };
    assert_eq!(terminal.ok(&["monitors"]), "nothing\n");
    let id = json(&terminal.ok(&["open", "assets:cash", "EUR", "--json"]));
    let id = string(&id, "id");
    terminal.ok(&["open", "equity:owner", "EUR", "--allows-overdraft"]);
    let watch = |account: &'static str, threshold: &'static str| {
        [
            "monitor",
            "create",
            account,
            "--comparison",
            "at-least",
            "--threshold",
            threshold,
        ]
    };
    let set = json(&terminal.ok(&[&watch("assets:cash", "12.50")[..], &["--json"]].concat()));
    assert_eq!((&set["threshold"], &set["holds"]), (&1_250.into(), &false.into()));
    let monitor = string(&set, "id");
    terminal.ok(&MOVE);
    let listed = terminal.ok(&["monitor", "list"]);
    let row = listed.lines().find(|line| line.contains(monitor)).unwrap();
    assert!(
        row.contains(id) && row.contains("at_least") && row.contains("12.50 EUR") && row.contains("true"),
        "{listed}"
    );
    let changed = [
        &watch("assets:cash", "-1")[..],
        &["--measure", "balance", "--id", monitor],
    ]
    .concat();
    assert!(terminal.ok(&changed).contains("-1.00 EUR"));
    let nobody = terminal.refused(&watch("assets:nowhere", "1"));
    assert!(nobody.contains("no account"), "{nobody}");
    terminal.ok(&["monitor", "remove", monitor]);
    assert_eq!(terminal.ok(&["monitor", "list"]), "nothing\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_is_imported_once_however_often_it_is_sent() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
        url: node.url(),
    };
    terminal.ok(&["open", "equity:owner", "EUR", "--allows-overdraft"]);
    terminal.ok(&["open", "assets:cash", "EUR"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.csv");
    let path = file.to_str().unwrap();
    let header = "debit,credit,amount,currency,effective_at,external_reference\n";
    let good = "assets:cash,equity:owner,10.00,EUR,2024-01-31,\nassets:cash,equity:owner,10.00,EUR,2024-01-31,\n\
                assets:cash,equity:owner,5.00,EUR,,invoice 4711\n";
    let bad = "assets:nowhere,equity:owner,1.00,EUR,,\nassets:cash,equity:owner,1.001,EUR,,\n";

    fs::write(&file, [header, good, bad].concat()).unwrap();
    let tried = terminal.run(&["import", path, "--dry-run"]);
    assert_eq!(tried.status.code(), Some(1), "{tried:?}");
    assert!(text(&tried.stdout).starts_with("3 transfers would be made, 0"));
    for part in [
        "would refuse 2 rows",
        "line 5, column 'debit': there is no account at assets:nowhere in EUR [account_not_found]",
        "line 6, column 'amount'",
    ] {
        let refused = text(&tried.stderr);
        assert!(refused.contains(part), "'{part}' is missing: {refused}");
    }
    let unreadable = terminal.refused(&["import", path]);
    assert!(
        unreadable.contains("[request_invalid]") && unreadable.contains("line 6, column 'amount'"),
        "{unreadable}"
    );
    assert_eq!(terminal.ok(&["transfers"]), "nothing\n");

    fs::write(&file, [header, good].concat()).unwrap();
    assert!(
        terminal
            .ok(&["import", path, "--dry-run"])
            .starts_with("3 transfers would be made, 0")
    );
    assert!(terminal.ok(&["balance", "assets:cash"]).contains("0.00 EUR"));
    assert!(terminal.ok(&["import", path]).starts_with("3 transfers made, 0"));
    assert!(terminal.ok(&["import", path]).starts_with("0 transfers made, 3"));
    assert!(
        terminal
            .ok(&["import", path, "--dry-run"])
            .starts_with("0 transfers would be made, 3")
    );
    assert!(terminal.ok(&["balance", "assets:cash"]).contains("25.00 EUR"));
    let then = ["balance", "assets:cash", "--effective-at", "2024-02-01T00:00:00Z"];
    assert!(terminal.ok(&then).contains("20.00 EUR"));

    // What was exported is known here, and what the ledger refuses is named by its line.
    let exported = folder.path().join("exported.csv");
    terminal.ok(&["journal", "--out", exported.to_str().unwrap()]);
    let again = terminal.ok(&["import", exported.to_str().unwrap(), "--json"]);
    assert_eq!(json(&again)["existing"], 3, "{again}");
    fs::write(&file, format!("{header}equity:owner,assets:cash,99.00,EUR,,\n")).unwrap();
    let overdrawn = terminal.run(&["import", path]);
    assert_eq!(overdrawn.status.code(), Some(1), "{overdrawn:?}");
    assert!(
        text(&overdrawn.stderr).contains("line 2 [overdraft]"),
        "{overdrawn:?}"
    );
    assert!(text(&overdrawn.stdout).starts_with("0 transfers made"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_too_large_for_one_request_goes_in_parts() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
        url: node.url(),
    };
    terminal.ok(&["open", "equity:owner", "EUR", "--allows-overdraft"]);
    terminal.ok(&["open", "assets:cash", "EUR"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.csv");
    let path = file.to_str().unwrap();
    // All rows are equal but the last, which stands alone in the second part and is refused.
    let row = "assets:cash,equity:owner,0.01,EUR\n";
    let last = "equity:owner,assets:cash,999999.00,EUR\n";
    fs::write(
        &file,
        ["debit,credit,amount,currency\n", &row.repeat(65_520), last].concat(),
    )
    .unwrap();
    let tried = terminal.refused(&["import", path, "--dry-run"]);
    assert!(tried.contains("up to 65520 rows"), "{tried}");
    for made in [65_520, 0] {
        let output = terminal.run(&["import", path, "--json"]);
        let answer = json(&text(&output.stdout));
        assert_eq!(
            (&answer["made"], &answer["existing"]),
            (&made.into(), &(65_520 - made).into())
        );
        assert!(
            text(&output.stderr).contains("line 65522 [overdraft]"),
            "{output:?}"
        );
    }
    assert!(terminal.ok(&["balance", "assets:cash"]).contains("655.20 EUR"));
}
