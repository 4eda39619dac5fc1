//! Decisions and checks, and properties over random commands.
