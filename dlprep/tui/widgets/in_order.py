"""Keys in the order in which they were typed."""

from __future__ import annotations

from textual import events
from textual.widget import Widget


class InOrder:
    """Beside the class of a widget that is typed into: what a key is bound to is done before the next one.

    Textual hands a bound key up to the app before it acts, so that letters which came in the same packet
    overtake it: over a slow line `y`, backspace, `1` would become `y1`, less its last letter.
    """

    async def _on_key(self, event: events.Key) -> None:
        assert isinstance(self, Widget)
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if not binding.priority and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return
