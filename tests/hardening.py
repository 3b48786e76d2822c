#!/usr/bin/env python3
"""Reads linked programs and says which of deploy/cmake/JenjangHardening.cmake's flags they lack.

Usage: tests/hardening.py PROGRAM...
Needs readelf (binutils, which g++ brings along). Prints PROGRAM: what is missing; exit code 1 if
anything is.
"""

import re
import subprocess
import sys

# Under Intel CET every function that may be called through a pointer begins with this instruction.
ENDBR64 = bytes.fromhex("f30f1efa")
# Ours, and not a piece that the compiler cut out of a function or keeps within a file: those are
# called by their address alone. (mold makes every symbol local, so its binding does not tell.)
OURS = re.compile(r"^(main|_ZN?K?7jenjang(?!.*(_GLOBAL__N_|Ul|\.)).*)$")
# In GNU_STACK's line: its flags, without an E.
STACK = re.compile(r"\bGNU_STACK(?:\s+0x[0-9a-f]+){5}\s+(\w+)")
LOAD = re.compile(r"\bLOAD\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)")
FUNCTION = re.compile(
    r"^\s*\d+:\s+([0-9a-f]+)\s+\d+\s+FUNC\s+\w+\s+DEFAULT\s+\d+\s+(\S+)", re.M)


def readelf(option, program):
    command = ["readelf", "--wide", option, program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def without_endbr64(program, segments, symbols):
    """How many functions of ours there are that others may call, and those that lack it."""
    loaded = [tuple(int(part, 16) for part in found) for found in LOAD.findall(segments)]
    functions = {name: int(address, 16) for address, name in FUNCTION.findall(symbols)
                 if OURS.match(name)}
    bare = []
    with open(program, "rb") as file:
        for name, address in functions.items():
            for offset, start, size in loaded:
                if start <= address < start + size:
                    file.seek(offset + address - start)
                    if file.read(len(ENDBR64)) != ENDBR64:
                        bare.append(name)
    return len(functions), bare


def missing(program):
    """Yields what the program lacks."""
    header = readelf("--file-header", program)
    segments = readelf("--segments", program)
    dynamic = readelf("--dynamic", program)
    symbols = readelf("--symbols", program)
    if not re.search(r"Type:\s+DYN\b", header) or not re.search(r"\(FLAGS_1\).*\bPIE\b", dynamic):
        yield "it is not position-independent (-pie)"
    if not re.search(r"\(FLAGS_1\).*\bNOW\b|\(BIND_NOW\)", dynamic):
        yield "symbols are bound late (-z now)"
    if "GNU_RELRO" not in segments:
        yield "its tables of addresses stay writable (-z relro)"
    stack = STACK.search(segments)
    if not stack or "E" in stack.group(1):
        yield "its stack is executable (-z noexecstack)"
    if not re.search(r"\bUND\s+__stack_chk_fail\b", symbols):
        yield "no function checks its stack (-fstack-protector-strong)"
    if not re.search(r"\bUND\s+__\w+_chk\b", symbols):
        yield "no call of libc is checked (-D_FORTIFY_SOURCE)"
    if re.search(r"Machine:.*X86-64", header):
        count, bare = without_endbr64(program, segments, symbols)
        if bare or count == 0:
            yield (f"{len(bare)} of {count} functions do not begin with endbr64"
                   f" (-fcf-protection): {' '.join(bare[:3])}")


def main():
    found = [(program, what) for program in sys.argv[1:] for what in missing(program)]
    for program, what in found:
        print(f"{program}: {what}")
    print(f"{len(sys.argv) - 1} programs, {len(found)} lacks")
    return 1 if found or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
