"""Writes the types and resources of the TypeScript SDK."""

from __future__ import annotations

import re

from document import Api, Field, Named, Operation, Resource, Type, walk
from text import NOTICE, camel, paragraphs, pascal

PLAIN_NAME = re.compile(r"^[A-Za-z_$][\w$]*$")


def files(api: Api) -> dict[str, str]:
    return {"types.ts": _types(api), "resources.ts": _resources(api)}


def _comment(text: str, indent: str = "") -> str:
    lines = paragraphs(text.replace("*/", "* /"), 116 - len(indent))
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def _type(type: Type, prefix: str = "") -> str:
    match type.kind:
        case "integer" | "number":
            shown = "number"
        case "string" | "boolean":
            shown = type.kind
        case "any":
            shown = "unknown"
        case "object":
            shown = "Record<string, unknown>"
        case "literal":
            shown = " | ".join(f'"{value}"' for value in type.values)
        case "named":
            shown = prefix + type.name
        case "page":
            shown = f"{prefix}Page<{_type(type.of[0], prefix)}>"
        case "array":
            inner = _type(type.of[0], prefix)
            shown = f"({inner})[]" if " | " in inner else f"{inner}[]"
        case "map":
            shown = f"Record<string, {_type(type.of[0], prefix)}>"
        case "either":
            shown = " | ".join(_type(one, prefix) for one in type.of)
        case kind:
            raise ValueError(kind)
    return f"{shown} | null" if type.nullable else shown


def _field(one: Field) -> str:
    name = one.name if PLAIN_NAME.match(one.name) else f'"{one.name}"'
    return _comment(one.doc, "  ") + f"  {name}{'' if one.required else '?'}: {_type(one.type)};\n"


def _types(api: Api) -> str:
    parts = [
        f"// The bodies of requests and answers, named as in the OpenAPI document. {NOTICE}\n",
        f"/** The version of the API that these types describe; the client asks for it. */\n"
        f'export const API_VERSION = "{api.version}";\n',
        "/** A page of a list. */\nexport interface Page<T> {\n  data: T[];\n"
        "  /** Where the next page begins; none at the end of the list. */\n  next_cursor?: string | null;\n"
        "  /** The position of the log that the page reflects; none where it is the newest. */\n  position?: number | null;\n}\n",
        *(_named(one) for one in api.types),
        *(_query(one) for resource in walk(api.root) for one in resource.operations if one.query),
    ]
    return "\n".join(parts)


def _named(one: Named) -> str:
    doc = _comment(one.doc)
    if one.values:
        return doc + f"export type {one.name} = " + " | ".join(f'"{value}"' for value in one.values) + ";\n"
    if one.variants:
        return doc + f"export type {one.name} = " + " | ".join(_type(variant) for _, variant in one.variants) + ";\n"
    if not one.fields:
        return doc + f"export type {one.name} = Record<string, never>;\n"
    return doc + f"export interface {one.name} {{\n" + "".join(_field(field) for field in one.fields) + "}\n"


def _query_name(operation: Operation) -> str:
    return pascal(operation.id.strip("_").split("_")) + "Query"


def _query(operation: Operation) -> str:
    doc = _comment(f"What `{operation.id}` is asked with.")
    return doc + f"export interface {_query_name(operation)} {{\n" + "".join(map(_field, operation.query)) + "}\n"


def _resources(api: Api) -> str:
    classes = [_class(resource) for resource in walk(api.root)]
    fields = "".join(
        f"  readonly {camel(key.split('_'))}: {pascal(child.name)}Resource;\n" for key, child in api.root.children.items()
    )
    makes = "".join(
        f"    this.{camel(key.split('_'))} = new {pascal(child.name)}Resource(transport);\n"
        for key, child in api.root.children.items()
    )
    return "\n".join(
        [
            f"// A method for each operation of the API, grouped by path. {NOTICE}\n",
            'import type { Pager } from "../pagination.js";\n'
            'import { segment } from "../path.js";\nimport type { RequestOptions, Transport } from "../transport.js";\n'
            'import type * as types from "./types.js";\n',
            *classes,
            "/** All resources of the API. */\nexport class Resources {\n"
            f"{fields}\n  constructor(readonly transport: Transport) {{\n{makes}  }}\n}}\n",
        ]
    )


def _class(resource: Resource) -> str:
    name = pascal(resource.name) + "Resource"
    fields = "".join(
        f"  readonly {camel(key.split('_'))}: {pascal(child.name)}Resource;\n" for key, child in resource.children.items()
    )
    makes = "".join(
        f"    this.{camel(key.split('_'))} = new {pascal(child.name)}Resource(transport);\n"
        for key, child in resource.children.items()
    )
    constructor = f"  constructor(private readonly transport: Transport) {{{chr(10) + makes + '  ' if makes else ''}}}\n"
    methods = "\n".join(_method(one) for one in resource.operations)
    return f"export class {name} {{\n{fields}{chr(10) if fields else ''}{constructor}{chr(10) if methods else ''}{methods}}}\n"


def _method(one: Operation) -> str:
    arguments = [f"{camel(name.split('_'))}: string" for name in one.path_parameters]
    # Versions and positions are numbers in paths; a string of digits does too.
    arguments = [f"{argument} | number" if argument in ("version: string", "position: string") else argument for argument in arguments]
    call = [f'method: "{one.method}"', f"path: {_path(one)}"]
    required_query = any(field.required for field in one.query)
    if one.body is not None:
        if one.body_media_type == "application/json":
            shown = _type(one.body.not_null(), "types.")
        else:
            shown = "string | Uint8Array<ArrayBuffer>"
            call.append(f'mediaType: "{one.body_media_type}"')
        arguments.append(f"body: {shown}" + ("" if one.body_required else " | undefined = undefined"))
        call.append("body")
    if one.query:
        arguments.append(f"query: types.{_query_name(one)}" + ("" if required_query else " = {}"))
        call.append("query")
    if one.keyed:
        call.append("keyed: true")
    if one.answer_is_text:
        call.append('answer: "text"')
    if one.answer is None:
        raise ValueError(f"{one.id} answers nothing, which the client has no method for")
    if one.paged:
        row = _type(one.answer.of[0], "types.")
        answer, verb = f"Pager<{row}>", f"pages<{row}>"
    else:
        shown = "string" if one.answer_is_text else _type(one.answer, "types.")
        answer, verb = f"Promise<{shown}>", f"call<{shown}>"
    arguments.append("options?: RequestOptions")
    name = camel(one.name)
    head = f"  {name}({', '.join(arguments)}): {answer} {{\n"
    return _comment(one.doc, "  ") + head + f"    return this.transport.{verb}({{ {', '.join(call)} }}, options);\n  }}\n"


def _path(one: Operation) -> str:
    if not one.path_parameters:
        return f'"{one.path}"'
    inner = re.sub(r"\{(\w+)\}", lambda found: "${segment(" + camel(found[1].split("_")) + ")}", one.path)
    return f"`{inner}`"
