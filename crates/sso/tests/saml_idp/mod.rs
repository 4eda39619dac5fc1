//! A SAML identity provider of its own for a test: pysaml2, with a key that is made for it, gone when dropped.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub(crate) struct SamlIdp {
    folder: tempfile::TempDir,
    process: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
}

impl SamlIdp {
    /// Makes its key. It answers when it knows the service provider.
    pub(crate) fn new() -> SamlIdp {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let output = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=idp.test",
                "-keyout",
            ])
            .arg(at("key.pem"))
            .arg("-out")
            .arg(at("cert.pem"))
            .output()
            .expect("openssl runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        SamlIdp {
            folder,
            process: None,
        }
    }

    pub(crate) fn certificate(&self) -> String {
        fs::read_to_string(self.folder.path().join("cert.pem")).unwrap()
    }

    /// Lets it know the service provider by its metadata.
    pub(crate) fn start(&mut self, metadata: &str) {
        assert!(
            Path::new("/usr/bin/xmlsec1").exists(),
            "xmlsec1 is missing: `./x test` installs it, or `apt-get install xmlsec1`"
        );
        let file = self.folder.path().join("sp.xml");
        fs::write(&file, metadata).unwrap();
        let python = std::env::var("BEZANT_TEST_PYTHON")
            .expect("BEZANT_TEST_PYTHON names a Python with pysaml2: `./x test` makes one, see tests/python/requirements.txt");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/saml_provider.py");
        let mut process = Command::new("setpriv")
            .args(["--pdeathsig=KILL", &python, script])
            .arg(self.folder.path())
            .arg(&file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("setpriv of util-linux runs");
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        self.process = Some((process, input, output));
        assert_eq!(self.line(), json!({ "ready": true }));
    }

    /// What it answers to the request in this address, as XML.
    pub(crate) fn respond(&mut self, redirect_to: &str, how: Value) -> String {
        let url = url::Url::parse(redirect_to).unwrap();
        let request = url
            .query_pairs()
            .find(|(name, _)| name == "SAMLRequest")
            .unwrap()
            .1
            .into_owned();
        let mut wanted = how;
        wanted["request"] = request.into();
        let (_, input, _) = self.process.as_mut().expect("it was started");
        writeln!(input, "{wanted}").unwrap();
        let answer = self.line();
        String::from_utf8(STANDARD.decode(answer["response"].as_str().unwrap()).unwrap()).unwrap()
    }

    fn line(&mut self) -> Value {
        let (_, _, output) = self.process.as_mut().expect("it was started");
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("the provider answers; what went wrong stands above")
    }
}

impl Drop for SamlIdp {
    fn drop(&mut self) {
        if let Some((mut process, ..)) = self.process.take() {
            let _ended_already = process.kill();
            let _status = process.wait();
        }
    }
}
