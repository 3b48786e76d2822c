"""Real nodes on this machine: laid out by `jenjang playground init`, started and asked here."""

import http.client
import json
import re
import signal
import socket
import subprocess
import tomllib

from lab import BIN, Failed, stop, wait_until

READY_SECONDS = 30


class LocalConnection(http.client.HTTPConnection):
    """To a node's own socket: what it tells of itself is for its operator."""

    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Node:
    def __init__(self, lab, entry):
        self.lab = lab
        self.area, self.config, self.data = entry["area"], entry["config"], entry["data"]
        self.host, port = entry["http"].removeprefix("http://").rsplit(":", 1)
        self.port = int(port)
        self.link_port = int(entry["link"].rsplit(":", 1)[1])
        self.api_key = entry["api_key"]
        self.process = None
        self.connection = None

    def start(self):
        log = open(self.config + ".log", "ab")
        with log:
            self.process = self.lab.start([BIN / "jenjangd", "--config", self.config],
                                          stdout=log, stderr=subprocess.STDOUT)
        return self

    def stop(self, number=signal.SIGTERM):
        self.hang_up()
        if self.process is not None:
            stop(self.process, number)
            self.lab.processes.remove(self.process)
            self.process = None

    def hang_up(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def get(self, path):
        """The body of a 200; nothing where the node does not answer so."""
        for _ in range(2):  # A kept connection may have been closed meanwhile.
            kept = self.connection is not None
            try:
                if not kept:
                    self.connection = LocalConnection(self.data + "/control.sock")
                self.connection.request("GET", path)
                answer = self.connection.getresponse()
                body = answer.read()
                return body if answer.status == 200 else None
            except (OSError, http.client.HTTPException):
                self.hang_up()
                if not kept:
                    return None
        return None

    def wait_ready(self):
        def ready():
            if self.process is not None and self.process.poll() is not None:
                raise Failed(f"node {self.area} ended: see {self.config}.log")
            return self.get("/readyz")
        wait_until(ready, READY_SECONDS, f"node {self.area} ready")
        return self

    def status(self):
        body = self.get("/api/v1/replication")
        return json.loads(body) if body else None

    def batches(self):
        """Batches on disk, by the cheapest question there is; nothing before it answers."""
        body = self.get("/metrics")
        found = re.search(rb"^jenjang_batches_stored_total (\S+)", body or b"", re.MULTILINE)
        return int(float(found.group(1))) if found else None

    def wait_folded(self, seconds=600):
        def folded():
            status = self.status()
            return status and status["projected"] == status["arrivals"]
        wait_until(folded, seconds, f"views of node {self.area}", every=0.05)


def reports_of(status):
    """Events and bytes in all books but the directory's."""
    feeds = [feed for feed in status["feeds"] if feed["book"] != "*"] if status else []
    return sum(feed["events"] for feed in feeds), sum(feed["bytes"] for feed in feeds)


def link_to(status, area):
    return next((link for link in status["links"] if link["area"] == area), None)


def all_equal(nodes):
    """Every link of every node is in contact and proved equal."""
    for node in nodes:
        status = node.status()
        if not status or not all(one["in_contact"] and one["equal"] for one in status["links"]):
            return False
    return True


class Federation:
    """Nodes by area, from the top down."""

    def __init__(self, lab, areas):
        self.lab = lab
        self.folder = lab.new_folder()
        command = [BIN / "jenjang", "playground", "init", self.folder, "--areas", areas,
                   "--base-port", "0", "--json"]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise Failed(f"playground init: {made.stderr.strip()}")
        entries = json.loads((self.folder / "playground.json").read_text())["nodes"]
        self.nodes = {entry["area"]: Node(lab, entry) for entry in entries}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for node in reversed(self.nodes.values()):
            node.stop()

    def __getitem__(self, area):
        return self.nodes[area]

    def make_chain(self):
        """Each dials its parent alone, and without the relay between them."""
        relay = json.loads((self.folder / "relay.json").read_text())["lines"]
        lines = {line["listen"].removeprefix("tcp://"): line for line in relay}
        above = {}
        for area in self.nodes:  # From the top down, so the last that contains it is the nearest.
            parents = [one for one in above if one == "0" or area.startswith(one + ".")]
            above[area] = parents[-1] if parents else None
        for area, node in self.nodes.items():
            with open(node.config, "rb") as file:
                dials = tomllib.load(file).get("link", {}).get("dial", [])
            text = open(node.config, encoding="utf-8").read()
            head, *blocks = re.split(r"(?m)^(?=\[\[link\.dial\]\])", text)
            tail = ""
            if blocks:
                blocks[-1], tail = re.split(r"(?m)^(?=\[(?!\[link\.dial))", blocks[-1], maxsplit=1)
            kept = ""
            for dial in dials:
                line = lines[dial["address"]]
                if line["to_area"] != above[area]:
                    continue
                target = line["target"].removeprefix("tcp://")
                kept += (f'[[link.dial]]\naddress = "{target}"\nnode = "{dial["node"]}"\n\n')
            with open(node.config, "w", encoding="utf-8") as file:
                file.write(head + kept + tail)
        return self

    def start(self):
        for node in self.nodes.values():
            node.start()
        for node in self.nodes.values():
            node.wait_ready()
        return self

    def wait_equal(self, seconds=60):
        wait_until(lambda: all_equal(self.nodes.values()), seconds, "links equal", every=0.05)


def fill(lab, node, reports, seed=1, connections=64):
    """Hands reports in over HTTP; what the client measured."""
    measured, _ = lab.run("http_load", node.port, node.api_key, "--connections", connections,
                          "--reports", reports, "--seed", seed)
    return measured
