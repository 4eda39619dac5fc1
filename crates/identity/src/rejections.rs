//! Makes a part's `Rejection` from one table: name, stable code, kind, field, and what is said about it.

macro_rules! rejections {
    ($($name:ident = $code:literal $kind:ident $field:expr, $text:literal;)*) => {
        /// Why a command is refused.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum Rejection {
            $(
                #[doc = $text]
                #[error($text)]
                $name,
            )*
        }

        impl Rejection {
            /// All codes.
            pub const CODES: &'static [&'static str] = &[$($code,)*];

            /// What the caller can do about it.
            pub const fn kind(&self) -> bezant_kernel::ErrorKind {
                match self { $(Rejection::$name => bezant_kernel::ErrorKind::$kind,)* }
            }

            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self { $(Rejection::$name => $code,)* }
            }

            /// The field of the request that it is about, if it is about one.
            pub const fn field(&self) -> Option<&'static str> {
                match self { $(Rejection::$name => $field,)* }
            }
        }
    };
}

pub(crate) use rejections;
