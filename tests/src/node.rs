//! The real binary, run as a user runs it: a process with a configuration file, a data folder and a socket.
//!
//! In come settings in TOML and orders to start, kill and stop, out come an [`Api`] and what commands print. It waits
//! by looking, never by sleeping for a fixed time, and ends only processes that it started.

use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::api::{Address, Api};
use crate::chance::Chance;
use crate::wait::{eventually, until};

/// Debug builds on a busy machine are slow; a node that takes longer hangs.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// A node gives calls under way ten seconds.
const STOPPED_WITHIN: Duration = Duration::from_secs(30);

/// A node: its folder, its settings, and its process while it runs.
pub struct NodeUnderTest {
    /// Dropped last, so that the process is gone before its folder.
    folder: TempDir,
    data: PathBuf,
    address: Arc<Address>,
    process: Option<Child>,
    starts: u32,
}

/// A tenant with a key of its own.
#[derive(Clone, Debug)]
pub struct Key {
    /// The tenant's id.
    pub tenant: String,
    /// The key's id.
    pub id: String,
    /// What requests carry.
    pub secret: String,
}

impl NodeUnderTest {
    /// A node that is set up but not started. `settings` is TOML beside what every node under test has.
    pub fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("the system's folder for temporary files takes one more");
        let data = folder.path().join("data");
        NodeUnderTest::in_folder(folder, data, settings)
    }

    /// As [`new`](Self::new), with its data elsewhere.
    pub fn with_data_in(data: &Path, settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("the system's folder for temporary files takes one more");
        NodeUnderTest::in_folder(folder, data.to_owned(), settings)
    }

    fn in_folder(folder: TempDir, data: PathBuf, settings: &str) -> Self {
        let node = NodeUnderTest {
            folder,
            data,
            address: Arc::default(),
            process: None,
            starts: 0,
        };
        node.configure(settings);
        node
    }

    /// Writes other settings; they count from the next start.
    pub fn configure(&self, settings: &str) {
        // The small segments and the many snapshots are there to be passed through.
        let grpc = match settings.contains("[grpc]") {
            true => "",
            false => "[grpc]\nenabled = false\n",
        };
        let http = match settings.contains("[http]") {
            true => "",
            false => "[http]\nlisten = \"127.0.0.1:0\"\n",
        };
        let text = format!(
            "data_dir = {:?}\n{http}{grpc}[storage]\nsegment_mib = 32\n\
             snapshot_every_records = 1000\n[webhooks]\nallow_loopback = true\n[output]\nformat = \"json\"\n{settings}",
            self.data.display().to_string()
        );
        fs::write(self.config(), text).expect("the folder is ours");
    }

    /// Sets a node up and starts it.
    pub async fn start(settings: &str) -> Self {
        let mut node = NodeUnderTest::new(settings);
        node.restart().await;
        node
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("bezant.toml")
    }

    /// The folder of the node's data.
    pub fn data(&self) -> &Path {
        &self.data
    }

    fn output_file(&self) -> PathBuf {
        self.folder.path().join(format!("output_{}", self.starts))
    }

    /// What the process that was started last has printed.
    pub fn output(&self) -> String {
        fs::read_to_string(self.output_file()).unwrap_or_default()
    }

    /// Starts the process, in place of one that has ended, and waits until it is ready.
    pub async fn restart(&mut self) {
        self.spawn();
        let ready = self.ready().await;
        if let Err(status) = ready {
            panic!("the node ended with {status}:\n{}", self.output());
        }
    }

    /// Starts a process that should refuse: how it ended, and what it printed.
    pub async fn refused(&mut self) -> (ExitStatus, String) {
        self.spawn();
        match self.ready().await {
            Ok(()) => panic!("the node started:\n{}", self.output()),
            Err(status) => (status, self.output()),
        }
    }

    fn spawn(&mut self) {
        assert!(self.process.is_none(), "the process before has ended");
        self.starts += 1;
        let output = File::create(self.output_file()).expect("the folder is ours");
        let errors = output.try_clone().expect("a file has two handles");
        let process = self.command(&["serve"]).stdout(output).stderr(errors).spawn();
        self.process = Some(process.expect("the binary can be run"));
    }

    async fn ready(&mut self) -> Result<(), ExitStatus> {
        // Whether the certificate is the right one is for the test to look at.
        let http = reqwest::Client::builder()
            .timeout(crate::api::TIMEOUT)
            .no_proxy()
            .danger_accept_invalid_certs(true);
        let http = crate::api::with_provider(http);
        let started = std::time::Instant::now();
        loop {
            let process = self.process.as_mut().expect("a process was started");
            if let Some(status) = process.try_wait().expect("a child can be waited for") {
                self.process = None;
                return Err(status);
            }
            if let Some(url) = self.listening() {
                // Beside an internal listener the public one tells nobody whether the node is ready.
                let internal = self.address_told("the internal API is served");
                let probed = internal.as_ref().unwrap_or(&url);
                let answer = http.get(format!("{probed}/ready")).send().await;
                if answer.is_ok_and(|answer| answer.status() == 200) {
                    self.address.set(url);
                    return Ok(());
                }
            }
            assert!(
                started.elapsed() < READY_WITHIN,
                "not ready in time:\n{}",
                self.output()
            );
            crate::wait::pause().await;
        }
    }

    fn listening(&self) -> Option<String> {
        let settings = fs::read_to_string(self.config()).unwrap_or_default();
        let told = self.address_told("bezant is ready")?;
        Some(match settings.contains("[http.tls]") {
            true => told.replacen("http://", "https://", 1),
            false => told,
        })
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.process.as_ref().expect("a process was started").id()
    }

    /// Tells the process to look at its certificates again.
    pub fn hang_up(&self) {
        let process = self.process.as_ref().expect("a process was started");
        let id = rustix::process::Pid::from_child(process);
        rustix::process::kill_process(id, rustix::process::Signal::HUP).expect("the process is ours");
    }

    /// Where the node serves the ledger over gRPC, if its settings say so.
    pub fn grpc_url(&self) -> String {
        let told = self.address_told("the ledger is served over gRPC");
        told.expect("the settings have gRPC enabled")
    }

    /// Where one of the other listeners is, `partner` or `internal`, if the settings have it.
    pub fn listener_url(&self, name: &str) -> String {
        let told = self.address_told(&format!("the {name} API is served"));
        told.expect("the settings have this listener")
    }

    /// The addresses stand in the node's own log, since the system chose the ports.
    fn address_told(&self, message: &str) -> Option<String> {
        let output = self.output();
        let lines = output
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let address = lines
            .filter(|line| line["fields"]["message"] == message)
            .find_map(|line| line["fields"]["address"].as_str().map(str::to_owned))?;
        Some(format!("http://{address}"))
    }

    /// Ends the process at once, as a power cut does.
    pub fn kill_9(&mut self) {
        let mut process = self.process.take().expect("a process was started");
        process.kill().expect("the process is ours");
        process.wait().expect("a child can be waited for");
    }

    /// Asks the process to end, and sees that it does so without a complaint.
    pub async fn terminate(&mut self) {
        let status = self.terminated().await;
        assert!(
            status.success(),
            "the node ended with {status}:\n{}",
            self.output()
        );
    }

    async fn terminated(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("a process was started");
        let id = rustix::process::Pid::from_child(&process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("the process is ours");
        let ended = until(STOPPED_WITHIN, || {
            process.try_wait().expect("a child can be waited for")
        });
        let Some(status) = ended.await else {
            process.kill().expect("the process is ours");
            panic!("the node did not stop in time:\n{}", self.output());
        };
        status
    }

    /// The binary with this node's configuration and none of this process's own settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = binary();
        command.arg("--config").arg(self.config()).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary can be run")
    }

    /// Runs a command that must succeed: what it printed.
    pub fn run_ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?} ended with {}:\n{}\n{}",
            output.status,
            text(&output.stderr),
            self.output()
        );
        text(&output.stdout)
    }

    /// A new tenant with a key that may do everything.
    pub fn tenant_key(&self, name: &str) -> Key {
        let tenant = json(&self.run_ok(&["tenant", "create", name, "--json"]));
        self.key(string(&tenant, "id"), &[])
    }

    /// A new key of a tenant.
    pub fn key(&self, tenant: &str, arguments: &[&str]) -> Key {
        let words = [&["key", "create", "--tenant", tenant, "--json"], arguments].concat();
        let key = json(&self.run_ok(&words));
        Key {
            tenant: tenant.to_owned(),
            id: string(&key, "id").to_owned(),
            secret: string(&key, "secret").to_owned(),
        }
    }

    /// Changes something through the socket that only this machine's owner can open.
    pub async fn admin(&self, path: &str) -> Value {
        let socket = self.data.join("admin.sock");
        let http = reqwest::Client::builder().unix_socket(socket).build();
        let http = http.expect("a client without TLS settings can be built");
        let answer = http.post(format!("http://bezant{path}")).send().await;
        let answer = answer.expect("the socket answers");
        assert!(answer.status().is_success(), "{answer:?}");
        answer.json().await.expect("the answer is JSON")
    }

    /// The node's API with a key; it stays good over restarts.
    pub fn api(&self, key: &Key) -> Api {
        Api::new(Arc::clone(&self.address), &key.secret)
    }

    /// Where the node listens.
    pub fn url(&self) -> String {
        self.address.get()
    }

    /// A new tenant's way to the API.
    pub fn tenant(&self, name: &str) -> Api {
        self.api(&self.tenant_key(name))
    }

    /// The position of the last record in the log.
    pub fn log_position(&self) -> u64 {
        let lines = self.run_ok(&["log", "dump"]);
        let last = lines.lines().last().expect("a log has records");
        json(last)["position"].as_u64().expect("a record has a position")
    }

    /// How many records the log has, but for those that say that a key is in use: those are made behind the requests.
    pub fn records_of_changes(&self) -> usize {
        let dump = self.run_ok(&["log", "dump"]);
        let uses = "\"type\":\"api_key.used\"";
        dump.lines().filter(|record| !record.contains(uses)).count()
    }

    /// The payment, once no gateway is at work on it.
    pub async fn settled(api: &Api, payment: &str) -> Value {
        let what = format!("{payment} settles");
        eventually(&what, async || {
            let found = api.get(&format!("/api/v1/payments/{payment}")).await;
            (found.status == 200 && is_settled(&found.body)).then_some(found.body)
        })
        .await
    }
}

/// Whether nothing is under way for a payment.
pub fn is_settled(payment: &Value) -> bool {
    let under_way = ["PROCESSING", "CAPTURED", "REFUND_INITIATED"];
    let status = string(payment, "status");
    let refunds = payment["refunds"].as_array().into_iter().flatten();
    !under_way.contains(&status)
        && refunds
            .map(|refund| string(refund, "status"))
            .all(|status| status != "REFUND_INITIATED")
}

impl Drop for NodeUnderTest {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            let output = self.output();
            let lines: Vec<&str> = output.lines().collect();
            let shown = &lines[lines.len().saturating_sub(60)..];
            show(&format!(
                "--- the node's last words ---\n{}\n---",
                shown.join("\n")
            ));
        }
    }
}

/// Shows something beside a test's result; the test runner keeps it for failures.
#[allow(clippy::print_stderr)]
pub fn show(text: &str) {
    eprintln!("{text}");
}

/// A port that nobody listens on. It is below those that the system gives to outgoing connections, one of which could take it before the
/// node does.
///
/// # Panics
/// If there is none.
pub fn free_port() -> u16 {
    const FIRST: u16 = 15_000;
    const COUNT: u16 = 17_000;
    let mut chance = Chance::new(RandomState::new().build_hasher().finish());
    let port = move || FIRST + u16::try_from(chance.below(COUNT.into())).expect("it is below the count");
    std::iter::repeat_with(port)
        .take(COUNT.into())
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("there is a free port")
}

/// The binary, without any of this process's own settings.
pub fn binary() -> Command {
    let mut command = Command::new(binary_path());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("BEZANT_") {
            command.env_remove(name);
        }
    }
    command.env_remove("RUST_LOG");
    command
}

pub(crate) fn binary_path() -> PathBuf {
    let path = std::env::var_os("BEZANT_BIN").map_or_else(
        || {
            let test = std::env::current_exe().expect("a process has a program");
            // target/debug/deps/<test>
            let folder = test
                .ancestors()
                .nth(2)
                .expect("tests are built into a folder of the target");
            folder.join("bezant")
        },
        PathBuf::from,
    );
    assert!(
        path.is_file(),
        "there is no binary at {}: run ./x test, or cargo build --bin bezant before",
        path.display()
    );
    path
}

/// A text of a JSON object.
pub fn string<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("'{field}' is no text in {value}"))
}

/// A number of a JSON object.
pub fn number(value: &Value, field: &str) -> i64 {
    value[field]
        .as_i64()
        .unwrap_or_else(|| panic!("'{field}' is no number in {value}"))
}

/// JSON that a command printed.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What a command printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
