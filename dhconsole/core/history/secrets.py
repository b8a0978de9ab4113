"""Whether code holds a secret in the clear. Pure, and a guess.

It is not taken out of the code: where one secret was found there may be others, and code with
``'***'`` in place of a password looks as if it could be run again. So the whole block counts.

What is looked for:

- tokens that this console logs in with (``known``), as they are or inside a Basic header;
- text or a number of four digits and more given to a name such as ``password``, ``api_key``,
  ``token``: by ``=``, as an argument, as a value of a dict, compared with it, or given to a
  function of such a name (``set_password("...")``); not what looks a secret up
  (``os.environ["TOKEN"]``, ``getpass("Password: ")``);
- the same in text, comments and code that does not parse: ``--password x``, ``TOKEN=x``;
- ``Authorization`` headers, ``user:password@`` in addresses, PEM blocks, and tokens whose
  makers gave them a shape (JSON web tokens, those of GitHub, GitLab, AWS, Slack and others).

A secret in a name or a shape that says nothing of it is not found; nor is one put together from
pieces, or one that the code reads or prints.
"""

from __future__ import annotations

import ast
import base64
import io
import itertools
import re
import tokenize
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from dhconsole.text.syntax import parse

if TYPE_CHECKING:
    from dhconsole.client.options import ConnectOptions

MIN_KNOWN = 4
"""Known secrets that are shorter are not looked for: half of all code would hold them."""

_STEMS = ("password", "passwd", "passphrase", "passcode", "secret", "apikey", "credential")
_ENDS = ("token", "tokens", "pwd", "psk")
_WORDS = frozenset({"pass", "pw", "auth", "pin", "authorization", "bearer"})
_KEYS = frozenset({"api", "private", "access", "secret", "auth", "signing", "shared", "encryption"})
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LOOKUPS = re.compile(
    r"get|input|open|read|load|find|fetch|lookup|environ|ask|prompt|pop|path|field|column|print",
    re.IGNORECASE,
)
_LEAST_NUMBER = 1_000
_SHORT = len("'..'")
_ABOUT = re.compile(
    r"type|kind|names?|ur[li]|file|path|env|variable|command|keyring|count|len(?:gth)?|field"
    r"|columns?|index|expir(?:y|es)|ttl|limit"
)

_NAME = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|psk"
    r"|(?:private|access|auth|signing|shared|encryption)[_-]?key|credentials?)"
)
_QUOTED = re.compile(
    _NAME + r"[\"'`\]]*\s*(?:=>|==?|:|,)\s*[rbuf]{0,2}(?P<quote>[\"'`])(?P<value>(?!(?P=quote)).)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?<![\w.\-])--?[\w\-]{0,30}" + _NAME + r"[= ]\s*|" + _NAME + r"=)"
    r"(?![\w.]*[(\[])(?!\$|\{|%\w|\*+(?:\W|$)|<)[^\s()\[\]{},;'\"`=]{3,}",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^[ \t#\"']*[\w.\-]{0,30}" + _NAME + r"[\"']?\s*:\s*(?![\[{(<$]|\*+\s*$)\S{3,}\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_SHAPES = re.compile(
    r"-----BEGIN [A-Z0-9 ]+-----"
    r"|\b[a-z][a-z0-9+.\-]{0,20}://[^\s/:@'\"]*:(?!\{[^{}]*\}@|%s@|\*+@|<[^<>]*>@|\$)[^\s/@'\"]+@"
    r"|(?<![\w\-])eyJ[\w\-]{8,}\.[\w\-]{8,}\.[\w\-]*"
    r"|(?<![\w\-])(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|sk_live_|rk_live_)[\w\-]{16,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\b[Bb]earer\s+(?=[\w\-.~+/]*\d)[\w\-.~+/]{12,}"
    r"|\b[Bb]asic\s+(?=[A-Za-z+/]*[A-Z0-9])[A-Za-z0-9+/]{8,}={0,2}(?![\w ])"
)


def holds_secret(text: str, known: Collection[str] = ()) -> bool:
    """Whether ``text`` holds, or seems to hold, a secret.

    Args:
        known: secrets of this console, each of ``MIN_KNOWN`` characters or more.
    """
    if any(each in text for secret in known for each in _forms(secret)):
        return True
    if _SHAPES.search(text):
        return True
    tree = parse(text)
    if tree is None:
        return any(_suspect(text))
    if any(found for each in (*_texts(tree), *_comments(text)) for found in _suspect(each)):
        return True
    try:
        return any(_given(tree))
    except RecursionError:
        return True  # too deep to look into


def secrets_of(options: ConnectOptions) -> tuple[str, ...]:
    """What a connection logs in with, to be looked for as ``known``."""
    found = [options.auth_token]
    for name, value in options.extra_headers:
        if names_secret(name) or name.lower() == "cookie":
            text = value if isinstance(value, str) else value.decode("utf-8", "replace")
            found += [text, text.rpartition(" ")[2]]
    return tuple(each for each in found if len(each) >= MIN_KNOWN)


def names_secret(name: str) -> bool:
    """Whether what a variable, argument or key of this name holds is likely a secret."""
    parts = [each.lower() for each in _PARTS.findall(name)]
    if parts and _ABOUT.fullmatch(parts[-1]):
        return False
    whole = "".join(parts)
    if any(each in whole for each in _STEMS):
        return True
    if any(each in _WORDS or each.endswith(_ENDS) for each in parts):
        return True
    return any(a in _KEYS and b in ("key", "keys") for a, b in itertools.pairwise(parts))


def _forms(secret: str) -> Iterator[str]:
    """As it is, the password of ``user:password``, and both as a header carries them."""
    forms = [secret]
    _, colon, password = secret.partition(":")
    if colon and len(password) >= MIN_KNOWN:
        forms.append(password)
    for each in forms:
        yield each
        yield base64.b64encode(each.encode("utf-8", "replace")).decode().rstrip("=")


def _suspect(text: str) -> Iterator[bool]:
    """What text outside of the grammar says: comments, commands of a shell, broken code."""
    for pattern in (_QUOTED, _BARE, _LINE):
        yield pattern.search(text) is not None


def _given(tree: ast.Module) -> Iterator[bool]:
    """For every place of the code where a name is given a value: whether it is a secret."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for each in targets:
                    yield from _paired(each, value)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                yield from _paired(target, value)
            case ast.AugAssign(target=target, value=value):
                yield from _paired(target, value)
            case ast.keyword(arg=str(name), value=value):
                yield names_secret(name) and _is_literal(value)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    yield key is not None and _named(key) and _is_literal(value)
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                yield any(map(_named, sides)) and any(
                    _is_literal(each) for each in sides if not _named(each)
                )
            case ast.arguments():
                yield from _defaults(node)
            case ast.Call():
                yield from _called(node)


def _paired(target: ast.expr, value: ast.expr) -> Iterator[bool]:
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for each, given in zip(target.elts, value.elts, strict=False):
            yield from _paired(each, given)
    else:
        yield _named(target) and _is_literal(value)


def _defaults(node: ast.arguments) -> Iterator[bool]:
    positional = [*node.posonlyargs, *node.args]
    pairs = [
        *zip(reversed(positional), reversed(node.defaults), strict=False),
        *zip(node.kwonlyargs, node.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        yield default is not None and names_secret(argument.arg) and _is_literal(default)


def _called(node: ast.Call) -> Iterator[bool]:
    """``set_password("x")``, ``setattr(o, "password", "x")``, ``setdefault("TOKEN", "x")``."""
    yield _sets(node.func) and any(_is_literal(each) for each in node.args)
    for name, value in itertools.pairwise(node.args):
        yield isinstance(name, ast.Constant) and _named(name) and _is_literal(value)


def _sets(function: ast.expr) -> bool:
    name = _name(function)
    return names_secret(name) and not _LOOKUPS.search(name)


def _named(node: ast.expr) -> bool:
    """Whether an expression is a place for a secret."""
    return names_secret(_name(node))


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str(name)) if name.replace("-", "_").isidentifier():
            return name
        case ast.Subscript(slice=key):
            return _name(key)
    return ""


def _is_literal(node: ast.expr) -> bool:
    """Whether a value is written out here, in whole or in part."""
    match node:
        case ast.Constant(value=str(value)):
            return bool(value.strip(" *"))
        case ast.Constant(value=bytes(raw)):
            return bool(raw.strip(b" *"))
        case ast.Constant(value=int(number)):
            return number >= _LEAST_NUMBER
        case ast.UnaryOp(operand=operand):
            return _is_literal(operand)
        case ast.JoinedStr(values=parts):
            return any(_is_literal(each) for each in parts)
        case ast.BinOp(left=left, right=right):
            return _is_literal(left) or _is_literal(right)
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            return any(_is_literal(each) for each in parts)
        case ast.Set(elts=parts) | ast.Dict(values=parts):
            return any(_is_literal(each) for each in parts)
        case ast.IfExp(body=body, orelse=orelse):
            return _is_literal(body) or _is_literal(orelse)
        case ast.NamedExpr(value=value) | ast.Await(value=value) | ast.Starred(value=value):
            return _is_literal(value)
        case ast.Call(func=function, args=arguments):
            if isinstance(function, ast.Attribute) and _is_literal(function.value):
                return True
            looks_up = _LOOKUPS.search(ast.unparse(function)) is not None
            # Short ones are separators and modes: ``tokens = line.split(",")``.
            long = [each for each in arguments if len(ast.unparse(each)) > _SHORT]
            return not looks_up and any(_is_literal(each) for each in long)
    return False


def _texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("utf-8", "replace")


def _comments(text: str) -> Iterator[str]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.string
    except (tokenize.TokenError, SyntaxError):
        return  # the parser took it, so there is at most a loose end behind the last token
