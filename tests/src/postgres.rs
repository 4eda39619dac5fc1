//! A PostgreSQL server of a test's own: real binaries, an empty database, a socket in a temporary folder.
//!
//! Needs nothing but the standard library, tempfile and rustix, so that crates whose tests cannot depend on this one take
//! the file in by its path. PostgreSQL does not run as root; as root, it is started as the user that its package makes.

use std::fs;
use std::os::unix::fs::{chown, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getuid, kill_process};
use tempfile::TempDir;

const DATABASE: &str = "postgres";
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// A running server. It ends with this value, or with this process however that ends.
pub struct PostgresServer {
    folder: TempDir,
    binaries: PathBuf,
    owner: Option<(u32, u32)>,
    settings: Vec<String>,
    process: Option<(Child, Sender<()>)>,
}

impl PostgresServer {
    /// Starts a server with the usual settings.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with settings such as `fsync=off`.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn start_with(settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let owner = getuid().is_root().then(owner_of_servers);
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group)).expect("root may give a folder away");
        }
        let mut server = Self {
            folder,
            binaries: binaries(),
            owner,
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
            process: None,
        };
        server.initialize();
        server.launch();
        server
    }

    /// Where to connect, by the socket.
    pub fn url(&self) -> String {
        let folder = self.folder.path().to_str().expect("the folder's name is text");
        let mut ports = self
            .settings
            .iter()
            .filter_map(|setting| setting.strip_prefix("port="));
        let port = ports.next_back().unwrap_or("5432");
        format!(
            "postgresql://postgres@{}:{port}/{DATABASE}",
            folder.replace('/', "%2F")
        )
    }

    /// Folder with the socket, which the server may read and write.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a file in the folder that only the server can read.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn give(&self, name: &str, content: &[u8]) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.path().join(name);
        fs::write(&path, content).expect("the file can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its mode can be set");
        if let Some((user, group)) = self.owner {
            lchown(&path, Some(user), Some(group)).expect("root may give a file away");
        }
        path
    }

    /// Runs statements with psql and answers what they print: rows by lines, columns by `|`.
    ///
    /// # Panics
    /// If one of them fails.
    pub fn sql(&self, statements: &str) -> String {
        let output = Command::new(self.binaries.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                statements,
                &self.url(),
            ])
            .output()
            .expect("psql runs");
        assert!(
            output.status.success(),
            "{statements}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Ends the server as a loss of power would, without a checkpoint, and starts it again.
    ///
    /// # Panics
    /// If it does not come back.
    pub fn crash_and_restart(&mut self) {
        self.stop(Signal::QUIT);
        self.launch();
    }

    /// Adds settings and starts the server anew with them.
    ///
    /// # Panics
    /// If it does not come back.
    pub fn restart_with(&mut self, settings: &[&str]) {
        self.stop(Signal::INT);
        self.settings
            .extend(settings.iter().map(|&setting| setting.to_owned()));
        self.launch();
    }

    /// Has tables that are made from now on lie in a folder that is made in `place`, in which anyone may make one.
    ///
    /// # Panics
    /// If the folder cannot be made.
    pub fn keep_tables_in(&self, place: &Path) {
        let folder = place.join("tables");
        fs::create_dir(&folder).expect("the folder is new");
        if let Some((user, group)) = self.owner {
            chown(&folder, Some(user), Some(group)).expect("root may give a folder away");
        }
        self.sql(&format!(
            "CREATE TABLESPACE elsewhere LOCATION '{}'",
            folder.display()
        ));
        self.sql("ALTER ROLE postgres SET default_tablespace = elsewhere");
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn initialize(&self) {
        let mut command = Command::new(self.binaries.join("initdb"));
        command
            .args([
                "--no-sync",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--username=postgres",
                "-D",
            ])
            .arg(self.data())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        let output = command.output().expect("initdb runs");
        assert!(
            output.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn launch(&mut self) {
        // setpriv also sees to it that the server does not outlive a test that is killed.
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=INT");
        if let Some((user, group)) = self.owner {
            command.args([format!("--reuid={user}"), format!("--regid={group}")]);
            command.arg("--clear-groups");
        }
        let log_path = self.folder.path().join("log");
        let log = fs::File::options().create(true).append(true).open(&log_path);
        let log = log.expect("the server's log can be written");
        command
            .arg(self.binaries.join("postgres"))
            .arg("-D")
            .arg(self.data())
            .args(["-c", "listen_addresses=", "-c"])
            .arg(format!(
                "unix_socket_directories={}",
                self.folder.path().display()
            ))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log);
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        // The system sends the signal when the thread ends that was the parent, so it gets a thread of its own.
        let (spawned, process) = mpsc::channel();
        let (until_stopped, stopped) = mpsc::channel();
        thread::spawn(move || {
            spawned.send(command.spawn()).expect("the caller waits for it");
            stopped.recv().expect_err("nothing is sent");
        });
        let process = process.recv().expect("the thread sends what it got");
        let mut process = process.expect("setpriv of util-linux runs");
        let began = Instant::now();
        while !self.takes_connections() {
            let ended = process.try_wait().expect("a child can be asked");
            assert!(
                ended.is_none() && began.elapsed() < PATIENCE,
                "PostgreSQL did not start: {}",
                fs::read_to_string(&log_path).unwrap_or_default()
            );
            thread::sleep(BETWEEN_LOOKS);
        }
        self.process = Some((process, until_stopped));
    }

    fn takes_connections(&self) -> bool {
        let status = Command::new(self.binaries.join("pg_isready"))
            .args(["-q", "-d", &self.url()])
            .status();
        status.expect("pg_isready runs").success()
    }

    fn stop(&mut self, signal: Signal) {
        if let Some((mut process, _until_stopped)) = self.process.take() {
            let _ended_already = kill_process(Pid::from_child(&process), signal);
            process.wait().expect("a child can be waited for");
        }
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.stop(Signal::QUIT);
    }
}

/// The newest version that Debian's packages have put in their place.
fn binaries() -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = installed
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists() && folder.join("psql").exists())
        .max_by_key(|folder| {
            let version = folder
                .parent()
                .and_then(Path::file_name)
                .and_then(|name| name.to_str());
            version.and_then(|version| version.parse::<u32>().ok())
        });
    newest.expect(
        "PostgreSQL is missing in /usr/lib/postgresql: `./x test` installs it, or `apt-get install postgresql`",
    )
}

/// User and group `postgres`.
fn owner_of_servers() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("the list of users can be read");
    let entry = users.lines().find(|line| line.starts_with("postgres:"));
    let mut numbers = entry
        .expect("PostgreSQL's package makes a user named postgres: `./x test` installs it")
        .split(':')
        .skip(2)
        .map(|number| number.parse().expect("user and group are numbers"));
    match (numbers.next(), numbers.next()) {
        (Some(user), Some(group)) => (user, group),
        _ => panic!("the entry of user postgres is cut off"),
    }
}
