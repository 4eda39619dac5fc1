//! Rows as Parquet, one row group after the other.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::columns::{Cell, Column, Kind};
use super::{ExportError, Rows};

/// Rows held in memory at once, about 4 MB of a journal.
const GROUP_ROWS: usize = 16_384;

/// Decimals of amounts: no currency has more.
const SCALE: u8 = 4;
const PRECISION: u32 = 38;

pub(super) struct ParquetRows<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    values: Vec<Values>,
    rows: usize,
}

/// A column of the row group to come. The levels say which cells have a value.
struct Values {
    levels: Vec<i16>,
    cells: Cells,
}

enum Cells {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Amount(Vec<FixedLenByteArray>),
}

impl<W: Write + Send> ParquetRows<W> {
    pub(super) fn begin(columns: &[Column], out: W) -> Result<Self, ExportError> {
        let fields = columns
            .iter()
            .map(|column| field(column).map(Arc::new))
            .collect::<Result<_, _>>()?;
        let schema = Type::group_type_builder("rows").with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_created_by("bezant".to_owned())
            .build();
        let values = columns.iter().map(|column| Values {
            levels: Vec::new(),
            cells: match column.kind {
                Kind::Text => Cells::Text(Vec::new()),
                Kind::Integer | Kind::Time => Cells::Whole(Vec::new()),
                Kind::Amount => Cells::Amount(Vec::new()),
            },
        });
        Ok(ParquetRows {
            values: values.collect(),
            writer: SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?,
            rows: 0,
        })
    }

    fn write_group(&mut self) -> Result<(), ExportError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for values in &mut self.values {
            let mut column = group.next_column()?.expect("a column for each field");
            let levels = Some(values.levels.as_slice());
            match &values.cells {
                Cells::Text(cells) => column.typed::<ByteArrayType>().write_batch(cells, levels, None)?,
                Cells::Whole(cells) => column.typed::<Int64Type>().write_batch(cells, levels, None)?,
                Cells::Amount(cells) => column
                    .typed::<FixedLenByteArrayType>()
                    .write_batch(cells, levels, None)?,
            };
            column.close()?;
            values.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Values {
    fn clear(&mut self) {
        self.levels.clear();
        match &mut self.cells {
            Cells::Text(cells) => cells.clear(),
            Cells::Whole(cells) => cells.clear(),
            Cells::Amount(cells) => cells.clear(),
        }
    }

    fn push(&mut self, cell: &Cell<'_>) -> Result<(), ExportError> {
        match (&mut self.cells, cell) {
            (_, Cell::Empty) => {
                self.levels.push(0);
                return Ok(());
            }
            (Cells::Text(cells), Cell::Text(text)) => cells.push(ByteArray::from(text.as_bytes().to_vec())),
            (Cells::Whole(cells), Cell::Integer(number)) => cells.push(*number),
            (Cells::Whole(cells), Cell::Time(time)) => {
                // The end of representable time, 292,277 years from now.
                cells.push(i64::try_from(time.as_microseconds()).unwrap_or(i64::MAX));
            }
            (Cells::Amount(cells), Cell::Amount(minor, currency)) => {
                let scale = u32::from(SCALE - currency.minor_digits());
                let scaled = minor
                    .checked_mul(10_i128.pow(scale))
                    .filter(|scaled| scaled.unsigned_abs() < 10_u128.pow(PRECISION))
                    .ok_or(ExportError::AmountTooLarge { minor: *minor })?;
                cells.push(FixedLenByteArray::from(scaled.to_be_bytes().to_vec()));
            }
            _ => unreachable!("a table's cells are of its columns' kinds"),
        }
        self.levels.push(1);
        Ok(())
    }
}

impl<W: Write + Send> Rows for ParquetRows<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        assert_eq!(cells.len(), self.values.len(), "a cell for each column");
        for (values, cell) in self.values.iter_mut().zip(cells) {
            values.push(cell)?;
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS {
            self.write_group()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        self.write_group()?;
        self.writer.close()?;
        Ok(())
    }
}

fn field(column: &Column) -> Result<Type, parquet::errors::ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (PhysicalType::INT64, None),
        Kind::Time => (
            PhysicalType::INT64,
            Some(LogicalType::timestamp(true, parquet::basic::TimeUnit::MICROS)),
        ),
        Kind::Amount => (
            PhysicalType::FIXED_LEN_BYTE_ARRAY,
            Some(LogicalType::decimal(i32::from(SCALE), PRECISION as i32)),
        ),
    };
    let builder = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    match column.kind {
        Kind::Amount => builder
            .with_length(16)
            .with_scale(i32::from(SCALE))
            .with_precision(PRECISION as i32)
            .build(),
        Kind::Text | Kind::Integer | Kind::Time => builder.build(),
    }
}
