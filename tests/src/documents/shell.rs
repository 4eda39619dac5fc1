//! One shell for the commands of a page: variables, folders and jobs last from block to block, as in a reader's terminal.
//!
//! In come the blocks, out comes what each printed. The shell ends at the first command that fails, takes its jobs with it, and is
//! ended if it takes too long.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::node::{binary_path, free_port};

/// A page is a few commands; one that takes longer hangs.
const AT_MOST_SECONDS: &str = "90";

/// What the shell is told.
#[derive(Debug)]
pub enum Step {
    /// Commands that end.
    Run(String),
    /// A node in the background: what follows comes when it is ready.
    Serve(String),
    /// One command, with what it says on both of its outputs.
    Show(String),
}

/// What came of the steps.
#[derive(Debug)]
pub struct Ran {
    /// What each step printed, as far as the shell got.
    pub printed: Vec<String>,
    /// Why the shell ended early, if it did.
    pub failure: Option<String>,
}

/// A folder for a page, with the binary in the path.
#[derive(Debug)]
pub struct Shell {
    folder: tempfile::TempDir,
    http: String,
    grpc: String,
}

impl Shell {
    /// A shell in a new folder, whose node will have addresses of its own.
    ///
    /// # Panics
    /// If there is no folder to be had.
    pub fn new() -> Shell {
        let folder = tempfile::tempdir().expect("the system's folder for temporary files takes one more");
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).expect("the folder is ours");
        std::os::unix::fs::symlink(binary_path(), bin.join("bezant")).expect("the folder is ours");
        if let Ok(python) = std::env::var("BEZANT_TEST_PYTHON") {
            // No link: Python finds its packages by the path that it was called by.
            let start = format!("#!/bin/sh\nexec '{python}' \"$@\"\n");
            let file = bin.join("python3");
            fs::write(&file, start).expect("the folder is ours");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("the file is ours");
        }
        fs::create_dir(folder.path().join("work")).expect("the folder is ours");
        for name in ["examples", "docs"] {
            let link = folder.path().join("work").join(name);
            std::os::unix::fs::symlink(super::root().join(name), link).expect("the folder is ours");
        }
        Shell {
            folder,
            http: format!("127.0.0.1:{}", free_port()),
            grpc: format!("127.0.0.1:{}", free_port()),
        }
    }

    /// Where commands run.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// Where the node is.
    pub fn address(&self) -> &str {
        &self.http
    }

    /// A page's text with the addresses that this shell's node has.
    pub fn addressed(&self, text: &str) -> String {
        let text = text.replace("127.0.0.1:8640", &self.http);
        text.replace("127.0.0.1:8641", &self.grpc)
            .replace("localhost:8641", &self.grpc)
    }

    /// Runs the steps.
    ///
    /// # Panics
    /// If there is no shell.
    pub fn run(&self, steps: &[Step]) -> Ran {
        let out = self.folder.path().join("out");
        fs::create_dir_all(&out).expect("the folder is ours");
        let mut script = String::from(
            "set -euo pipefail\nshopt -s expand_aliases\nend() { for job in $(jobs -p); do kill \"$job\" 2>/dev/null || true; done; wait; }\ntrap end EXIT\n",
        );
        for (number, step) in steps.iter().enumerate() {
            let file = out.join(number.to_string());
            let file = file.display();
            let text = match step {
                Step::Run(text) => format!("exec >{file} 2>{file}.errors\n{text}\n"),
                Step::Show(text) => format!("exec >{file} 2>&1\n{text}\n"),
                Step::Serve(text) => format!(
                    "{{ {text}\n}} >{file} 2>{file}.errors &\n\
                     until curl -s -o {file}.ready -f http://{http}/ready; do kill -0 $!; sleep 0.05; done\n",
                    http = self.http,
                ),
            };
            // Writing to a string does not fail.
            let _ = write!(script, "echo {number} >{}/at\n{text}", out.display());
        }
        let _ = writeln!(
            script,
            "exec >/dev/null 2>&1\necho {} >{}/at",
            steps.len(),
            out.display()
        );
        let path = self.folder.path().join("script");
        fs::write(&path, &script).expect("the folder is ours");
        let mut shell = self.command(&path).spawn().expect("there is a shell");
        let group = Pid::from_child(&shell);
        let status = shell.wait().expect("the shell is ours");
        // What the steps left running ends with them: `timeout` begins a group of its own.
        let _ended_already = kill_process_group(group, Signal::KILL);
        let read = |name: &str| fs::read_to_string(out.join(name)).unwrap_or_default();
        let reached: usize = read("at").trim().parse().unwrap_or_default();
        let printed = (0..steps.len()).map(|number| read(&number.to_string())).collect();
        let failure = (!status.success() || reached < steps.len()).then(|| {
            format!(
                "step {reached} ended with {status}: {:?}\nprinted: {}\nerrors: {}",
                steps.get(reached),
                read(&reached.to_string()),
                read(&format!("{reached}.errors"))
            )
        });
        Ran { printed, failure }
    }

    fn command(&self, script: &Path) -> Command {
        let mut command = Command::new("timeout");
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .args(["--kill-after=10", AT_MOST_SECONDS, "bash"])
            .arg(script)
            .current_dir(self.work())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BEZANT_") {
                command.env_remove(name);
            }
        }
        command
            .env(
                "PATH",
                format!("{}:{path}", self.folder.path().join("bin").display()),
            )
            .env("BEZANT_HTTP__LISTEN", &self.http)
            .env("BEZANT_GRPC__LISTEN", &self.grpc)
            .env("no_proxy", "127.0.0.1");
        command
    }
}

impl Default for Shell {
    fn default() -> Self {
        Shell::new()
    }
}
