//! A root key in a Transit engine, played by a server that answers as Vault's documentation has it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::{Backend, BackendError, DataKey, Secret, Transit, TransitConfig, conformance};

const TOKEN: &str = "hvs.one-of-the-test";

/// What the server does besides its work.
#[derive(Copy, Clone, PartialEq)]
enum Mood {
    Well,
    /// As a Vault that was restarted and not unsealed.
    Sealed,
    Odd,
}

/// Keys by name, each with its versions.
struct Fake {
    keys: HashMap<String, Vec<DataKey>>,
    mood: Mood,
}

fn start() -> (url::Url, Arc<Mutex<Fake>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let new = || vec![DataKey::new(&Secret::random())];
    let keys = ["ours", "theirs"].map(|name| (name.to_owned(), new()));
    let fake = Arc::new(Mutex::new(Fake {
        keys: HashMap::from(keys),
        mood: Mood::Well,
    }));
    let serving = Arc::clone(&fake);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(stream, &serving);
        }
    });
    (address, fake)
}

fn serve(mut stream: TcpStream, fake: &Mutex<Fake>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim().to_lowercase());
    }
    let Some(first) = lines.first() else { return };
    let length = lines
        .iter()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let has_token = lines.contains(&format!("x-vault-token: {TOKEN}"));
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let (status, answer) = answer(&mut fake.lock().unwrap(), has_token, &path, &body);
    let answer = answer.to_string();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n");
    let _ = write!(stream, "{head}content-length: {}\r\n\r\n{answer}", answer.len());
}

fn answer(fake: &mut Fake, has_token: bool, path: &str, body: &Value) -> (&'static str, Value) {
    let refused = |status, text: &str| (status, json!({ "errors": [text] }));
    match fake.mood {
        Mood::Well => {}
        Mood::Sealed => return refused("503 Service Unavailable", "Vault is sealed"),
        Mood::Odd => return ("200 OK", json!({ "data": 7 })),
    }
    if !has_token {
        return refused("403 Forbidden", "permission denied");
    }
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let ["v1", "transit", verb, key] = parts[..] else {
        return refused("404 Not Found", "no handler for route");
    };
    let Some(versions) = fake.keys.get(key) else {
        return refused("400 Bad Request", "encryption key not found");
    };
    let bytes = |name: &str| BASE64.decode(body[name].as_str().unwrap()).unwrap();
    let context = bytes("associated_data");
    if verb == "encrypt" {
        let sealed = versions.last().unwrap().seal(&context, &bytes("plaintext"));
        let text = format!("vault:v{}:{}", versions.len(), BASE64.encode(sealed));
        return ("200 OK", json!({ "data": { "ciphertext": text } }));
    }
    let opened = || {
        let text = body["ciphertext"].as_str()?.strip_prefix("vault:v")?;
        let (version, sealed) = text.split_once(':')?;
        let version: usize = version.parse().ok()?;
        let key = versions.get(version.checked_sub(1)?)?;
        key.open(&context, &BASE64.decode(sealed).ok()?)
    };
    match opened() {
        Some(plain) => (
            "200 OK",
            json!({ "data": { "plaintext": BASE64.encode(&*plain) } }),
        ),
        None => refused("400 Bad Request", "cipher: message authentication failed"),
    }
}

fn config(address: &url::Url, key: &str, token_file: PathBuf) -> TransitConfig {
    TransitConfig {
        address: address.clone(),
        mount: "transit".to_owned(),
        key: key.to_owned(),
        token_file,
        namespace: None,
        ca_certificates: None,
        client_certificate: None,
    }
}

#[test]
fn a_root_key_in_a_transit_engine_is_a_backend() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, format!("{TOKEN}\n")).unwrap();
    let (address, fake) = start();
    let transit = |key: &str| Transit::new(config(&address, key, token.clone()));
    let ours = transit("ours");
    conformance(&ours, Some(&transit("theirs")));

    let key = Secret::random();
    let wrapped = ours.wrap("one", &key).unwrap();
    let new = DataKey::new(&Secret::random());
    fake.lock().unwrap().keys.get_mut("ours").unwrap().push(new);
    let opened = ours.unwrap("one", &wrapped).unwrap();
    assert_eq!(opened.as_bytes(), key.as_bytes(), "after a rotation there");
    assert!(ours.wrap("one", &key).unwrap().starts_with(b"vault:v2:"));

    let missing = transit("none").wrap("one", &key).unwrap_err();
    assert!(
        missing.to_string().contains("encryption key not found"),
        "{missing}"
    );
    fake.lock().unwrap().mood = Mood::Sealed;
    let sealed = ours.unwrap("one", &wrapped).unwrap_err();
    assert!(
        matches!(&sealed, BackendError::Unavailable { reason, .. } if reason.contains("Vault is sealed")),
        "{sealed}"
    );
    fake.lock().unwrap().mood = Mood::Odd;
    assert!(matches!(
        ours.wrap("one", &key),
        Err(BackendError::Refused { .. })
    ));
    fake.lock().unwrap().mood = Mood::Well;
    std::fs::write(&token, "another").unwrap();
    assert!(matches!(
        ours.wrap("one", &key),
        Err(BackendError::Refused { .. })
    ));
    std::fs::remove_file(&token).unwrap();
    assert!(matches!(
        ours.wrap("one", &key),
        Err(BackendError::Refused { .. })
    ));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    std::fs::write(&token, TOKEN).unwrap();
    let nobody = Transit::new(config(
        &format!("http://{closed}").parse().unwrap(),
        "ours",
        token.clone(),
    ));
    assert!(matches!(
        nobody.wrap("one", &key),
        Err(BackendError::Unavailable { .. })
    ));
    let shown = format!("{ours:?}");
    assert!(!shown.contains(TOKEN), "{shown}");
}
