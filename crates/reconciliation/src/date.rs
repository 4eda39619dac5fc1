//! Calendar days, as statements have them, and the ways in which files write them.

use std::fmt;
use std::str::FromStr;

use bezant_kernel::Timestamp;
use jiff::civil;

/// A day between 1900 and 2199. A statement with another one is a misread file.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// The text is not a day of the form 2026-11-21 between 1900 and 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form 2026-11-21 between 1900 and 2199")]
pub struct InvalidDate;

const EPOCH: civil::Date = civil::date(1970, 1, 1);
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
const MICROSECONDS_PER_DAY: u64 = 24 * 60 * 60 * 1_000_000;

impl Date {
    /// The day of the calendar, if there is such a day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        Date::from_civil(civil::Date::new(year, month, day).ok()?)
    }

    /// The day this many days after 1970-01-01.
    pub fn from_days(days: i32) -> Option<Date> {
        let span = jiff::Span::new().try_days(days).ok()?;
        Date::from_civil(EPOCH.checked_add(span).ok()?)
    }

    /// The day in UTC of a point in time; the last day there is where the point is beyond.
    pub fn of(at: Timestamp) -> Date {
        let days = i32::try_from(at.as_microseconds() / MICROSECONDS_PER_DAY).unwrap_or(i32::MAX);
        let last = Date::new(*YEARS.end(), 12, 31).expect("the last year has a last day");
        Date(days.min(last.0))
    }

    /// Days after 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// How many days lie between the two.
    pub const fn distance(self, other: Date) -> u32 {
        self.0.abs_diff(other.0)
    }

    pub(crate) fn from_civil(date: civil::Date) -> Option<Date> {
        if !YEARS.contains(&date.year()) {
            return None;
        }
        let days = date.duration_since(EPOCH).as_hours() / 24;
        i32::try_from(days).ok().map(Date)
    }

    pub(crate) fn to_civil(self) -> civil::Date {
        EPOCH + jiff::Span::new().days(self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_civil(), f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Date, InvalidDate> {
        civil::Date::strptime("%Y-%m-%d", text)
            .ok()
            .filter(|_| text.len() == 10)
            .and_then(Date::from_civil)
            .ok_or(InvalidDate)
    }
}

/// How a file writes days, in the letters of `strptime`: `%d.%m.%Y`, `%m/%d/%y`, `%Y%m%d`, `%d %b %Y`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat(Box<str>);

/// The text does not describe days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a way to write days: it needs a year, a month and a day, such as %d.%m.%Y, in at most 32 characters"
)]
pub struct InvalidDateFormat;

impl DateFormat {
    /// A format, if what it writes can be read back.
    pub fn new(pattern: &str) -> Result<DateFormat, InvalidDateFormat> {
        if pattern.len() > 32 {
            return Err(InvalidDateFormat);
        }
        for day in [civil::date(2026, 11, 23), civil::date(2001, 2, 3)] {
            let written = jiff::fmt::strtime::format(pattern, day).map_err(|_| InvalidDateFormat)?;
            let read = civil::Date::strptime(pattern, &written).map_err(|_| InvalidDateFormat)?;
            if read != day {
                return Err(InvalidDateFormat);
            }
        }
        Ok(DateFormat(pattern.into()))
    }

    /// The pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn read(&self, text: &str) -> Option<Date> {
        civil::Date::strptime(self.0.as_bytes(), text)
            .ok()
            .and_then(Date::from_civil)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_and_write() {
        let day: Date = "2026-11-21".parse().unwrap();
        assert_eq!(day.to_string(), "2026-11-21");
        assert_eq!(Date::from_days(day.days()), Some(day));
        assert_eq!(
            Date::of(Timestamp::from_microseconds(1_700_000_000_000_000)).to_string(),
            "2023-11-14"
        );
        assert_eq!(
            Date::of(Timestamp::from_microseconds(u64::MAX)).to_string(),
            "2199-12-31"
        );
        for text in [
            "2026-02-30",
            "1899-12-31",
            "26-11-21",
            "2026-11-21T",
            "+2026-1-1",
            "",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!(Date::from_days(i32::MIN), None);
    }

    #[test]
    fn formats_need_a_whole_day() {
        for (pattern, text) in [
            ("%d.%m.%Y", "21.11.2026"),
            ("%m/%d/%y", "11/21/26"),
            ("%Y%m%d", "20261121"),
            ("%d %b %Y", "21 Nov 2026"),
        ] {
            let read = DateFormat::new(pattern).unwrap().read(text);
            assert_eq!(read.map(|day| day.to_string()).as_deref(), Some("2026-11-21"));
        }
        for pattern in ["", "%d.%m.", "%Y-%m", "%H:%M", "%", "%Q", "2026-11-21"] {
            assert_eq!(DateFormat::new(pattern), Err(InvalidDateFormat), "{pattern}");
        }
    }
}
