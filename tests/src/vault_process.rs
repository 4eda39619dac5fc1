//! The real binary as a card vault apart: a process with a folder, a configuration and certificates of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::certificates::{Authority, Issued, authority};
use crate::node::binary;
use crate::wait::until;

/// Debug builds on a busy machine are slow.
const READY_WITHIN: Duration = Duration::from_secs(60);
const STOPPED_WITHIN: Duration = Duration::from_secs(30);

/// The name that the vault's entry for the node goes by.
pub const NODE: &str = "node.bezant.test";

/// A vault, its folder and the authority that signs for it and its clients.
pub struct VaultProcess {
    /// Dropped last, so that the process is gone before its folder.
    folder: TempDir,
    /// Who signs certificates.
    pub authority: Authority,
    process: Option<Child>,
    starts: u32,
    /// The port of the first start, and of all others.
    port: u16,
}

impl VaultProcess {
    /// Starts a vault with a new folder, which lets [`NODE`] in for everything but what is about cards of others.
    ///
    /// # Panics
    /// If it does not become ready.
    pub async fn start() -> VaultProcess {
        let folder = tempfile::tempdir().expect("the system's folder for temporary files takes one more");
        let authority = authority("the vault's authority");
        fs::write(folder.path().join("ca.pem"), authority.pem()).expect("the folder is ours");
        Issued::by(&authority, "localhost", None).write(folder.path(), "vault");
        Issued::by(&authority, NODE, None).write(folder.path(), "node");
        let mut vault = VaultProcess {
            folder,
            authority,
            process: None,
            starts: 0,
            port: 0,
        };
        vault.restart().await;
        vault
    }

    /// A file of its folder: `ca.pem`, and `.pem` and `.key` of `vault` and `node`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Its data.
    pub fn data(&self) -> PathBuf {
        self.file("data")
    }

    /// The settings of a node that asks this vault, with the certificate of these files in its folder.
    pub fn settings_for_node(&self, stem: &str) -> String {
        let file = |name: &str| self.file(name).display().to_string();
        format!(
            "[vault]\nat = \"https://localhost:{}\"\n[vault.client]\ncertificates = {:?}\nkey = {:?}\nauthorities = {:?}\n",
            self.port,
            file(&format!("{stem}.pem")),
            file(&format!("{stem}.key")),
            file("ca.pem"),
        )
    }

    fn configure(&self) {
        let file = |name: &str| self.file(name).display().to_string();
        let text = format!(
            "data_dir = {:?}\n[output]\nformat = \"json\"\n[vault.serve]\nlisten = \"127.0.0.1:{}\"\n\
             certificates = {:?}\nkey = {:?}\nclient_authorities = {:?}\n[[vault.serve.clients]]\nname = \"node\"\n\
             dns_name = \"{NODE}\"\npurposes = [\"authorization\", \"dispute\", \"support_reveal\"]\n\
             may_delete = true\nmay_rotate = true\n",
            file("data"),
            self.port,
            file("vault.pem"),
            file("vault.key"),
            file("ca.pem"),
        );
        fs::write(self.file("vault.toml"), text).expect("the folder is ours");
    }

    /// Starts the process, in place of one that has ended, at the same port, and waits until it is ready.
    ///
    /// # Panics
    /// If it does not become ready.
    pub async fn restart(&mut self) {
        assert!(self.process.is_none(), "the process before has ended");
        self.configure();
        self.starts += 1;
        let output = File::create(self.output_file()).expect("the folder is ours");
        let errors = output.try_clone().expect("a file has two handles");
        let process = self
            .command(&["vault", "serve"])
            .stdout(output)
            .stderr(errors)
            .spawn();
        let mut process = process.expect("the binary can be run");
        let ready = until(READY_WITHIN, || {
            let ended = process.try_wait().expect("a child can be waited for");
            ended.map(Err).or_else(|| self.told_port().map(Ok))
        });
        let ready = ready.await;
        self.process = Some(process);
        match ready {
            Some(Ok(port)) => self.port = port,
            ended => panic!("the vault is not ready ({ended:?}):\n{}", self.output()),
        }
    }

    fn told_port(&self) -> Option<u16> {
        let output = fs::read_to_string(self.output_file()).unwrap_or_default();
        let mut lines = output
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let ready = lines.find(|line| line["fields"]["message"] == "the card vault is ready")?;
        let address = ready["fields"]["address"].as_str()?;
        address.rsplit_once(':')?.1.parse().ok()
    }

    /// Ends the process at once, as a power cut does.
    ///
    /// # Panics
    /// If none was started.
    pub fn kill_9(&mut self) {
        let mut process = self.process.take().expect("a process was started");
        process.kill().expect("the process is ours");
        process.wait().expect("a child can be waited for");
    }

    /// Asks the process to end, and sees that it does so without a complaint.
    ///
    /// # Panics
    /// If it does not.
    pub async fn terminate(&mut self) {
        let mut process = self.process.take().expect("a process was started");
        let id = rustix::process::Pid::from_child(&process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("the process is ours");
        let ended = until(STOPPED_WITHIN, || {
            process.try_wait().expect("a child can be waited for")
        });
        match ended.await {
            Some(status) if status.success() => {}
            ended => {
                // It may have ended by itself.
                let _ = process.kill();
                panic!("the vault ended with {ended:?}:\n{}", self.output());
            }
        }
    }

    fn output_file(&self) -> PathBuf {
        self.file(&format!("output_{}", self.starts))
    }

    /// What all its processes have printed.
    pub fn output(&self) -> String {
        let of_each = (1..=self.starts).map(|start| self.file(&format!("output_{start}")));
        of_each
            .map(|file| fs::read_to_string(file).unwrap_or_default())
            .collect::<Vec<_>>()
            .concat()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = binary();
        command
            .arg("--config")
            .arg(self.file("vault.toml"))
            .args(arguments);
        command
    }

    /// Runs a command on the vault's machine to its end.
    ///
    /// # Panics
    /// If the binary can't be run.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary can be run")
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for VaultProcess {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            crate::node::show(&format!("--- the vault's words ---\n{}\n---", self.output()));
        }
    }
}
