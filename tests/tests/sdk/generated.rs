//! What the SDKs have from the node: types and methods made from its OpenAPI document, and what it knows of currencies.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use bezant_tests::node::{NodeUnderTest, text};
use serde_json::{Value, json};

use crate::folder::{copy, python, run, sdk};
use crate::languages::compiled_typescript;

/// `./x sdk` writes them anew: it runs this test with `BEZANT_WRITE_SDK=1`.
#[tokio::test]
async fn what_is_generated_is_what_the_node_says() {
    let node = NodeUnderTest::start("").await;
    let document = reqwest::get(format!("{}/openapi.json", node.url()))
        .await
        .unwrap();
    let file = node.data().join("openapi.json");
    fs::write(&file, document.bytes().await.unwrap()).unwrap();
    let mut command = python();
    command.arg(sdk("generate")).arg(file);
    if std::env::var_os("BEZANT_WRITE_SDK").is_none() {
        command.arg("--check");
    }
    run(command).await;
}

/// A new shape is for whoever changes the API to notice, not for those who use the SDKs.
#[tokio::test]
async fn a_shape_that_the_generator_does_not_know_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    copy(&sdk("generate"), &folder.path().join("sdk/generate"));
    fs::copy(sdk("../rustfmt.toml"), folder.path().join("rustfmt.toml")).unwrap();
    let field = |shape: Value| {
        json!({
            "components": { "schemas": { "Thing": { "type": "object", "properties": { "field": shape } } } },
            "paths": { "/api/v1/things": { "get": { "operationId": "things_list", "responses": {
                "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
            }, "parameters": [
                { "in": "header", "name": "Bezant-Version", "description": "`2026-11-01`", "schema": { "type": "string" } },
            ] } } },
        })
    };
    let file = folder.path().join("openapi.json");
    let generated = async |document: Value| {
        fs::write(&file, document.to_string()).unwrap();
        let mut command = python();
        command
            .arg(folder.path().join("sdk/generate"))
            .arg(&file)
            .current_dir(folder.path());
        command.output().unwrap()
    };
    let known = generated(field(json!({ "type": ["string", "null"] }))).await;
    assert!(known.status.success(), "{}", text(&known.stderr));
    let types = fs::read_to_string(folder.path().join("sdk/typescript/src/generated/types.ts")).unwrap();
    assert!(types.contains("field?: string | null;"), "{types}");
    let unknown = generated(field(
        json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
    ))
    .await;
    assert!(text(&unknown.stderr).contains("a union without a name"));
    assert!(!unknown.status.success());
}

/// What all languages know of currencies is what the node knows.
#[tokio::test]
async fn all_know_the_decimals_of_every_currency() {
    let expected: BTreeMap<&str, u8> = bezant_kernel::Currency::all()
        .map(|currency| (currency.code(), currency.minor_digits()))
        .collect();
    for (code, digits) in &expected {
        assert_eq!(bezant_sdk::minor_digits(code), Ok(usize::from(*digits)), "{code}");
    }
    let codes = serde_json::to_string(&expected.keys().collect::<Vec<_>>()).unwrap();
    let told = |said: String| serde_json::from_str::<BTreeMap<String, Value>>(&said).unwrap();
    let same = |language: &str, said: String| {
        for (code, digits) in told(said) {
            assert_eq!(digits, expected[&*code], "{language}: {code}");
        }
    };
    let mut command = python();
    let program = "import bezant, json, sys; print(json.dumps({code: bezant.minor_digits(code) for code in json.loads(sys.argv[1])}))";
    command
        .args(["-c", program, &codes])
        .env("PYTHONPATH", sdk("python/src"));
    same("Python", run(command).await);
    let folder = tempfile::tempdir().unwrap();
    compiled_typescript(folder.path()).await;
    let program = "import { minorDigits } from './build/src/index.js'; const codes = JSON.parse(process.argv[1]); \
                   console.log(JSON.stringify(Object.fromEntries(codes.map((code) => [code, minorDigits(code)]))))";
    let mut command = Command::new("node");
    command
        .args(["--input-type=module", "--eval", program, &codes])
        .current_dir(folder.path());
    same("TypeScript", run(command).await);
}
