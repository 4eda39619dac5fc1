//! The settings of GraphQL: `[graphql]`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bezant_graphql::{Bounds, GraphQl, Introspection, Registered, Settings, UnfitQuery};
use serde::Deserialize;

/// Registered queries: so many files are read, and a folder with more is another one.
const MOST_FILES: usize = 10_000;
/// No cost is reckoned beyond this.
const MOST_COST: usize = 1_000_000;
/// What the executor takes.
const MOST_DEPTH: usize = 30;

/// What GraphQL calls may ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GraphQlConfig {
    /// Whether callers are shown the schema.
    pub introspection: bool,
    /// A folder with `.graphql` files that are known by their hash.
    pub registered_queries: Option<PathBuf>,
    /// Whether no other queries are answered.
    pub registered_only: bool,
    /// Bytes of a query.
    pub max_query_bytes: usize,
    /// Fields in each other.
    pub max_depth: usize,
    /// Fields, those of a fragment as often as it is spread.
    pub max_fields: usize,
    /// Fields under another name.
    pub max_aliases: usize,
    /// Directives.
    pub max_directives: usize,
    /// Fields times rows.
    pub max_cost: usize,
    /// How long an answer may take.
    pub answer_within_ms: u64,
}

impl Default for GraphQlConfig {
    fn default() -> Self {
        let bounds = Bounds::default();
        GraphQlConfig {
            introspection: true,
            registered_queries: None,
            registered_only: false,
            max_query_bytes: bounds.query_bytes,
            max_depth: bounds.depth,
            max_fields: bounds.fields,
            max_aliases: bounds.aliases,
            max_directives: bounds.directives,
            max_cost: bounds.cost,
            answer_within_ms: 10_000,
        }
    }
}

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GraphQlConfigError {
    #[error("graphql.{key}: must be {from} to {to}")]
    Bound {
        key: &'static str,
        from: usize,
        to: usize,
    },
    #[error("graphql.registered_only: graphql.registered_queries has to name a folder with queries")]
    NothingRegistered,
    #[error("graphql.registered_queries: {file}: {error}", file = file.display())]
    Unreadable { file: PathBuf, error: std::io::Error },
    #[error("graphql.registered_queries: the folder has more than 10000 files")]
    TooMany,
    #[error("graphql.registered_queries: {0}")]
    Unfit(#[from] UnfitQuery),
}

impl GraphQlConfig {
    /// Whether it can be built.
    pub(crate) fn check(&self) -> Result<(), GraphQlConfigError> {
        self.build().map(drop)
    }

    /// Builds it. Reads the registered queries.
    pub(crate) fn build(&self) -> Result<GraphQl, GraphQlConfigError> {
        let answer_within = usize::try_from(self.answer_within_ms).unwrap_or(usize::MAX);
        for (key, value, from, to) in [
            ("max_query_bytes", self.max_query_bytes, 64, 65_536),
            ("max_depth", self.max_depth, 1, MOST_DEPTH),
            ("max_fields", self.max_fields, 1, 10_000),
            ("max_aliases", self.max_aliases, 0, 10_000),
            ("max_directives", self.max_directives, 0, 10_000),
            ("max_cost", self.max_cost, 1, MOST_COST),
            ("answer_within_ms", answer_within, 1, 600_000),
        ] {
            if !(from..=to).contains(&value) {
                return Err(GraphQlConfigError::Bound { key, from, to });
            }
        }
        let registered = match &self.registered_queries {
            Some(folder) => registered(folder)?,
            None => Registered::default(),
        };
        if self.registered_only && registered.is_empty() {
            return Err(GraphQlConfigError::NothingRegistered);
        }
        let settings = Settings {
            bounds: Bounds {
                query_bytes: self.max_query_bytes,
                depth: self.max_depth,
                fields: self.max_fields,
                aliases: self.max_aliases,
                directives: self.max_directives,
                cost: self.max_cost,
                answer_within: Duration::from_millis(self.answer_within_ms),
                ..Bounds::default()
            },
            introspection: match self.introspection {
                true => Introspection::Shown,
                false => Introspection::Hidden,
            },
            registered,
            only_registered: self.registered_only,
        };
        Ok(GraphQl::new(settings)?)
    }
}

/// The queries in a folder's files.
fn registered(folder: &Path) -> Result<Registered, GraphQlConfigError> {
    let unreadable = |file: &Path| {
        let file = file.to_owned();
        move |error| GraphQlConfigError::Unreadable { file, error }
    };
    let mut all = Registered::default();
    for (number, entry) in std::fs::read_dir(folder).map_err(unreadable(folder))?.enumerate() {
        if number == MOST_FILES {
            return Err(GraphQlConfigError::TooMany);
        }
        let file = entry.map_err(unreadable(folder))?.path();
        if file.extension().is_some_and(|ending| ending == "graphql") {
            all.add(&std::fs::read_to_string(&file).map_err(unreadable(&file))?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registered_queries_are_read_and_checked_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let config = GraphQlConfig {
            registered_queries: Some(folder.path().to_owned()),
            registered_only: true,
            ..GraphQlConfig::default()
        };
        std::fs::write(folder.path().join("README.md"), "not one").unwrap();
        assert!(matches!(
            config.check(),
            Err(GraphQlConfigError::NothingRegistered)
        ));
        std::fs::write(folder.path().join("roles.graphql"), "{ roles { name } }\n").unwrap();
        config.check().unwrap();
        std::fs::write(folder.path().join("odd.graphql"), "{ roles {").unwrap();
        assert!(matches!(config.check(), Err(GraphQlConfigError::Unfit(_))));
        let gone = GraphQlConfig {
            registered_queries: Some(folder.path().join("gone")),
            ..GraphQlConfig::default()
        };
        assert!(matches!(gone.check(), Err(GraphQlConfigError::Unreadable { .. })));
        let deep = GraphQlConfig {
            max_depth: 31,
            ..GraphQlConfig::default()
        };
        assert_eq!(
            deep.check().unwrap_err().to_string(),
            "graphql.max_depth: must be 1 to 30"
        );
    }
}
