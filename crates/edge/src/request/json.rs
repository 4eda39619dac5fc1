//! JSON bodies: parsed once; what is wrong is looked for a second time only if something is.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;

use crate::problem::{Code, Problem};

/// The value in a body. Bodies nest at most 128 levels deep; the parser stops there.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice::<Object<T>>(body)
        .map(|Object(value)| value)
        .map_err(|error| explain::<Object<T>>(body, &error))
}

/// A value that is written as an object. What serde derives would also take an array with the fields in order, and nobody who
/// sends money by position means it.
struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(Fields(PhantomData)).map(Object)
    }
}

/// The same, where a body may be left out.
pub(crate) fn parse_or_default<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, Problem> {
    if body.is_empty() {
        Ok(T::default())
    } else {
        parse(body)
    }
}

#[cold]
fn explain<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Problem {
    let malformed = |error: &serde_json::Error| {
        Problem::new(Code::JsonMalformed, format!("the body is not JSON: {error}"))
    };
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => return malformed(error),
        Category::Data => {}
    }
    // Reading ended where a value did not fit. That is worth saying only of what is JSON to its end.
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(body) {
        return malformed(&error);
    }
    // What is passed over is not looked at as text.
    if let Err(error) = std::str::from_utf8(body) {
        return Problem::new(Code::JsonMalformed, format!("the body is not JSON: {error}"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let (path, message) = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) => (error.path().to_string(), error.inner().to_string()),
        Ok(_) => (String::new(), error.to_string()),
    };
    let path = if path == "." { String::new() } else { path };
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(start, _)| start);
    // serde names the field in its message only; the path ends at the object around it.
    let (code, path) = if let Some(field) = quoted(message, "missing field `") {
        (Code::FieldMissing, joined(&path, field))
    } else if let Some(field) = quoted(message, "unknown field `") {
        let named = path == field || path.ends_with(&format!(".{field}"));
        (
            Code::FieldUnknown,
            if named { path } else { joined(&path, field) },
        )
    } else if let Some(field) = quoted(message, "duplicate field `") {
        (Code::FieldInvalid, joined(&path, field))
    } else {
        (Code::FieldInvalid, path)
    };
    Problem::mistake(path, code, message)
}

fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

fn joined(path: &str, field: &str) -> String {
    if path.is_empty() {
        field.to_owned()
    } else {
        format!("{path}.{field}")
    }
}

/// A field that is written as an object, see [`Object`].
pub(crate) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|Object(value)| value)
}

/// The same, where it may be left out or null.
pub(crate) fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let object = Option::<Object<T>>::deserialize(deserializer)?;
    Ok(object.map(|Object(value)| value))
}

/// A field that is written as a list of objects.
pub(crate) fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let objects = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|Object(value)| value).collect())
}

/// A value written as text.
pub(crate) fn from_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// The same, where it may be left out or null.
pub(crate) fn optional_from_text<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    let text = <Option<std::borrow::Cow<'de, str>> as serde::Deserialize>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom))
        .transpose()
}

/// An object of texts as pairs. A key that comes twice stays twice, for the machine to refuse.
pub(crate) fn pairs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
    struct Pairs(PhantomData<()>);

    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, String)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object whose values are texts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }

    deserializer.deserialize_map(Pairs(PhantomData))
}
