//! How fast appends are, beside what the same server does with plain inserts in the same run.

use std::time::{Duration, Instant};

use bezant_log::postgres::PostgresLog;
use bezant_log::{Batch, Log};
use tokio_postgres::NoTls;

use super::options;
use super::server::PostgresServer;

const RUNS: usize = 5;

/// Records of one kind, in batches of one kind.
struct Load {
    name: &'static str,
    records: usize,
    bytes: usize,
    batches: usize,
}

const LOADS: &[Load] = &[
    Load {
        name: "postgres_append",
        records: 1000,
        bytes: 150,
        batches: 100,
    },
    Load {
        name: "postgres_append_1mb",
        records: 1,
        bytes: 1 << 20,
        batches: 100,
    },
];

/// Records per second.
fn rate(load: &Load, took: Duration) -> f64 {
    (load.records * load.batches) as f64 / took.as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

#[test]
#[ignore = "a measurement: cargo nextest run --release -p bezant-log --run-ignored only appends_keep_up --no-capture"]
fn appends_keep_up_with_plain_inserts() {
    let server = PostgresServer::start_with(&["max_wal_size=4GB", "shared_buffers=512MB"]);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let plain = runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&server.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
            .batch_execute("CREATE TABLE plain (position bigint PRIMARY KEY, payload bytea NOT NULL)")
            .await
            .unwrap();
        client
    });
    let mut log = PostgresLog::open(&options(&server)).unwrap();
    let mut next = 1_i64;
    for load in LOADS {
        // Not all zeros, so that nothing is saved by compressing it.
        let payload: Vec<u8> = (0..load.bytes as u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let mut batch = Batch::new();
        for _ in 0..load.records {
            batch.push(&payload);
        }
        let payloads = vec![&payload[..]; load.records];
        let (mut values, mut ceilings) = (Vec::new(), Vec::new());
        for run in 0..=RUNS {
            let began = Instant::now();
            for _ in 0..load.batches {
                let (head, epoch) = (log.head(), log.epoch());
                log.append(head, epoch, &batch).unwrap();
            }
            let value = rate(load, began.elapsed());
            let began = Instant::now();
            runtime.block_on(async {
                let insert = plain
                    .prepare("INSERT INTO plain SELECT * FROM unnest($1::bigint[], $2::bytea[])")
                    .await
                    .unwrap();
                for _ in 0..load.batches {
                    let end = next + load.records as i64;
                    let positions: Vec<i64> = (next..end).collect();
                    plain.execute(&insert, &[&positions, &payloads]).await.unwrap();
                    next = end;
                }
            });
            // The first run warms up.
            if run > 0 {
                values.push(value);
                ceilings.push(rate(load, began.elapsed()));
            }
        }
        let (value, ceiling) = (median(values), median(ceilings));
        println!(
            "{{\"name\":\"{}\",\"value\":{value:.0},\"ceiling\":{ceiling:.0},\"ratio\":{:.2}}}",
            load.name,
            value / ceiling
        );
        assert!(
            value >= ceiling * 0.4,
            "{}: at least 40 % of plain inserts",
            load.name
        );
    }
}
