//! A vault in a folder that outlives it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_engine::SteadyClock;
use bezant_keyring::{DataKeys, Local, Ring, Secret};
use bezant_vault::{LocalVault, Options};

const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Rig {
    folder: tempfile::TempDir,
}

impl Rig {
    pub(crate) fn new() -> Rig {
        Rig {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn keys(&self) -> Arc<DataKeys> {
        self.keys_under(7)
    }

    /// Keys under another root.
    pub(crate) fn keys_under(&self, root: u8) -> Arc<DataKeys> {
        let backend = Arc::new(Local::new(&Secret::from_bytes([root; 32]), "a test"));
        let ring = Ring::open(&self.path().join("keyring.json"), backend, None).unwrap();
        let (path, ring) = (self.path().join("keys"), Arc::new(ring));
        // What a vault that was shut down still does in the background has the file for a moment.
        let give_up = Instant::now() + PATIENCE;
        loop {
            match DataKeys::open(&path, Arc::clone(&ring)) {
                Ok(keys) => return Arc::new(keys),
                Err(error) if Instant::now() > give_up => panic!("{error}"),
                Err(_) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Few cards stay in memory, snapshots are many and files small, so that a test sees all of them.
    pub(crate) async fn open(&self) -> LocalVault {
        self.open_with(self.keys()).await
    }

    pub(crate) async fn open_with(&self, keys: Arc<DataKeys>) -> LocalVault {
        let options = Options {
            hot: 4,
            snapshot_every: 50,
            segment_bytes: 64 << 20,
            ..Options::in_folder(self.path().join("vault"))
        };
        LocalVault::open(options, keys, Arc::new(SteadyClock::default()))
            .await
            .unwrap()
    }

    /// What a `kill -9` at this moment would leave of the vault: log and keys as they are on the disk. Snapshots and cold tier
    /// are derived from the log, and a copy may lack them.
    pub(crate) fn copy(&self) -> Rig {
        let is_derived = |name: &str| name.ends_with(".snap") || name.ends_with(".snapshot");
        self.copy_of(&["keys", "keyring.json", "vault/log"], &is_derived)
    }

    /// All of a vault that is stopped.
    pub(crate) fn copy_whole(&self) -> Rig {
        self.copy_of(&["keys", "keyring.json", "vault"], &|_| false)
    }

    fn copy_of(&self, names: &[&str], is_left_out: &dyn Fn(&str) -> bool) -> Rig {
        let copy = Rig::new();
        for name in names {
            copy_all(&self.path().join(name), &copy.path().join(name), is_left_out);
        }
        copy
    }

    /// Every file with its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(self.path(), &mut found);
        found
    }
}

fn copy_all(from: &Path, to: &Path, is_left_out: &dyn Fn(&str) -> bool) {
    if from.is_file() {
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
        return;
    }
    for entry in std::fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        if !is_left_out(&name.to_string_lossy()) {
            copy_all(&from.join(&name), &to.join(&name), is_left_out);
        }
    }
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
}
