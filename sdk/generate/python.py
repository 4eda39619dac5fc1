"""Writes the types and resources of the Python SDK, the latter once for programs that wait and once for asyncio."""

from __future__ import annotations

import keyword
import re

from document import Api, Field, Named, Operation, Resource, Type, walk
from text import NOTICE, paragraphs, pascal


def files(api: Api) -> dict[str, str]:
    return {
        "__init__.py": f'"""Types and resources. {NOTICE}"""\n',
        "types.py": _types(api),
        "resources.py": _resources(api, False),
        "async_resources.py": _resources(api, True),
    }


def _doc(text: str, indent: str) -> str:
    lines = paragraphs(text.replace("\\", "\\\\").replace('"""', "'''"), 112 - len(indent))
    if not lines:
        return ""
    if len(lines) == 1:
        return f'{indent}"""{lines[0]}"""\n'
    return f'{indent}"""{lines[0]}\n' + "".join(f"{indent}{line}".rstrip() + "\n" for line in lines[1:]) + f'{indent}"""\n'


def _type(type: Type, prefix: str = "") -> str:
    match type.kind:
        case "integer":
            shown = "int"
        case "number":
            shown = "float"
        case "string":
            shown = "str"
        case "boolean":
            shown = "bool"
        case "any":
            shown = "Any"
        case "object":
            shown = "dict[str, Any]"
        case "literal":
            shown = "Literal[" + ", ".join(f'"{value}"' for value in type.values) + "]"
        case "named":
            shown = prefix + type.name
        case "page":
            shown = f"{prefix}Page[{_type(type.of[0], prefix)}]"
        case "array":
            shown = f"list[{_type(type.of[0], prefix)}]"
        case "map":
            shown = f"dict[str, {_type(type.of[0], prefix)}]"
        case "either":
            shown = " | ".join(_type(one, prefix) for one in type.of)
        case kind:
            raise ValueError(kind)
    return f"{shown} | None" if type.nullable else shown


def _types(api: Api) -> str:
    aliases = {one.name for one in api.types if one.values or one.variants}
    # An alias is evaluated where it stands, so those of enumerations come first and those of unions last.
    structs = [one for one in api.types if one.name not in aliases]
    parts = [
        f'"""The bodies of requests and answers, named as in the OpenAPI document. {NOTICE}"""\n\n'
        "from __future__ import annotations\n\n"
        "from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar\n\n"
        f'API_VERSION = "{api.version}"\n"""The version of the API that these types describe; the client asks for it."""\n\n'
        'Row = TypeVar("Row")\n',
        *(
            f"{one.name} = Literal[" + ", ".join(f'"{value}"' for value in one.values) + "]\n" + _doc(one.doc, "")
            for one in api.types
            if one.values
        ),
        '\nclass Page(TypedDict, Generic[Row]):\n    """A page of a list."""\n\n    data: list[Row]\n'
        "    next_cursor: NotRequired[str | None]\n"
        '    """Where the next page begins; none at the end of the list."""\n'
        "    position: NotRequired[int | None]\n"
        '    """The position of the log that the page reflects; none where it is the newest."""\n',
        *(_struct(one) for one in structs),
        *(
            f"\n{one.name} = " + " | ".join(_type(variant) for _, variant in one.variants) + "\n" + _doc(one.doc, "")
            for one in api.types
            if one.variants
        ),
    ]
    return "\n".join(parts)


def _field_type(one: Field) -> str:
    shown = _type(one.type)
    return shown if one.required else f"NotRequired[{shown}]"


def _struct(one: Named) -> str:
    if any(keyword.iskeyword(field.name) or not field.name.isidentifier() for field in one.fields):
        # Only the functional form takes such names; its types are evaluated, so those of other classes stand in quotes.
        rows = "".join(
            f'        "{field.name}": '
            + (f'"{_type(field.type)}"' if field.required else f'NotRequired["{_type(field.type)}"]')
            + ",\n"
            for field in one.fields
        )
        return f'\n{one.name} = TypedDict(\n    "{one.name}",\n    {{\n{rows}    }},\n)\n' + _doc(one.doc, "")
    body = "".join(
        f"    {field.name}: {_field_type(field)}\n" + _doc(field.doc, "    ") for field in one.fields
    )
    doc = _doc(one.doc, "    ")
    return f"\nclass {one.name}(TypedDict):\n{doc}{chr(10) if doc and body else ''}{body or ('' if doc else '    pass' + chr(10))}"


def _identifier(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _resources(api: Api, is_async: bool) -> str:
    prefix = "Async" if is_async else ""
    pager = "AsyncPager" if is_async else "Pager"
    transport = "AsyncTransport" if is_async else "Transport"
    kind = "asyncio" if is_async else "programs that wait"
    root = "".join(
        f"        self.{key} = {prefix}{pascal(child.name)}Resource(transport)\n" for key, child in api.root.children.items()
    )
    return "\n\n".join(
        [
            f'"""A method for each operation of the API, grouped by path, for {kind}. {NOTICE}"""\n\n'
            "from __future__ import annotations\n\n"
            "import builtins\nfrom typing import Any, Literal\n\n"
            "from .._options import RequestOptions\nfrom .._request import Call, segment\n"
            f"from .._{'async_' if is_async else ''}transport import {pager}, {transport}\n"
            "from . import types\n",
            *(_class(resource, prefix, transport, pager) for resource in walk(api.root)),
            f"class {prefix}Resources:\n    \"\"\"All resources of the API.\"\"\"\n\n"
            f"    def __init__(self, transport: {transport}) -> None:\n{root}",
        ]
    )


def _class(resource: Resource, prefix: str, transport: str, pager: str) -> str:
    children = "".join(
        f"        self.{key} = {prefix}{pascal(child.name)}Resource(transport)\n" for key, child in resource.children.items()
    )
    methods = "".join("\n" + _method(one, bool(prefix), pager) for one in resource.operations)
    return (
        f"class {prefix}{pascal(resource.name)}Resource:\n    def __init__(self, transport: {transport}) -> None:\n"
        f"        self._transport = transport\n{children}{methods}"
    )


def _method(one: Operation, is_async: bool, pager: str) -> str:
    arguments = ["self"]
    for name in one.path_parameters:
        arguments.append(f"{name}: str | int" if name in ("version", "position") else f"{name}: str")
    call = [f'"{one.method}"', _path(one)]
    if one.body is not None:
        if one.body_media_type == "application/json":
            shown = _type(one.body.not_null(), "types.")
        else:
            shown = "str | bytes"
            call.append(f'media_type="{one.body_media_type}"')
        arguments.append(f"body: {shown}" + ("" if one.body_required else " | None = None"))
        call.append("body=body")
    arguments.append("*")
    required = sorted(one.query, key=lambda field: not field.required)
    for field in required:
        arguments.append(f"{_identifier(field.name)}: {_type(field.type)}" + ("" if field.required else " | None = None"))
    if one.query:
        pairs = [f'"{field.name}": {_identifier(field.name)}' for field in one.query]
        shown = "query={" + ", ".join(pairs) + "}"
        if len(shown) > 90:
            shown = "query={\n" + "".join(f"                    {pair},\n" for pair in pairs) + "                }"
        call.append(shown)
    if one.keyed:
        call.append("keyed=True")
    if one.answer_is_text:
        call.append('answer="text"')
    arguments.append("options: RequestOptions | None = None")
    if one.answer is None:
        raise ValueError(f"{one.id} answers nothing, which the client has no method for")
    if one.paged:
        answer, verb = f"{pager}[{_type(one.answer.of[0], 'types.')}]", "pages"
    else:
        answer, verb = "str" if one.answer_is_text else _type(one.answer, "types."), "call"
    # A method called `list` hides the type of that name from those after it.
    def outside(shown: str) -> str:
        return re.sub(r"\blist\[", "builtins.list[", shown)

    awaits = is_async and verb == "call"
    head = f"    {'async ' if awaits else ''}def {_identifier('_'.join(one.name))}({', '.join(map(outside, arguments))}) -> {outside(answer)}:\n"
    if len(head) > 120:
        rows = "".join(f"        {outside(argument)},\n" for argument in arguments)
        head = f"    {'async ' if awaits else ''}def {_identifier('_'.join(one.name))}(\n{rows}    ) -> {outside(answer)}:\n"
    made = f"Call({', '.join(call)})"
    asked = f"self._transport.{verb}({made}, options)"
    if len(asked) > 100:
        rows = "".join(f"                {part},\n" for part in call)
        asked = f"self._transport.{verb}(\n            Call(\n{rows}            ),\n            options,\n        )"
    asked = f"{'await ' if awaits else ''}{asked}"
    if verb == "pages":
        return head + _doc(one.doc, "        ") + f"        return {asked}\n"
    return head + _doc(one.doc, "        ") + f"        answer: {outside(answer)} = {asked}\n        return answer\n"


def _path(one: Operation) -> str:
    if not one.path_parameters:
        return f'"{one.path}"'
    return 'f"' + re.sub(r"\{(\w+)\}", r"{segment(\1)}", one.path) + '"'
