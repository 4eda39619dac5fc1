//! What programs that are made from the document need of it: one name per operation, and one description per thing. The macros that
//! write the document name operations by their handlers, of which many are called `list`, and repeat a thing in each page of them.

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AnyOf, ArrayItems, Schema};
use utoipa::openapi::{Components, Ref, RefOr};

/// Words of handlers' names that say nothing beside the path.
const SILENT: &[&str] = &["of", "to", "from", "mine", "new"];

/// Names an operation by the nouns of its path and what it does, such as `payments_refunds_create`.
pub(super) fn name(operation: &mut Operation, path: &str) {
    let segments = path.trim_start_matches("/api/v1/").split('/');
    let nouns = segments
        .filter(|segment| !segment.starts_with('{'))
        .collect::<Vec<_>>()
        .join("_")
        .replace('-', "_");
    let handler = operation
        .operation_id
        .take()
        .expect("an operation is named by its handler");
    let is_said = |word: &str| {
        let mut said = nouns.split('_');
        SILENT.contains(&word) || said.any(|noun| noun == word || singular(noun) == word)
    };
    let name = handler
        .split('_')
        .filter(|word| !is_said(word))
        .fold(nouns.clone(), |name, word| name + "_" + word);
    operation.operation_id = Some(name);
}

fn singular(noun: &str) -> &str {
    noun.strip_suffix('s').unwrap_or(noun)
}

/// Pages refer to what they are pages of.
pub(super) fn refer(components: &mut Components) {
    let pages: Vec<String> = components.schemas.keys().cloned().collect();
    for page in pages {
        let Some(item) = page
            .strip_prefix("Page_")
            .filter(|item| components.schemas.contains_key(*item))
        else {
            continue;
        };
        let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(&page) else {
            continue;
        };
        if let Some(RefOr::T(Schema::Array(data))) = object.properties.get_mut("data") {
            data.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(item).into()));
        }
    }
}

/// A list without anything in it is of either kind: of the forms that `name` can have, one or more fit.
pub(super) fn any_of(components: &mut Components, name: &str) {
    if let Some(RefOr::T(schema)) = components.schemas.get_mut(name)
        && let Schema::OneOf(forms) = schema
    {
        let mut any = AnyOf::new();
        any.items = std::mem::take(&mut forms.items);
        any.description = forms.description.take();
        *schema = Schema::AnyOf(any);
    }
}
