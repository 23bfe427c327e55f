"""A mail server for tests, on a real socket: it answers as it is told."""

import contextlib
import socketserver
import threading

ALWAYS = {"HELO": "250 here", "EHLO": "250 here", "MAIL": "250 ok", "RSET": "250 ok", "NOOP": "250 ok"}


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        self.accepted = []  # the texts of the mails taken
        self.answers = {}  # recipient -> what RCPT is answered; None hangs up
        self.after_data = "250 queued"  # None hangs up with the mail in hand
        self.greeting = "220 here"
        self.mails_in_a_connection = 1000
        self.connections = 0
        super().__init__(("127.0.0.1", 0), Conversation)

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.server.connections += 1
        self.left = self.server.mails_in_a_connection
        with contextlib.suppress(OSError):
            self.say(self.server.greeting)
            while line := self.rfile.readline():
                if not self.answer(line.decode().strip()):
                    return

    def answer(self, line):
        verb = line[:4].upper()
        if verb == "QUIT":
            return self.say("221 bye")
        if verb == "MAIL" and not self.left:
            return False
        if verb == "RCPT":
            answer = self.server.answers.get(line[len("RCPT TO:<") : line.index(">")], "250 ok")
        elif verb == "DATA":
            self.say("354 go on")
            answer = self.take()
        else:
            answer = ALWAYS.get(verb, "502 what?")
        if answer is None:
            return False
        self.say(answer)
        return True

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.decode())
        self.server.accepted.append("".join(lines))
        self.left -= 1
        return self.server.after_data


@contextlib.contextmanager
def serving():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
