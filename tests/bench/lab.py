"""Where a run takes place: its folder, its processes, and what it measures. Nothing outlives it."""

import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build" / "release" / "bin"
STOP_SECONDS = 20


class Failed(Exception):
    """A bench that cannot be measured, and why."""


class Figure:
    """One line of the result. `ratio` is value / limit, whichever of the two should be small."""

    def __init__(self, bench, value, unit, limit, note=""):
        self.bench, self.value, self.unit, self.limit, self.note = bench, value, unit, limit, note

    @property
    def ratio(self):
        return None if self.value is None or not self.limit else self.value / self.limit

    def as_json(self):
        return {"bench": self.bench, "value": rounded(self.value), "unit": self.unit,
                "limit": rounded(self.limit), "ratio": rounded(self.ratio)}


def rounded(value):
    """Four significant digits, and never fewer than are before the point."""
    if value is None:
        return None
    return int(round(value)) if abs(value) >= 1000 else float(f"{value:.4g}")


def median(values):
    return statistics.median(values) if values else None


def spread(values):
    return f"{rounded(min(values)):,} - {rounded(max(values)):,}" if values else "none"


def wait_until(there, seconds, what, every=0.02):
    """Polls until there() gives something true, which it returns."""
    deadline = time.monotonic() + seconds
    while True:
        found = there()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds:g} s")
        time.sleep(every)


class Lab:
    """Owns the run's folder and every process that the run starts."""

    def __init__(self, parent, scale, rounds):
        self.scale, self.rounds = scale, rounds
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="jenjang-bench-", dir=parent))
        self.processes = []
        self.playgrounds = []
        self.folders_made = 0

    def close(self):
        for folder in self.playgrounds:
            subprocess.run([BIN / "jenjang", "playground", "down", folder], check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for process in self.processes:
            if process.poll() is None:
                kill_group(process, signal.SIGTERM)
        for process in self.processes:
            stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def scaled(self, number, least=1):
        return max(least, round(number * self.scale))

    def new_folder(self):
        self.folders_made += 1
        folder = self.folder / str(self.folders_made)
        folder.mkdir()
        return folder

    def start(self, arguments, **how):
        """In a session of its own: Ctrl-C reaches this program alone, which ends the others."""
        process = subprocess.Popen([str(one) for one in arguments], start_new_session=True,
                                   **{"stdin": subprocess.DEVNULL, **how})
        self.processes.append(process)
        return process

    def run(self, program, *arguments):
        """Runs a program of ours and gives the object of its last line, and all lines before."""
        process = self.start([BIN / program, *arguments], stdout=subprocess.PIPE, text=True)
        out, _ = process.communicate()
        self.processes.remove(process)
        lines = out.splitlines()
        if process.returncode != 0:
            raise Failed(f"{program}: exit code {process.returncode}; {' '.join(lines[-3:])}")
        return json.loads(lines[-1]), lines[:-1]


def kill_group(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def stop(process, number=signal.SIGTERM):
    """Asks it to end, waits, then ends it."""
    if process.poll() is None:
        kill_group(process, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            kill_group(process, signal.SIGKILL)
            process.wait()


def say(text):
    print(text, file=sys.stderr, flush=True)
