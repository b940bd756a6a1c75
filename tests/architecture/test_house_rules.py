"""The house rules hold in the program and its tests, and each rule sees what it is there to see."""

from __future__ import annotations

import pytest

from tests.architecture import house_rules
from tests.architecture.house_rules import EVERYWHERE, IN_PROGRAM, Rule
from tests.architecture.source import Module, builders, program, suite

FUTURE = "from __future__ import annotations\n"


def faults(rule: Rule, modules: tuple[Module, ...]) -> list[str]:
    return [f"{module.path}:{line}: {what}" for module in modules for line, what in rule(module)]


@pytest.mark.parametrize("rule", EVERYWHERE + IN_PROGRAM, ids=lambda rule: rule.__name__)
def test_program_keeps(rule: Rule) -> None:
    assert faults(rule, program()) == [], rule.__doc__


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_tests_keep(rule: Rule) -> None:
    assert faults(rule, suite()) == [], rule.__doc__


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_builders_keep(rule: Rule) -> None:
    assert faults(rule, builders()) == [], rule.__doc__


PLANTED = [
    (house_rules.sizes, "fzapp/a.py", "def f():\n" + "    x = 1\n" * 60),
    (house_rules.sizes, "fzapp/a.py", "class C:\n" + "    x = 1\n" * 400),
    (house_rules.sizes, "fzapp/a.py", "x = 1\n" * 501),
    (house_rules.imports, "fzapp/a.py", FUTURE + "from .b import c\n"),
    (house_rules.imports, "fzapp/a.py", FUTURE + "from fzapp.b import *\n"),
    (house_rules.imports, "fzapp/a.py", "import os\n"),
    (house_rules.imports, "fzapp/text/__init__.py", '"""Text."""\nfrom fzapp.text.outline import parse\n'),
    (house_rules.network, "fzapp/a.py", "import urllib.request\n"),
    (house_rules.network, "fzapp/a.py", "from http.client import HTTPConnection\n"),
    (house_rules.network, "fzapp/ui/a.py", "from PySide6 import QtNetwork\n"),
    (house_rules.waiting, "fzapp/ui/a.py", "QApplication.processEvents()\n"),
    (house_rules.waiting, "tests/a.py", "time.sleep(1)\n"),
    (house_rules.waiting, "tests/a.py", "QTest.qWait(40)\n"),
    (house_rules.printing, "fzapp/services/a.py", "print('x')\n"),
    (house_rules.printing, "fzapp/services/a.py", "sys.stdout.write('x')\n"),
    (house_rules.file_writes, "fzapp/services/a.py", "open(name, 'w')\n"),
    (house_rules.file_writes, "fzapp/services/a.py", "path.open(mode='ab')\n"),
    (house_rules.file_writes, "fzapp/services/a.py", "path.write_bytes(b'')\n"),
    (house_rules.file_writes, "fzapp/services/a.py", "shutil.copyfile(source, target)\n"),
    (house_rules.broad_handlers, "fzapp/a.py", "try:\n    f()\nexcept Exception:\n    log()\n"),
    (
        house_rules.broad_handlers,
        "fzapp/a.py",
        "try:\n    f()\nexcept (OSError, BaseException):\n    log()\n",
    ),
    (house_rules.broad_handlers, "fzapp/a.py", "try:\n    f()\nexcept:\n    log()\n"),
    (house_rules.broad_suppressions, "fzapp/a.py", "with suppress(OSError, Exception):\n    f()\n"),
    (house_rules.praise_in_finally, "fzapp/ui/a.py", "try:\n    f()\nfinally:\n    tell('已存好。')\n"),
    (house_rules.sql, "fzapp/services/a.py", "archive.read('select id from report')\n"),
    (house_rules.sql, "fzapp/ui/a.py", "archive.read(f'update {table} set a = 1')\n"),
    (house_rules.glob_classes, "fzapp/a.py", "folder.glob('[A-Z]*.toml')\n"),
    (house_rules.log_words, "fzapp/a.py", "_log.info(f'{n} rows')\n"),
    (house_rules.log_words, "fzapp/a.py", "_log.warning('failed: %s', error)\n"),
    (house_rules.log_words, "fzapp/a.py", "logging.getLogger(__name__).info('read %s', self.path)\n"),
    (house_rules.swallowed, "fzapp/a.py", "try:\n    f()\nexcept OSError:\n    pass\n"),
    (house_rules.blanket_ignores, "fzapp/a.py", "x = 1  # type: ignore\n"),
    (house_rules.blanket_ignores, "fzapp/a.py", "x = 1  # noqa\n"),
    (house_rules.globals_changed, "fzapp/domain/a.py", "cache = {}\n"),
    (house_rules.globals_changed, "fzapp/domain/a.py", "CACHE = {}\ndef f():\n    CACHE['a'] = 1\n"),
    (
        house_rules.globals_changed,
        "fzapp/domain/a.py",
        "SEEN: set[str] = set()\ndef f():\n    SEEN.add('a')\n",
    ),
    (house_rules.globals_changed, "fzapp/ui/a.py", "numbers = itertools.count(1)\n"),
    (house_rules.globals_changed, "fzapp/domain/a.py", "X = 1\ndef f():\n    global X\n    X = 2\n"),
    (house_rules.clock_in_domain, "fzapp/domain/a.py", "date.today()\n"),
    (house_rules.clock_in_domain, "fzapp/domain/a.py", "open(path)\n"),
    (house_rules.convenience_models, "fzapp/ui/a.py", "model = QSortFilterProxyModel()\n"),
    (house_rules.tag_names, "fzapp/word/render.py", "p.find('w:p')\n"),
    (house_rules.tag_names, "fzapp/word/render.py", "from docx.oxml.ns import qn\n"),
    (house_rules.unfinished, "fzapp/a.py", "x = 1  # TODO: more\n"),
    (house_rules.unfinished, "fzapp/a.py", "raise NotImplementedError\n"),
]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_rule_sees_a_planted_fault(rule: Rule, path: str, text: str) -> None:
    assert faults(rule, (Module(path, text),))


INNOCENT = [
    (house_rules.imports, "fzapp/a.py", '"""A."""\n' + FUTURE),
    (house_rules.printing, "fzapp/cli/main.py", "print('x')\n"),
    (house_rules.file_writes, "fzapp/a.py", "path.open(encoding='utf-8')\nopen(name, 'rb')\n"),
    (
        house_rules.broad_handlers,
        "fzapp/a.py",
        "try:\n    f()\nexcept BaseException:\n    undo()\n    raise\n",
    ),
    (house_rules.log_words, "fzapp/a.py", "_log.info('report %d: %s', report_id, type(error).__name__)\n"),
    (house_rules.blanket_ignores, "fzapp/a.py", "x = 1  # type: ignore[attr-defined]\ny = 1  # noqa: S101\n"),
    (
        house_rules.globals_changed,
        "fzapp/domain/a.py",
        "LABELS = {1: 'a'}\ndef f(x):\n    y = {}\n    y[1] = LABELS[1]\n",
    ),
    (house_rules.clock_in_domain, "fzapp/services/a.py", "date.today()\n"),
    (house_rules.sql, "fzapp/storage/a.py", "archive.read('select id from report')\n"),
    (house_rules.sql, "fzapp/ui/a.py", "say('selected rows')\n"),
    (house_rules.praise_in_finally, "fzapp/ui/a.py", "try:\n    f()\nfinally:\n    close('copy')\n"),
    (house_rules.tag_names, "fzapp/word/oxml.py", "p.find('w:p')\n"),
    (house_rules.tag_names, "fzapp/word/render.py", '"""Makes w:p elements."""\n'),
]


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENT)
def test_rule_leaves_the_innocent_alone(rule: Rule, path: str, text: str) -> None:
    assert faults(rule, (Module(path, text),)) == []


def test_exceptions_name_files_that_exist() -> None:
    named = {
        *house_rules.CATCHES_EVERYTHING,
        *house_rules.SPEAKS_OXML,
        *house_rules.SPEAKS_SQL,
        *house_rules.WRITES_FILES,
    }
    assert named <= {module.path for module in program()}, "an exception that nothing needs any more"
    assert house_rules.LETS_TIME_PASS.keys() <= {module.path for module in suite()}


def test_everything_is_caught_in_four_places_only() -> None:
    assert len(house_rules.CATCHES_EVERYTHING) == 4
