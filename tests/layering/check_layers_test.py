#!/usr/bin/env python3
"""The layering check finds what it is for: each test builds a small tree with one fault in it."""
import pathlib
import tempfile
import unittest

import check_layers

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


def make_tree(folder, layers, files):
    (folder / "layers.txt").write_text(layers)
    for name, text in files.items():
        path = folder / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LICENCE + text)


class CheckLayers(unittest.TestCase):
    def findings(self, layers, files):
        with tempfile.TemporaryDirectory() as folder:
            make_tree(pathlib.Path(folder), layers, files)
            return check_layers.check(pathlib.Path(folder))

    def test_a_clean_tree_has_no_findings(self):
        self.assertEqual([], self.findings("a:\nb: a\n", {"a/x.h": "", "b/y.cc": '#include "a/x.h"\n'}))

    def test_an_include_that_is_not_allowed_is_found(self):
        found = self.findings("a:\nb:\n", {"a/x.h": "", "b/y.cc": '#include "a/x.h"\n'})
        self.assertEqual(["src/b/y.cc: b may not include a (a/x.h)"], found)

    def test_an_edge_that_nobody_uses_is_found(self):
        found = self.findings("a:\nb: a\n", {"a/x.h": "", "b/y.cc": ""})
        self.assertEqual(["layers.txt: b may include a, and nothing does"], found)

    def test_a_circle_is_found(self):
        files = {"a/x.h": '#include "b/y.h"\n', "b/y.h": '#include "a/x.h"\n'}
        self.assertIn("layers.txt: a circle: a -> b -> a", self.findings("a: b\nb: a\n", files))

    def test_a_folder_inside_a_module_is_a_module_of_its_own(self):
        found = self.findings("a:\na/b:\n", {"a/x.cc": '#include "a/b/y.h"\n', "a/b/y.h": ""})
        self.assertEqual(["src/a/x.cc: a may not include a/b (a/b/y.h)"], found)

    def test_a_file_in_no_module_is_found(self):
        self.assertEqual(["src/c/z.cc: lies in no module of layers.txt"], self.findings("a:\n", {"c/z.cc": ""}))

    def test_a_file_that_is_too_long_is_found(self):
        found = self.findings("a:\n", {"a/x.cc": "\n" * check_layers.LINES_MAX})
        self.assertEqual([f"src/a/x.cc: more than {check_layers.LINES_MAX} lines"], found)


if __name__ == "__main__":
    unittest.main()
