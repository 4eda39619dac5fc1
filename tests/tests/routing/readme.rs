//! The commands of the README, run as they stand there.

use std::fs;
use std::path::{Path, PathBuf};

use bezant_tests::node::{NodeUnderTest, string};
use serde_json::json;

use crate::desk::payment;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readme_does_what_it_says() {
    let mut node = NodeUnderTest::start("").await;
    let shop = node.tenant_key("shop");
    let key = node.key(&shop.tenant, &["--operate"]);
    let failed_over = payment(4_990, "tok_outage_at_sandbox_a", &json!({}));
    let paid = node.api(&shop).pay(&failed_over).await;
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let section = readme
        .split("\n## ")
        .find(|section| section.starts_with("Routing"))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let past = folder.path().join("past.jsonl");
    let mut commands = 0;
    for line in section.lines().filter_map(|line| line.strip_prefix("bezant ")) {
        let line = line
            .split(" #")
            .next()
            .unwrap()
            .replace("$PAYMENT", string(&paid, "id"));
        let (line, file) = match line.split_once(" > ") {
            Some((line, _)) => (line.to_owned(), true),
            None => (line, false),
        };
        let line = line.replace("past.jsonl", past.to_str().unwrap());
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let url = node.url();
        if words[0] != "key" && !words.contains(&"simulate") {
            words.extend(["--url", &url]);
        }
        let words: Vec<&str> = words
            .iter()
            .map(|word| if *word == "acme" { "shop" } else { *word })
            .collect();
        let mut command = node.command(&words);
        let output = command
            .current_dir(&root)
            .env("BEZANT_API_KEY", &key.secret)
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        if file {
            fs::write(&past, &output.stdout).unwrap();
        }
        commands += 1;
    }
    assert!(commands >= 8, "{section}");
    node.terminate().await;
}
