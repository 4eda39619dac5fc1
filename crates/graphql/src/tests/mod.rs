//! The service over documents that a test keeps, with look-ups counted.

mod answers;
mod bounds;
mod documents;
mod world;
