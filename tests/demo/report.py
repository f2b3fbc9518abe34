"""What the demo prints, and the list of what did not hold."""

import base64
import contextlib
import textwrap
import traceback

WIDTH = 110
WHOLE_WORDS = {"break_on_hyphens": False, "break_long_words": False}  # code stays code when it is pasted
LONGEST = 600  # longer lines are shortened
TOKEN = "x-amz-security-token: "


class Report:
    def __init__(self):
        self._failures = []
        self._held = 0
        self._job = ""

    def say(self, text):
        """A sentence for the reader."""
        print(textwrap.fill(" ".join(text.split()), WIDTH))

    @contextlib.contextmanager
    def job(self, name, text):
        """One job; an exception in it is a failure, and the next job goes on."""
        self._job = name
        title, _, rest = text.strip().partition("\n")
        print("\n" + "=" * WIDTH + "\n" + title + "\n" + "=" * WIDTH)
        self.say(rest)
        try:
            yield
        except Exception:
            traceback.print_exc()
            self._fail("it ended with the exception above")

    def step(self, text, code=""):
        """What comes next, and the call as it can be pasted."""
        print("\n" + textwrap.fill("-- " + text, WIDTH, subsequent_indent="   ", **WHOLE_WORDS))
        if code:
            print(textwrap.fill(code, WIDTH, initial_indent="   ", subsequent_indent="   ", **WHOLE_WORDS))

    def block(self, title, text):
        """Text that is shown as it is."""
        print(textwrap.fill("   " + title, WIDTH, subsequent_indent="     ", break_on_hyphens=False))
        for line in text.splitlines():
            first = "     | "
            for part in textwrap.wrap(shorten(line), WIDTH - len(first) - 2, break_on_hyphens=False) or [""]:
                print((first + part).rstrip())
                first = "     |   "

    def wire(self, records):
        """What a stand-in received, as it received it."""
        for record in records:
            facts = "on the wire: " + handshake(record.get("tls"))
            body = base64.b64decode(record.get("body") or "").decode("utf-8", "replace")
            if record.get("refused"):
                self.block(facts, "(no request: the handshake ended with: %s)" % record["refused"])
            else:
                self.block(facts, record["head"] + ("\n" + body if body else ""))

    def error(self, error):
        """An error that a user of the library sees."""
        self.block("raised: sallyport.%s" % type(error).__name__, str(error))

    def check(self, claim, holds):
        """A claim that must hold for the demo to succeed."""
        if holds:
            self._held += 1
            print("   ok: " + claim)
        else:
            self._fail(claim)

    def raises(self, claim, error, name, call, *args, **kwargs):
        """The call must raise this class of error with this name; returns the error."""
        try:
            result = call(*args, **kwargs)
        except error as e:
            self.error(e)
            self.check("%s: %s" % (claim, name), e.name == name and bool(e.hint))
            return e
        except Exception as e:
            print("   raised: %r" % e)
            self._fail("%s: expected %s %s" % (claim, error.__name__, name))
            return None
        print("   returned: %r" % result)
        self._fail("%s: expected %s %s" % (claim, error.__name__, name))
        return None

    def _fail(self, claim):
        self._failures.append("%s: %s" % (self._job, claim))
        print("   FAILED: " + claim)

    def finish(self):
        """The exit status."""
        print("\n" + "=" * WIDTH)
        for failure in self._failures:
            print("FAILED  " + failure)
        print("%d claims held, %d did not." % (self._held, len(self._failures)))
        return 1 if self._failures or not self._held else 0


def handshake(tls):
    """The facts of a TLS handshake in one line."""
    if not tls:
        return "plain HTTP"
    facts = [tls.get("version", "TLS"), "server name %s" % (tls["server_name"] or "(none)")]
    if tls.get("alpn"):
        facts.append("ALPN " + tls["alpn"])
    elif tls.get("alpn_offered"):
        facts.append("ALPN offered " + " ".join(tls["alpn_offered"]))
    if tls.get("client_certificate"):
        facts.append("client certificate " + tls["client_certificate"])
    return ", ".join(facts)


def shorten(line):
    length = 60 if line.lower().startswith(TOKEN) else LONGEST
    if len(line) <= length:
        return line
    return "%s... (%d characters)" % (line[:length], len(line))
