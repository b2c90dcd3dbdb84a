//! The edge: what the runtime calls. `fetch` answers one HTTP call; `Ledger` is the one object that
//! keeps a cluster.

use worker::{
    Context, DurableObject, Env, Request, Response, Result, State, durable_object, event,
};

/// Answers one HTTP call.
///
/// # Errors
/// Only when an answer cannot be built.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
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

    async fn fetch(&self, _request: Request) -> Result<Response> {
        let bytes = self.state.storage().sql().database_size();
        Response::from_json(&serde_json::json!({ "status": "ok", "storage_bytes": bytes }))
    }
}
