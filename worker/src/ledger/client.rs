//! The isolate's side of the conversation with the ledger's object.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{Env, Headers, Method, Request, RequestInit, Response, Stub};

use super::{
    json::Json,
    message::{Answered, Envelope, Outcome},
};
use crate::error::{Error, Fault};

/// The object's binding.
const BINDING: &str = "LEDGER";
/// The header that carries the envelope when the body cannot: opening a socket.
pub const ENVELOPE_HEADER: &str = "x-postern-envelope";

#[wasm_bindgen]
extern "C" {
    /// The object, as far as it is called.
    type Remote;

    #[wasm_bindgen(method, catch)]
    async fn answer(this: &Remote, envelope: &str) -> Result<JsValue, JsValue>;
}

/// Sends one message and waits for what came of it.
///
/// # Errors
/// That the ledger could not be asked; what it refused is in its answer.
pub async fn send(env: &Env, envelope: &Envelope) -> Result<Answered, Error> {
    let (mut answered, body) = ask(env, envelope).await?;
    if let Outcome::Done(reply) = &mut answered.outcome {
        reply.body = Json::written(body.into());
    }
    Ok(answered)
}

/// The same for whoever passes the body of the answer on unread: it stands beside the reply, and was not
/// copied into this module.
///
/// # Errors
/// As [`send`].
pub async fn ask(env: &Env, envelope: &Envelope) -> Result<(Answered, JsString), Error> {
    let remote: Remote = stub(env, envelope)?.into_rpc();
    let answer = remote.answer(&serde_json::to_string(envelope)?).await;
    let text: JsString = answer
        .ok()
        .and_then(|answer| answer.dyn_into().ok())
        .ok_or_else(|| Fault::new("the ledger did not answer"))?;
    // Two texts in one, which crosses faster than a pair of them.
    let end = text.index_of("\n", 0);
    let head = u32::try_from(end).map_err(|_| Fault::new("the ledger answered something else"))?;
    let answered = serde_json::from_str(&String::from(text.slice(0, head)))?;
    Ok((answered, text.slice(head.saturating_add(1), text.length())))
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
    Ok(stub(env, envelope)?.fetch_with_request(request).await?)
}

fn stub(env: &Env, envelope: &Envelope) -> Result<Stub, Error> {
    Ok(env
        .durable_object(BINDING)?
        .get_by_name(&envelope.cluster.id)?)
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
