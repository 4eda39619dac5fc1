"""What an OpenAPI document says, in the few shapes that the languages need: named types, and operations grouped into resources.

In comes the parsed document, out goes an `Api`. It knows no language, and it refuses what it does not understand instead of
guessing, so that a new shape in the document is noticed when the SDKs are generated and not by those who use them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
# Signing in and one's own account are for people with a session; live events are a stream, which each SDK reads by hand.
LEFT_OUT = re.compile(r"^(/api/v1/(sign-in|sign-out|me|email-verifications|invitations/accept|events)(/|$))")


@dataclass(frozen=True)
class Type:
    """A type where it is used. `kind` says which of the other fields count."""

    kind: str  # string, integer, number, boolean, any, object, literal, named, page, array, map, either
    name: str = ""  # of named
    bits: int = 64  # of integer
    signed: bool = True  # of integer
    of: tuple["Type", ...] = ()  # of page, array, map: one; of either: two or more
    values: tuple[str, ...] = ()  # of literal
    nullable: bool = False

    def or_null(self) -> "Type":
        return Type(self.kind, self.name, self.bits, self.signed, self.of, self.values, True)

    def not_null(self) -> "Type":
        return Type(self.kind, self.name, self.bits, self.signed, self.of, self.values, False)


@dataclass
class Field:
    name: str
    type: Type
    required: bool
    doc: str


@dataclass
class Named:
    """A type with a name: a struct has fields, an enumeration values, a union variants."""

    name: str
    doc: str
    fields: list[Field] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    variants: list[tuple[str, Type]] = field(default_factory=list)


@dataclass
class Operation:
    """A request that can be made, as a method of a resource."""

    id: str
    method: str
    path: str
    doc: str
    name: list[str]  # the method's name, in words
    path_parameters: list[str]
    query: list[Field]
    body: Type | None
    body_required: bool
    body_media_type: str
    answer: Type | None
    answer_is_text: bool
    keyed: bool  # takes an Idempotency-Key
    paged: bool  # answers a page and takes a cursor


@dataclass
class Resource:
    """Operations under a name; `name` is the words of the whole path to it."""

    name: list[str]
    operations: list[Operation] = field(default_factory=list)
    children: dict[str, "Resource"] = field(default_factory=dict)


@dataclass
class Api:
    version: str
    types: list[Named]
    root: Resource


def read(document: dict[str, Any]) -> Api:
    reader = _Reader(document["components"]["schemas"])
    types = reader.named()
    operations = list(_operations(document, reader))
    version = None
    for _, _, operation in _each(document):
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "Bezant-Version":
                version = re.search(r"\d{4}-\d{2}-\d{2}", parameter["description"])
    if version is None:
        raise ValueError("no operation says which version of the API it is described in")
    return Api(version.group(), sorted(types + reader.hoisted, key=lambda one: one.name), _tree(operations))


def _each(document: dict[str, Any]):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


class _Reader:
    def __init__(self, schemas: dict[str, Any]):
        self.schemas = schemas
        self.hoisted: list[Named] = []

    def named(self) -> list[Named]:
        return [self._named(name, schema) for name, schema in self.schemas.items() if not name.startswith("Page_")]

    def _named(self, name: str, schema: dict[str, Any]) -> Named:
        doc = schema.get("description", "")
        if "enum" in schema:
            return Named(name, doc, values=list(schema["enum"]))
        variants = schema.get("oneOf") or schema.get("anyOf")
        if variants:
            return Named(name, doc, variants=[(one["title"], self.type(one)) for one in variants])
        return Named(name, doc, fields=self._fields(name, schema))

    def _fields(self, name: str, schema: dict[str, Any]) -> list[Field]:
        if "$ref" in schema:
            name = self._target(schema)
            return self._fields(name, self.schemas[name])
        if "allOf" in schema:
            return [one for part in schema["allOf"] for one in self._fields(name, part)]
        if schema.get("type") != "object":
            raise ValueError(f"{name} is of a shape that the generator does not know: {schema}")
        required = schema.get("required", [])
        return [
            Field(key, self.type(one), key in required, one.get("description", "") or _inner_doc(one))
            for key, one in schema.get("properties", {}).items()
        ]

    def _target(self, schema: dict[str, Any]) -> str:
        return schema["$ref"].removeprefix("#/components/schemas/")

    def type(self, schema: dict[str, Any]) -> Type:
        if "$ref" in schema:
            name = self._target(schema)
            return self._page(name) if name.startswith("Page_") else Type("named", name)
        if "oneOf" in schema:
            others = [one for one in schema["oneOf"] if one.get("type") != "null"]
            if len(others) != 1 or len(schema["oneOf"]) != 2:
                raise ValueError(f"a union without a name: {schema}")
            return self.type(others[0]).or_null()
        of = schema.get("type")
        if isinstance(of, list):
            (plain,) = [one for one in of if one != "null"]
            return self.type({**schema, "type": plain}).or_null()
        match of:
            case "string" if "enum" in schema:
                return Type("literal", values=tuple(schema["enum"]))
            case "string" | "boolean" | "number":
                return Type(of)
            case "integer":
                return Type("integer", bits=32 if schema.get("format") == "int32" else 64, signed="minimum" not in schema)
            case "array":
                return Type("array", of=(self.type(schema["items"]),))
            case "object" if isinstance(schema.get("additionalProperties"), dict):
                return Type("map", of=(self.type(schema["additionalProperties"]),))
            case "object" if "properties" not in schema:
                return Type("object")
            case None if not set(schema) - {"description", "default", "example", "title"}:
                return Type("any")
        raise ValueError(f"a shape that the generator does not know: {schema}")

    def _page(self, name: str) -> Type:
        items = self.schemas[name]["properties"]["data"]["items"]
        if "$ref" not in items:  # A row without a name of its own is called as the page says.
            row = name.removeprefix("Page_")
            if row not in self.schemas and all(one.name != row for one in self.hoisted):
                self.hoisted.append(self._named(row, items))
            return Type("page", of=(Type("named", row),))
        return Type("page", of=(self.type(items),))


def _inner_doc(schema: dict[str, Any]) -> str:
    return next((one["description"] for one in schema.get("oneOf", []) if "description" in one), "")


def _operations(document: dict[str, Any], reader: _Reader):
    for path, method, operation in _each(document):
        if LEFT_OUT.match(path) or operation["operationId"] == "_graphql_call_by_address":
            continue
        parameters = operation.get("parameters", [])
        body, required, media_type = None, False, "application/json"
        if "requestBody" in operation:
            media_type, content = next(iter(operation["requestBody"]["content"].items()))
            body = reader.type(content["schema"])
            required = operation["requestBody"].get("required", False) and not body.nullable
        answers: list[Type] = []
        is_text = False
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                continue
            for answer_media_type, content in answer.get("content", {}).items():
                if answer_media_type == "application/x-ndjson":
                    is_text = True
                elif answer_media_type != "application/json":
                    continue  # Tables in other forms can be had by the general request.
                answer_type = reader.type(content["schema"])
                if answer_type not in answers:
                    answers.append(answer_type)
        answer = None
        if len(answers) == 1:
            answer = answers[0]
        elif answers:
            answer = Type("either", of=tuple(answers))
        query = [
            Field(one["name"], reader.type(one["schema"]), one.get("required", False), one.get("description", ""))
            for one in parameters
            if one["in"] == "query"
        ]
        yield Operation(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            doc="\n\n".join(filter(None, [operation.get("summary", "").rstrip(".") + ".", operation.get("description", "")])),
            name=[],
            path_parameters=re.findall(r"\{(\w+)\}", path),
            query=query,
            body=body,
            body_required=required,
            body_media_type=media_type,
            answer=answer,
            answer_is_text=is_text,
            keyed=any(one["name"] == "Idempotency-Key" for one in parameters),
            paged=answer is not None and answer.kind == "page" and any(one.name == "cursor" for one in query),
        )


def _tree(operations: list[Operation]) -> Resource:
    """Groups operations by their paths. `POST /payments/{id}/refunds`, `payments_refunds_create`, is `payments.refunds.create`.

    What is below a resource becomes a resource of its own if two operations or more are there; else its words are part of
    the method's name: `payments_routing_explain` is `payments.routing_explain`.
    """
    statics = {one.id: _static_segments(one.path) for one in operations}

    def below(prefix: list[str]) -> int:
        return sum(1 for segments in statics.values() if segments[: len(prefix)] == prefix)

    root = Resource([])
    for operation in operations:
        segments = statics[operation.id]
        words = operation.id.strip("_").split("_")
        place, used = root, 0
        for depth, segment in enumerate(segments):
            segment_words = segment.split("_")
            if words[used : used + len(segment_words)] != segment_words:
                break
            if depth > 0 and below(segments[: depth + 1]) < 2:
                break
            used += len(segment_words)
            key = "_".join(segment_words)
            place = place.children.setdefault(key, Resource([*place.name, *segment_words]))
        what_it_reads = "read" if operation.path.endswith("}") else "list"
        operation.name = words[used:] or [what_it_reads if operation.method == "GET" else operation.method.lower()]
        place.operations.append(operation)
    for resource in walk(root):
        names = ["_".join(one.name) for one in resource.operations] + list(resource.children)
        if len(names) != len(set(names)):
            raise ValueError(f"two things of {'.'.join(resource.name)} have one name: {sorted(names)}")
    return root


def walk(resource: Resource):
    """All resources below one, those below them first."""
    for child in resource.children.values():
        yield from walk(child)
        yield child


def _static_segments(path: str) -> list[str]:
    segments = path.removeprefix("/api/v1").strip("/").split("/")
    return [one.replace("-", "_") for one in segments if not one.startswith("{")]
