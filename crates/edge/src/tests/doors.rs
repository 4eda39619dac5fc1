//! The door to sign in by, held by those who send slowly on purpose.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::world::{PATIENCE, World};

const SLOW: usize = 64;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(5);

async fn connected(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(from.parse().unwrap()).unwrap();
    socket.connect(to).await.unwrap()
}

/// Sends this, and says how the answer begins.
async fn talk(from: &str, to: SocketAddr, request: &str) -> String {
    let mut stream = connected(from, to).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // One that is refused may be cut off before it has read why.
    let _cut_off = stream.read_to_string(&mut answer).await;
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_keeps_nobody_else_from_signing_in() {
    let world = World::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(crate::serve(
        world.edge.clone(),
        listener,
        Default::default(),
        std::future::pending(),
    ));
    let head =
        "POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let slow = format!("{head}content-length: 100\r\n\r\n{{");
    let whole = format!("{head}content-length: 2\r\n\r\n{{}}");

    // As many as there are places, and each comes again as soon as it is let go.
    let mut holders = tokio::task::JoinSet::new();
    for number in 0..SLOW {
        let slow = slow.clone();
        holders.spawn(async move {
            let from = format!("127.0.0.{}:0", number + 1);
            loop {
                talk(&from, address, &slow).await;
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
    let held = async {
        while !talk("127.0.0.200:0", address, &whole).await.contains(" 503 ") {
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(PATIENCE, held)
        .await
        .expect("their neighbours find no place");
    for number in 0..20 {
        let answer = talk(&format!("127.0.{}.1:0", number + 1), address, &whole).await;
        assert!(answer.contains(" 422 "), "{answer}");
    }
    holders.abort_all();
    serving.abort();
}
