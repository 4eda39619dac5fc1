//! Statements over many rows. A statement's cost is its preparation and the way to SQLite's thread and back, so rows go
//! by 128; what is left goes by powers of two, so that there are few statements to keep prepared.

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe};

/// A row of a statement `HEAD (?, …), (?, …) TAIL`.
pub(crate) trait Row {
    const HEAD: &'static str;
    const TAIL: &'static str;
    const COLUMNS: usize;

    fn bind(self, values: &mut Values);
}

/// A statement's values, in the order of its rows' columns.
#[derive(Default)]
pub(crate) struct Values {
    arguments: SqliteArguments,
    error: Option<sqlx::error::BoxDynError>,
}

const CHUNK: usize = 128;

impl Values {
    pub(crate) fn add<'t, T: sqlx::Encode<'t, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>>(&mut self, value: T) {
        if let Err(error) = self.arguments.add(value) {
            self.error = Some(error);
        }
    }
}

pub(crate) async fn write_rows<R: Row>(
    connection: &mut SqliteConnection,
    rows: Vec<R>,
) -> Result<(), sqlx::Error> {
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    while left > 0 {
        let count = if left >= CHUNK { CHUNK } else { 1 << left.ilog2() };
        left -= count;
        let mut values = Values::default();
        values.arguments.reserve(count * R::COLUMNS, 0);
        for row in rows.by_ref().take(count) {
            row.bind(&mut values);
        }
        if let Some(error) = values.error {
            return Err(sqlx::Error::Encode(error));
        }
        assert_eq!(
            values.arguments.len(),
            count * R::COLUMNS,
            "a row binds each of its columns"
        );
        sqlx::query_with(AssertSqlSafe(statement::<R>(count)), values.arguments)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn statement<R: Row>(rows: usize) -> String {
    let mut sql = String::with_capacity(R::HEAD.len() + R::TAIL.len() + rows * (R::COLUMNS * 2 + 2));
    sql.push_str(R::HEAD);
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..R::COLUMNS {
            sql.push_str(if column == 0 { "?" } else { ",?" });
        }
        sql.push(')');
    }
    sql.push_str(R::TAIL);
    sql
}
