#!/usr/bin/env python3
"""Shows that tidy.py finds what it says it finds: a rule that never fires is no rule."""

import unittest

import tidy


def messages(path, text, **others):
    files = {path: text, **others}
    return [message for found, _, message in tidy.check(list(files), files.get) if found == path]


class Tidy(unittest.TestCase):
    def finds(self, part, path, text, **others):
        found = messages(path, text, **others)
        self.assertTrue(any(part in message for message in found), f"{part!r} not in {found}")

    def passes(self, part, path, text):
        found = messages(path, text)
        self.assertFalse(any(part in message for message in found), found)

    def test_banned_words_depend_on_the_folder(self):
        self.finds("steady_clock", "schema/a.cc", "auto t = std::chrono::steady_clock::now();\n")
        self.finds("mutex", "node/core/a.cc", "std::mutex lock;\n")
        self.passes("banned", "node/http/a.cc", "std::mutex lock;\n")
        self.passes("banned", "replication/zmq/a.cc", "std::mutex lock;\n")
        self.finds("sleep", "tests/node/a_test.cc", "std::this_thread::sleep_for(1s);\n")
        self.finds("catch", "node/a.cc", "try { f(); } catch (...) {}\n")

    def test_comments_and_strings_are_no_code(self):
        self.passes("banned", "schema/a.cc", '// std::mutex\nauto a = "std::mutex";\n')
        self.passes("banned", "schema/a.cc", 'auto a = R"(\n std::mutex\n)";\n')

    def test_an_excuse_names_the_word_and_the_reason(self):
        line = "std::shared_ptr<R> r;  // tidy: allow shared_ptr: prometheus-cpp takes no other\n"
        self.passes("shared_ptr", "node/a.cc", line)
        self.finds("shared_ptr", "node/a.cc", "std::shared_ptr<R> r;  // tidy: allow new: no\n")

    def test_sizes(self):
        self.finds("columns", "node/a.cc", "int " + "a" * 100 + ";\n")
        self.finds("501 lines", "node/a.cc", "int a;\n" * 501)
        body = "namespace n {\nint f(int a) {\n" + "  a++;\n" * 69 + "}\n}\n"
        self.finds("function of 71 lines", "node/a.cc", body)
        self.passes("function of", "node/a.cc", body.replace("  a++;\n", "", 1))

    def test_unordered_iteration(self):
        text = "std::unordered_map<int, int> seen_;\nvoid f() { for (auto& e : seen_) g(e); }\n"
        self.finds("unordered", "replication/a.cc", text)
        self.passes("unordered", "node/store/a.cc", text)

    def test_includes(self):
        self.finds("point the other way", "schema/a.cc", '#include "node/b.h"\n')
        self.finds("stays behind", "node/core/a.cc", "#include <rocksdb/db.h>\n")
        self.finds("own header", "node/a.cc", "#include <map>\n", **{"node/a.h": "#pragma once\n"})
        self.finds("pragma once", "node/a.h", "int f();\n")

    def test_dead_files_and_the_top_level(self):
        self.finds("no CMakeLists", "node/a.cc", "int a;\n", **{"node/CMakeLists.txt": "aa.cc\n"})
        self.finds("agreed top level", "scripts", "")
        self.finds("nobody includes", "node/a.h", "#pragma once\n")

    def test_words_of_unfinished_work_and_machine_paths(self):
        self.finds("unfinished", "node/a.cc", "// TO" "DO: more\n")
        self.finds("one machine", "deploy/x.sh", "cd /ro" "ot/x\n")
        self.passes("one machine", "deploy/x.sh", "cd $HOME/work/\n")


if __name__ == "__main__":
    unittest.main()
