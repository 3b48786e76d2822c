"""What the kernel has counted on TCP connections."""

import re
import shutil
import subprocess

from lab import Failed


def counted(port):
    """Of each connection of this machine to that port, by its own port: bytes and segments."""
    if shutil.which("ss") is None:
        raise Failed("ss is missing (Debian package iproute2)")
    command = ["ss", "-tinOH", "state", "established", f"dport = :{port}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    out = {}
    for line in text.splitlines():
        numbers = dict(re.findall(r"\b(bytes_acked|bytes_received|segs_out|segs_in):(\d+)", line))
        own = re.search(r":(\d+)\s+\S+:\d+\s", line).group(1)
        out[own] = {name: int(number) for name, number in numbers.items()}
    return out


def grown(before, after, *names):
    """By how much those counters of all connections grew; a connection made anew counts whole."""
    return sum(numbers.get(name, 0) - before.get(own, {}).get(name, 0)
               for own, numbers in after.items() for name in names)
