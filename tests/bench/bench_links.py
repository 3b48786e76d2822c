"""What travels between nodes: catching up, returning, waiting, and being idle."""

import random
import subprocess
import time

from federation import Federation, fill, link_to, reports_of
from lab import BIN, Failed, Figure, median, spread, wait_until
from limits import Chain
from sockets import counted, grown

POLL_SECONDS = 0.05  # Gentle: the machine is the one that is measured.
DAY_SECONDS = 86_400
HEADER_BYTES = 52    # Of TCP with timestamps over IPv4.


def catch_up(lab, reports):
    """One outage: seconds until durable and until folded at both, and bytes between the two."""
    with Federation(lab, "0,64,64.72") as chain:
        chain.make_chain().start().wait_equal()
        nation, province, regency = chain["0"], chain["64"], chain["64.72"]
        stood = {node.area: node.batches() for node in (nation, province, regency)}
        nation.stop()
        province.stop()
        fill(lab, regency, reports)
        regency.wait_folded()
        sent = link_to(regency.status(), "64")
        target, _ = reports_of(regency.status())
        batches = regency.batches() - stood["64.72"]
        nation.start()
        province.start()
        wait_until(lambda: (province.batches() or 0) > stood["64"], 60, "the first batch", 0.005)
        first = time.monotonic()
        wait_until(lambda: (nation.batches() or 0) >= stood["0"] + batches, 600,
                   "the last batch", POLL_SECONDS)
        wait_until(lambda: reports_of(nation.status())[0] >= target, 600, "all reports", 0.01)
        durable = time.monotonic() - first
        for node in (province, nation):
            node.wait_folded()
        folded = time.monotonic() - first
        chain.wait_equal()
        kernel = grown({}, counted(province.link_port), "bytes_acked", "bytes_received")
        now = link_to(regency.status(), "64")
        told = sum(now[name] - sent[name] for name in ("bytes_sent", "bytes_received"))
    return {"durable": reports / durable, "folded": reports / folded,
            "wire": max(kernel, told) / reports, "told": told / reports}


def catchup(lab, names):
    reports = lab.scaled(300_000, 2000)
    limit = Chain(lab, "catchup", "--records", reports)
    rounds = []
    for _ in range(lab.rounds):
        limit.again()
        rounds.append(catch_up(lab, reports))
    limit.again()
    rates = limit.values("per_second")

    def figure(bench, key, unit, limits, more=""):
        values = [one[key] for one in rounds]
        note = f"{spread(values)}; limit {spread(limits)}{more}"
        return Figure(bench, median(values), unit, median(limits), note)

    told = median([one["told"] for one in rounds])
    figures = [figure("catchup_durable", "durable", "reports/s", rates),
               figure("catchup_folded", "folded", "reports/s", rates),
               figure("wire_bytes", "wire", "bytes/report", limit.values("wire_bytes"),
                      f"; both ways by the kernel's count; the link's own count {told:.0f}")]
    return [one for one in figures if one.bench in names]


def playground(lab, command, folder, *more):
    done = subprocess.run([BIN / "jenjang", "playground", command, folder, *more],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"playground {command}: {done.stderr.strip() or done.stdout.strip()}")


def return_once(lab, federation, number):
    """One cut: seconds from healing to the first new batch at the province."""
    province, regency = federation["64"], federation["64.72"]
    federation.wait_equal()
    playground(lab, "cut", federation.folder, "64.72")
    stood, _ = reports_of(province.status())
    fill(lab, regency, 1, seed=100 + number, connections=1)
    wait_until(lambda: not link_to(regency.status(), "64")["in_contact"], 120,
               "the link known to be dead")
    # Anywhere in the dialler's rhythm.
    time.sleep(random.uniform(0, 1.5))
    if reports_of(province.status())[0] != stood:
        raise Failed("the cut let a report through")
    healed = time.monotonic()
    playground(lab, "heal", federation.folder, "64.72")
    wait_until(lambda: reports_of(province.status())[0] > stood, 60, "the first batch", 0.005)
    return time.monotonic() - healed


def link_return_s(lab, _names):
    with Federation(lab, "0,64,64.72") as federation:
        lab.playgrounds.append(federation.folder)
        try:
            playground(lab, "up", federation.folder)
            seconds = [return_once(lab, federation, i) for i in range(max(5, lab.rounds))]
        finally:
            playground(lab, "down", federation.folder)
            lab.playgrounds.remove(federation.folder)
    note = (f"the slowest of {len(seconds)}, from before `heal` on; median "
            f"{median(seconds):.3f} s; the limit is the issue's")
    return [Figure("link_return_s", max(seconds), "s", 1.0, note)]


def latency(lab, names):
    reports = lab.scaled(2000, 100)
    limit = Chain(lab, "latency", "--records", reports)
    rounds = []
    for _ in range(lab.rounds):
        limit.again()
        chain = Federation(lab, "0,64,64.72").make_chain()
        configs = [chain[area].config for area in ("0", "64", "64.72")]
        rounds.append(lab.run("latency_bench", *configs, "--rate", 200, "--reports", reports)[0])
    limit.again()
    figures = []
    for name in ("p50_ms", "p99_ms"):
        values = [one[name] for one in rounds]
        limits = limit.values(name)
        note = f"200 reports/s; {spread(values)}; limit {spread(limits)}"
        figures.append(Figure("latency_" + name, median(values), "ms", median(limits), note))
    return [one for one in figures if one.bench in names]


def idle_link_bytes_day(lab, _names):
    seconds = lab.scaled(130, 10)
    with Federation(lab, "0,64") as pair:
        pair.make_chain().start().wait_equal()
        time.sleep(lab.scaled(10, 2))  # What the contact itself has cost is over.
        port = pair["0"].link_port
        before, started = counted(port), time.monotonic()
        time.sleep(seconds)
        after, taken = counted(port), time.monotonic() - started
    a_day = DAY_SECONDS / taken
    payload = grown(before, after, "bytes_acked", "bytes_received")
    segments = grown(before, after, "segs_out", "segs_in")
    note = (f"{payload} bytes in {taken:.0f} s on {len(after)} connections; with the headers of "
            f"{segments} segments {round((payload + segments * HEADER_BYTES) * a_day):,} a day; "
            "the limit is the issue's")
    return [Figure("idle_link_bytes_day", payload * a_day, "bytes", 1 << 20, note)]
