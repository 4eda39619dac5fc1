//! The course of an experiment: look, inject and watch, lift, look again. Whatever happens in between, the faults are lifted.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_engine::{Clock, SystemClock};
use bezant_kernel::Timestamp;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::sleep;

use super::experiment::Experiment;
use super::injection::{Injected, Injection};
use super::load::{self, Api};
use super::record::{Payment, Record};
use super::recovery;
use super::socket::Socket;
use super::verdict::{Finding, Phase, Verdict, of_phase, widened};
use crate::Failure;
use crate::output::note;

/// How often faults and bounds are looked at.
const TURN: Duration = Duration::from_millis(100);

/// All that an experiment has found.
pub(super) struct Story {
    pub(super) began_at: Timestamp,
    pub(super) verdict: Verdict,
    pub(super) findings: Vec<Finding>,
    pub(super) faults: Vec<Injected>,
    pub(super) payments: Vec<Payment>,
    /// When each phase with payments was, from the start of the load.
    pub(super) phases: Vec<(Phase, Range<Duration>)>,
    /// What the API complained of last.
    pub(super) complaint: Option<String>,
}

/// Why an experiment ended before its end.
enum Early {
    NotSteady(String),
    Stopped(String),
    Aborted(String),
}

impl From<Failure> for Early {
    fn from(error: Failure) -> Self {
        Early::Aborted(error.to_string())
    }
}

struct Conduct<'a> {
    experiment: &'a Experiment,
    record: Arc<Record>,
    began: Instant,
    injection: Injection<'a>,
    phases: Vec<(Phase, Range<Duration>)>,
    findings: Vec<Finding>,
}

/// Conducts an experiment from its first payment to its last look.
pub(super) async fn conduct(
    experiment: &Experiment,
    socket: &Socket,
    api: Arc<Api>,
) -> Result<Story, Failure> {
    let began_at = SystemClock.now();
    let (stop, stopped) = watch::channel(false);
    let mut conduct = Conduct {
        experiment,
        record: Arc::default(),
        began: Instant::now(),
        injection: Injection::of(socket, &experiment.faults),
        phases: Vec::new(),
        findings: Vec::new(),
    };
    let mut terminate = signal(SignalKind::terminate())?;
    let load = tokio::spawn(load::make(
        Arc::clone(&api),
        experiment.load.clone(),
        Arc::clone(&conduct.record),
        conduct.began,
        stopped,
    ));
    let ended = tokio::select! {
        ended = conduct.course() => ended,
        _ = tokio::signal::ctrl_c() => Err(Early::Aborted("told to end".into())),
        _ = terminate.recv() => Err(Early::Aborted("told to end".into())),
    };
    let lifted = conduct.injection.lift_all(conduct.began.elapsed()).await;
    stop.send_replace(true);
    let is_told_to_end = matches!(ended, Err(Early::Aborted(_)));
    if is_told_to_end {
        load.abort();
    } else {
        note("the faults are lifted; waiting for what is under way");
        load.await?;
        let claims = &experiment.steady_state;
        let found = recovery::look(&api, &experiment.load, claims, &conduct.record).await;
        conduct.judge_phases();
        conduct.findings.extend(found);
    }
    let verdict = match ended {
        Err(Early::Aborted(reason)) => Verdict::Aborted(reason),
        Err(Early::NotSteady(reason)) => Verdict::NotSteady(reason),
        Err(Early::Stopped(reason)) => Verdict::Stopped(reason),
        Ok(()) if conduct.findings.iter().all(|finding| finding.is_held) => Verdict::Held,
        Ok(()) => Verdict::Violated,
    };
    let verdict = match lifted {
        Ok(()) => verdict,
        Err(error) => Verdict::Aborted(format!(
            "{}; a fault was left to its lease, since it could not be lifted: {error}",
            verdict.in_words()
        )),
    };
    Ok(Story {
        began_at,
        verdict,
        findings: conduct.findings,
        faults: conduct.injection.faults,
        payments: conduct.record.all(),
        phases: conduct.phases,
        complaint: conduct.record.complaint(),
    })
}

impl Conduct<'_> {
    async fn course(&mut self) -> Result<(), Early> {
        let load = &self.experiment.load;
        note("looking at the steady state");
        self.begin(Phase::Before);
        sleep(Duration::from_millis(load.before_ms)).await;
        self.end();
        self.is_steady()?;

        note("injecting the faults");
        self.begin(Phase::During);
        let watched = self.inject().await;
        self.end();
        watched?;

        self.begin(Phase::After);
        sleep(Duration::from_millis(load.after_ms)).await;
        self.end();
        Ok(())
    }

    /// Nothing is injected into what is not well.
    fn is_steady(&self) -> Result<(), Early> {
        let now = self.began.elapsed();
        // Who has only just begun to wait says nothing of what is usual.
        let seen = self.record.seen_in_last(now, Duration::ZERO, now);
        let findings = of_phase(Phase::Before, &seen, &self.experiment.steady_state);
        match findings.into_iter().find(|finding| !finding.is_held) {
            Some(missed) => Err(Early::NotSteady(missed.in_words())),
            None => Ok(()),
        }
    }

    async fn inject(&mut self) -> Result<(), Early> {
        let since = self.began.elapsed();
        let lasts = self.experiment.injects_for();
        loop {
            let now = self.began.elapsed();
            let passed = now.saturating_sub(since);
            self.injection.turn(passed, now).await?;
            if passed >= lasts {
                return Ok(());
            }
            self.is_bearable(since, now)?;
            sleep(TURN.min(lasts.saturating_sub(passed))).await;
        }
    }

    /// The automatic stop.
    fn is_bearable(&self, since: Duration, now: Duration) -> Result<(), Early> {
        let stop = &self.experiment.stop;
        let window = Duration::from_millis(stop.window_ms);
        let seen = self.record.seen_in_last(window, since, now);
        if usize::try_from(seen.answers() + seen.waiting).is_ok_and(|seen| seen < stop.min_answers) {
            return Ok(());
        }
        let claims = widened(&self.experiment.steady_state, stop.margin_basis_points);
        let findings = of_phase(Phase::During, &seen, &claims);
        let is_known = |finding: &Finding| match finding.what {
            "approval" => seen.approved + seen.declined >= stop.min_answers as u64,
            "errors of the API" => seen.answers() >= stop.min_answers as u64,
            _ => true,
        };
        match findings
            .into_iter()
            .find(|finding| !finding.is_held && is_known(finding))
        {
            Some(missed) => Err(Early::Stopped(missed.in_words())),
            None => Ok(()),
        }
    }

    fn begin(&mut self, phase: Phase) {
        let now = self.began.elapsed();
        self.phases.push((phase, now..now));
    }

    fn end(&mut self) {
        let (_, span) = self.phases.last_mut().expect("what ends has begun");
        span.end = self.began.elapsed();
    }

    /// What is so of each phase, now that it is known how its payments ended.
    fn judge_phases(&mut self) {
        let now = self.began.elapsed();
        for (phase, span) in &self.phases {
            let measures = self.record.due_in(span, now);
            self.findings
                .extend(of_phase(*phase, &measures, &self.experiment.steady_state));
        }
    }
}
