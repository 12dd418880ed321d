# SPDX-License-Identifier: Apache-2.0
"""Writes case_folding_table.h from the Unicode data of the running Python:

    python3 src/pattern/case_folding_table.py > src/pattern/case_folding_table.h

Python 3.11 carries Unicode 14.0.0.
"""

import unicodedata

SURROGATES = range(0xD800, 0xE000)


def mappings():
    """(code point, lower, upper) wherever the two differ, above ASCII."""
    for code_point in range(0x80, 0x110000):
        if code_point in SURROGATES:
            continue
        character = chr(code_point)
        lower, upper = character.lower(), character.upper()
        if lower != upper:
            yield code_point, lower, upper


def ranges(simple):
    """Runs of equal deltas with a stride of 1 or 2, as [first, last, stride, lower delta, upper delta]."""
    runs = []
    for code_point, lower, upper in simple:
        deltas = [lower - code_point, upper - code_point]
        run = runs[-1] if runs else None
        for candidate in reversed(runs[-2:]):
            if candidate[3:] != deltas:
                continue
            gap = code_point - candidate[1]
            if gap in (1, 2) and (candidate[0] == candidate[1] or candidate[2] == gap):
                run = candidate
                break
        else:
            run = None
        if run is None:
            runs.append([code_point, code_point, 1, *deltas])
        else:
            run[2] = code_point - run[1]
            run[1] = code_point
    return sorted(runs)


def literal(text):
    return 'U"' + "".join(f"\\x{ord(c):X}" for c in text) + '"'


def in_lines(items, width=110):
    line = "   "
    for item in items:
        if len(line) + 1 + len(item) > width:
            yield line
            line = "   "
        line += " " + item
    yield line


def main():
    simple, special = [], []
    for code_point, lower, upper in mappings():
        if len(lower) == 1 and len(upper) == 1:
            simple.append((code_point, ord(lower), ord(upper)))
        else:
            special.append((code_point, lower, upper))
    print("// SPDX-License-Identifier: Apache-2.0")
    version = unicodedata.unidata_version
    print(f"// Written by case_folding_table.py from Unicode {version}. For case_folding.cc only.")
    print("#pragma once\n\n#include <cstdint>\n\nnamespace sb::pattern {\n")
    print("// Code points first, first + stride, … last, whose lower and upper case is one code point")
    print("// away by a delta.")
    print("struct CaseRange {\n  uint32_t first;\n  uint32_t last;\n  uint32_t stride;")
    print("  int32_t lower_delta;\n  int32_t upper_delta;\n};\n")
    print("// A code point whose lower or upper case is several.")
    print("struct CaseExpansion {\n  uint32_t code_point;\n  const char32_t* lower;")
    print("  const char32_t* upper;\n};\n")
    print("// clang-format off")
    print("inline constexpr CaseRange kCaseRanges[] = {")
    rows = ("{0x%X, 0x%X, %d, %d, %d}," % tuple(run) for run in ranges(simple))
    print("\n".join(in_lines(rows)))
    print("};\n\ninline constexpr CaseExpansion kCaseExpansions[] = {")
    rows = ("{0x%X, %s, %s}," % (c, literal(lower), literal(upper)) for c, lower, upper in special)
    print("\n".join(in_lines(rows)))
    print("};\n// clang-format on\n\n}  // namespace sb::pattern")


main()
