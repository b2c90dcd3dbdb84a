//! The edge: what the runtime calls. `fetch` answers one HTTP call; `Ledger` is the one object that
//! keeps a cluster.

#[cfg(feature = "trap")]
pub mod trap;

use worker::{
    Context, DurableObject, Env, Request, Response, Result, State, WebSocket,
    WebSocketIncomingMessage, durable_object, event,
};

/// Answers one HTTP call.
///
/// # Errors
/// Only when an answer cannot be built.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    #[cfg(feature = "trap")]
    if let Some(answer) = trap::in_handler(&request, &env).await {
        return answer;
    }
    match request.path().as_str() {
        "/healthz" => Response::from_json(&serde_json::json!({
            "status": "ok",
            "version": postern_core::VERSION,
        })),
        "/readyz" => {
            let stub = env
                .durable_object("LEDGER")?
                .id_from_name("default")?
                .get_stub()?;
            stub.fetch_with_request(request).await
        }
        _ => Response::error("not found", 404),
    }
}

/// One cluster's storage and decisions.
#[durable_object]
pub struct Ledger {
    state: State,
}

impl DurableObject for Ledger {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        #[cfg(feature = "trap")]
        if let Some(answer) = trap::in_object(&request, &self.state).await {
            return answer;
        }
        drop(request);
        let bytes = self.state.storage().sql().database_size();
        Response::from_json(&serde_json::json!({ "status": "ok", "storage_bytes": bytes }))
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        #[cfg(feature = "trap")]
        if trap::in_message(&socket, &message)? {
            return Ok(());
        }
        drop(message);
        socket.close(Some(1003), Some("nothing is expected here"))
    }
}
