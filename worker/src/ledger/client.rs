//! The isolate's side of the conversation with the ledger's object.

use worker::{Env, Headers, Method, Request, RequestInit, Response};

use super::message::{Answered, Envelope};
use crate::error::{Error, Fault};

/// The object's binding.
const BINDING: &str = "LEDGER";
/// The header that carries the envelope when the body cannot: opening a socket.
pub const ENVELOPE_HEADER: &str = "x-postern-envelope";

/// Sends one message and waits for what came of it.
///
/// # Errors
/// That the ledger could not be asked; what it refused is in its answer.
pub async fn send(env: &Env, envelope: &Envelope) -> Result<Answered, Error> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_body(Some(serde_json::to_string(envelope)?.into()));
    let mut response = fetch(env, envelope, &init).await?;
    if response.status_code() != 200 {
        return Err(Fault::new(format!("the ledger answered {}", response.status_code())).into());
    }
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

/// Opens a socket: the answer goes to the browser as it is.
///
/// # Errors
/// What the ledger refused, or how it failed.
pub async fn open_socket(env: &Env, envelope: &Envelope) -> Result<Response, Error> {
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    headers.set(ENVELOPE_HEADER, &encode(&serde_json::to_vec(envelope)?))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let mut response = fetch(env, envelope, &init).await?;
    if response.status_code() == 101 {
        return Ok(response);
    }
    let answered: Answered = serde_json::from_slice(&response.bytes().await?)?;
    match answered.outcome.into_result() {
        Err(error) => Err(error),
        Ok(_) => Err(Fault::new("the ledger opened no socket").into()),
    }
}

async fn fetch(env: &Env, envelope: &Envelope, init: &RequestInit) -> Result<Response, Error> {
    let request = Request::new_with_init("https://ledger.internal/", init)?;
    let stub = env
        .durable_object(BINDING)?
        .id_from_name(&envelope.cluster.id)?
        .get_stub()?;
    Ok(stub.fetch_with_request(request).await?)
}

/// Bytes as text that a header can carry.
fn encode(bytes: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::encode_string(bytes)
}

/// The reverse of what [`open_socket`] sends.
///
/// # Errors
/// Where the text is nothing of ours.
pub fn decode(text: &str) -> Result<Envelope, Fault> {
    use base64ct::Encoding;
    let bytes = base64ct::Base64UrlUnpadded::decode_vec(text)
        .map_err(|_| Fault::new("an envelope that is no base64"))?;
    Ok(serde_json::from_slice(&bytes)?)
}
