"""The raw limits that benches stand beside."""

import shutil

from lab import BIN, ROOT

CHAIN_SOURCE = ROOT.parent / "shared" / "bench" / "limits" / "chain_bench.cpp"


def has_chain():
    """Built from what stands beside the tree, where there is one."""
    return CHAIN_SOURCE.exists() and (BIN / "chain_limit").exists()


def raw_commit(lab, threads, writes, size):
    """RocksDB's own group commit of values of that size."""
    folder = lab.new_folder()
    measured, _ = lab.run("raw_commit", folder / "store", "--threads", threads, "--writes", writes,
                          "--bytes", size)
    shutil.rmtree(folder)
    return measured


class Chain:
    """The bare chain of shared/bench/limits, case by case; gives nothing where it is not there."""

    def __init__(self, lab, case, *options):
        self.lab, self.case, self.options = lab, case, options
        self.measured = []

    def again(self):
        if has_chain():
            folder = self.lab.new_folder()
            measured, _ = self.lab.run("chain_limit", folder, self.case, *self.options)
            shutil.rmtree(folder)
            self.measured.append(measured)

    def values(self, name):
        return [one[name] for one in self.measured]
