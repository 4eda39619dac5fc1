"""Writes what the SDKs take from the node's OpenAPI document: `python3 sdk/generate DOCUMENT [--check]`.

In comes the document as a running node serves it; out go `generated` folders, one for each language. With `--check` nothing is
written: it ends with 1 and names the files that are not as the document says.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import document
import python
import rust
import typescript

SDK = Path(__file__).resolve().parent.parent
FOLDERS = {
    "typescript/src/generated": typescript,
    "python/src/bezant/generated": python,
    "rust/src/generated": rust,
}


def main(arguments: list[str]) -> int:
    is_check = "--check" in arguments
    (source,) = [one for one in arguments if one != "--check"]
    api = document.read(json.loads(Path(source).read_text(encoding="utf-8")))
    stale = []
    for folder, language in FOLDERS.items():
        for name, text in language.files(api).items():
            path = SDK / folder / name
            if name.endswith(".rs") and name != "mod.rs":  # It would look for the modules that this one names.
                text = _formatted(text)
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(str(path.relative_to(SDK.parent)))
            if not is_check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path} {'is not as the document says: run ./x sdk' if is_check else 'written'}")
    return 1 if is_check and stale else 0


def _formatted(text: str) -> str:
    """As `cargo fmt` wants it; the workspace's settings are found from here."""
    command = ["rustfmt", "--edition", "2024", "--config-path", str(SDK.parent)]
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
