//! What it costs to know who asks and whether they may: the edge's own steps, called in this process on a directory of many, each
//! beside what no implementation could leave out.

mod people;
mod stuffing;

use std::collections::HashMap;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use bezant_edge::{Edge, measure};
use metrics_exporter_prometheus::PrometheusHandle;

use super::Measured;
use super::child::Folder;
use super::result::Percentiles;
use super::routing::{BUSY_FROM, Machine, thread_time};
use crate::Failure;
use crate::config::{Config, Overrides};
use crate::node::Node;
use crate::output::note;
use people::People;
pub(super) use stuffing::stuffing;

/// Keys and users for what is asked by the way.
const FEW: u64 = 1_000;

/// Measurements of each; every one is of another credential as far as there are so many.
const TURNS: usize = 100_000;

/// What is stated of them, in microseconds, on a machine that does nothing else: of keys and decisions what 99 of 100 take less than, of
/// tokens what one takes on average.
const WITHIN: [(&str, f64); 3] = [("auth_key", 3.0), ("auth_jwt", 60.0), ("policy_decision", 30.0)];

/// Times `auth_key`, `auth_jwt`, `auth_jwt_again`, `policy_decision` and `policy_decision_cached` on so many keys and users;
/// and what was not reached.
pub(super) async fn steps(principals: u64) -> Result<(Vec<Measured>, Vec<String>), Failure> {
    let metrics = crate::http::install_metrics()?;
    let measure = |edge: &Edge, people: &People| {
        let machine = Machine::now()?;
        Ok((measure_all(edge, people)?, machine.taken_by_others()?))
    };
    let (measured, busy) = among(principals, metrics, measure).await?;
    let mut missed = Vec::new();
    for one in &measured {
        let within = WITHIN.iter().find(|(bench, _)| *bench == one.bench);
        let Some(&(_, within)) = within.filter(|(_, within)| one.value >= *within) else {
            continue;
        };
        let text = format!("{} takes {:.1} us; {within} are stated", one.bench, one.value);
        if busy < BUSY_FROM {
            missed.push(text);
        } else {
            let others = busy * 100.0;
            note(&format!(
                "warning: {text}; others took {others:.0} % of this machine"
            ));
        }
    }
    Ok((measured, missed))
}

/// What it takes to know an API key and to decide a question that was asked before, as each request of a till does: the usual
/// processor time of both.
pub(super) async fn of_a_request() -> Result<Duration, Failure> {
    among(FEW, crate::http::own_metrics()?, |edge, people| {
        let headers = people.secrets.iter().map(|secret| bearer(&secret.expose()));
        let headers = headers.collect::<Result<Vec<_>, _>>()?;
        let known = |headers: &HeaderMap| measure::authenticate(edge, headers).map_err(refused);
        let (route, nothing) = ("/api/v1/payments/{id}", HeaderMap::new());
        let mut callers = headers.iter().map(known).collect::<Result<Vec<_>, _>>()?;
        let knowing = times(|turn| known(pick(&headers, turn)).map(drop))?;
        let count = callers.len();
        let mut decide = || {
            times(|turn| {
                measure::may_read_payments(edge, &mut callers[turn % count], &nothing, route).map_err(refused)
            })
        };
        // The first round fills the memory, the second asks it.
        decide()?;
        let deciding = decide()?;
        let microseconds = share(&knowing, 50) + share(&deciding, 50);
        Ok(Duration::from_secs_f64(microseconds / 1e6))
    })
    .await
}

/// Asks something of a node in this process with so many keys and users.
async fn among<T>(
    principals: u64,
    metrics: PrometheusHandle,
    ask: impl FnOnce(&Edge, &People) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let folder = Folder::new("auth")?;
    let file = folder.path().join("bezant.toml");
    std::fs::write(&file, format!("data_dir = {:?}\n", folder.path().join("data")))?;
    let config = Config::load(Some(&file), &Overrides::default())?;
    let node = Node::start(&config).await?;
    let address = SocketAddr::from(([127, 0, 0, 1], 8640));
    let edge = crate::http::edge(&config, &node, metrics, address, Vec::new()).await?;
    let people = People::settle(&node.engine, &edge, principals).await?;
    let answer = ask(&edge, &people);
    edge.close();
    node.stop().await;
    answer
}

fn measure_all(edge: &Edge, people: &People) -> Result<Vec<Measured>, Failure> {
    let key_headers = people.secrets.iter().map(|secret| bearer(&secret.expose()));
    let key_headers = key_headers.collect::<Result<Vec<_>, _>>()?;
    let bearers = |count| people.tokens(count).map(|token| bearer(&token));
    let token_headers = bearers(people.users()).collect::<Result<Vec<_>, _>>()?;
    // Each is presented once, those that warm up too.
    let new_headers = bearers(TURNS + TURNS / 10).collect::<Result<Vec<_>, _>>()?;
    let token_bytes = token_headers[0][AUTHORIZATION].len() - "Bearer ".len();
    let known = |headers: &HeaderMap| measure::authenticate(edge, headers).map_err(refused);

    let by_key = times(|turn| known(pick(&key_headers, turn)).map(drop))?;
    let hashing = times(|turn| {
        black_box(pick(&people.secrets, turn).hash());
        Ok(())
    })?;
    let mut presented = new_headers.iter();
    let by_token = times(|_| known(presented.next().ok_or("there are too few tokens")?).map(drop))?;
    let by_known_token = times(|turn| known(pick(&token_headers, turn)).map(drop))?;
    let verifying = bare_verification(token_bytes)?;

    let mut callers = token_headers.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    let nothing = HeaderMap::new();
    let routes: Vec<String> = (0..TURNS).map(|turn| format!("/api/v1/bench/{turn}")).collect();
    let mut decided = |route: &dyn Fn(usize) -> String| {
        let count = callers.len();
        times(|turn| {
            let route = route(turn);
            measure::may_read_payments(edge, &mut callers[turn % count], &nothing, &route).map_err(refused)
        })
    };
    let anew = decided(&|turn| routes[turn].clone())?;
    // The first round fills the memory, the second asks it.
    decided(&|_| "/api/v1/payments/{id}".to_owned())?;
    let again = decided(&|_| "/api/v1/payments/{id}".to_owned())?;
    let table: HashMap<&str, usize> = routes.iter().map(String::as_str).zip(0..).collect();
    let looking_up = times(|turn| {
        black_box(table.get(routes[turn.wrapping_mul(7_919) % TURNS].as_str()));
        Ok(())
    })?;

    let sizes = format!("{} keys and as many users", people.secrets.len());
    Ok(vec![
        measured(
            "auth_key",
            &by_key,
            &hashing,
            &format!("an API key, of {sizes}; ceiling: one BLAKE3 of the secret"),
        ),
        average(
            "auth_jwt",
            &by_token,
            &verifying,
            &format!(
                "an access token of {token_bytes} bytes that is presented for the first time, with its grant, client, session \
                 and owner looked up, of {sizes}; ceiling: one Ed25519 verification"
            ),
        ),
        measured(
            "auth_jwt_again",
            &by_known_token,
            &hashing,
            &format!(
                "the same with {} tokens that were presented before, in turn; ceiling: one BLAKE3 of an API key",
                people.users()
            ),
        ),
        measured(
            "policy_decision",
            &anew,
            &looking_up,
            "permission, then the built-in policy in Rego, a question not asked before; ceiling: a look-up in a map",
        ),
        measured(
            "policy_decision_cached",
            &again,
            &looking_up,
            &format!(
                "the same question again, of {} callers in turn; ceiling: a look-up in a map",
                people.users()
            ),
        ),
    ])
}

/// The value is the average, of the ceiling as well.
fn average(bench: &'static str, times: &[f64], ceiling: &[f64], how: &str) -> Measured {
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len() as f64;
    let how = format!(
        "average of processor time, p99 {:.1} us (ceiling's {:.1}); {how}",
        share(times, 99),
        share(ceiling, 99)
    );
    Measured {
        value: mean(times),
        ceiling: Some(mean(ceiling)),
        how,
        ..measured(bench, times, ceiling, "")
    }
}

/// The value is the 99th percentile, of the ceiling as well.
fn measured(bench: &'static str, times: &[f64], ceiling: &[f64], how: &str) -> Measured {
    Measured {
        bench,
        value: share(times, 99),
        unit: "us",
        ceiling: Some(share(ceiling, 99)),
        latencies: Some(Percentiles {
            p50_ms: share(times, 50) / 1_000.0,
            p95_ms: share(times, 95) / 1_000.0,
            p99_ms: share(times, 99) / 1_000.0,
        }),
        how: format!(
            "p99 of processor time, p50 {:.1} us (ceiling's {:.1}); {how}",
            share(times, 50),
            share(ceiling, 50)
        ),
    }
}

/// Microseconds of each turn, sorted, after a tenth of the turns has warmed up: processor time, without what reading that takes
/// itself and without what other processes took meanwhile.
fn times(mut one: impl FnMut(usize) -> Result<(), Failure>) -> Result<Vec<f64>, Failure> {
    for turn in 0..TURNS / 10 {
        one(TURNS - 1 - turn)?;
    }
    let reading = (0..1_000).map(|_| {
        let began = thread_time();
        thread_time() - began
    });
    let reading = reading.min().unwrap_or(Duration::ZERO);
    let mut times = Vec::with_capacity(TURNS);
    for turn in 0..TURNS {
        let began = thread_time();
        one(turn)?;
        let took = (thread_time() - began).saturating_sub(reading);
        times.push(took.as_nanos() as f64 / 1_000.0);
    }
    times.sort_unstable_by(f64::total_cmp);
    Ok(times)
}

fn share(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// In an order that no cache of the processor helps.
fn pick<T>(all: &[T], turn: usize) -> &T {
    &all[turn.wrapping_mul(7_919) % all.len()]
}

fn bare_verification(length: usize) -> Result<Vec<f64>, Failure> {
    let failed = |_| "Ed25519 does not work here";
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(failed)?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|error| error.to_string())?;
    let message = vec![b'x'; length];
    let signature = pair.sign(&message);
    let public = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref().to_vec());
    times(|_| {
        public
            .verify(&message, signature.as_ref())
            .map_err(|error| failed(error).into())
    })
}

fn bearer(credential: &str) -> Result<HeaderMap, Failure> {
    let value = HeaderValue::from_str(&format!("Bearer {credential}"))?;
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}

fn refused(code: &str) -> Failure {
    format!("the edge refuses the benchmark's own request: {code}").into()
}
