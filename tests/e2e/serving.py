# SPDX-License-Identifier: Apache-2.0
"""What the servers that tests put up have in common."""

import threading


class Serving:
    """Serves `self._server` on a thread of its own for the length of a `with`."""

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
