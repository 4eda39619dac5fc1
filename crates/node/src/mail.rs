//! Letters to people: put into a folder, or handed to a program that sends them. The node itself speaks to no mail server.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bezant_edge::{Letter, MailError, Mailer};
use bezant_engine::{Clock, SystemClock};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Letters that a folder keeps; the oldest go first, since nobody fetches them.
const KEPT: usize = 1_000;

/// How long a program may take for a letter, and how many run at once.
const SENT_WITHIN: Duration = Duration::from_secs(20);
const AT_ONCE: usize = 8;

/// Puts letters into a folder, a file each, for this machine's operator and for tests. Only the node's own user may read them:
/// who has a letter has its link.
pub(crate) struct Outbox {
    folder: PathBuf,
    from: String,
}

impl Outbox {
    /// Makes the folder if it is not there.
    pub(crate) fn open(folder: PathBuf, from: String) -> io::Result<Outbox> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        Ok(Outbox { folder, from })
    }
}

#[async_trait::async_trait]
impl Mailer for Outbox {
    async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let (folder, text) = (self.folder.clone(), written(&self.from, &letter)?);
        tokio::task::spawn_blocking(move || put(&folder, &text))
            .await
            .map_err(|error| MailError(error.to_string()))?
            .map_err(|error| MailError(error.to_string()))
    }
}

/// Hands letters to a program.
pub(crate) struct Sendmail {
    program: PathBuf,
    from: String,
    permits: Semaphore,
}

impl Sendmail {
    /// Through this program, from this address.
    pub(crate) fn new(program: PathBuf, from: String) -> Sendmail {
        Sendmail {
            program,
            from,
            permits: Semaphore::new(AT_ONCE),
        }
    }

    async fn hand_over(&self, letter: &Letter) -> io::Result<bool> {
        let text = written(&self.from, letter).map_err(|error| io::Error::other(error.to_string()))?;
        let _permit = self.permits.acquire().await.map_err(io::Error::other)?;
        // "--" ends the options: an address is never one.
        let mut child = Command::new(&self.program)
            .args(["-i", "-f", &self.from, "--", letter.to.as_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .env_clear()
            .kill_on_drop(true)
            .spawn()?;
        let mut input = child.stdin.take().expect("the input is piped");
        input.write_all(text.as_bytes()).await?;
        drop(input);
        Ok(child.wait().await?.success())
    }
}

#[async_trait::async_trait]
impl Mailer for Sendmail {
    async fn send(&self, letter: Letter) -> Result<(), MailError> {
        match tokio::time::timeout(SENT_WITHIN, self.hand_over(&letter)).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(MailError("the program that sends letters refused it".into())),
            Ok(Err(error)) => Err(MailError(error.to_string())),
            Err(_) => Err(MailError("the program that sends letters takes too long".into())),
        }
    }
}

/// A letter with its head. What stands in the head is one line each, or it could say more than its writer meant.
fn written(from: &str, letter: &Letter) -> Result<Zeroizing<String>, MailError> {
    for line in [from, &letter.to, &letter.subject] {
        if line.contains(char::is_control) {
            return Err(MailError("a line of the head has a control character".into()));
        }
    }
    Ok(Zeroizing::new(format!(
        "From: {from}\nTo: {}\nSubject: {}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n{}\n",
        *letter.to, letter.subject, *letter.text
    )))
}

fn put(folder: &Path, text: &str) -> io::Result<()> {
    let name = format!(
        "{:020}-{:016x}",
        SystemClock.now().as_microseconds(),
        rand::random::<u64>()
    );
    // Whoever looks into the folder never sees half a letter.
    let (draft, file) = (
        folder.join(format!(".{name}")),
        folder.join(format!("{name}.eml")),
    );
    let mut open = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    open.write_all(text.as_bytes())?;
    fs::rename(&draft, &file)?;
    let mut letters: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .collect();
    if letters.len() > KEPT {
        letters.sort();
        for old in &letters[..letters.len() - KEPT] {
            fs::remove_file(old)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(subject: &str) -> Letter {
        Letter {
            to: Zeroizing::new("ada@example.test".to_owned()),
            subject: subject.to_owned(),
            text: Zeroizing::new("Grüße: http://localhost/x".to_owned()),
        }
    }

    #[tokio::test]
    async fn letters_lie_in_the_folder_for_the_node_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("bezant-outbox-{}", std::process::id()));
        let outbox = Outbox::open(folder.clone(), "node@example.test".to_owned()).unwrap();
        outbox.send(letter("Welcome")).await.unwrap();
        let forged = outbox.send(letter("Welcome\nBcc: everyone@example.test")).await;
        assert!(forged.is_err());
        let files: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1);
        let text = fs::read_to_string(&files[0]).unwrap();
        assert!(
            text.contains("To: ada@example.test\n") && text.contains("Grüße"),
            "{text}"
        );
        assert_eq!(fs::metadata(&files[0]).unwrap().permissions().mode() & 0o077, 0);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_program_that_refuses_is_an_error() {
        let send = |program: &str| Sendmail::new(program.into(), "node@example.test".to_owned());
        send("/bin/true")
            .send(letter("Welcome"))
            .await
            .unwrap_or_else(|error| {
                // It may end before it has read; then the letter was not taken.
                assert!(error.0.contains("pipe"), "{error}");
            });
        assert!(send("/bin/false").send(letter("Welcome")).await.is_err());
    }
}
