"""A mail server for tests: aiosmtpd, which says on its output what reaches it, one JSON a line.

usage: mail_server.py [--port N] [--certificate FILE --key FILE [--implicit]]
           [--user NAME --password SECRET]

What it does with a letter stands in the recipient's name: busy-… is refused for now (451), gone-…
for good (550), full-… for now once the text is there (452), hold-… waits for ever for an answer,
mute-… is taken and never told so, anybody else's is taken.
"""
import argparse
import asyncio
import base64
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def say(**facts):
    print(json.dumps(facts), flush=True)


class Handler:
    def __init__(self, implicit):
        self.implicit = implicit

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("-")[0]
        if name == "busy":
            say(event="refused", to=address)
            return "451 4.7.1 Come back later"
        if name == "gone":
            say(event="refused", to=address)
            return "550 5.1.1 No such person here"
        if name == "hold":
            say(event="held", to=address)
            await asyncio.Event().wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("full-"):
            say(event="refused", to=to)
            return "452 4.3.1 No room left"
        raw = envelope.original_content
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        body = message.get_payload(decode=True)
        say(
            event="letter", sender=envelope.mail_from, to=to, recipients=len(envelope.rcpt_tos),
            encrypted=self.implicit or session.ssl is not None, user=bool(session.authenticated),
            names=[name for name, _ in message.items()],
            subject=str(message["Subject"]), id=str(message["Message-ID"]),
            source=str(message["From"]), date=message["Date"].datetime.isoformat(),
            longest=max(len(line) for line in raw.split(b"\r\n")),
            body=base64.b64encode(body).decode(), defects=len(message.defects))
        if to.startswith("mute-"):
            await asyncio.Event().wait()
        return "250 OK"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    for name in ["certificate", "key", "user", "password"]:
        parser.add_argument(f"--{name}")
    parser.add_argument("--implicit", action="store_true")
    given = parser.parse_args()
    context = None
    if given.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate, given.key)

    def check(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and data == LoginPassword(
            given.user.encode(), given.password.encode())
        return AuthResult(success=right)

    def make():
        return SMTP(
            Handler(given.implicit), hostname="mail.test", tls_context=None if given.implicit else context,
            require_starttls=context is not None and not given.implicit,
            auth_required=bool(given.user),
            auth_require_tls=context is not None and not given.implicit,
            authenticator=check if given.user else None)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        make, "127.0.0.1", given.port, reuse_address=True,
        ssl=context if given.implicit else None)
    say(event="ready", port=server.sockets[0].getsockname()[1])
    # It ends with whoever started it.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
