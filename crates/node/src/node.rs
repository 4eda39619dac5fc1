//! A node: the engine and its followers, put together from a configuration, started in order and stopped in order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_books::Books;
use bezant_core::{Command, Core, Rejection, system_tenant};
use bezant_delivery::Delivery;
use bezant_edge::{Auditing, Degradation};
use bezant_engine::{
    Clock, Cold, ColdBehind, Correlation, Engine, Environment, Fatal, FjallCold, Options, Request,
    SteadyClock, Storage, SubmitError, Wait,
};
use bezant_gateways::Registry;
use bezant_hooks::Hooks;
use bezant_kernel::TableSecret;
use bezant_log::{LogError, Position};
use bezant_views::Views;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Failure;
use crate::audit::Audit;
use crate::chaos::Chaos;
use crate::config::{self, Config};
use crate::follower::{Stop, keep_running};
use crate::keyring::Keys;
use crate::log_store::OpenedLog;
use crate::progress::Progress;
use crate::vault::NodeVault;

/// How long calls and deliveries under way may take at a stop. What is cut off then is found by the next start.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// How long a command may have the data before a node gives up, and how often it looks.
const FREE_WITHIN: Duration = Duration::from_secs(3);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Where the log is kept.
pub(crate) fn log_dir(config: &Config) -> PathBuf {
    config.data_dir.join("log")
}

/// The socket through which this machine's commands reach a running node.
pub(crate) fn admin_socket(config: &Config) -> PathBuf {
    config.data_dir.join("admin.sock")
}

pub(crate) fn views_file(config: &Config) -> PathBuf {
    config.data_dir.join("views.sqlite")
}

/// A running node.
pub(crate) struct Node {
    pub(crate) engine: Engine<Core>,
    pub(crate) books: Books,
    pub(crate) views: Views,
    pub(crate) delivery: Delivery,
    pub(crate) hooks: Arc<Hooks>,
    /// The places for faults on purpose, where they are allowed.
    pub(crate) chaos: Option<Arc<Chaos>>,
    pub(crate) degradation: Degradation,
    pub(crate) registry: Arc<Registry>,
    /// Where card numbers are, if the node keeps any.
    pub(crate) keys: Keys,
    pub(crate) vault: Option<NodeVault>,
    /// The audit trail, where one is kept.
    audit: Option<Audit>,
    stop: watch::Sender<bool>,
    followers: Vec<JoinHandle<()>>,
    fatal: watch::Receiver<Option<String>>,
}

/// The log and the state over it, without followers.
pub(crate) struct Opened {
    pub(crate) engine: Engine<Core>,
    pub(crate) books: Books,
    pub(crate) fatal: watch::Receiver<Option<String>>,
}

/// Opens the log, recovers the state and takes over the configured gateways. Blocks while it recovers.
pub(crate) fn open(config: &Config) -> Result<Opened, Failure> {
    open_with(config, None)
}

fn open_with(config: &Config, chaos: Option<&Chaos>) -> Result<Opened, Failure> {
    let OpenedLog { log, snapshots } = crate::log_store::open(config)?;
    let (log, clock): (_, Arc<dyn Clock>) = match chaos {
        Some(chaos) => (chaos.slow(log), chaos.clock()),
        None => (log, Arc::new(SteadyClock::default())),
    };
    let cold_dir = config.data_dir.join("cold");
    if log.head() == Position::NONE && cold_dir.exists() {
        // What belongs to a log that is gone must not be taken for this one's.
        std::fs::remove_dir_all(&cold_dir)?;
    }
    let cold: Arc<dyn Cold> = Arc::new(ColdBehind::over(FjallCold::open(&cold_dir)?)?);
    let archive = bezant_books::open_journal::<Core>(
        config.data_dir.join("journal"),
        bezant_books::JournalOptions::default(),
        log.reader(),
    )?;
    let books = Books::new(Arc::clone(&archive), log.reader(), Arc::clone(&cold));
    let storage = Storage {
        log,
        snapshots,
        cold,
        archive,
    };
    let environment = Environment {
        clock,
        seed: rand::random(),
    };
    let options = Options {
        snapshot_every: config.storage.snapshot_every_records,
        ..Options::default()
    };
    let (say_fatal, fatal) = watch::channel(None);
    let mut progress = Progress::new("reading the log", "records");
    let engine = Engine::start(
        Core::keyed(TableSecret::from_seed(rand::random())),
        storage,
        environment,
        options,
        &mut |reached| progress.set(reached.applied.0, reached.head.0),
        move |fatal: Fatal| {
            say_fatal.send_replace(Some(fatal.to_string()));
        },
    )?;
    progress.finish();
    Ok(Opened { engine, books, fatal })
}

impl Node {
    /// Starts a node's engine and followers; the HTTP side is the caller's.
    pub(crate) async fn start(config: &Config) -> Result<Node, Failure> {
        let mut registry = Registry::from_config(&config.gateways())?;
        if config.chaos.allowed {
            registry = registry.with_faults_allowed();
        }
        let registry = Arc::new(registry);
        let chaos = config.chaos.allowed.then(|| Chaos::new(Arc::clone(&registry)));
        let degradation = Degradation::new(config.degradation.policy());
        let hard_times = degradation.clone();
        let hooks = Hooks::from_config(&config.hooks)?.relieved(move || hard_times.skips_optional_checks());
        let hooks = Arc::new(hooks);
        let Opened { engine, books, fatal } = open_when_free(config, chaos.clone()).await?;
        configure(
            &engine,
            Command::Routing(bezant_routing::Command::DeclareGateways {
                profiles: config::profiles(&registry),
            }),
        )
        .await?;
        configure(&engine, Command::SetPolicy(config.payment_policy())).await?;
        declare_region(&engine, config).await?;

        let views = open_views(&views_file(config), &engine).await?;
        let delivery = Delivery::open(
            &config.data_dir.join("delivery.sqlite"),
            bezant_delivery::Options {
                allow_loopback: config.webhooks.allow_loopback,
                ..Default::default()
            },
        )
        .await?;

        let config_of_keys = config.clone();
        let keys = tokio::task::spawn_blocking(move || crate::keyring::open(&config_of_keys)).await??;
        let vault = NodeVault::of(config, Arc::clone(&keys.cards)).await?;

        let (stop, stopped) = watch::channel(false);
        let mut node = Node {
            engine,
            books,
            views,
            delivery,
            hooks: Arc::clone(&hooks),
            chaos,
            degradation,
            registry,
            keys,
            vault,
            audit: None,
            stop,
            followers: Vec::new(),
            fatal,
        };
        let config_of_audit = config.clone();
        let auditing = tokio::task::spawn_blocking(move || crate::audit::open(&config_of_audit)).await??;
        if let Some(auditing) = auditing {
            let (engine, trail) = (node.engine.clone(), auditing.trail.clone());
            for export in &config.audit.export {
                let (trail, name) = (trail.clone(), export.name().to_owned());
                let sink = Arc::new(export.sink()?);
                node.follow("audit-export", stopped.clone(), move |stop| {
                    bezant_audit::siem::follow(trail.clone(), name.clone(), Arc::clone(&sink), stop)
                });
            }
            if let Some(settings) = config.audit.alerts.settings() {
                let trail = trail.clone();
                node.follow("audit-alerts", stopped.clone(), move |stop| {
                    bezant_audit::follow_alerts(trail.clone(), settings, stop)
                });
            }
            node.audit = Some(Audit::start(auditing, config, stopped.clone()));
            node.follow("audit", stopped.clone(), move |stop| {
                bezant_audit::follow_changes(trail.clone(), engine.clone(), stop)
            });
        }
        if config.probes.enabled {
            let (engine, gateways) = (node.engine.clone(), Arc::clone(&node.registry));
            node.follow("prober", stopped.clone(), move |stop| {
                bezant_orchestrator::probe_gateways(engine.clone(), Arc::clone(&gateways), stop)
            });
        }
        let (engine, around) = (node.engine.clone(), Arc::clone(&hooks));
        let registry = Arc::clone(&node.registry);
        let vault = node.vault.as_ref().map(NodeVault::vault);
        node.follow("orchestrator", stopped.clone(), move |stop| {
            bezant_orchestrator::run(
                engine.clone(),
                Arc::clone(&registry),
                Arc::clone(&around),
                vault.clone(),
                stop,
            )
        });
        let (engine, folder) = (node.engine.clone(), config.data_dir.join("hooks"));
        node.follow("hooks", stopped.clone(), move |stop| {
            let (engine, hooks) = (engine.clone(), Arc::clone(&hooks));
            bezant_orchestrator::follow_changes(engine, hooks, folder.clone(), bezant_views::event_json, stop)
        });
        let (engine, views) = (node.engine.clone(), node.views.clone());
        node.follow("views", stopped.clone(), move |stop| {
            let after = Position(views.position());
            bezant_views::run(views.clone(), engine.follow(after), stop)
        });
        let (engine, delivery) = (node.engine.clone(), node.delivery.clone());
        node.follow("delivery", stopped, move |stop| {
            bezant_delivery::run(delivery.clone(), engine.clone(), bezant_views::event_json, stop)
        });
        crate::background::give_way();
        Ok(node)
    }

    fn follow<E: std::fmt::Display + Send + 'static, F: Future<Output = Result<(), E>> + Send + 'static>(
        &mut self,
        name: &'static str,
        stopped: watch::Receiver<bool>,
        start: impl Fn(Stop) -> F + Send + 'static,
    ) {
        let kill = self.chaos.as_ref().map(|chaos| chaos.follower(name));
        self.followers
            .push(tokio::spawn(keep_running(name, stopped, kill, start)));
    }

    /// The audit trail, where one is kept.
    pub(crate) fn auditing(&self) -> Option<Arc<Auditing>> {
        self.audit.as_ref().map(|audit| Arc::clone(&audit.auditing))
    }

    /// Completes when the engine has ended by itself, with the reason.
    pub(crate) fn failed(&self) -> impl Future<Output = String> + use<> {
        let (engine, fatal) = (self.engine.clone(), self.fatal.clone());
        async move {
            engine.stopped().await;
            fatal
                .borrow()
                .clone()
                .unwrap_or_else(|| "the engine has stopped".into())
        }
    }

    /// Stops in order: followers first, so that what they still have to say is heard, then the engine.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        let followers = std::mem::take(&mut self.followers);
        let aborts: Vec<_> = followers.iter().map(JoinHandle::abort_handle).collect();
        let all = futures::future::join_all(followers);
        if tokio::time::timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("calls were still under way; the next start asks what became of them");
            for abort in aborts {
                abort.abort();
            }
        }
        self.engine.shutdown().await;
        if let Some(vault) = &self.vault {
            vault.stop().await;
        }
        if let Some(audit) = self.audit {
            audit.stop().await;
        }
    }
}

/// A command of this machine may have the data for a moment, such as one that registers a tenant while no node runs.
async fn open_when_free(config: &Config, chaos: Option<Arc<Chaos>>) -> Result<Opened, Failure> {
    let began = Instant::now();
    loop {
        let (config, chaos) = (config.clone(), chaos.clone());
        match tokio::task::spawn_blocking(move || open_with(&config, chaos.as_deref())).await? {
            Err(error) if is_locked(&error) && began.elapsed() < FREE_WITHIN => {
                tokio::time::sleep(ASK_AGAIN_AFTER).await;
            }
            end => return end,
        }
    }
}

/// Whether somebody else has the data.
pub(crate) fn is_locked(error: &Failure) -> bool {
    matches!(error.downcast_ref::<LogError>(), Some(LogError::Locked))
}

/// Opens the views. Views that are ahead of the log belong to another log and are built anew.
async fn open_views(file: &Path, engine: &Engine<Core>) -> Result<Views, Failure> {
    let views = Views::open(file).await?;
    if views.position() > engine.committed().0 {
        tracing::warn!("the views are ahead of the log; building them anew");
        views.reset().await?;
    }
    Ok(views)
}

/// Says where the data is, if the configuration does. Fails where that is not where a tenant's data has to be: then nothing is served.
pub(crate) async fn declare_region(engine: &Engine<Core>, config: &Config) -> Result<(), Failure> {
    let Some(region) = config.identity.region.clone() else {
        return Ok(());
    };
    let declare = bezant_identity::tenancy::Command::DeclareRegion { region };
    let command = bezant_identity::Command {
        by: bezant_identity::Authority::Node,
        action: bezant_identity::Action::Tenancy(declare),
    };
    configure(engine, Command::Identity(command)).await
}

/// Gives a command of the configuration.
pub(crate) async fn configure(engine: &Engine<Core>, command: Command) -> Result<(), Failure> {
    let request = Request {
        tenant: system_tenant(),
        correlation: Correlation::new("configuration")?,
        idempotency: None,
        command,
    };
    match engine.submit(request, Wait::Committed).await {
        Ok(_) | Err(SubmitError::Rejected(Rejection::Unchanged(_))) => Ok(()),
        Err(SubmitError::Rejected(rejection)) => Err(rejection.to_string().into()),
        // A full disk must not keep a node from answering reads; the settings of the last start stay in force.
        Err(SubmitError::StorageFull) => {
            tracing::error!("the disk is full: settings are not taken over and payments are refused");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// The address that a listener got.
pub(crate) async fn listen(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| format!("can't listen on {address}: {error}").into())
}
