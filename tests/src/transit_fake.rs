//! HashiCorp Vault's Transit engine, as its documentation has it: encrypts, decrypts, and refuses.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bezant_keyring::{DataKey, Secret};
use serde_json::{Value, json};

const OWN: &str = "what a test sends to its own server is well-formed";

/// The token that it takes.
pub const TOKEN: &str = "hvs.one-of-the-test";

/// What the server does besides its work.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Mood {
    /// Nothing.
    Well,
    /// As a Vault that was restarted and not unsealed.
    Sealed,
    /// As something that is no Vault.
    Odd,
}

/// Keys by name, each with its versions.
struct Fake {
    keys: HashMap<String, Vec<DataKey>>,
    mood: Mood,
}

/// The server, with the keys `ours` and `theirs`.
pub struct TransitFake {
    /// Where it is.
    pub address: String,
    fake: Arc<Mutex<Fake>>,
}

impl TransitFake {
    /// Starts it, on a port that the system chooses. It is there until the process ends.
    ///
    /// # Panics
    /// If there is no port.
    pub fn start() -> TransitFake {
        let (address, fake) = start();
        TransitFake { address, fake }
    }

    /// Changes what it does besides its work.
    pub fn set(&self, mood: Mood) {
        self.lock().mood = mood;
    }

    /// Gives a key a new version, as a rotation there does.
    ///
    /// # Panics
    /// If it has no such key.
    pub fn rotate(&self, key: &str) {
        let new = DataKey::new(&Secret::random());
        let mut fake = self.lock();
        fake.keys.get_mut(key).expect("the server has this key").push(new);
    }

    fn lock(&self) -> MutexGuard<'_, Fake> {
        self.fake.lock().expect("the server never panics with the lock")
    }
}

fn start() -> (String, Arc<Mutex<Fake>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect(OWN);
    let address = format!("http://{}", listener.local_addr().expect(OWN))
        .parse()
        .expect(OWN);
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
    let mut reader = BufReader::new(stream.try_clone().expect(OWN));
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).expect(OWN) == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim().to_lowercase());
    }
    let Some(first) = lines.first() else { return };
    let length = lines
        .iter()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect(OWN))];
    reader.read_exact(&mut body).expect(OWN);
    let has_token = lines.contains(&format!("x-vault-token: {TOKEN}"));
    let path = first.split(' ').nth(1).expect(OWN).to_owned();
    let body: Value = serde_json::from_slice(&body).expect(OWN);
    let (status, answer) = answer(&mut fake.lock().expect(OWN), has_token, &path, &body);
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
    let bytes = |name: &str| BASE64.decode(body[name].as_str().expect(OWN)).expect(OWN);
    let context = bytes("associated_data");
    if verb == "encrypt" {
        let sealed = versions.last().expect(OWN).seal(&context, &bytes("plaintext"));
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
