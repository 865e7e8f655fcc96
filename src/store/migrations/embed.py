#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the numbered migrations as one C table: embed.py OUTPUT 0001_NAME.sql 0002_NAME.sql ...

The SHA-256 is that of the file's bytes. Numbers begin at 1 and have no gaps: a hole would be a
migration that some stores had and others never will.
"""
import hashlib
import pathlib
import re
import sys


def literal(line):
    escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'\t  "{escaped}\\n"'


def entry(path, expected):
    match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", path.name)
    if not match or int(match[1]) != expected:
        sys.exit(f"{path.name}: expected {expected:04d}_name.sql")
    content = path.read_bytes()
    text = "\n".join(literal(line) for line in content.decode("ascii").splitlines())
    digest = hashlib.sha256(content).hexdigest()
    return f'\t{{{expected}, "{match[2]}", "{digest}",\n{text}}},'


def main():
    paths = sorted((pathlib.Path(name) for name in sys.argv[2:]), key=lambda path: path.name)
    entries = [entry(path, number) for number, path in enumerate(paths, 1)]
    pathlib.Path(sys.argv[1]).write_text(
        "/* Made by embed.py from the .sql files. */\n"
        '#include "store/sqlite_db.h"\n\n'
        "const struct migration store_migrations[] = {\n" + "\n".join(entries) + "\n};\n"
        "const size_t store_migrations_count = sizeof store_migrations / sizeof *store_migrations;\n"
    )


main()
