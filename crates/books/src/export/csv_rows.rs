//! Rows as CSV.

use std::io::Write;

use bezant_kernel::Money;
use csv::Writer;

use super::columns::{Cell, Column};
use super::{ExportError, Rows};

pub(super) struct CsvRows<W: Write> {
    writer: Writer<W>,
}

impl<W: Write> CsvRows<W> {
    pub(super) fn begin(columns: &[Column], out: W) -> Result<Self, ExportError> {
        let mut writer = Writer::from_writer(out);
        writer
            .write_record(columns.iter().map(|column| column.name))
            .map_err(std::io::Error::from)?;
        Ok(CsvRows { writer })
    }
}

impl<W: Write> Rows for CsvRows<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        for cell in cells {
            let written = match cell {
                Cell::Empty => self.writer.write_field(""),
                Cell::Text(text) => self.writer.write_field(text.as_ref()),
                Cell::Integer(number) => self.writer.write_field(number.to_string()),
                Cell::Time(time) => self.writer.write_field(time.to_string()),
                Cell::Amount(minor, currency) => {
                    let money = Money::new(*minor, *currency).to_string();
                    let number = money.split(' ').next().expect("an amount before its currency");
                    self.writer.write_field(number)
                }
            };
            written.map_err(std::io::Error::from)?;
        }
        self.writer
            .write_record(None::<&[u8]>)
            .map_err(std::io::Error::from)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.writer.flush()?)
    }
}
