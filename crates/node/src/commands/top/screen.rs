//! The terminal: taken over while the screen is drawn, given back however the command ends.

use std::thread;
use std::time::Duration;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use tokio::sync::mpsc;

use super::draw;
use super::model::Model;
use crate::Failure;

/// What the person wants.
pub(super) enum Key {
    Quit,
    /// Holds the events still, or lets them go on.
    Hold,
    Resized,
}

/// The terminal while it is ours.
pub(super) struct Screen {
    terminal: DefaultTerminal,
    keys: mpsc::UnboundedReceiver<Key>,
}

/// Between two looks whether anybody still waits for keys.
const LOOK_EVERY: Duration = Duration::from_millis(200);

impl Screen {
    pub(super) fn open() -> Result<Self, Failure> {
        let terminal = ratatui::try_init()?;
        let (tell, keys) = mpsc::unbounded_channel();
        thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || read_keys(&tell))?;
        Ok(Screen { terminal, keys })
    }

    pub(super) fn draw(&mut self, model: &Model) -> Result<(), Failure> {
        self.terminal.draw(|frame| draw::frame(frame, model))?;
        Ok(())
    }

    /// The next key that means something. A keyboard that is gone quits.
    pub(super) async fn key(&mut self) -> Key {
        self.keys.recv().await.unwrap_or(Key::Quit)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        ratatui::restore();
    }
}

/// Waiting for keys blocks, so it has a thread of its own, which ends with the terminal or with whom it tells.
fn read_keys(tell: &mpsc::UnboundedSender<Key>) {
    while !tell.is_closed() {
        let key = match event::poll(LOOK_EVERY) {
            Ok(false) => continue,
            Ok(true) => match event::read() {
                Ok(event) => meaning(&event),
                Err(_) => return,
            },
            Err(_) => return,
        };
        if key.is_some_and(|key| tell.send(key).is_err()) {
            return;
        }
    }
}

fn meaning(event: &Event) -> Option<Key> {
    match event {
        Event::Resize(..) => Some(Key::Resized),
        Event::Key(key) if key.kind == KeyEventKind::Press => match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Key::Quit),
            KeyCode::Char('q') | KeyCode::Esc => Some(Key::Quit),
            KeyCode::Char('p') => Some(Key::Hold),
            _ => None,
        },
        _ => None,
    }
}
