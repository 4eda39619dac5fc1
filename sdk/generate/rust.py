"""Writes the types and resources of the Rust SDK."""

from __future__ import annotations

import re

from document import Api, Field, Named, Operation, Resource, Type, walk
from text import NOTICE, paragraphs, pascal, snake, variant

KEYWORDS = {"as", "continue", "final", "in", "loop", "match", "mod", "move", "ref", "self", "type", "use", "where"}


def files(api: Api) -> dict[str, str]:
    return {"mod.rs": _module(), "types.rs": _types(api), "resources.rs": _resources(api)}


def _module() -> str:
    # Unions are read once and taken apart at once; a box would be in the way of those who make one.
    allowed = "#![allow(clippy::large_enum_variant)]\n"
    return f"//! Types and resources of the API. {NOTICE}\n{allowed}\npub mod resources;\npub mod types;\n"


def _doc(text: str, indent: str = "") -> str:
    # Angle brackets would be HTML and square ones links.
    text = re.sub(r"(?<!`)<([\w ]+)>(?!`)", r"`\1`", text).replace("[", "\\[").replace("]", "\\]")
    return "".join(f"{indent}/// {line}".rstrip() + "\n" for line in paragraphs(text, 108 - len(indent)))


def _type(type: Type) -> str:
    match type.kind:
        case "integer":
            # Signed where a number can be an amount, so that amounts can be subtracted.
            shown = "i64" if type.bits == 64 else "i32" if type.signed else "u32"
        case "number":
            shown = "f64"
        case "string" | "literal":
            shown = "String"
        case "boolean":
            shown = "bool"
        case "any":
            shown = "serde_json::Value"
        case "object":
            shown = "serde_json::Map<String, serde_json::Value>"
        case "named":
            shown = type.name
        case "page":
            shown = f"Page<{_type(type.of[0])}>"
        case "array":
            shown = f"Vec<{_type(type.of[0])}>"
        case "map":
            shown = f"BTreeMap<String, {_type(type.of[0])}>"
        case "either" if [one.name for one in type.of[1:]] == ["Approval"]:
            shown = f"Decided<{_type(type.of[0])}>"
        case kind:
            raise ValueError(f"{kind}: {type}")
    return f"Option<{shown}>" if type.nullable else shown


def _field_name(name: str) -> tuple[str, str]:
    """The name in Rust, and an attribute if it needs one."""
    plain = snake(name)
    if plain in KEYWORDS:
        return f"r#{plain}", ""
    return (plain, "") if plain == name else (plain, f'    #[serde(rename = "{name}")]\n')


def _field(one: Field) -> str:
    name, rename = _field_name(one.name)
    type = _type(one.type)
    attributes = rename
    if type.startswith("Option<"):
        attributes += '    #[serde(default, skip_serializing_if = "Option::is_none")]\n'
    elif not one.required:
        type = f"Option<{type}>"
        attributes += '    #[serde(default, skip_serializing_if = "Option::is_none")]\n'
    return (_doc(one.doc, "    ") or f"    /// `{one.name}`\n") + attributes + f"    pub {name}: {type},\n"


def _types(api: Api) -> str:
    parts = [
        f"//! The bodies of requests and answers, named as in the OpenAPI document. {NOTICE}\n\n"
        "use std::collections::BTreeMap;\n\nuse serde::{Deserialize, Serialize};\n\n"
        "use crate::decided::Decided;\n\n"
        f'/// The version of the API that these types describe; the client asks for it.\npub const API_VERSION: &str = "{api.version}";\n\n'
        "/// A page of a list.\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\npub struct Page<T> {\n"
        "    /// The rows.\n    pub data: Vec<T>,\n"
        "    /// Where the next page begins; none at the end of the list.\n    #[serde(default)]\n    pub next_cursor: Option<String>,\n"
        "    /// The position of the log that the page reflects; none where it is the newest.\n    #[serde(default)]\n    pub position: Option<i64>,\n}\n",
        "impl<T> Default for Page<T> {\n    fn default() -> Self {\n        Page { data: Vec::new(), next_cursor: None, position: None }\n    }\n}\n",
        *(_named(one) for one in api.types),
        *(_query(one) for resource in walk(api.root) for one in resource.operations if one.query),
    ]
    text = "\n".join(parts)
    return text if "Decided<" in text else text.replace("use crate::decided::Decided;\n\n", "")


def _derive(what: str = "") -> str:
    return f"#[derive(Clone, Debug, {what}PartialEq, Serialize, Deserialize)]\n"


def _named(one: Named) -> str:
    doc = _doc(one.doc) or f"/// `{one.name}`\n"
    if one.values:
        # What a newer node says must not make an answer unreadable.
        rows = "".join(
            f'    /// `{value}`\n    #[serde(rename = "{value}")]\n    {pascal(value.split("_"))},\n' for value in one.values
        )
        return (
            f"{doc}{_derive()}#[non_exhaustive]\npub enum {one.name} {{\n{rows}"
            "    /// A value that this version of the SDK does not know.\n    #[serde(untagged)]\n    Other(String),\n}\n\n"
            f"impl Default for {one.name} {{\n    fn default() -> Self {{\n        {one.name}::Other(String::new())\n    }}\n}}\n"
        )
    if one.variants:
        first = variant(one.variants[0][0])
        rows = "".join(f"    /// {title[:1].upper() + title[1:]}.\n    {variant(title)}({_type(type)}),\n" for title, type in one.variants)
        return (
            f"{doc}{_derive()}#[serde(untagged)]\npub enum {one.name} {{\n{rows}}}\n\n"
            f"impl Default for {one.name} {{\n    fn default() -> Self {{\n        {one.name}::{first}(Default::default())\n    }}\n}}\n"
            + "".join(
                f"\nimpl From<{_type(type)}> for {one.name} {{\n    fn from(one: {_type(type)}) -> Self {{\n"
                f"        {one.name}::{variant(title)}(one)\n    }}\n}}\n"
                for title, type in one.variants
            )
        )
    return f"{doc}{_derive('Default, ')}pub struct {one.name} {{\n" + "".join(_field(field) for field in one.fields) + "}\n"


def _query_name(operation: Operation) -> str:
    return pascal(operation.id.strip("_").split("_")) + "Query"


def _query(operation: Operation) -> str:
    return (
        f"/// What `{operation.id}` is asked with.\n{_derive('Default, ')}pub struct {_query_name(operation)} {{\n"
        + "".join(_field(field) for field in operation.query)
        + "}\n"
    )


def _resources(api: Api) -> str:
    roots = "".join(
        f"    /// `{key}`\n    pub fn {key}(&self) -> {pascal(child.name)}Resource<'_> {{\n        {pascal(child.name)}Resource(self)\n    }}\n\n"
        for key, child in api.root.children.items()
    )
    return "\n".join(
        [
            f"//! A method for each operation of the API, grouped by path. {NOTICE}\n\n"
            "use reqwest::Method;\n\nuse super::types::*;\n"
            "use crate::client::Client;\nuse crate::decided::Decided;\nuse crate::error::Error;\nuse crate::pager::Pager;\nuse crate::request::{Call, segment};\n",
            f"/// The resources of the API.\nimpl Client {{\n{roots.rstrip()}\n}}\n",
            *(_struct(resource) for resource in walk(api.root)),
        ]
    )


def _struct(resource: Resource) -> str:
    name = pascal(resource.name) + "Resource"
    children = "".join(
        f"    /// `{'.'.join([*resource.name, key])}`\n    pub fn {key}(&self) -> {pascal(child.name)}Resource<'a> {{\n        {pascal(child.name)}Resource(self.0)\n    }}\n\n"
        for key, child in resource.children.items()
    )
    methods = "\n".join(_method(one) for one in resource.operations)
    return (
        f"/// `{'_'.join(resource.name)}`\n#[derive(Clone, Copy, Debug)]\npub struct {name}<'a>(&'a Client);\n\n"
        f"impl<'a> {name}<'a> {{\n{children}{methods}}}\n"
    )


def _method(one: Operation) -> str:
    arguments = ["&self"]
    for name in one.path_parameters:
        arguments.append(f"{name}: i64" if name in ("version", "position") else f"{name}: &str")
    arguments_of_path = {name: name if name in ("version", "position") else f"segment({name})?" for name in one.path_parameters}
    if one.path_parameters:
        shown = re.sub(r"\{\w+\}", "{}", one.path)
        path = f'format!("{shown}", {", ".join(arguments_of_path[name] for name in one.path_parameters)})'
    else:
        path = f'"{one.path}"'
    call = f"Call::new(Method::{one.method}, {path})"
    if one.keyed:
        call += ".keyed()"
    if one.query:
        arguments.append(f"query: &{_query_name(one)}")
        call += ".query(query)?"
    if one.body is not None:
        if one.body_media_type != "application/json":
            arguments.append("body: impl Into<Vec<u8>>")
            call += f'.bytes("{one.body_media_type}", body.into())'
        elif one.body_required:
            arguments.append(f"body: &{_type(one.body)}")
            call += ".json(body)?"
        else:
            arguments.append(f"body: Option<&{_type(one.body.not_null())}>")
            call += ".json_if(body)?"
    name = "_".join(one.name)
    name = f"r#{name}" if name in KEYWORDS | {"return"} else name
    if one.paged:
        row = _type(one.answer.of[0])
        call = call.replace(".query(query)?", "")
        return (
            _doc(one.doc, "    ")
            + f"    pub fn {name}({', '.join(arguments)}) -> Result<Pager<{row}>, Error> {{\n"
            + f"        Pager::new(self.0, {call}, query)\n    }}\n"
        )
    if one.answer is None:
        raise ValueError(f"{one.id} answers nothing, which the client has no method for")
    if one.answer_is_text:
        answer, verb = "String", "text"
    else:
        answer, verb = _type(one.answer), "call"
    return (
        _doc(one.doc, "    ")
        + f"    pub async fn {name}({', '.join(arguments)}) -> Result<{answer}, Error> {{\n"
        + f"        self.0.{verb}({call}).await\n    }}\n"
    )
