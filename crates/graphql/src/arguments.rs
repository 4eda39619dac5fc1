//! Arguments as the parameters that REST has for them.

use crate::reads::{Asked, Reading};

impl Asked {
    /// Without parameters.
    pub(crate) fn of_all(reading: Reading) -> Asked {
        Asked {
            reading,
            of: None,
            parameters: Vec::new(),
        }
    }

    /// Of one thing.
    pub(crate) fn of_one(reading: Reading, of: &str) -> Asked {
        Asked {
            of: Some(of.to_owned()),
            ..Asked::of_all(reading)
        }
    }

    /// With a parameter, if it was given.
    pub(crate) fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Asked {
        let value = value.map(|value| (name, value.to_string()));
        self.parameters.extend(value);
        self
    }

    /// A page of it.
    pub(crate) fn page(self, first: Option<i32>, after: Option<String>) -> Asked {
        self.with("limit", first).with("cursor", after)
    }
}

/// Words that stand for words of REST.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, async_graphql::Enum)]
        pub(crate) enum $name { $($(#[$word_doc])* $variant,)* }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $($name::$variant => $word,)* })
            }
        }
    };
}
pub(crate) use words;
