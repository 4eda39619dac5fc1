//! Mistakes in a configuration or module: each names the hook and the field, import or export.

use std::fs;

use super::{hooks, module_settings};

const SECRET: &str = "secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"";
const URL: &str = "url = \"https://shop.example/hook\"";

#[test]
fn mistakes_name_the_hook_and_the_field() {
    let good = format!("point = \"before_attempt\"\non_failure = \"continue\"\n{URL}\n{SECRET}\n");
    assert!(hooks(&format!("[[hooks]]\nname = \"limit\"\n{good}")).is_ok());
    let with = |line: &str| format!("{good}{line}\n");
    let without = |line: &str| good.replace(line, "");
    let instead = |line: &str, other: &str| good.replace(line, other);
    let at = |point: &str| good.replace("before_attempt", point);
    let cases = [
        (with("colour = 1"), "colour"),
        (at("before_lunch"), "point"),
        (instead("\"continue\"", "\"shrug\""), "on_failure"),
        (without("on_failure = \"continue\""), "on_failure"),
        (
            instead("\"continue\"", "\"refuse\"").replace("before_attempt", "after_attempt"),
            "on_failure",
        ),
        (
            instead("\"continue\"", "\"refuse\"").replace("before_attempt", "on_change"),
            "on_failure",
        ),
        (without(URL), "url"),
        (without(SECRET), "secret"),
        (instead(SECRET, "secret = \"whsec_hush\""), "secret"),
        (instead(URL, "url = \"http://shop.example/\""), "url"),
        (instead(URL, "url = \"https://me:hush@shop.example/\""), "url"),
        (with("module = \"x.wasm\""), "module"),
        (with("fuel = 5000"), "fuel"),
        (with("timeout_ms = 0"), "timeout_ms"),
        (with("timeout_ms = \"soon\""), "timeout_ms"),
        (with("max_concurrent = 0"), "max_concurrent"),
        (with("tenants = [\"shop\"]"), "tenants"),
        (with("gateways = [\"A b\"]"), "gateways"),
        (with("events = [\"payment.*\"]"), "events"),
        (at("before_route") + "gateways = [\"north\"]\n", "gateways"),
        (at("on_change") + "events = [\"**\"]\n", "events"),
    ];
    for (text, field) in cases {
        let error = hooks(&format!("[[hooks]]\nname = \"limit\"\n{text}"))
            .err()
            .unwrap();
        let named = [format!("hook 'limit': {field}"), format!("`{field}`")];
        assert!(
            error.contains("hook 'limit'") && named.iter().any(|name| error.contains(name)),
            "{text}\n{error}"
        );
        assert!(!error.contains("hush"), "a secret is never shown: {error}");
    }
    let twice = format!("[[hooks]]\nname = \"limit\"\n{good}[[hooks]]\nname = \"limit\"\n{good}");
    assert_eq!(hooks(&twice).err().unwrap(), "two hooks are named 'limit'");
    assert!(
        hooks(&format!("[[hooks]]\nname = \"A b\"\n{good}"))
            .err()
            .unwrap()
            .contains("name: a hook's name")
    );
    let config = format!(
        "{:?}",
        toml::from_str::<super::File>(&format!("[[hooks]]\nname = \"limit\"\n{good}"))
            .unwrap()
            .hooks
    );
    assert!(!config.contains("MfKQ9"), "{config}");
}

#[test]
fn bad_modules_name_the_export_or_import() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.wat");
    let memory = "(memory (export \"memory\") 1)";
    let alloc = "(func (export \"bezant_alloc\") (param i32) (result i32) i32.const 0)";
    let hook = "(func (export \"bezant_hook\") (param i32 i32) (result i64) i64.const 0)";
    let module = |parts: &[&str]| format!("(module {})", parts.join(" "));
    let cases = [
        ("(module (func".to_owned(), "the code is no valid module", "gate"),
        (
            "\0asm\u{1}\0\0\0\u{7f}".to_owned(),
            "the code is no valid module",
            "gate",
        ),
        (module(&[alloc, hook]), "export memory", "is missing"),
        (module(&[memory, hook]), "export bezant_alloc", "is missing"),
        (module(&[memory, alloc]), "export bezant_hook", "is missing"),
        (
            module(&[
                memory,
                alloc,
                "(func (export \"bezant_hook\") (param i32 i32) (result i32) i32.const 0)",
            ]),
            "export bezant_hook",
            "must be a function (i32, i32) -> i64, and is (i32, i32) -> i32",
        ),
        (
            module(&[
                memory,
                hook,
                "(global (export \"bezant_alloc\") i32 (i32.const 0))",
            ]),
            "export bezant_alloc",
            "must be a function (i32) -> i32",
        ),
        (
            module(&[
                "(import \"wasi_snapshot_preview1\" \"fd_write\" (func))",
                memory,
                alloc,
                hook,
            ]),
            "import wasi_snapshot_preview1.fd_write",
            "bezant.log only",
        ),
        (
            module(&[
                "(import \"bezant\" \"log\" (func (param i64)))",
                memory,
                alloc,
                hook,
            ]),
            "import bezant.log",
            "must be a function (i32, i32), and is (i64)",
        ),
        (
            module(&["(memory (export \"memory\") 1000)", alloc, hook]),
            "export memory",
            "is larger than memory_mib",
        ),
        (
            module(&[memory, alloc, hook, "(func $boom unreachable) (start $boom)"]),
            "the start",
            "trapped",
        ),
        (
            module(&[memory, alloc, hook, "(func $spin (loop (br 0))) (start $spin)"]),
            "the start",
            "used up its fuel",
        ),
    ];
    for (text, item, problem) in cases {
        fs::write(&file, &text).unwrap();
        let error = hooks(&module_settings(&file, "")).err().unwrap();
        for part in ["hook 'gate'", "gate.wat", item, problem] {
            assert!(error.contains(part), "{part:?} is in {error}\n{text}");
        }
    }
    fs::write(&file, module(&[memory, alloc, hook])).unwrap();
    assert!(hooks(&module_settings(&file, "")).is_ok());
    // One bad hook among good ones: there are none at all.
    let second = module_settings(&folder.path().join("gone.wasm"), "").replace("\"gate\"", "\"late\"");
    let error = hooks(&(module_settings(&file, "") + &second)).err().unwrap();
    assert!(
        error.contains("hook 'late'") && error.contains("the file can't be read"),
        "{error}"
    );
    fs::write(&file, vec![0; 5 * 1024 * 1024]).unwrap();
    assert!(
        hooks(&module_settings(&file, ""))
            .err()
            .unwrap()
            .contains("the file is longer")
    );
}
