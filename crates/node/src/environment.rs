//! The variables of the environment that begin as settings do and are none.

/// Variables of ours that are not settings: the file's own place, what `./x` and the benchmark tell their children, the key
/// of those who ask a node, and the key that seals, which no file of settings may have.
pub(crate) const NOT_SETTINGS: &[&str] = &[
    "config",
    "bin",
    "test_python",
    "test_node",
    "shared_target",
    "bench_listen",
    "api_key",
    "url",
    "webhook_secret",
    "seal_key",
    "keyring_passphrase",
];
