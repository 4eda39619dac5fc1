"""Names and comments, as each language writes them."""

from __future__ import annotations

import re
import textwrap

NOTICE = "Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost."


def pascal(words: list[str]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words)


def camel(words: list[str]) -> str:
    name = pascal(words)
    return name[:1].lower() + name[1:]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def variant(title: str) -> str:
    """`a branch` is `Branch`."""
    words = re.sub(r"^(a|an|one) ", "", title).split()
    return pascal(words)


def paragraphs(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines += ["", *textwrap.wrap(" ".join(paragraph.split()), width, break_long_words=False, break_on_hyphens=False)]
    return lines[1:]
