//! Servers as processes of their own: this binary started again, with a folder that goes away with it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::secured::Secured;
use crate::Failure;
use crate::admin::Admin;
use crate::config::{Config, Overrides};

/// A start takes a fraction of a second, on a busy machine some; then something is wrong.
const START_WITHIN: Duration = Duration::from_secs(60);

/// A folder that is removed when dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Result<Folder, Failure> {
        let path = std::env::temp_dir().join(format!("bezant-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What can't be removed is left for the system's own cleaning.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server under measurement, ended when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
    pub(crate) folder: Folder,
    /// For what the benchmark asks beside its load.
    client: reqwest::Client,
    is_secured: bool,
}

impl Server {
    /// Starts this binary with `arguments` and waits until it answers on its address.
    pub(crate) async fn start(name: &str, arguments: &[&str], config: &str) -> Result<Server, Failure> {
        Server::start_in(Folder::new(name)?, name, arguments, config, "").await
    }

    /// Starts a node behind TLS, with these settings of `[http]` beside the usual ones.
    pub(super) async fn start_secured(
        name: &str,
        secured: &Secured,
        config: &str,
        of_http: &str,
    ) -> Result<Server, Failure> {
        let folder = Folder::new(name)?;
        let config = format!("{}{config}", secured.settings(folder.path())?);
        let of_http = of_http.replace("FOLDER", &folder.path().display().to_string());
        let mut server = Server::start_in(folder, name, &["serve"], &config, &of_http).await?;
        server.client = secured.client()?;
        server.is_secured = true;
        Ok(server)
    }

    async fn start_in(
        folder: Folder,
        name: &str,
        arguments: &[&str],
        config: &str,
        of_http: &str,
    ) -> Result<Server, Failure> {
        // A free port, let go at once: nothing else on this machine starts servers meanwhile.
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let file = folder.path().join("bezant.toml");
        let data = folder.path().join("data");
        let grpc = match config.contains("[grpc]") {
            true => "",
            false => "[grpc]\nenabled = false\n",
        };
        // What is measured by how much goes through must not be refused for it.
        let shedding = match config.contains("[degradation]") {
            true => "",
            false => "[degradation]\nshed_load = \"fixed\"\n",
        };
        std::fs::write(
            &file,
            format!(
                "data_dir = {data:?}\n[http]\nlisten = \"{address}\"\nmax_connections = 32768\n\
                 max_connections_per_address = 32768\n{of_http}[output]\nlevel = \"warn\"\n{grpc}{shedding}{config}"
            ),
        )?;
        let process = Command::new(std::env::current_exe()?)
            .arg("--config")
            .arg(&file)
            .args(arguments)
            .env("BEZANT_BENCH_LISTEN", address.to_string())
            .env_remove("BEZANT_DATA_DIR")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Server {
            process,
            address,
            folder,
            client: reqwest::Client::builder().no_proxy().build()?,
            is_secured: false,
        };
        let began = Instant::now();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            if let Some(status) = server.process.try_wait()? {
                return Err(format!("the server {name} ended with {status}").into());
            }
            if began.elapsed() > START_WITHIN {
                return Err(format!("the server {name} did not start").into());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(server)
    }

    /// Lets it stand still.
    pub(crate) fn pause(&self) -> Result<(), Failure> {
        Ok(kill_process(Pid::from_child(&self.process), Signal::STOP)?)
    }

    /// Lets it go on.
    pub(crate) fn go_on(&self) -> Result<(), Failure> {
        Ok(kill_process(Pid::from_child(&self.process), Signal::CONT)?)
    }

    /// Its configuration, as it reads it.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        Ok(Config::load(
            Some(&self.folder.path().join("bezant.toml")),
            &Overrides::default(),
        )?)
    }

    /// A tenant and a key on it.
    pub(crate) async fn key(&self) -> Result<String, Failure> {
        let keys = self.keys(&["bench".to_owned()]).await?;
        Ok(keys.into_iter().next().ok_or("no key was made")?)
    }

    /// A tenant of each name and a key on it.
    pub(crate) async fn keys(&self, tenants: &[String]) -> Result<Vec<String>, Failure> {
        let config = self.config()?;
        let admin = Admin::connect(&config).await?;
        let mut keys = Vec::new();
        for name in tenants {
            let tenant = serde_json::json!({ "name": name });
            admin.post("/admin/v1/tenants", &tenant).await?;
            let body = serde_json::json!({ "tenant": name, "name": "bench", "scopes": ["read", "write"] });
            let key = admin.post("/admin/v1/keys", &body).await?;
            keys.push(key["secret"].as_str().ok_or("a key without a secret")?.to_owned());
        }
        Ok(keys)
    }

    /// Waits until the read models reflect all that was committed.
    pub(crate) async fn until_followers_are_done(&self) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            let text = self.get("/metrics", "").await?;
            let gauge = |name: &str| {
                let value = text
                    .lines()
                    .find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
                value.ok_or_else(|| format!("no {name} in the metrics"))
            };
            if gauge("bezant_views_position ")? >= gauge("bezant_log_position ")? {
                return Ok(());
            }
            if began.elapsed() > START_WITHIN {
                return Err("the read models never caught up".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the node answers to whoever has this key, if any.
    pub(super) async fn get(&self, path: &str, key: &str) -> Result<String, Failure> {
        let url = match self.is_secured {
            true => format!("https://localhost:{}{path}", self.address.port()),
            false => format!("http://{}{path}", self.address),
        };
        let mut request = self.client.get(url);
        if !key.is_empty() {
            request = request.bearer_auth(key);
        }
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    /// Memory that the process holds, in bytes.
    pub(crate) fn resident_bytes(&self) -> Result<f64, Failure> {
        self.memory("VmRSS:")
    }

    /// The most memory that the process has held at any time, in bytes.
    pub(crate) fn peak_resident_bytes(&self) -> Result<f64, Failure> {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> Result<f64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with(name))
            .ok_or_else(|| format!("no {name}"))?;
        let kibibytes: f64 = line
            .split_whitespace()
            .nth(1)
            .ok_or_else(|| format!("no number in {name}"))?
            .parse()?;
        Ok(kibibytes * 1_024.0)
    }

    /// Ends it at once and keeps its folder.
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
