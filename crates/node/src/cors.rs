//! The settings of pages of other origins: `[cors]`.

use bezant_edge::{Cors, InvalidCors};
use serde::Deserialize;

/// Which pages of other origins may ask this node from a browser. None, by default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CorsConfig {
    /// Exact origins, such as `https://shop.example`.
    pub origins: Vec<String>,
    /// Headers that such pages may set, beside those of the API.
    pub allowed_headers: Vec<String>,
    /// Headers that they may read, beside those of the API.
    pub exposed_headers: Vec<String>,
    /// How long a browser need not ask again.
    pub max_age_seconds: u32,
}

impl Default for CorsConfig {
    fn default() -> Self {
        CorsConfig {
            origins: Vec::new(),
            allowed_headers: Vec::new(),
            exposed_headers: Vec::new(),
            max_age_seconds: 600,
        }
    }
}

impl CorsConfig {
    /// What the edge asks; nothing where no page may ask.
    pub(crate) fn build(&self) -> Result<Option<Cors>, InvalidCors> {
        let cors = Cors::new(
            &self.origins,
            &self.allowed_headers,
            &self.exposed_headers,
            self.max_age_seconds,
        )?;
        Ok(Some(cors).filter(|_| !self.origins.is_empty()))
    }
}
