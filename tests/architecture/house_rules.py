"""The house rules as functions: each takes a module and yields (line, what is wrong)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.source import HAN, Module, dotted, literal

Fault = tuple[int, str]
Rule = Callable[[Module], Iterator[Fault]]

FUNCTION_LINES = 60
CLASS_LINES = 400
MODULE_LINES = 500

# --- exceptions, each with its reason ------------------------------------------------------------

CATCHES_EVERYTHING = {
    "fzapp/selftest.py": "a check that fails in any way is a result to report, not an end",
    "fzapp/cli/main.py": "the last line of defence: log, one sentence, exit status 70",
    "fzapp/ui/undo.py": "QUndoStack moves its index even when undo() raises",
    "fzapp/ui/jobs.py": "a worker delivers whatever happened to the window's thread",
}

MAY_PRINT = ("fzapp.cli", "fzapp.selftest", "fzapp.__main__")

SPEAKS_OXML = {
    "fzapp/word/oxml.py": "the one place that writes tags",
    "fzapp/word/oxml_letterhead.py": "the same for what stands around the text, which is half a module of its own",
    "fzapp/intake/docx_reader.py": "reads foreign files, whose tags are what it reads",
}

SPEAKS_SQL = {
    "fzapp/selftest.py": "asks the SQLite of the installed program whether it can search texts",
}

LETS_TIME_PASS = {
    "tests/benchmarks/test_event_gaps.py": "opens pages and measures what the window does meanwhile",
    "tests/benchmarks/test_writing_heartbeat.py": "types at a person's pace and measures what the window does meanwhile",
}

WRITES_FILES = {
    "fzapp/infra/files.py": "the one door",
    "fzapp/package/bag.py": "copies large evidence block by block into a new folder, renamed when it is whole",
    "fzapp/infra/logs.py": "a log grows line by line; replacing it would lose lines at a crash",
    "fzapp/storage/salvage.py": "copies a damaged archive of any size, to work on the copy",
}

MUTATORS = frozenset(
    {
        "append",
        "add",
        "update",
        "extend",
        "insert",
        "pop",
        "popitem",
        "remove",
        "discard",
        "clear",
        "setdefault",
    }
)


# --- sizes ---------------------------------------------------------------------------------------


def sizes(module: Module) -> Iterator[Fault]:
    """Small enough to be read at one go."""
    length = module.text.count("\n")
    if length > MODULE_LINES:
        yield length, f"module of {length} lines (budget {MODULE_LINES})"
    for node in module.nodes(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        budget = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > budget:
            yield node.lineno, f"{node.name} of {length} lines (budget {budget})"


# --- imports -------------------------------------------------------------------------------------


def imports(module: Module) -> Iterator[Fault]:
    """Absolute, by name; packages re-export nothing; annotations are never evaluated."""
    for node in module.nodes(ast.ImportFrom):
        if node.level:
            yield node.lineno, "relative import"
        if any(alias.name == "*" for alias in node.names):
            yield node.lineno, "star import"
    statements = [node for node in module.tree.body if not isinstance(node, ast.Expr)]
    if module.path.endswith("__init__.py"):
        if statements:
            yield statements[0].lineno, "an __init__.py holds its docstring alone"
    elif statements and not _is_future(statements[0]):
        yield statements[0].lineno, "the first statement is `from __future__ import annotations`"


def _is_future(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and node.names[0].name == "annotations"
    )


NETWORK = re.compile(
    r"(socket|ssl|urllib|http|ftplib|smtplib|imaplib|poplib|telnetlib|xmlrpc|socketserver|webbrowser"
    r"|requests|httpx|aiohttp|PySide6\.QtNetwork|PySide6\.QtWebEngine\w*)(\.|$)"
)


def network(module: Module) -> Iterator[Fault]:
    """The program knows no network."""
    for line, name in imported(module):
        if NETWORK.match(name):
            yield line, f"imports {name}"


def imported(module: Module) -> Iterator[Fault]:
    """Every module and name that is imported, dotted, with its line."""
    for node in module.nodes(ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    for node in module.nodes(ast.ImportFrom):
        yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


# --- calls ---------------------------------------------------------------------------------------


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called."""
    return ((node, dotted(node.func)) for node in module.nodes(ast.Call))


WAITS = frozenset({"processEvents", "sleep", "msleep", "usleep", "qWait", "qSleep"})


def waiting(module: Module) -> Iterator[Fault]:
    """Nothing waits by the clock and nothing pumps the event loop by hand; tests wait for conditions."""
    if module.path in LETS_TIME_PASS:
        return
    for node, name in calls(module):
        if name.rpartition(".")[2] in WAITS or name == "qtbot.wait":
            yield node.lineno, name


def printing(module: Module) -> Iterator[Fault]:
    """Below the command line nothing prints."""
    if module.within(*MAY_PRINT):
        return
    for node, name in calls(module):
        if name == "print" or name.startswith(("sys.stdout.", "sys.stderr.")):
            yield node.lineno, name


def file_writes(module: Module) -> Iterator[Fault]:
    """A user's file is written as a whole or not at all, through fzapp.infra.files."""
    if module.path in WRITES_FILES:
        return
    for node, name in calls(module):
        last = name.rpartition(".")[2]
        copies = name.startswith("shutil.") and last.startswith(("copy", "move"))
        opens = last in ("open", "fdopen") and _opens_for_writing(node)
        if last in ("write_text", "write_bytes") or copies or opens:
            yield node.lineno, f"{name}: use fzapp.infra.files.write_atomic"


def _opens_for_writing(node: ast.Call) -> bool:
    """Whether a mode among the arguments of an open() writes."""
    values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    return any(re.fullmatch(r"[rwaxbt]*[wax+][rwaxbt+]*", literal(value)) for value in values)


def glob_classes(module: Module) -> Iterator[Fault]:
    """Windows does not tell a from A in the names of files: [A-Z]*.toml finds common.toml there."""
    for node, name in calls(module):
        if name.rpartition(".")[2] in ("glob", "rglob", "fnmatch") and any(
            "[" in literal(v) for v in node.args
        ):
            yield node.lineno, f"{name} with a class of characters"


LOGS = re.compile(
    r"(^|\.)_?(log|logger|logging|getLogger\(\)|\?)\.(debug|info|warning|error|exception|critical|log)$"
)
NEVER_LOGGED = frozenset(
    {"error", "exc", "text", "body", "title", "heading", "name", "content", "value", "path", "line"}
)


def log_words(module: Module) -> Iterator[Fault]:
    """A log holds ids, counts and kinds, never a text, a name, a path or what an exception says."""
    for node, name in calls(module):
        if not LOGS.search(name) or not node.args:
            continue
        if not isinstance(node.args[0], ast.Constant):
            yield node.lineno, "the message of a log record is a literal"
        for value in node.args[1:]:
            if dotted(value).rpartition(".")[2] in NEVER_LOGGED:
                yield node.lineno, f"logs {dotted(value)}"


# --- errors --------------------------------------------------------------------------------------


def broad_handlers(module: Module) -> Iterator[Fault]:
    """`except Exception` hides bugs; a handler that only cleans up and raises again hides none."""
    if module.path in CATCHES_EVERYTHING:
        return
    for node in module.nodes(ast.ExceptHandler):
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        broad = any(kind is None or dotted(kind) in ("Exception", "BaseException") for kind in kinds)
        if broad and not _raises_again(node):
            yield node.lineno, "catches everything"


def broad_suppressions(module: Module) -> Iterator[Fault]:
    """What suppress() ignores is named as narrowly as what `except` catches."""
    for node, name in calls(module):
        if name in ("suppress", "contextlib.suppress") and any(
            dotted(kind) in ("Exception", "BaseException") for kind in node.args
        ):
            yield node.lineno, "suppresses everything"


def praise_in_finally(module: Module) -> Iterator[Fault]:
    """What stands in `finally` is reached after a failure too, so it tells the user nothing."""
    for node in module.nodes(ast.Try):
        for inner in (found for statement in node.finalbody for found in ast.walk(statement)):
            if isinstance(inner, ast.Constant) and HAN.search(literal(inner)):
                yield inner.lineno, f"says {literal(inner)} after a failure too"


def swallowed(module: Module) -> Iterator[Fault]:
    """An error that is ignored on purpose says so with contextlib.suppress."""
    for node in module.nodes(ast.ExceptHandler):
        if len(node.body) == 1 and isinstance(node.body[0], ast.Pass):
            yield node.lineno, "except … pass"


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def blanket_ignores(module: Module) -> Iterator[Fault]:
    """A rule is switched off by its name, never all of them."""
    for line, text in module.comments():
        if re.search(r"(type: ?ignore|pyright: ?ignore)(?!\[)|noqa(?!: ?[A-Z])", text):
            yield line, text


# --- state ---------------------------------------------------------------------------------------


def globals_changed(module: Module) -> Iterator[Fault]:
    """What stands at module level is a constant: written in capitals and never changed."""
    tables = frozenset(_module_tables(module))
    for node in module.nodes(ast.Global):
        yield node.lineno, f"global {', '.join(node.names)}"
    for name in sorted(tables):
        if not re.fullmatch(r"_?[A-Z][A-Z0-9_]*|__\w+__", name):
            yield 1, f"{name} is mutable and not named as a constant"
    for node, name in calls(module):
        owner, _, method = name.rpartition(".")
        if owner in tables and method in MUTATORS:
            yield node.lineno, f"{name} changes a constant"
    for node in module.nodes(ast.Subscript):
        if isinstance(node.ctx, (ast.Store, ast.Del)) and dotted(node.value) in tables:
            yield node.lineno, f"{dotted(node.value)}[…] is changed"


def _module_tables(module: Module) -> Iterator[str]:
    """The names bound to a mutable value at module level."""
    mutable = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
    makers = ("dict", "list", "set", "defaultdict", "Counter", "deque", "count", "cycle", "iter")
    for node in module.tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if isinstance(value, mutable) or (
                    isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] in makers
                ):
                    yield name
            case _:
                pass


CLOCK = re.compile(r"(^|\.)(now|today|utcnow|time|monotonic|perf_counter)$")


def clock_in_domain(module: Module) -> Iterator[Fault]:
    """The domain is told the time; it touches no file and no environment."""
    if not module.within("fzapp.domain"):
        return
    for node, name in calls(module):
        owner = name.rpartition(".")[0]
        if CLOCK.search(name) and owner in ("datetime", "date", "time", "datetime.datetime", "datetime.date"):
            yield node.lineno, f"{name}() reads the clock"
        if name in ("open", "os.getenv", "os.environ.get"):
            yield node.lineno, f"{name}() reaches outside"


SQL = re.compile(
    r"\s*(select|insert into|update \S+ set|delete from|create (table|index)|drop table|pragma) "
)


def sql(module: Module) -> Iterator[Fault]:
    """Only the storage layer knows that the archive is tables."""
    if module.within("fzapp.storage") or module.path in SPEAKS_SQL:
        return
    for line, text in module.strings():
        if SQL.match(text):
            yield line, repr(text)


# --- layers that names betray --------------------------------------------------------------------

QT_SHORTCUTS = (
    "QSqlTableModel",
    "QSortFilterProxyModel",
    "QStandardItemModel",
    "QTableWidget",
    "QSqlDatabase",
)


def convenience_models(module: Module) -> Iterator[Fault]:
    """Archive data is shown by own models: Qt's ready ones were measured and are too slow or lose rows."""
    for node in module.nodes(ast.Name, ast.Attribute):
        name = dotted(node).rpartition(".")[2]
        if name in QT_SHORTCUTS:
            yield node.lineno, name


TAG = re.compile(r"\b(w|wp|wps|mc|w14|w15|a|r|v|o|pic):[a-z]\w*")


def tag_names(module: Module) -> Iterator[Fault]:
    """The tags of a Word file are known to one writer and one reader."""
    if module.path in SPEAKS_OXML or not module.within(
        "fzapp.word", "fzapp.intake", "fzapp.package", "fzapp.services"
    ):
        return
    for line, text in module.strings():
        if TAG.search(text):
            yield line, repr(text)
    for line, name in imported(module):
        if name.rpartition(".")[2] in ("qn", "OxmlElement", "parse_xml"):
            yield line, f"imports {name}"


UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def unfinished(module: Module) -> Iterator[Fault]:
    """What is not done stands in an issue, not in the source."""
    for line, text in module.comments():
        if UNFINISHED.search(text):
            yield line, text
    for node in module.nodes(ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if raised is not None and dotted(raised) == "NotImplementedError":
            yield node.lineno, "raises NotImplementedError"


EVERYWHERE: tuple[Rule, ...] = (
    sizes,
    imports,
    waiting,
    broad_suppressions,
    swallowed,
    blanket_ignores,
    unfinished,
)
IN_PROGRAM: tuple[Rule, ...] = (
    network,
    printing,
    file_writes,
    glob_classes,
    broad_handlers,
    praise_in_finally,
    log_words,
    globals_changed,
    clock_in_domain,
    sql,
    convenience_models,
    tag_names,
)
