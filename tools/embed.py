#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes files into a C file:  embed.py OUTPUT NAME ROOT FILE...

OUTPUT defines `const struct embedded_file NAME[]` and `const size_t NAME_count`, one entry a file, named relative to
ROOT and sorted, so that the same files give the same bytes.
"""
import os
import sys


def array(number, data):
    lines = [", ".join(str(byte) for byte in data[at : at + 24]) for at in range(0, len(data), 24)]
    return "static const uint8_t file_%d[] = {\n\t%s,\n};\n" % (number, ",\n\t".join(lines or ["0"]))


def main(output, name, root, *paths):
    files = sorted((os.path.relpath(path, root).replace(os.sep, "/"), path) for path in paths)
    arrays, entries = [], []
    for number, (shown, path) in enumerate(files):
        with open(path, "rb") as file:
            data = file.read()
        arrays.append(array(number, data))
        entries.append('\t{"%s", file_%d, %d},\n' % (shown, number, len(data)))
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by tools/embed.py: change the files, not this. */\n#include "base/embedded.h"\n\n')
        out.write("extern const struct embedded_file %s[];\nextern const size_t %s_count;\n\n" % (name, name))
        out.write("\n".join(arrays))
        out.write("\nconst struct embedded_file %s[] = {\n%s};\n" % (name, "".join(entries)))
        out.write("const size_t %s_count = %d;\n" % (name, len(entries)))


if __name__ == "__main__":
    main(*sys.argv[1:])
