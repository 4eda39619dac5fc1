//! How requests are read: callers, ids, parameters, headers and bodies, each with the problem that says what is wrong.

mod account_name;
mod amount;
mod body;
mod change;
mod headers;
mod json;
mod operator;
mod parts;

pub(crate) use account_name::{AccountName, Names, preview};
pub(crate) use amount::Amount;
pub(crate) use body::{BodyKind, RawBody, collect, read_body};
pub(crate) use change::{BulkChange, Change, CsvUpload, Done, Upload, correlation_of};
pub(crate) use json::{
    from_text, object, objects, optional_from_text, optional_object, pairs, parse, parse_or_default,
};
pub(crate) use operator::{Operation, OperatorReader};
pub(crate) use parts::{
    LARGEST_PAGE, Params, PathId, PathIdText, PathIds, PathNumber, PathText, Reader, cursor_from,
    cursor_pair_from, id_from, page_limit,
};
