"""The bar of the window that says what happened, and the wording of times."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from fzapp.domain.errors import UserError
from fzapp.ui import theme
from fzapp.ui.widgets.basic import button, label, restyle, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fzapp.services.writing import Recovered
    from fzapp.ui.jobs import Job
    from fzapp.ui.prompts import Kind, Offer

TONES: dict[str, str] = {"done": "good", "note": "attention", "wrong": "wrong"}
WORDS: dict[str, str] = {"done": "好了", "note": "提醒", "wrong": "注意"}
STAYS = {"done": 6_000, "note": 15_000, "wrong": 0}
"""Milliseconds news stays; 0 is until the user closes it."""

BUG = "程序遇到没有料到的情况，已经写好的内容不受影响，再试一次；还不行时把日志交给技术人员。"


class MessageBar(QFrame):
    """One line of news over the foot of the window: a word, a sentence, perhaps a button; or a running job.

    It lies upon the status line, and nothing moves when it comes and goes.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._word = label(name="message_word")
        self._sentence = label(name="message_sentence", wrap=True)
        self._progress = QProgressBar(textVisible=False, objectName="message_progress")
        self._progress.setFixedWidth(160)
        self._offer_button = button("", self._on_offer, name="message_offer")
        self._close_button = button("知道了", self._on_close, "link", name="message_close")
        self._offer: Offer | None = None
        self._job: Job | None = None
        self._failures: dict[str, str] = {}
        """What was told of a job that failed, by the sentence that it is followed with."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        line = row(
            self._word, self._sentence, self._progress, self._offer_button, self._close_button, parent=self
        )
        line.setContentsMargins(16, 4, 12, 4)
        line.setStretch(1, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown."""
        return self._sentence.text()

    def place(self) -> None:
        """Take the foot of the window, as high as the sentence needs."""
        ground = self.parentWidget().rect()
        height = max(theme.STATUS_HEIGHT, self.layout().totalHeightForWidth(ground.width()))
        self.setGeometry(0, ground.height() - height, ground.width(), height)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        """Another sentence, another size of type: another height."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.place()
        return done

    def show_news(self, sentence: str, kind: Kind, offer: Offer | None = None) -> None:
        """Show a sentence; good news goes by itself, bad news stays."""
        self._job = None
        self._dress(sentence, TONES[kind], WORDS[kind])
        self._offer = offer
        self._offer_button.setVisible(offer is not None)
        self._offer_button.setText(offer.label if offer else "")
        self._progress.hide()
        self._close_button.setText("知道了")
        self._timer.stop()
        if STAYS[kind]:
            self._timer.start(STAYS[kind])
        self.show()

    def take_back(self, sentence: str) -> None:
        """Hide a sentence that is not true any more, if it is still the one that is shown."""
        if sentence and self._job is None and self.sentence == sentence:
            self.hide()

    def follow(self, job: Job, sentence: str) -> None:
        """Show a job once it is slow, with a way to stop it; tell when it fails, and take that back when the same works."""
        job.slow.connect(lambda: self._show_job(job, sentence))
        job.progressed.connect(lambda done, total, _note: self._on_progress(job, done, total))
        job.failed.connect(partial(self._on_failed, sentence))
        job.succeeded.connect(lambda _result: self.take_back(self._failures.pop(sentence, "")))
        job.finished.connect(lambda: self._on_finished(job))

    def _dress(self, sentence: str, tone: str, word: str) -> None:
        self._sentence.setText(sentence)
        self._word.setText(word)
        self.setAccessibleName(f"{word}：{sentence}")
        self.place()
        restyle(self, "bar", tone)

    def _show_job(self, job: Job, sentence: str) -> None:
        self._timer.stop()
        self._job = job
        self._dress(sentence, "accent", "正在做")
        self._offer_button.hide()
        self._progress.setRange(0, 0)
        self._progress.show()
        self._close_button.setText("停止")
        self.show()

    def _on_progress(self, job: Job, done: int, total: int) -> None:
        if self._job is job:
            self._progress.setRange(0, total)
            self._progress.setValue(done)

    def _on_failed(self, work: str, error: object) -> None:
        self._failures[work] = str(error) if isinstance(error, UserError) else BUG
        self.show_news(self._failures[work], "wrong")

    def _on_finished(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.hide()

    def _on_offer(self) -> None:
        offer, self._offer = self._offer, None
        self.hide()
        if offer is not None:
            offer.run()

    def _on_close(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.hide()


def when(time: str, now: str) -> str:
    """An ISO time as said aloud: 今天 10:32, 昨天 16:05, 3月5日 09:10, 2025年12月1日."""
    if not time:
        return ""
    then, today = datetime.datetime.fromisoformat(time), datetime.datetime.fromisoformat(now)
    days = (today.date() - then.date()).days
    clock = then.strftime("%H:%M")
    if days == 0:
        return f"今天 {clock}"
    if days == 1:
        return f"昨天 {clock}"
    if then.year == today.year:
        return f"{then.month}月{then.day}日 {clock}"
    return f"{then.year}年{then.month}月{then.day}日"


def recovered_sentence(recovered: Sequence[Recovered], now: str) -> str:
    """What came back, where, how much and of what time."""
    first = recovered[0]
    where = f"“{first.heading or '导语'}”"
    amount = f"多出{first.added}字" if first.added > 0 else "有改动"
    more = f"，还有{len(recovered) - 1}节" if len(recovered) > 1 else ""
    return f"上次没来得及存完的文字找回来了：{where}{when(first.saved_at, now)}的内容，{amount}{more}。"


def day(date: str) -> str:
    """An ISO date as written in a document: 2027年3月1日."""
    parsed = datetime.date.fromisoformat(date[:10])
    return f"{parsed.year}年{parsed.month}月{parsed.day}日"
