"""Forms: a frozen draft bound to fields, checked while typing, never lost, saved by one action."""

from desktop.views.forms.conflicts import CHANGED
from desktop.views.forms.fields import Field
from desktop.views.forms.form import Form

__all__ = ["CHANGED", "Field", "Form"]
