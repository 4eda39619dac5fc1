//! The service: from a call to its reply.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    EmptyMutation, EmptySubscription, Request, Response, Schema, ServerError, Value, Variables,
};

use crate::call::{Call, Reply};
use crate::documents::{Document, Documents};
use crate::loader::Loader;
use crate::measure;
use crate::reads::Reads;
use crate::refusal::{Code, coded, is_coded, refused};
use crate::rules::Rules;
use crate::schema::query::Query;
use crate::settings::{Introspection, Settings};

type Queries = Schema<Query, EmptyMutation, EmptySubscription>;

/// Answers calls. Clones are handles to the same one.
#[derive(Clone)]
pub struct GraphQl {
    shared: Arc<Shared>,
}

struct Shared {
    schema: Queries,
    documents: Documents,
    settings: Settings,
}

/// A registered text that no call could be answered by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registered query can't be answered: {reason}\n{query}")]
pub struct UnfitQuery {
    /// The text.
    pub query: String,
    /// What is wrong with it.
    pub reason: String,
}

impl GraphQl {
    /// Under these settings.
    ///
    /// # Errors
    /// If a registered text is no query, or beyond the bounds.
    pub fn new(settings: Settings) -> Result<GraphQl, UnfitQuery> {
        for text in settings.registered.texts() {
            parsed(text, &settings).map_err(|error| UnfitQuery {
                query: text.to_owned(),
                reason: error.message,
            })?;
        }
        let rules = Rules {
            cost: settings.bounds.cost,
        };
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).extension(rules);
        Ok(GraphQl {
            shared: Arc::new(Shared {
                schema: schema.finish(),
                documents: Documents::new(&settings),
                settings,
            }),
        })
    }

    /// Answers a call by what its caller can read.
    pub async fn answer(&self, call: Call, reads: Arc<dyn Reads>) -> Reply {
        let persisted = call.extensions.and_then(|extensions| extensions.persisted_query);
        let shared = &*self.shared;
        let found = shared.documents.find(call.query, persisted.as_ref());
        let found = found.map_err(|(code, words)| refused(code, words));
        let given = serde_json::Value::Object(call.variables.unwrap_or_default());
        let prepared = found.and_then(|document| {
            let parsed = parsed(&document.text, &shared.settings)?;
            let name = call.operation_name.as_deref();
            let variables = complete(Variables::from_json(given), &parsed, name)?;
            Ok((document, parsed, variables))
        });
        let (document, parsed, variables) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                let asks_for_text = is_coded(&error, Code::PersistedQueryNotFound);
                return Reply::of(&Response::from_errors(vec![error]), !asks_for_text);
            }
        };
        let mut request = Request::new(document.text.as_ref())
            .variables(variables)
            .data(Loader::new(reads));
        request.operation_name = call.operation_name;
        request.set_parsed_query(parsed);
        self.execute(request, &document).await
    }

    async fn execute(&self, request: Request, document: &Document) -> Reply {
        let shared = &*self.shared;
        let within = shared.settings.bounds.answer_within;
        let Ok(mut response) = tokio::time::timeout(within, shared.schema.execute(request)).await else {
            let detail = format!("there was no answer within {} seconds", within.as_secs());
            let error = refused(Code::QueryTimeout, detail);
            return Reply::of(&Response::from_errors(vec![error]), false);
        };
        // What fields are refused for has its code already.
        let errors = std::mem::take(&mut response.errors);
        response.errors = errors
            .into_iter()
            .map(|error| coded(error, Code::QueryInvalid))
            .collect();
        let refused =
            response.is_err() && response.data == Value::Null && response.errors.iter().all(is_whole);
        if !refused {
            shared.documents.remember(document);
        }
        Reply::of(&response, refused)
    }
}

/// Whether it is about the call and not about a field of its answer.
fn is_whole(error: &ServerError) -> bool {
    error.path.is_empty()
}

/// Parses and measures a text.
fn parsed(text: &str, settings: &Settings) -> Result<ExecutableDocument, ServerError> {
    let beyond = |(code, detail): measure::Refused| refused(code, detail);
    measure::check_text(text, &settings.bounds).map_err(beyond)?;
    let document = parse_query(text).map_err(|error| coded(error.into(), Code::QueryMalformed))?;
    let measure = measure::check(&document, &settings.bounds).map_err(beyond)?;
    if measure.has_introspection && settings.introspection == Introspection::Hidden {
        return Err(refused(
            Code::IntrospectionRefused,
            "the schema is not shown here; it is in docs/schema.graphql",
        ));
    }
    Ok(document)
}

/// The variables of the operation that is asked for. Those that may be null and are left out are null: costs are reckoned with
/// them. Those that may not are refused.
fn complete(
    mut variables: Variables,
    document: &ExecutableDocument,
    operation: Option<&str>,
) -> Result<Variables, ServerError> {
    for (name, definition) in document.operations.iter() {
        let is_asked = operation.is_none_or(|asked| name.is_none_or(|name| name.as_str() == asked));
        for definition in &definition.node.variable_definitions {
            let definition = &definition.node;
            let name = &definition.name.node;
            if definition.default_value.is_some() || variables.contains_key(name) {
                continue;
            }
            if definition.var_type.node.nullable {
                variables.insert(name.clone(), Value::Null);
            } else if is_asked {
                let detail = format!("the variable ${name} is missing");
                return Err(refused(Code::QueryInvalid, detail));
            }
        }
    }
    Ok(variables)
}

/// The schema in its own language.
pub fn schema_text() -> String {
    Schema::new(Query, EmptyMutation, EmptySubscription).sdl()
}
