//! The object's SQLite, with rows as types; and the turn, in which all writes happen or none.

use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{SqlStorage, SqlStorageValue, Storage};

use crate::error::{Error, Fault};

#[wasm_bindgen]
extern "C" {
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
    storage: std::rc::Rc<Storage>,
    sql: SqlStorage,
}

impl Sql {
    /// The database of this storage.
    #[must_use]
    pub fn new(storage: Storage) -> Self {
        Self {
            sql: storage.sql(),
            storage: std::rc::Rc::new(storage),
        }
    }

    /// The storage that the database is part of.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
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
        self.sql.exec(statement, values.to_vec())?;
        Ok(())
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
        Ok(self.sql.exec(query, values)?.to_array()?)
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

/// A moment as a column: milliseconds.
#[must_use]
pub fn ms(moment: postern_core::request::timestamp::Timestamp) -> SqlStorageValue {
    SqlStorageValue::Integer(moment.as_ms())
}

/// A number as a column.
#[must_use]
pub fn number(number: impl Into<i64>) -> SqlStorageValue {
    SqlStorageValue::Integer(number.into())
}
