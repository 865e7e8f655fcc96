# SPDX-License-Identifier: GPL-3.0-or-later
"""A fauxbond of its own for each test, a carrier that speaks just enough SMPP 3.4, and a server that webhooks call."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

FAUXBOND = sys.argv[1]
OURS = "+999000000001"
KEY = os.urandom(32)


def until(what, probe, seconds=15):
    """Looks again until there is something; never sleeps for a result."""
    end = time.monotonic() + seconds
    while True:
        got = probe()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fauxbond-alarm-")
        self.settings = os.path.join(self.folder, "fauxbond.yaml")
        self.desk = free_port()
        self.process = None
        self.log = ""

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def read(self, name):
        try:
            with open(self.path(name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def hook(self, body):
        """A shell script; $OUT is a file that read("out") reads."""
        return self.write("hook", f"#!/bin/sh\nOUT={self.path('out')}\n{body}\n", 0o700)

    def configure(self, alarm, line="", carrier=None):
        self.write("secret", "whsec_" + base64.b64encode(KEY).decode() + "\n")
        bearers = "" if carrier is None else (
            f'bearers:\n  - {{name: carrier, kind: smpp, address: "127.0.0.1:{carrier.port}", system_id: line, '
            "practice: true}\n")
        self.write("fauxbond.yaml", f"""
data: ./var
key: ./key
house: {{country: FR, timezone: Europe/Paris, currency: EUR, caps: {{day: 10000.00}}}}
desk: {{listen: "127.0.0.1:{self.desk}"}}
alarm: {alarm}
{bearers}lines:
  - {{name: decline, kind: decline, bearer: {'carrier' if carrier else 'handset'}, numbers: ["{OURS}"],
     languages: [fr], answer: {{between: [0s, 0s], late: 24h}}, accept: {{foreign: true}},
     cost: {{in: 0.01, out: 0.08}}, caps: {{hour: 1000.00, day: 1000.00}}{line}}}
""")
        return self

    def start(self, env=None):
        self.log = ""
        self.process = subprocess.Popen([FAUXBOND, "serve", "--config", self.settings], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **(env or {})})
        threading.Thread(target=self.listen, args=(self.process,), daemon=True).start()
        self.logged("serving; stop with")
        return self

    def listen(self, process):
        for row in process.stderr:
            self.log += row

    def logged(self, words, seconds=15, times=1):
        try:
            until(words, lambda: self.log.count(words) >= times, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; the log is:\n{self.log}") from None

    def child(self, role):
        """The pid of a child process, or of the runner, by name; 0: there is none."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                    stat = file.read()
            except OSError:
                continue
            name = stat[stat.index("(") + 1:stat.rindex(")")]
            state, parent = stat[stat.rindex(")") + 2:].split()[:2]
            if name == role and state != "Z":
                found.append((int(pid), int(parent)))
        ours = [pid for pid, parent in found if parent == self.process.pid]
        if role == "runner":
            errand = self.child("errand")
            ours = [pid for pid, parent in found if errand and parent == errand]
        return ours[0] if ours else 0

    def flag(self, number):
        """A message that needs a person: with `flags: true`, an alarm."""
        subprocess.run([FAUXBOND, "handset", "decline", "--from", f"+9990001{number:05}", "je veux mourir", "--config",
                        self.settings], check=True, stdout=subprocess.DEVNULL)

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.desk}/metrics", timeout=5) as page:
            for row in page.read().decode().splitlines():
                if row.startswith(name + " "):
                    return float(row.split()[-1])
        return None

    def stop(self, most=10):
        """Ends it in order; how long that took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(most) == 0, f"it ended with {self.process.returncode}:\n{self.log}"
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it does not stop within {most} s:\n{self.log}") from None
        assert "was refused; it is not on the list" not in self.log, self.log
        return time.monotonic() - began

    def destroy(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Webhook:
    """Answers each call with the next of `statuses`, the last one for ever. A status may be a function of the handler."""

    def __init__(self, *statuses, certificate=None):
        outer = self
        self.statuses = list(statuses)
        self.calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                outer.calls.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])), self.path))
                status = outer.statuses.pop(0) if len(outer.statuses) > 1 else outer.statuses[0]
                if callable(status):
                    status(self)
                    return
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"hello")

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.port = self.server.server_address[1]
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count=1, seconds=15):
        until(f"{count} calls", lambda: len(self.calls) >= count, seconds)

    def verified(self, at):
        """The JSON of a call, once its signature is right and its moment is now."""
        headers, body, _ = self.calls[at]
        low = {name.lower(): value for name, value in headers.items()}
        signed = f"{low['webhook-id']}.{low['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
        assert low["webhook-signature"] == "v1," + expected, low
        assert abs(int(low["webhook-timestamp"]) - time.time()) < 60, low
        assert sorted(low) == ["accept", "content-length", "content-type", "host", "user-agent", "webhook-id",
                               "webhook-signature", "webhook-timestamp"], low
        assert low["user-agent"] == "webhook" and low["accept"] == "*/*" and low["content-type"] == "application/json"
        return json.loads(body), low["webhook-id"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Carrier:
    """Takes one bind after the other, acknowledges everything, delivers what the test says."""

    def __init__(self):
        self.port = 0
        self.bind = None
        self.binds = self.unbinds = self.acknowledged = self.sequence = 0
        self.open()

    def open(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()

    def serve(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                self.talk(connection)
            except (OSError, EOFError):
                pass
            self.bind = None
            connection.close()

    def read(self, connection, size):
        data = b""
        while len(data) < size:
            more = connection.recv(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def talk(self, connection):
        while True:
            length, command, _, sequence = struct.unpack(">IIII", self.read(connection, 16))
            self.read(connection, length - 16)
            if command & 0x80000000:
                self.acknowledged += command == 0x80000005
                continue
            body = {9: b"carrier\0", 4: b"id-%d\0" % sequence}.get(command, b"")
            connection.sendall(struct.pack(">IIII", 16 + len(body), command | 0x80000000, 0, sequence) + body)
            if command == 9:
                self.binds += 1
                self.bind = connection
            if command == 6:
                self.unbinds += 1
                return

    def deliver(self, count):
        for _ in range(count):
            self.sequence += 1
            text = f"salut {self.sequence}".encode()
            body = (b"\0\x01\x01+9990002%05d\0\x01\x01" % self.sequence + OURS.encode() + b"\0\0\0\0\0\0\0\0\x03\0" +
                    bytes([len(text)]) + text)
            self.bind.sendall(struct.pack(">IIII", 16 + len(body), 5, 0, self.sequence) + body)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept()
        self.listener.close()
