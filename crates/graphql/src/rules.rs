//! What holds for every call beside the schema: what it may cost, and that what is refused is null.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, NextValidation, ResolveInfo,
};
use async_graphql::{Response, ServerError, ServerResult, ValidationResult, Value};
use async_trait::async_trait;

use crate::refusal::{Code, refused};

/// The rules.
#[derive(Copy, Clone)]
pub(crate) struct Rules {
    /// The most that a call may cost.
    pub(crate) cost: usize,
}

impl ExtensionFactory for Rules {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(OneCall {
            rules: *self,
            refusals: Mutex::default(),
        })
    }
}

/// The rules at work on one call.
struct OneCall {
    rules: Rules,
    /// What fields were refused for.
    refusals: Mutex<Vec<ServerError>>,
}

/// What one field takes of the stack, generously: without optimization the code for a large type takes some hundred kilobytes.
const STACK_NEEDED: usize = 512 * 1024;
/// What is added where less is left.
const STACK_ADDED: usize = 4 * 1024 * 1024;

const LOCK: &str = "no code panics while it holds the lock of the refusals";

#[async_trait]
impl Extension for OneCall {
    /// Refuses what costs too much, when it has turned out to be valid and before anything is read.
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(context).await?;
        let most = self.rules.cost;
        if result.complexity > most {
            let detail = format!(
                "the query costs {}, and at most {most} is answered: ask for fewer rows or fields",
                result.complexity
            );
            return Err(vec![refused(Code::QueryTooComplex, detail)]);
        }
        Ok(result)
    }

    /// The library leaves a field out that has failed; GraphQL wants it to be null, if it may be. And fields in fields are calls in
    /// calls: what a call can nest must never depend on the stack that a thread happens to have.
    async fn resolve(
        &self,
        context: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let may_be_null = !info.return_type.ends_with('!');
        let mut resolving = Box::pin(next.run(context, info));
        let resolved =
            poll_fn(|task| stacker::maybe_grow(STACK_NEEDED, STACK_ADDED, || resolving.as_mut().poll(task)));
        match resolved.await {
            Err(error) if may_be_null => {
                self.refusals.lock().expect(LOCK).push(error);
                Ok(Some(Value::Null))
            }
            other => other,
        }
    }

    async fn execute(
        &self,
        context: &ExtensionContext<'_>,
        operation: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(context, operation).await;
        response.errors.append(&mut self.refusals.lock().expect(LOCK));
        response
    }
}
