//! Why something was not answered, under the stable codes that REST has too.

use async_graphql::{Error, ErrorExtensions, ServerError, Value, value};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What calls are refused for before anything is read. The words never change.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Code { $($(#[$doc])* $name,)* }

        /// Every code of this crate, sorted.
        pub const CODES: &[&str] = &[$($word,)*];

        impl Code {
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $word,)* }
            }
        }
    };
}

codes! {
    /// The schema is not shown here.
    IntrospectionRefused = "introspection_refused",
    /// The hash is not that of the text.
    PersistedQueryMismatch = "persisted_query_mismatch",
    /// The text of the hash is not known: it has to come along.
    PersistedQueryNotFound = "persisted_query_not_found",
    /// It does not fit the schema.
    QueryInvalid = "query_invalid",
    /// It is not GraphQL.
    QueryMalformed = "query_malformed",
    /// Only queries that the operator has registered are answered.
    QueryNotRegistered = "query_not_registered",
    /// It took too long.
    QueryTimeout = "query_timeout",
    /// It asks for more than one call may.
    QueryTooComplex = "query_too_complex",
}

/// Why something is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A stable code.
    pub code: &'static str,
    /// In plain words.
    pub detail: String,
    /// The status that REST would answer with.
    pub status: u16,
    /// When it may go better, where that is known.
    pub retry_after_seconds: Option<u64>,
    /// What is wrong with single parameters.
    pub wrong: Vec<WrongField>,
}

/// What is wrong with a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongField {
    /// By the name that REST has for it.
    pub path: String,
    /// A stable code.
    pub code: &'static str,
    /// In plain words.
    pub message: String,
}

impl Refusal {
    /// What can't be shown: a document has not the form that the schema says. A defect, which tests find.
    pub(crate) fn not_representable(error: &serde_json::Error) -> Refusal {
        Refusal {
            code: "not_acceptable",
            detail: format!("the answer can't be given in this form: {error}"),
            status: 406,
            retry_after_seconds: None,
            wrong: Vec::new(),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::new(refusal.detail).extend_with(|_, extensions| {
            extensions.set("code", refusal.code);
            extensions.set("status", refusal.status);
            if let Some(seconds) = refusal.retry_after_seconds {
                extensions.set("retryAfterSeconds", seconds);
            }
            if !refusal.wrong.is_empty() {
                let fields = refusal.wrong.iter().map(|field| {
                    value!({ "path": argument_name(&field.path), "code": field.code, "message": field.message.clone() })
                });
                extensions.set("errors", Value::List(fields.collect()));
            }
        })
    }
}

/// What a parameter of REST is called here.
fn argument_name(path: &str) -> String {
    match path {
        "limit" => return "first".to_owned(),
        "cursor" => return "after".to_owned(),
        _ => {}
    }
    let mut words = path.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// An error about a call as a whole.
pub(crate) fn refused(code: Code, message: impl Into<String>) -> ServerError {
    coded(ServerError::new(message, None), code)
}

/// The same error under a code, if it has none.
pub(crate) fn coded(mut error: ServerError, code: Code) -> ServerError {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", code.as_str());
    }
    error
}

/// Whether an error has this code.
pub(crate) fn is_coded(error: &ServerError, code: Code) -> bool {
    let extensions = error.extensions.as_ref();
    extensions.and_then(|extensions| extensions.get("code")) == Some(&Value::from(code.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_parameters_have_the_names_of_arguments() {
        assert!(CODES.is_sorted());
        for (rest, here) in [
            ("limit", "first"),
            ("cursor", "after"),
            ("created_after", "createdAfter"),
            ("status", "status"),
            ("", ""),
        ] {
            assert_eq!(argument_name(rest), here);
        }
    }
}
