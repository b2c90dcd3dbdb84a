//! The object's SQLite, with rows as types; and the turn, in which all writes happen or none.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use js_sys::Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{SqlStorage, SqlStorageValue, Storage};

use crate::error::{Error, Fault};

#[wasm_bindgen(module = "/src/store/rows.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn lines(cursor: &JsValue) -> Result<String, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// The database, for a cursor that `lines` can walk.
    type RawSql;

    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &RawSql, query: &str, values: &Array) -> Result<JsValue, JsValue>;

    /// The storage object, for the one call that the runtime's crate does not wrap.
    type RawStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &RawStorage,
        turn: &mut dyn FnMut() -> Result<(), JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// The object's database.
#[derive(Clone, Debug)]
pub struct Sql {
    storage: Rc<Storage>,
    sql: SqlStorage,
    remembered: Rc<Remembered>,
}

/// What storage said, table by table, since it was last written to. Nobody else writes to an object's
/// storage.
#[derive(Debug, Default)]
struct Remembered {
    writes: Cell<u64>,
    said: RefCell<BTreeMap<&'static str, Said>>,
}

/// What one table said, by what was asked.
#[derive(Debug, Default)]
struct Said {
    answers: BTreeMap<String, Box<dyn Any>>,
    /// Those of many rows.
    pages: BTreeMap<String, Box<dyn Any>>,
}

/// How many answers of one table are remembered at most.
const MOST_REMEMBERED: usize = 1000;
/// How many of one table that are pages of many rows.
const MOST_PAGES: usize = 20;

impl Sql {
    /// The database of this storage.
    #[must_use]
    pub fn new(storage: Storage) -> Self {
        Self {
            sql: storage.sql(),
            storage: Rc::new(storage),
            remembered: Rc::default(),
        }
    }

    /// The storage that the database is part of.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// What the database takes, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        u64::try_from(self.sql.database_size()).unwrap_or(u64::MAX)
    }

    /// Runs a statement for its effect.
    ///
    /// # Errors
    /// What the database says.
    pub fn run<const N: usize>(
        &self,
        statement: &str,
        values: [SqlStorageValue; N],
    ) -> Result<(), Fault> {
        self.note_write(statement);
        self.sql.exec(statement, values.to_vec())?;
        Ok(())
    }

    /// How often storage was written to, or a write was taken back, in this life of the object: as long
    /// as it stays the same, storage does.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.remembered.writes.get()
    }

    /// Forgets what was said of the table that a statement writes to; of all where it names none.
    fn note_write(&self, statement: &str) {
        let writes = &self.remembered.writes;
        writes.set(writes.get().saturating_add(1));
        let mut said = self.remembered.said.borrow_mut();
        match written(statement) {
            Some(table) => drop(said.remove(table)),
            None => said.clear(),
        }
    }

    /// What `ask` says of one table, asked once until something is written there. `key` names the
    /// question.
    ///
    /// # Errors
    /// What `ask` says.
    pub fn remembered<T: Clone + 'static>(
        &self,
        table: &'static str,
        key: &str,
        ask: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if let Some(known) = self.known(table, key) {
            return Ok(known);
        }
        let said = ask()?;
        self.remember(table, key, said.clone());
        Ok(said)
    }

    /// What is remembered of one table under this key.
    #[must_use]
    pub fn known<T: Clone + 'static>(&self, table: &'static str, key: &str) -> Option<T> {
        let said = self.remembered.said.borrow();
        said.get(table)?.answers.get(key)?.downcast_ref().cloned()
    }

    /// Notes what one table would say now, for whoever has just written it.
    pub fn remember<T: 'static>(&self, table: &'static str, key: &str, said: T) {
        let mut all = self.remembered.said.borrow_mut();
        let answers = &mut all.entry(table).or_default().answers;
        if answers.len() >= MOST_REMEMBERED {
            answers.clear();
        }
        answers.insert(key.to_owned(), Box::new(said));
    }

    /// The same as [`Sql::remembered`] of many rows, of which only few answers are remembered.
    ///
    /// # Errors
    /// What `ask` says.
    pub fn remembered_page<T: Clone + 'static>(
        &self,
        table: &'static str,
        key: &str,
        ask: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let known = |said: &Said| said.pages.get(key)?.downcast_ref().cloned();
        let known = self.remembered.said.borrow().get(table).and_then(known);
        if let Some(known) = known {
            return Ok(known);
        }
        let said: T = ask()?;
        let mut all = self.remembered.said.borrow_mut();
        let pages = &mut all.entry(table).or_default().pages;
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        pages.insert(key.to_owned(), Box::new(said.clone()));
        Ok(said)
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// What the database says, or that a row is not what was expected.
    pub fn rows<T: DeserializeOwned>(
        &self,
        query: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<T>, Fault> {
        if !query.starts_with("SELECT") {
            self.note_write(query);
        }
        Ok(self.sql.exec(query, values)?.to_array()?)
    }

    /// The one column of a query over compact JSON, which has no line breaks.
    ///
    /// # Errors
    /// What the database says.
    pub fn bodies(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<String>, Fault> {
        let values: Array = values.into_iter().map(JsValue::from).collect();
        let sql: &RawSql = JsCast::unchecked_ref(AsRef::<JsValue>::as_ref(&self.sql));
        let text = sql.exec(query, &values).and_then(|cursor| lines(&cursor));
        let text = text.map_err(|error| Fault::new(format!("runtime: {}", words(&error))))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// The first row of a query.
    ///
    /// # Errors
    /// As [`Sql::rows`].
    pub fn first<T: DeserializeOwned, const N: usize>(
        &self,
        query: &str,
        values: [SqlStorageValue; N],
    ) -> Result<Option<T>, Fault> {
        Ok(self.rows(query, values.to_vec())?.into_iter().next())
    }

    /// Runs `turn`; if it fails, nothing that it wrote stays.
    ///
    /// # Errors
    /// What `turn` says, or that the runtime could not commit.
    pub fn turn<T>(&self, turn: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let mut turn = Some(turn);
        let mut outcome = None;
        let committed = self
            .storage
            .as_raw()
            .unchecked_ref::<RawStorage>()
            .transaction_sync(&mut || {
                let result = turn.take().map(|turn| turn());
                let failed = matches!(result, Some(Err(_)));
                outcome = result;
                // Throwing is how the runtime is told to roll back.
                if failed {
                    Err(JsValue::from_str("rolled back"))
                } else {
                    Ok(())
                }
            });
        if !matches!((&outcome, &committed), (Some(Ok(_)), Ok(_))) {
            // What was remembered within the turn may be of what was taken back.
            self.note_write("");
        }
        match (outcome, committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (_, Err(error)) => {
                Err(Fault::new(format!("the turn did not commit: {error:?}")).into())
            }
            (None, Ok(_)) => Err(Fault::new("the turn did not run").into()),
        }
    }
}

/// The table that a statement writes to, if it is one of these and of one table.
fn written(statement: &str) -> Option<&str> {
    let rest = ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
        .iter()
        .find_map(|verb| statement.strip_prefix(verb))?;
    rest.split_whitespace().next()
}

/// What the runtime throws, as text.
fn words(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || format!("{error:?}"),
        |error| String::from(error.to_string()),
    )
}

/// A moment as a column: milliseconds.
#[must_use]
pub fn ms(moment: postern_core::request::timestamp::Timestamp) -> SqlStorageValue {
    SqlStorageValue::Integer(moment.as_ms())
}

/// A moment that there may not be.
#[must_use]
pub fn maybe(moment: Option<postern_core::request::timestamp::Timestamp>) -> SqlStorageValue {
    moment.map_or(SqlStorageValue::Null, ms)
}

/// A number as a column.
#[must_use]
pub fn number(number: impl Into<i64>) -> SqlStorageValue {
    SqlStorageValue::Integer(number.into())
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_statement_names_the_table_it_writes_to_or_all_are_meant() {
        for (statement, table) in [
            ("INSERT INTO events (seq) VALUES (?)", Some("events")),
            ("UPDATE sessions SET seen_ms = ?", Some("sessions")),
            ("DELETE FROM requests WHERE id = ?", Some("requests")),
            ("INSERT OR REPLACE INTO meta VALUES (1)", None),
            ("WITH x AS (SELECT 1) DELETE FROM requests", None),
            ("", None),
        ] {
            assert_eq!(written(statement), table, "{statement}");
        }
    }
}
