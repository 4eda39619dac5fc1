//! How long it takes to check an access token, by algorithm. One core, nothing else going on:
//! `cargo run --release -p bezant-credentials --example token_speed`.
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use bezant_credentials::jwt::{
    AccessClaims, Algorithm, Audience, PublicKeys, SigningKey, TokenRefused, TokenType, Verifier,
};
use bezant_kernel::Timestamp;

const TURNS: usize = 20_000;

fn main() -> Result<(), TokenRefused> {
    let now = Timestamp::from_microseconds(1_800_000_000_000_000);
    let claims = AccessClaims {
        iss: "https://pay.example".to_owned(),
        aud: Audience::one("https://pay.example/v1"),
        sub: "prn_01h455vb4pex5vsknk084sn02q".to_owned(),
        client_id: "cli_01h455vb4pex5vsknk084sn02q".to_owned(),
        tenant: "ten_01h455vb4pex5vsknk084sn02q".to_owned(),
        scope: "payments.create payments.read_own".to_owned(),
        iat: 1_800_000_000,
        exp: 1_800_000_300,
        jti: "01h455vb4pex5vsknk084sn02q".to_owned(),
        grant: Some("gra_01h455vb4pex5vsknk084sn02q".to_owned()),
        sid: None,
        auth_time: Some(1_800_000_000),
        acr: None,
        amr: vec!["pwd".to_owned(), "otp".to_owned()],
    };
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let Some((key, _)) = SigningKey::generate(algorithm) else {
            continue;
        };
        let keys = PublicKeys::new([key.public()]);
        let verifier = Verifier::new(
            TokenType::Access,
            claims.iss.clone(),
            "https://pay.example/v1",
            keys,
        );
        let signing = Instant::now();
        let tokens: Vec<String> = (0..100).map(|_| key.sign(TokenType::Access, &claims)).collect();
        let signing = signing.elapsed() / 100;
        let mut took: Vec<Duration> = Vec::with_capacity(TURNS);
        for turn in 0..TURNS {
            let began = Instant::now();
            verifier.verify::<AccessClaims>(&tokens[turn % tokens.len()], now)?;
            took.push(began.elapsed());
        }
        took.sort_unstable();
        let share = |of_thousand: usize| took[TURNS * of_thousand / 1_000].as_secs_f64() * 1e6;
        println!(
            "{}: verify p50 {:.1} us, p99 {:.1} us, p99.9 {:.1} us; sign {:.1} us",
            algorithm.name(),
            share(500),
            share(990),
            share(999),
            signing.as_secs_f64() * 1e6,
        );
    }
    Ok(())
}
