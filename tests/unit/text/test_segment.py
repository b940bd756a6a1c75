from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

from fzapp.text import segment

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = "青石镇全年开展法治宣传活动12场，化解矛盾纠纷37件。"


def test_words_are_the_text_again() -> None:
    assert "".join(segment.words(TEXT)) == TEXT


def test_words_are_words() -> None:
    assert {"法治", "宣传", "活动", "纠纷"} <= set(segment.words(TEXT))


def test_words_of_nothing() -> None:
    assert segment.words("") == ()
    assert segment.boundaries("") == frozenset()


def test_boundaries_lie_between_words() -> None:
    text = "行政执法监督"
    ends = segment.boundaries(text)
    assert ends
    assert 0 not in ends
    assert len(text) not in ends
    assert all(text[:end].endswith(("行政", "执法", "行政执法")) for end in ends)


def test_the_same_text_gives_the_same_words() -> None:
    assert segment.words(TEXT) == segment.words(TEXT)


def test_loading_is_silent(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    segment._segmenter.cache_clear()
    with caplog.at_level(logging.DEBUG):
        segment.words("依法行政")
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    segment._segmenter.cache_clear()
    segment.words("依法行政")
    assert list(temporary.iterdir()) == []


def test_the_dictionary_is_kept_beside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FZAPP_DATA", str(tmp_path))
    folder = tmp_path / "cache"
    folder.mkdir()
    segment._segmenter.cache_clear()
    first = segment.words(TEXT)
    assert [path.suffix for path in folder.iterdir()] == [".cache"]
    segment._segmenter.cache_clear()
    assert segment.words(TEXT) == first


def test_a_damaged_dictionary_copy_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FZAPP_DATA", str(tmp_path))
    folder = tmp_path / "cache"
    folder.mkdir()
    segment._segmenter.cache_clear()
    expected = segment.words(TEXT)
    (copy,) = folder.iterdir()
    copy.write_bytes(copy.read_bytes()[:1000])
    segment._segmenter.cache_clear()
    assert segment.words(TEXT) == expected


def test_importing_does_not_load_the_dictionary() -> None:
    code = "import sys, fzapp.text.segment; sys.exit('jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
