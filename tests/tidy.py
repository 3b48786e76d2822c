#!/usr/bin/env python3
"""Checks the whole tree against the rules of the project that neither compiler checks.

Usage: tests/tidy.py [ROOT]
Prints FILE:LINE: what is wrong and what to write instead; exit code 1 if anything was found. A line
may be excused where a library forces it, with the reason, by a comment on it or on the line above:
`tidy: allow WORD: reason`.
"""

import pathlib
import re
import subprocess
import sys

COLUMNS_MAX = 100
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
HEADER_INCLUDES_MAX = 8

TOP_LEVEL = {
    "node", "replication", "schema", "deploy", "tests", "tools",
    "CMakeLists.txt", "README.md", "CMakePresets.json", "LICENSE", "CHANGELOG.md",
}
FOLDERS = ["schema", "replication", "node", "tools", "deploy", "tests"]
PURE = ("schema/", "replication/", "node/core/", "node/turn/", "node/views/")
# Dependencies point one way: a folder includes itself and what stands before it here.
LAYERS = ["schema", "replication", "node", "tools"]
# Each library stays behind one folder.
LIBRARIES = [
    (r"rocksdb/", ("node/store/",)),
    (r"zmq", ("replication/zmq/",)),
    (r"boost/", ("node/http/", "tools/")),
    (r"toml\+\+/", ("node/config/",)),
    (r"pugixml", ("node/http/",)),
    (r"CLI/", ("node/config/usage.",)),
    (r"utf8proc", ("node/text/",)),
    (r"gtest/", ()),
]

# Words of code (comments and strings left out): pattern, where, what to write instead.
ALWAYS = ("",)
WORDS = [
    (r"\bstd::j?thread\b", PURE, "no threads here; node/ owns them"),
    (r"\b\w*mutex\b|\bcondition_variable\b", PURE, "no locks here; node/ owns the threads"),
    (r"\b(system|steady|high_resolution)_clock\b|\btime\((nullptr|NULL|0)\)|\bgettimeofday\b", PURE,
     "take the time as an Instant argument"),
    (r"\brandom_device\b|\brandombytes_\w+|\bstd::rand\b|\bmt19937\w*", PURE,
     "take the Random that is passed in"),
    (r"\bgetenv\b", PURE, "take the value as an argument"),
    (r"\bstd::[io]?fstream\b|\bfopen\b|\bstd::filesystem\b", PURE, "no files here; use a port"),
    (r"\bfloat\b|\bdouble\b", ("schema/", "replication/"), "use an integer of a small unit"),
    (r"\bshared_ptr\b|\bmake_shared\b|\benable_shared_from_this\b", ALWAYS,
     "one owner: a value or a std::unique_ptr"),
    (r"\bcatch\s*\(\s*\.\.\.\s*\)", ALWAYS, "catch the library's exception by its type"),
    (r"(?<!operator )\bnew\s+[A-Za-z_:]", ALWAYS, "a value or std::make_unique"),
    (r"\bstd::v?format\b", ALWAYS, "fmt::format or concatenation; g++ 12 has no <format>"),
    (r"\bsource_location\b|\bviews::", ALWAYS, "clang 14 does not take it; write it out"),
    (r"\bvolatile\b", ALWAYS, "std::atomic"),
    (r"\bthis_thread::sleep\w*|\bsleep_(for|until)\b|\bu?sleep\(", ("tests/",),
     "tests do not sleep: wait for the event, or poll with a deadline"),
    (r"\bGTEST_SKIP\b|\bDISABLED_\w+", ("tests/",), "a test runs, or is deleted"),
]
# Patterns of text, comments and strings included.
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bnot (yet )?implemented\b", re.I)
MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.$}])/(work|farm|root|home|tmp)/")
ALLOW = re.compile(r"tidy: allow (\w+): \S")

CODE = {".cc", ".h"}
TEXT = CODE | {".py", ".proto", ".cmake", ".txt", ".js", ".sh", ".md", ".json", ".yaml", ".toml",
               ""}
# Bytes that decoders are fed, not text of ours.
UNREAD = ("tests/fuzz/corpus/",)
MEASURED = CODE | {".py", ".proto", ".cmake", ".js", ".sh"}


def blank(match):
    """Keeps the line structure of what is removed."""
    text = match.group(0)
    return '""' + "\n" * text.count("\n") if text[0] in "\"R" else re.sub(r"[^\n]", " ", text)


STRIPPED = re.compile(
    r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n]){1,8}\''
    r"|//[^\n]*|/\*(?:.|\n)*?\*/")


def strip(text):
    """The code without comments and with empty strings; line numbers stay."""
    return STRIPPED.sub(blank, text)


def is_edge(path):
    """The one folder below a pure one that meets the world."""
    return path.startswith("replication/zmq/")


def excused(lines, number, found):
    for line in lines[max(0, number - 2):number]:
        allowed = ALLOW.search(line)
        if allowed and allowed.group(1) in found:
            return True
    return False


def check_text(path, text):
    """Rules for every text file."""
    lines = text.split("\n")
    suffix = pathlib.PurePath(path).suffix
    for number, line in enumerate(lines, 1):
        if suffix in MEASURED and len(line) > COLUMNS_MAX:
            yield number, f"{len(line)} columns, the limit is {COLUMNS_MAX}; break the line"
        if suffix in CODE and (line.endswith((" ", "\t")) or "\t" in line):
            yield number, "tab or trailing space; run clang-format"
        if suffix != ".md" and path != "tests/tidy.py" and UNFINISHED.search(line):
            yield number, "unfinished work is an issue with a number, not a comment"
        if MACHINE_PATH.search(line) and not excused(lines, number, line):
            yield number, "path of one machine; take it from an argument or the temporary folder"
    count = len(lines) - 1
    if suffix in MEASURED and count > FILE_LINES_MAX:
        yield FILE_LINES_MAX, f"{count} lines, the limit is {FILE_LINES_MAX}; split the file"
    if text and not text.endswith("\n"):
        yield len(lines), "no newline at the end of the file; add it"


def check_words(path, text):
    lines = text.split("\n")
    for number, line in enumerate(strip(text).split("\n"), 1):
        for pattern, places, instead in WORDS:
            if not path.startswith(places) or (places is not ALWAYS and is_edge(path)):
                continue
            found = re.search(pattern, line)
            if found and not excused(lines, number, found.group(0)):
                yield number, f"`{found.group(0).strip()}` is banned: {instead}"


def check_unordered(path, text, partner):
    """Iteration order of unordered containers must reach no output of the pure folders."""
    if not path.startswith(PURE) or is_edge(path):
        return
    code = strip(text)
    declaration = r"unordered_(?:map|set)<[^;{}]*>\s+(\w+)\s*[;{=]"
    names = set(re.findall(declaration, code + strip(partner)))
    for number, line in enumerate(code.split("\n"), 1):
        loop = re.search(r"\bfor\s*\(.*:\s*(?:this->)?(\w+)\s*\)", line)
        if loop and loop.group(1) in names:
            yield number, f"iterates the unordered `{loop.group(1)}`; use std::map, or sort first"


TYPE = re.compile(r"\s*(template\s*<.*>\s*)?(class|struct|enum|union)\b[^(]*$", re.S)


def without_directives(code):
    return re.sub(r"(?m)^[ \t]*#(?:.*\\\n)*.*$", lambda m: "\n" * m.group(0).count("\n"), code)


def check_functions(text):
    code = without_directives(strip(text))
    scopes, head, head_line, line = [], "", 1, 1
    for char in code:
        if char == "\n":
            line += 1
        if char == "{":
            outer = all(kind in ("namespace", "type") for kind, _ in scopes)
            if re.match(r"\s*(inline\s+)?(namespace|extern)\b", head):
                kind = "namespace"
            elif TYPE.match(head):
                kind = "type"
            else:
                kind = "function" if outer and "(" in head else "block"
            scopes.append((kind, head_line))
        elif char == "}" and scopes:
            kind, start = scopes.pop()
            if kind == "function" and line - start + 1 > FUNCTION_LINES_MAX:
                yield start, (f"function of {line - start + 1} lines, the limit is "
                              f"{FUNCTION_LINES_MAX}; take a part out under a name")
        if char in "{};":
            head, head_line = "", line
        else:
            if not head.strip():
                head, head_line = "", line
            head += char


OURS = ("schema/", "replication/", "node/", "tools/", "tests/")


def check_includes(path, text, partner_exists):
    includes = [(number, match.group(1)) for number, line in enumerate(text.split("\n"), 1)
                if (match := re.match(r'\s*#include\s+[<"]([^>"]+)[>"]', line))]
    ours = [number for number, name in includes if name.startswith(OURS)]
    if path.endswith(".h"):
        if "#pragma once" not in text:
            yield 1, "header without `#pragma once`; add it as the first line"
        if len(ours) > HEADER_INCLUDES_MAX:
            yield ours[-1], (f"header with {len(ours)} includes of ours, the limit is "
                             f"{HEADER_INCLUDES_MAX}; declare forward or split")
    elif partner_exists and includes and includes[0][1] != path[:-3] + ".h":
        yield includes[0][0], f'the first include is the own header, "{path[:-3]}.h"'
    folder = path.split("/")[0]
    if folder not in LAYERS:
        return
    for number, name in includes:
        layer = name.split("/")[0]
        if layer in LAYERS and LAYERS.index(layer) > LAYERS.index(folder):
            yield number, f"{folder}/ includes {layer}/; dependencies point the other way"
        for library, homes in LIBRARIES:
            if re.match(library, name) and not path.startswith(homes):
                home = " or ".join(homes) or "tests/"
                yield number, f"<{name}> stays behind {home}; use its port"


def check_tree(paths, read):
    top = {path.split("/")[0] for path in paths}
    for name in sorted(top - TOP_LEVEL):
        if not name.startswith("."):
            yield name, 1, "not in the agreed top level; it belongs in one of its folders"
    for name in sorted(TOP_LEVEL - top):
        yield name, 1, "missing at the top level; add it"
    for folder in FOLDERS:
        if f"{folder}/README.md" not in paths:
            yield f"{folder}/README.md", 1, "missing; map, invariants and decisions of the folder"
    lists = {path: read(path) for path in paths if path.endswith("CMakeLists.txt")}
    included = set()
    for path in paths:
        if path.endswith((".cc", ".h")):
            included.update(re.findall(r'#include\s+"([^"]+)"', read(path)))
    for path in paths:
        builds = (listed(path, cmake, text) for cmake, text in lists.items())
        if path.endswith(".cc") and not any(builds):
            yield path, 1, "no CMakeLists.txt builds it; list it or delete it"
        if path.endswith(".h") and path not in included:
            yield path, 1, "nobody includes it; delete it"


def listed(path, cmake, text):
    folder = cmake[:-len("CMakeLists.txt")]
    name = re.escape(path[len(folder):])
    entry = r"(?<![\w./-])(\$\{CMAKE_CURRENT_SOURCE_DIR\}/)?" + name + r"(?![\w.])"
    return path.startswith(folder) and re.search(entry, text) is not None


def check(paths, read):
    """Yields (path, line, message) for every breach of the tree `paths`, read by `read`."""
    known = set(paths)
    for path in sorted(paths):
        suffix = pathlib.PurePath(path).suffix
        if suffix not in TEXT or path == "LICENSE" or path.startswith(UNREAD):
            continue
        if path.endswith("package-lock.json"):
            continue
        text = read(path)
        found = list(check_text(path, text))
        if suffix in CODE:
            partner = path[:-3] + ".h" if suffix == ".cc" else path[:-2] + ".cc"
            found += check_words(path, text)
            found += check_unordered(path, text, read(partner) if partner in known else "")
            found += check_functions(text)
            found += check_includes(path, text, suffix == ".cc" and partner in known)
        for line, message in sorted(found):
            yield path, line, message
    yield from check_tree(known, read)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    command = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    paths = [path for path in listing.split("\0") if path and (root / path).is_file()]
    breaches = list(check(paths, lambda path: (root / path).read_text(errors="replace")))
    for path, line, message in breaches:
        print(f"{path}:{line}: {message}")
    print(f"{len(paths)} files, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
