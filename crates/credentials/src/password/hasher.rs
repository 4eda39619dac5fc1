//! Threads that hash passwords and do nothing else.
//!
//! They give way to every other thread, as many work at once as there are of them, and a bounded number of callers wait. Beyond
//! it the answer is [`HasherError::Busy`] at once: whoever throws stolen passwords at the node slows down others who sign in,
//! and nobody who pays.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use tokio::sync::oneshot;

use super::{Argon, Cost, InvalidCost, Password, PasswordPolicy, PasswordRefused, Verified};

/// How passwords are hashed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HasherConfig {
    /// What one guess costs.
    pub cost: Cost,
    /// How many are worked on at once.
    pub threads: usize,
    /// How many wait at most.
    pub waiting: usize,
}

impl Default for HasherConfig {
    fn default() -> HasherConfig {
        HasherConfig {
            cost: Cost::default(),
            threads: 1,
            // About a second's worth on one core: who waits longer has gone.
            waiting: 32,
        }
    }
}

/// Most threads that may be configured: each takes the memory of a hash.
const MOST_THREADS: usize = 64;

/// Most that may wait.
const MOST_WAITING: usize = 4096;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HasherError {
    /// Too many are waiting: try again later.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored hash is not one that this node makes: the password has to be set anew.
    #[error("the stored hash of the password is not one of argon2id")]
    StrangeHash,
}

/// Why a new password is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// By the policy.
    #[error(transparent)]
    Refused(#[from] PasswordRefused),
    /// For want of time.
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

enum Job {
    Verify {
        password: Password,
        phc: Option<String>,
        answer: oneshot::Sender<Option<Verified>>,
    },
    Accept {
        password: Password,
        email: Option<String>,
        policy: Arc<PasswordPolicy>,
        answer: oneshot::Sender<Result<String, PasswordRefused>>,
    },
}

/// The way to the threads. Clones share them; they end with the last clone.
#[derive(Clone)]
pub struct Hasher {
    jobs: SyncSender<Job>,
}

/// The threads can't be started.
#[derive(Debug, thiserror::Error)]
pub enum HasherStartError {
    /// The configuration asks for what can't be done.
    #[error(transparent)]
    Cost(#[from] InvalidCost),
    /// There must be a thread, and a bound.
    #[error("threads must be between 1 and {MOST_THREADS}, waiting between 1 and {MOST_WAITING}")]
    Numbers,
    /// The system gives no thread.
    #[error("a thread can't be started")]
    Thread(#[from] std::io::Error),
}

impl Hasher {
    /// Starts the threads.
    pub fn start(config: HasherConfig) -> Result<Hasher, HasherStartError> {
        if !(1..=MOST_THREADS).contains(&config.threads) || !(1..=MOST_WAITING).contains(&config.waiting) {
            return Err(HasherStartError::Numbers);
        }
        let argon = Arc::new(Argon::new(config.cost)?);
        let (jobs, waiting) = sync_channel(config.waiting);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..config.threads {
            let (argon, waiting) = (Arc::clone(&argon), Arc::clone(&waiting));
            std::thread::Builder::new()
                .name("password-hash".to_owned())
                .spawn(move || work(&argon, &waiting))?;
        }
        Ok(Hasher { jobs })
    }

    /// Whether the password is the one that was hashed. Where there is no hash, because there is nobody of that name or they
    /// have no password, the answer is [`Verified::Wrong`] and takes as long.
    pub async fn verify(&self, password: Password, phc: Option<String>) -> Result<Verified, HasherError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Verify {
            password,
            phc,
            answer,
        })?;
        let verified = answered.await.map_err(|_| HasherError::Busy)?;
        verified.ok_or(HasherError::StrangeHash)
    }

    /// The hash of a new password, for the machine to keep, if the policy takes it for somebody with this e-mail address.
    pub async fn accept(
        &self,
        policy: Arc<PasswordPolicy>,
        password: Password,
        email: Option<String>,
    ) -> Result<String, NewPasswordError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Accept {
            password,
            email,
            policy,
            answer,
        })?;
        Ok(answered.await.map_err(|_| HasherError::Busy)??)
    }

    fn send(&self, job: Job) -> Result<(), HasherError> {
        self.jobs.try_send(job).map_err(|refused| match refused {
            // Without threads, which only a panic could end, nothing would ever be answered.
            TrySendError::Full(_) | TrySendError::Disconnected(_) => HasherError::Busy,
        })
    }
}

fn work(argon: &Argon, waiting: &Mutex<Receiver<Job>>) {
    give_way();
    loop {
        // Held while waiting: only one thread waits at the channel, the others for it.
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        // A caller who has gone takes no more time; nor does one who goes now miss the answer.
        match next {
            Err(_) => return,
            Ok(Job::Verify {
                password,
                phc,
                answer,
            }) if !answer.is_closed() => {
                let _gone = answer.send(argon.verify(&password, phc.as_deref()));
            }
            Ok(Job::Accept {
                password,
                email,
                policy,
                answer,
            }) if !answer.is_closed() => {
                let checked = policy.check(&password, email.as_deref());
                let _gone = answer.send(checked.map(|()| argon.hash(&password)));
            }
            Ok(Job::Verify { .. } | Job::Accept { .. }) => {}
        }
    }
}

/// On Linux a thread has a priority of its own; elsewhere this would lower that of the whole node.
#[cfg(target_os = "linux")]
fn give_way() {
    /// As little as there is: a payment that waits goes first.
    const NICENESS: i32 = 19;
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "the thread that hashes passwords keeps its priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn give_way() {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breached::BreachedPasswords;

    fn hasher(waiting: usize) -> Hasher {
        let cost = Cost {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        Hasher::start(HasherConfig {
            cost,
            threads: 1,
            waiting,
        })
        .unwrap()
    }

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[tokio::test]
    async fn takes_a_new_password_and_knows_it_again() {
        let hasher = hasher(8);
        let policy = Arc::new(PasswordPolicy::new(BreachedPasswords::common()));
        let phc = hasher
            .accept(Arc::clone(&policy), password("a quiet tin horse"), None)
            .await
            .unwrap();
        let right = hasher
            .verify(password("a quiet tin horse"), Some(phc.clone()))
            .await;
        assert_eq!(right, Ok(Verified::Right { rehashed: None }));
        let wrong = hasher.verify(password("a quiet tin house"), Some(phc)).await;
        assert_eq!(wrong, Ok(Verified::Wrong));
        let nobody = hasher.verify(password("nobody"), None).await;
        assert_eq!(nobody, Ok(Verified::Wrong));
        let strange = hasher.verify(password("nobody"), Some("md5".to_owned())).await;
        assert_eq!(strange, Err(HasherError::StrangeHash));
        let short = hasher.accept(policy, password("short"), None).await;
        let refused = NewPasswordError::Refused(PasswordRefused::TooShort);
        assert_eq!(short.unwrap_err().to_string(), refused.to_string());
    }

    #[tokio::test]
    async fn a_full_queue_says_so_at_once_and_who_has_gone_takes_no_time() {
        // No thread takes from this queue before the test says so.
        let (jobs, waiting) = sync_channel(2);
        let hasher = Hasher { jobs };
        let mut first = Box::pin(hasher.verify(password("one"), None));
        let mut second = Box::pin(hasher.verify(password("two"), None));
        for queued in [&mut first, &mut second] {
            tokio::select! {
                biased;
                _ = queued => panic!("nobody works"),
                () = std::future::ready(()) => {}
            }
        }
        assert_eq!(
            hasher.verify(password("three"), None).await,
            Err(HasherError::Busy)
        );
        drop(first);
        let argon = Argon::new(HasherConfig::default().cost).unwrap();
        let worked = std::thread::spawn(move || work(&argon, &Mutex::new(waiting)));
        assert_eq!(second.await, Ok(Verified::Wrong));
        drop(hasher);
        worked.join().unwrap();
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        for (threads, waiting) in [(0, 1), (1, 0), (65, 1), (1, 5000)] {
            let config = HasherConfig {
                threads,
                waiting,
                ..HasherConfig::default()
            };
            assert!(matches!(Hasher::start(config), Err(HasherStartError::Numbers)));
        }
    }
}
