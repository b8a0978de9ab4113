"""What must not be stored, and what may."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.core.history.secrets import holds_secret, names_secret

HELD = [
    'password = "hunter2"',
    "self.db_password = 'hunter2'",
    'userPassword: str = "hunter2"',
    'config["api_key"] = "abcdef"',
    'os.environ["DH_TOKEN"] = "abcdef"',
    'os.environ.setdefault("DH_TOKEN", "abcdef")',
    'connect(host="x", passwd="hunter2")',
    'Session(auth_type="psk", auth_token="abcdef")',
    'settings = {"user": "a", "secret": "hunter2"}',
    'user, pwd = "a", "hunter2"',
    'if (token := "abcdef"):\n    pass',
    'def connect(user, password="hunter2"):\n    pass',
    'def connect(*, psk=b"hunter2"):\n    pass',
    'assert password == "hunter2"',
    'set_password("hunter2")',
    'setattr(settings, "password", "hunter2")',
    'password = "hun" + suffix',
    'password = f"hunter{n}"',
    'secret = "hunter2".encode()',
    'secret = b64decode(b"aHVudGVyMg==")',
    'token = "" or "hunter2"',
    "password = 12345",
    'private_key = """x"""',
    'tokens = ["abcdef"]',
    'requests.get(url, headers={"Authorization": "Bearer " + x})',
    'headers = {"authorization": f"Bearer {x}"}',
    'h = "Bearer abcdefghij0123456789"',
    'h = "Basic dXNlcjpodW50ZXIy"',
    'url = "postgresql://me:hunter2@db/prices"',
    "# see https://me:hunter2@host/x",
    'key = """-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----"""',
    'x = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"',
    'x = "ghp_' + "a1" * 18 + '"',
    'x = "AKIA' + "A1" * 8 + '"',
    "# password: hunter2",
    "x = 1  # token=abcdef",
    'jdbc = "jdbc:x;user=me;password=hunter2"',
    """body = '{"user": "me", "password": "hunter2"}'""",
    'text = """\nuser: me\npassword: hunter2\n"""',
    'subprocess.run("login --password hunter2", shell=True)',
    't.where("Password = `hunter2`")',
    "%connect dh://host --token abcdef",
    "!export DH_PSK=abcdef",
    "!curl -u me https://me:hunter2@host",
    'password = "hunter2" +',
    'def password = "hunter2"; println password',
]

FREE = [
    "x = 1",
    'print("hello")',
    't = empty_table(10).update("X = i")',
    'token = os.environ["DH_TOKEN"]',
    'token = os.environ.get("DH_TOKEN")',
    'password = getpass("Password: ")',
    'password = keyring.get_password("service", "me")',
    'secret = Path("secret.txt").read_text()',
    'secret = open("secret.txt").read()',
    "password = None",
    'password = ""',
    'password = "***"',
    "connect(user=user, password=password)",
    'Session(auth_type="psk", auth_token=token)',
    'token_file = "~/.token"',
    'tokens = line.split(",")',
    "token_count = 5000",
    'if kind == "token":\n    pass',
    'columns = ["Token", "Price"]',
    't.where("Sym = `AAPL`")',
    't.sort("Token")',
    'url = f"postgresql://{user}:{password}@db/prices"',
    'url = "postgresql://me@db:5432/prices"',
    'get("http://localhost:10000/x@y")',
    "passed = 10\ncompass = 'north'",
    '"""Takes a password and a token, and gives a session."""',
    "# asks for the password",
    "author = 'me'",
    'primary_key = "Sym"\nkeys = ["Sym", "Day"]',
    "for each in range(10):",
    "%open trades",
    "!ls -l",
    "print(",
    'basic = "Basic statistics of prices"',
]

UNSEEN = ['x = "hunter2"', 'login("me", "hunter2")', "print('hunter2')"]
"""What the guess cannot know, as README says."""


@pytest.mark.parametrize("text", HELD)
def test_a_secret_is_seen(text: str) -> None:
    assert holds_secret(text)
    assert holds_secret(f"x = 1\n{text}\n")


@pytest.mark.parametrize("text", [*FREE, *UNSEEN])
def test_code_without_one_is_stored(text: str) -> None:
    assert not holds_secret(text)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("password", True),
        ("dbPassword", True),
        ("DH_PSK", True),
        ("apiKey", True),
        ("API_KEY", True),
        ("private_key", True),
        ("x-auth-token", True),
        ("sessiontoken", True),
        ("passes", False),
        ("bypass", False),
        ("key", False),
        ("primary_key", False),
        ("tokenizer", False),
        ("auth_type", False),
        ("token_env", False),
        ("password_file", False),
        ("", False),
    ],
)
def test_names_of_secrets(name: str, secret: bool) -> None:
    assert names_secret(name) is secret


def test_what_this_console_logs_in_with_is_seen_in_any_form() -> None:
    known = ["me:correct horse"]
    assert holds_secret('x = "me:correct horse"', known)
    assert holds_secret('login("correct horse")', known)
    header = base64.b64encode(b"me:correct horse").decode()
    assert holds_secret(f"curl({header!r})", known)
    assert not holds_secret('x = "me"', known)


@given(
    st.sampled_from(["password", "api_key", "TOKEN", "client_secret", "psk"]),
    st.text("abcdefXYZ0123456789!$%&", min_size=4, max_size=30),
    st.sampled_from(
        ["{n} = {v!r}", "f({n}={v!r})", "d = {{{n!r}: {v!r}}}", "d[{n!r}] = {v!r}", "o.{n} = {v!r}"]
    ),
    st.sampled_from(["{c}", "if x:\n    {c}", "def f():\n    return 1\n\n{c}", "a = 1; {c}"]),
)
def test_whatever_the_value_and_wherever_it_stands(
    name: str, value: str, form: str, around: str
) -> None:
    assert holds_secret(around.format(c=form.format(n=name, v=value)))


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert holds_secret(text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "x = '" + "a" * 190_000 + "'",
        "a." * 90_000,
        "\n" * 190_000 + "(",
        "x = " + "+".join(["'a'"] * 20_000),
        "(" * 10_000,
        "password " * 20_000,
        "-eyJ" * 40_000,
    ],
    ids=("word", "dots", "lines", "sum", "brackets", "names", "starts"),
)
def test_long_texts_are_read_in_passable_time(text: str) -> None:
    assert holds_secret(text) in (True, False)
