#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts files into a C file:  embed.py OUTPUT NAME ROOT FILE...

OUTPUT defines `const struct embedded_file NAME[]` and `const size_t NAME_count`, one entry a file, named relative to
ROOT and sorted, so that the same files give the same bytes. The assembler reads the files (.incbin): as C arrays, megabytes of
them would take a compiler longer than all the rest. Each begins with a cache line, as models like it.
"""
import os
import sys


def data(symbol, path, size):
    lines = [
        ".section .rodata", ".balign 64", ".globl %s" % symbol, ".hidden %s" % symbol, "%s:" % symbol,
        '.incbin \\"%s\\"' % os.path.abspath(path).replace("\\", "\\\\\\\\").replace('"', '\\\\\\"'), ".byte 0", ".previous",
    ]
    return '__asm__("%s\\n");\nextern const uint8_t %s[%d];\n' % ("\\n".join(lines), symbol, size)


def main(output, name, root, *paths):
    files = sorted((os.path.relpath(path, root).replace(os.sep, "/"), path) for path in paths)
    parts, entries = [], []
    for number, (shown, path) in enumerate(files):
        symbol, size = "%s_%d" % (name, number), os.path.getsize(path)
        parts.append(data(symbol, path, size))
        entries.append('\t{"%s", %s, %d},\n' % (shown, symbol, size))
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by tools/embed.py: change the files, not this. */\n#include "base/embedded.h"\n\n')
        out.write("extern const struct embedded_file %s[];\nextern const size_t %s_count;\n\n" % (name, name))
        out.write("\n".join(parts))
        out.write("\nconst struct embedded_file %s[] = {\n%s};\n" % (name, "".join(entries)))
        out.write("const size_t %s_count = %d;\n" % (name, len(entries)))


if __name__ == "__main__":
    main(*sys.argv[1:])
