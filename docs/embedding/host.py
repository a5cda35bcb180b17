"""The server of a host page, in plain Python: serves the pages beside it, and obtains a token for whoever may have one.

DUIZHAO_EMBED_SECRET=... python docs/embedding/host.py http://127.0.0.1:7860 8600
"""

import os
import sys
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DUIZHAO, PORT = sys.argv[1], int(sys.argv[2])


class Host(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/duizhao-token":
            return super().do_GET()
        # Your own login comes here: who is not let in gets self.send_error(403), and no token.
        headers = {"Authorization": f"Bearer {os.environ['DUIZHAO_EMBED_SECRET']}"}
        with urllib.request.urlopen(urllib.request.Request(f"{DUIZHAO}/api/token", method="POST", headers=headers), timeout=10) as reply:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(reply.read())


ThreadingHTTPServer(("localhost", PORT), partial(Host, directory=str(Path(__file__).parent))).serve_forever()
