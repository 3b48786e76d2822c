#!/usr/bin/env python3
"""Shows that hardening.py notices each flag that is taken away."""

import pathlib
import subprocess
import tempfile
import unittest

import hardening

SOURCE = """
#include <cstdio>
#include <cstring>
namespace jenjang {
void show(const char* text, int size) {
  char copy[64];
  std::memcpy(copy, text, static_cast<std::size_t>(size));
  std::puts(copy);
}
}
int main(int count, char** all) { jenjang::show(all[0], count); }
"""
FLAGS = {
    "-pie": ["-fPIE", "-pie"],
    "-z now": ["-Wl,-z,now"],
    "-z relro": ["-Wl,-z,relro"],
    "-z noexecstack": ["-Wl,-z,noexecstack"],
    "-fstack-protector-strong": ["-fstack-protector-strong"],
    "-D_FORTIFY_SOURCE": ["-D_FORTIFY_SOURCE=3"],
    "-fcf-protection": ["-fcf-protection=full"],
}
# The flags that undo each protection, for a compiler that was built to harden by itself.
OPPOSITES = {
    "-pie": ["-fno-PIE", "-no-pie"],
    "-z now": ["-Wl,-z,lazy"],
    "-z relro": ["-Wl,-z,norelro"],
    "-z noexecstack": ["-Wl,-z,execstack"],
    "-fstack-protector-strong": ["-fno-stack-protector"],
    "-D_FORTIFY_SOURCE": ["-U_FORTIFY_SOURCE"],
    "-fcf-protection": ["-fcf-protection=none"],
}


class Hardening(unittest.TestCase):
    def lacks(self, without):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "a.cc")
            source.write_text(SOURCE)
            program = str(pathlib.Path(folder, "a"))
            flags = [flag for name, given in FLAGS.items()
                     for flag in (OPPOSITES[name] if name == without else given)]
            command = ["g++", "-O2", "-w", *flags, str(source), "-o", program]
            subprocess.run(command, check=True)
            return list(hardening.missing(program))

    def test_a_program_with_all_flags_lacks_nothing(self):
        self.assertEqual(self.lacks(None), [])

    def test_each_flag_that_is_taken_away_is_named(self):
        for name in FLAGS:
            with self.subTest(name):
                found = self.lacks(name)
                self.assertEqual(len(found), 1, found)
                self.assertIn(f"({name})", found[0])


if __name__ == "__main__":
    unittest.main()
