"""Rare jobs in a few steps: steps on top, back and next, leave and resume, a receipt that counts.

    wizard = Wizard(desk, "导入名册", [FileStep(desk, state), ..., CheckStep(desk, state)])
    wizard.finished.connect(...)      # the result of the last step's work
    wizard.left.connect(...)          # put aside: `wizard.resume()` goes on where it was

A step is a `Step`: what it shows, whether it is `ready`, and the `work` that leads to the next one.
Nothing is written before the last step's work; giving up or failing anywhere leaves nothing.
"""

from __future__ import annotations

from desktop.views.wizard.receipt import ReceiptPage, ReceiptWords
from desktop.views.wizard.steps import Step
from desktop.views.wizard.wizard import Wizard

__all__ = ["ReceiptPage", "ReceiptWords", "Step", "Wizard"]
