"""A node at rest: its memory, its start, and counts over few and many reports."""

import json
import re
import shutil
import signal
import socket
import subprocess
import time

from federation import Federation, fill
from lab import BIN, Failed, Figure, median, spread, stop

IDLE_SECONDS = 10
REPORTS = 10_000


def private_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        kib = dict(re.findall(r"(?m)^(\w+):\s+(\d+) kB", file.read()))
    dirty, clean = int(kib["Private_Dirty"]), int(kib["Private_Clean"])
    return {"private": dirty / 1024, "with_clean": (dirty + clean) / 1024,
            "rss": int(kib["Rss"]) / 1024}


class RawIdle:
    """The bare process over a copy of a store, from its start until close()."""

    def __init__(self, lab, store):
        self.lab = lab
        self.folder = lab.new_folder()
        shutil.copytree(store, self.folder / "store")
        started = time.monotonic()
        self.process = lab.start([BIN / "raw_idle", self.folder / "store"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        self.start_ms = (time.monotonic() - started) * 1000
        if not line:
            raise Failed("raw_idle ended")
        self.open_ms = json.loads(line)["open_ms"]

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        stop(self.process)
        self.lab.processes.remove(self.process)
        shutil.rmtree(self.folder)


def is_ready(node):
    try:
        with socket.create_connection((node.host, node.port), timeout=1) as connection:
            connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def start_once(node):
    """Milliseconds from before the process is made until it says it is ready."""
    started = time.monotonic()
    node.start()
    while not is_ready(node):
        if node.process.poll() is not None or time.monotonic() - started > 60:
            raise Failed(f"node {node.area} did not start: see {node.config}.log")
        time.sleep(0.001)
    return (time.monotonic() - started) * 1000


def memory(lab, node):
    start_once(node)
    time.sleep(IDLE_SECONDS)
    own = private_mib(node.process.pid)
    node.stop()
    raw = RawIdle(lab, node.data + "/store")
    time.sleep(IDLE_SECONDS)
    least = private_mib(raw.process.pid)
    raw.close()
    note = (f"after {IDLE_SECONDS} s; with the program's own pages {own['with_clean']:.1f}, RSS "
            f"{own['rss']:.1f}; limit's {least['with_clean']:.1f}, RSS {least['rss']:.1f}")
    return Figure("idle_private_mib", own["private"], "MiB", least["private"], note)


def starts(lab, node, after_kill):
    own, raw, opens = [], [], []
    for _ in range(2 * lab.rounds + 1):
        least = RawIdle(lab, node.data + "/store")
        raw.append(least.start_ms)
        opens.append(least.open_ms)
        least.close()
        own.append(start_once(node))
        node.stop()
    note = (f"{spread(own)}; limit {spread(raw)}, of which the open itself {median(opens):.1f}; "
            f"after kill -9 {after_kill:.1f}")
    return Figure("start_ms", median(own), "ms", median(raw), note)


def rest(lab, names):
    with Federation(lab, "0") as nation:
        node = nation["0"].start().wait_ready()
        fill(lab, node, lab.scaled(REPORTS, 200))
        node.wait_folded()
        node.stop(signal.SIGKILL)
        after_kill = start_once(node)
        node.stop()
        figures = []
        if "idle_private_mib" in names:
            figures.append(memory(lab, node))
        if "start_ms" in names:
            figures.append(starts(lab, node, after_kill))
    return figures


def counts_1m_to_10k(lab, _names):
    folder = lab.new_folder()
    measured, lines = lab.run("counts_bench", folder, "--few", lab.scaled(10_000, 1000), "--many",
                              lab.scaled(1_000_000, 5000))
    shutil.rmtree(folder)
    worst = max(measured.values())
    note = (f"the worst of {len(lines)} questions; as written {measured['as_written']}, after a "
            f"restart {measured['reopened']}; the limit is no growth")
    return [Figure("counts_1m_to_10k", worst, "ratio", 1.0, note)]
