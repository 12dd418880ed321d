# SPDX-License-Identifier: Apache-2.0
"""Runs a command, then prints one line of JSON: its exit code and the most memory that it had.

    python3 -I -S launch.py COMMAND…

A process inherits the peak of whom it was started by, until exec; so it is started from here, which is small.
"""
import os
import sys

child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(f'{{"exit": {os.waitstatus_to_exitcode(status)}, "max_rss_bytes": {usage.ru_maxrss * 1024}}}', flush=True)
