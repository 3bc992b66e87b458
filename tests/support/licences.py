"""List the licences of what the bot is installed with: `python -m tests.support.licences`."""

import re
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

from packaging.licenses import canonicalize_license_expression

PROJECT = Path(__file__).resolve().parents[2]
LIST = PROJECT / "docs" / "licences.md"

EXTRAS = ("run", "postgres", "semantic", "site", "demo")
"""The files of `requirements/` that operators install; that of the tests is not for them."""

ACCEPTED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC MIT MIT-CMU MPL-2.0 OFL-1.1 "
    "PSF-2.0 Zlib".split()
)
"""They ask of those who pass the bot on to keep the notices; the MPL asks it for its own files."""

_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "MIT, BSD": "MIT AND BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "MPL-2.0 AND MIT": "MPL-2.0 AND MIT",
}
"""What packages wrote before there were expressions."""

_ELSEWHERE = {"audioop-lts": "PSF-2.0", "colorama": "BSD-3-Clause"}
"""Licences of packages that only other systems, or later versions of Python, install."""

_PIN = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; ([^\\\n]+))?", re.MULTILINE)

_INTRODUCTION = """\
# Licences

Pullquote is under the [MIT licence](../LICENSE). It is installed with these packages, in the
versions and with the hashes of `requirements/`; the fonts among them are part of pictures of
quotes, which their licence permits. Those of the demo are for trying the bot; the wheels of
`av` contain FFmpeg, which is under the LGPL. `make lock` writes this list, and a test refuses
a licence that is not among those it accepts.

| package | licence | installed with |
|---|---|---|
"""


def main() -> None:
    """Write the list."""
    LIST.write_text(written(), encoding="utf-8")


def written() -> str:
    """Return the list as it should be."""
    rows = (f"| {name} | {licence_of(name)} | {extra} |\n" for name, extra in packages())
    return _INTRODUCTION + "".join(rows)


def packages() -> Iterator[tuple[str, str]]:
    """Yield each package with the first file of requirements that has it, sorted by name."""
    found: dict[str, str] = {}
    for extra in EXTRAS:
        source = (PROJECT / "requirements" / f"{extra}.txt").read_text(encoding="utf-8")
        for name, _, marker in _PIN.findall(source):
            if "emscripten" not in marker:
                found.setdefault(name, extra)
    yield from sorted(found.items())


def licence_of(name: str) -> str:
    """Return the licence of a package as an SPDX expression; raise ValueError where it has none."""
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    described = metadata(name).json
    stated = str(described.get("license_expression") or described.get("license") or "")
    if not stated or "\n" in stated:
        labels = [one for one in described.get("classifier", ()) if one.startswith("License")]
        stated = labels[0].rpartition(" :: ")[2] if labels else ""
    return canonicalize_license_expression(_SPDX.get(stated, stated))


if __name__ == "__main__":
    main()
