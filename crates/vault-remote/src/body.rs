//! Bodies that may hold card numbers: bounded, and wiped when they go. What hyper and rustls copy of them on their way is in their hands,
//! and in memory for as long as they use their buffers.

use std::error::Error;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use prost::Message;
use zeroize::Zeroizing;

/// Why a body is not here.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    TooLarge,
    /// The connection broke, or it came too slowly.
    Broken,
}

/// The message as a body.
pub(crate) fn written(message: &impl Message) -> Bytes {
    // Room for everything at once: growing would leave a copy behind in memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(message.encoded_len()));
    message
        .encode(&mut *bytes)
        .expect("a vector grows to what a message needs");
    Bytes::from_owner(bytes)
}

/// All of a body, if it is not longer.
pub(crate) async fn read<B>(body: B, most: usize) -> Result<Zeroizing<Vec<u8>>, Unread>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let told = body
        .size_hint()
        .upper()
        .and_then(|told| usize::try_from(told).ok());
    let mut body = std::pin::pin!(Limited::new(body, most));
    // Room for all of it, as above.
    let mut bytes = Zeroizing::new(Vec::with_capacity(told.unwrap_or(most).min(most)));
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => {
                if let Some(data) = frame.data_ref() {
                    bytes.extend_from_slice(data);
                }
            }
            Err(error) if error.is::<LengthLimitError>() => return Err(Unread::TooLarge),
            Err(_) => return Err(Unread::Broken),
        }
    }
    Ok(bytes)
}
