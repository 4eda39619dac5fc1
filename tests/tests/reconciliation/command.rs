//! The same from the command line.

use bezant_tests::node::{NodeUnderTest, json, number, string, text};

use super::desk::{CSV, Desk, IBAN, MT940};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_reconciled_from_the_command_line() {
    let node = NodeUnderTest::start("").await;
    let (_, transfers) = Desk::new(&node).await;
    let key = node.key("shop", &[]);
    let url = node.url();
    let run = |words: &[&str]| {
        let mut command = node.command(&["ledger", "--url", &url, "reconcile"]);
        command
            .args(words)
            .env("BEZANT_API_KEY", &key.secret)
            .output()
            .unwrap()
    };
    let ok = |words: &[&str]| {
        let output = run(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(&output.stdout)
    };
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let define = [
        "define",
        "CLI",
        "--account",
        "assets:bank",
        "--currency",
        "EUR",
        "--outside",
        IBAN,
    ];
    let defined = json(&ok(&[&define[..], &["--json"]].concat()));
    let id = string(&defined, "id");
    let csv = file("bank.csv", CSV);
    let options = [
        "delimiter=;",
        "booked_on=Date",
        "date_format=%d.%m.%Y",
        "amount=Amount",
        "decimal=,",
        "references=Reference",
        "text=Text",
        "balance=Balance",
    ];
    let mut import = vec!["import", id, &csv];
    options.iter().for_each(|option| import.extend(["--csv", option]));
    let planned = ok(&[&import[..], &["--dry-run"]].concat());
    assert!(planned.contains("3 lines would be new"), "{planned}");
    let imported = ok(&import);
    assert!(
        imported.contains("same reference") && imported.contains("1 items are not closed"),
        "{imported}"
    );
    let mt940 = ok(&["import", id, &file("bank.sta", MT940)]);
    assert!(mt940.contains("59.50 EUR"), "the gap is shown: {mt940}");
    let items = ok(&["items", id]);
    assert!(
        items.contains("-1.20 EUR") && items.contains("Account fee"),
        "{items}"
    );
    let page = json(&ok(&["items", id, "--status", "open", "--json"]));
    let found = |amount: i64| {
        let rows = page["data"].as_array().unwrap();
        let row = rows.iter().find(|row| number(row, "amount") == amount).unwrap();
        string(row, "id").to_owned()
    };
    let fee = found(-120);
    ok(&["assign", id, &fee, "--to", "ann"]);
    ok(&["note", id, &fee, "a new tariff"]);
    let resolved = ok(&["resolve", id, &fee, "written-off", "--note", "small"]);
    assert!(resolved.contains("written_off"), "{resolved}");
    ok(&["reopen", id, &fee]);
    let made = json(&ok(&[
        "pair",
        id,
        "--item",
        &fee,
        "--transfer",
        &transfers[5],
        "--json",
    ]));
    assert_eq!(number(&made, "difference"), 180);
    ok(&["reject", id, string(&made, "id"), "--note", "no"]);
    ok(&[
        "resolve",
        id,
        &found(-300),
        "matched-by-hand",
        "--transfer",
        &transfers[5],
    ]);
    assert!(ok(&["item", id, &fee]).contains("a new tariff"));
    assert!(ok(&["list"]).contains("CLI") && ok(&["show", id]).contains("same amount"));
    assert!(ok(&["match", id, "--from", "2025-11-01", "--dry-run"]).contains("nothing more"));

    for (words, part) in [
        (
            &["import", id, &csv, "--csv", "mood=good"][..],
            "--csv knows no mood",
        ),
        (&["import", id, &file("bank.txt", "")], "say --format"),
        (
            &["import", id, &file("bank.xml", "<a>")],
            "[statement_structure_invalid]",
        ),
        (&["accept", id, "../x"], "no id"),
        (&import, "[statement_imported_already]"),
        (
            &["import", id, &file("large.csv", &"x".repeat((16 << 20) + 1))],
            "at most 16 MiB",
        ),
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        let shown = text(&output.stderr);
        assert!(shown.contains(part), "{words:?}: {shown}");
    }
}
