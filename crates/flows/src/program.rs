//! A parsed program.

use crate::span::Spanned;
use crate::syntax::{Declaration, Statement};
use crate::token::Comment;
use crate::value::ValueType;

/// A parsed flow. Two programs are equal if they say the same, whatever their layout and comments.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) source: String,
    pub(crate) comments: Vec<Comment>,
    pub(crate) declarations: Vec<Spanned<Declaration>>,
    pub(crate) statements: Vec<Spanned<Statement>>,
}

/// A variable that a flow declares.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Variable<'p> {
    /// Its name, without `$`.
    pub name: &'p str,
    /// Its type.
    pub value_type: ValueType,
    /// The default as written; without one the caller must give a value.
    pub default: Option<&'p str>,
}

impl Program {
    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The variables in the order of their declaration.
    pub fn variables(&self) -> impl Iterator<Item = Variable<'_>> {
        self.declarations.iter().map(|declaration| Variable {
            name: &declaration.value.name.value,
            value_type: declaration.value.value_type.value,
            default: declaration
                .value
                .default
                .as_ref()
                .map(|default| &self.source[default.span.range()]),
        })
    }
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.declarations == other.declarations && self.statements == other.statements
    }
}
