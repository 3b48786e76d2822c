"""Reports handed in over HTTP until they are on disk: at one node, and along the whole chain."""

import time

from federation import Federation, fill, reports_of
from lab import Figure, median, spread, wait_until
from limits import Chain, raw_commit

CONNECTIONS = 64


def stored_bytes(before, after):
    """What a report takes in its batch and pack."""
    events, size = (b - a for a, b in zip(reports_of(before), reports_of(after)))
    return max(1, round(size / events))


def alternate(lab, connections, raw_writes, reports):
    """Raw, node, raw, node ... raw: what each measured, and the bytes of a report."""
    raw, own, folding = [], [], []
    with Federation(lab, "0") as nation:
        node = nation["0"].start().wait_ready()
        before = node.status()
        fill(lab, node, lab.scaled(2000, 200), seed=1000, connections=connections)
        node.wait_folded()
        size = stored_bytes(before, node.status())
        for number in range(lab.rounds):
            raw.append(raw_commit(lab, connections, raw_writes, size))
            own.append(fill(lab, node, reports, seed=1 + number, connections=connections))
            started = time.monotonic()
            node.wait_folded()
            folding.append(time.monotonic() - started)
        raw.append(raw_commit(lab, connections, raw_writes, size))
    return raw, own, size, folding


def ingest_alone(lab, _names):
    reports = lab.scaled(100_000, 500)
    raw, own, size, folding = alternate(lab, CONNECTIONS, reports, reports)
    rates = [one["per_second"] for one in own]
    limits = [one["per_second"] for one in raw]
    note = (f"{CONNECTIONS} connections; {spread(rates)}; limit {spread(limits)}, {size} bytes a "
            f"write; p99 {median([one['p99_ms'] for one in own]):.2f} ms; "
            f"views complete {median(folding):.1f} s later")
    return [Figure("ingest_alone", median(rates), "reports/s", median(limits), note)]


def lone_p50_ms(lab, _names):
    reports = lab.scaled(4000, 100)
    raw, own, size, _ = alternate(lab, 1, reports, reports)
    times = [one["p50_ms"] for one in own]
    limits = [one["p50_ms"] for one in raw]
    note = (f"{spread(times)}; limit {spread(limits)}, {size} bytes a write; "
            f"p99 {median([one['p99_ms'] for one in own]):.2f} ms")
    return [Figure("lone_p50_ms", median(times), "ms", median(limits), note)]


def ingest_chain(lab, _names):
    reports = lab.scaled(100_000, 500)
    limit = Chain(lab, "live", "--records", lab.scaled(299_776, 3200), "--batch", 32)
    rates, client = [], []
    with Federation(lab, "0,64,64.72") as chain:
        chain.make_chain().start().wait_equal()
        regency, nation = chain["64.72"], chain["0"]
        fill(lab, regency, lab.scaled(2000, 200), seed=1000)
        chain.wait_equal()
        for number in range(lab.rounds):
            limit.again()
            target = reports_of(regency.status())[0] + reports
            measured = fill(lab, regency, reports, seed=1 + number)
            ended = time.monotonic()
            wait_until(lambda: reports_of(nation.status())[0] >= target, 600,
                       "all durable at the nation", every=0.005)
            rates.append(reports / (measured["seconds"] + time.monotonic() - ended))
            client.append(measured["per_second"])
            chain.wait_equal(600)
            for node in chain.nodes.values():
                node.wait_folded()
        limit.again()
    limits = limit.values("per_second")
    note = (f"{spread(rates)}; limit {spread(limits)}; the client alone saw "
            f"{median(client):,.0f}/s")
    return [Figure("ingest_chain", median(rates), "reports/s", median(limits), note)]
