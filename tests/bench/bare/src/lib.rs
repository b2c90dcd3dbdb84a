//! The least that a Rust worker with one SQLite Durable Object does for a call: read a row, read fifty,
//! insert one. What the service takes for its own calls is measured beside it.

use serde::Deserialize;
use worker::{
    Context, DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object,
    event,
};

/// As much text as a request in storage has.
const BODY_BYTES: usize = 2048;

/// The object: one table of rows with a text.
#[durable_object]
pub struct Bare {
    sql: SqlStorage,
}

#[derive(Deserialize)]
struct Row {
    body: String,
}

impl DurableObject for Bare {
    fn new(state: State, _env: Env) -> Self {
        Self {
            sql: state.storage().sql(),
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/seed" => {
                self.sql.exec(
                    "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
                    None,
                )?;
                for _ in 0..50 {
                    self.insert()?;
                }
                Response::ok("seeded")
            }
            "/read" => self.read("SELECT body FROM rows WHERE id = ?", 1),
            "/page" => self.read("SELECT body FROM rows ORDER BY id LIMIT ?", 50),
            "/insert" => {
                self.insert()?;
                Response::ok("inserted")
            }
            _ => Response::error("seed, read, page or insert", 404),
        }
    }
}

impl Bare {
    fn read(&self, query: &str, value: i64) -> Result<Response> {
        let rows: Vec<Row> = self.sql.exec(query, vec![value.into()])?.to_array()?;
        let bodies: Vec<String> = rows.into_iter().map(|row| row.body).collect();
        Response::from_bytes(bodies.join("\n").into_bytes())
    }

    fn insert(&self) -> Result<()> {
        self.sql.exec(
            "INSERT INTO rows (body) VALUES (?)",
            vec!["x".repeat(BODY_BYTES).into()],
        )?;
        Ok(())
    }
}

/// Passes every call on to the object, but one that needs none.
///
/// # Errors
/// What the runtime says.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    if request.path() == "/hello" {
        return Response::ok("hello");
    }
    let object = env
        .durable_object("OBJECT")?
        .id_from_name("bare")?
        .get_stub()?;
    object.fetch_with_request(request).await
}
