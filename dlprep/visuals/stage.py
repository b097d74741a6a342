"""The widget that shows a picture with its controls, and takes keys and mouse."""

from __future__ import annotations

import os
import time
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from dlprep.visuals import controls
from dlprep.visuals.canvas import Canvas, Row, segments
from dlprep.visuals.pictures.picture import Picture
from dlprep.visuals.player import Player

FRAMES, FRAMES_FAR = 24, 12
"""Frames in a second; over SSH, where each costs bytes."""
LONGEST = 0.25
"""Seconds that one tick counts at most: a program that was stopped goes on where it stood."""


class Stage(Widget, can_focus=True):
    """A picture, its sentence, its time and its knobs. Nothing ticks while it is paused or hidden.

    Only rows that differ from the last frame's are painted again.
    """

    DEFAULT_CSS = "Stage { height: 1fr; background: #0d111c; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", "Play", id="picture.play"),
        Binding("right,l", "step(1)", "Step", key_display="→", id="picture.step"),
        Binding("left,h", "step(-1)", "Back", key_display="←", show=False, id="picture.back"),
        Binding("down,j,tab", "choose(1)", "Knob", key_display="↓", id="picture.knob"),
        Binding("up,k,shift+tab", "choose(-1)", "Knob before", show=False, id="picture.knob-before"),
        Binding("plus,equals_sign", "turn(1)", "Turn", key_display="+ -", id="picture.more"),
        Binding("minus,underscore", "turn(-1)", "Turn back", show=False, id="picture.less"),
        Binding("right_square_bracket", "scrub(1)", "On by a tenth", show=False, id="picture.on"),
        Binding("left_square_bracket", "scrub(-1)", "Back by a tenth", show=False, id="picture.off"),
        Binding("greater_than_sign,full_stop", "faster(1)", "Faster", show=False, id="picture.faster"),
        Binding("less_than_sign,comma", "faster(-1)", "Slower", show=False, id="picture.slower"),
        Binding("r", "reset", "Reset", show=False, id="picture.reset"),
    ]

    def __init__(self, picture: Picture[Any], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.picture, self.sim = picture, picture.sim
        self.player = Player(self.sim.last, self.sim.pace)
        self.chosen = self.sim.knobs[0].name if self.sim.knobs else ""
        self._rows: list[Row] = []
        self._timer: Timer | None = None
        self._ticked = 0.0
        self._held = False

    @property
    def stepwise(self) -> bool:
        """Whether animations are off: playing takes one step a key."""
        return self.app.animation_level == "none"

    @property
    def ticking(self) -> bool:
        """Whether a timer runs."""
        return self._timer is not None

    def on_mount(self) -> None:
        """Draw the first frame."""
        self.redraw()

    def on_resize(self) -> None:
        """Draw in the new size."""
        self.redraw()

    def on_show(self) -> None:
        """Go on where it was hidden while it played."""
        self._run()

    def on_hide(self) -> None:
        """Nothing ticks while nothing is seen."""
        self._stop()

    def hold(self) -> None:
        """Another screen stands above."""
        self._stop()

    def go_on(self) -> None:
        """It is gone again."""
        self._run()

    def render_line(self, y: int) -> Strip:
        """One row of the last frame."""
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        return Strip(segments(self._rows[y]), self.size.width)

    def redraw(self) -> None:
        """Draw a frame, and paint the rows that changed."""
        width, height = self.size
        if not width or not height:
            return
        before, self._rows = self._rows, self._frame(width, height)
        if len(before) != height or len(before[0]) != width:
            self.refresh()
            return
        changed = [y for y in range(height) if before[y] != self._rows[y]]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def code(self) -> str:
        """PyTorch of what is seen now."""
        code: str = self.sim.code(self.player.step)
        return code

    def action_play(self) -> None:
        """Play or pause; where animations are off, one step."""
        if self.stepwise:
            self.action_step(1 if self.player.at < self.player.last else -self.player.last)
            return
        self.player.toggle()
        self._run()
        self.redraw()

    def action_step(self, by: int) -> None:
        """A whole step on or back."""
        self.player.move(by)
        self._run()
        self.redraw()

    def action_scrub(self, tenths: int) -> None:
        """A tenth of the whole on or back."""
        self.player.scrub(self.player.at + tenths * self.player.last / 10)
        self.redraw()

    def action_faster(self, by: int) -> None:
        """The next speed."""
        self.player.faster(by)
        self.redraw()

    def action_reset(self) -> None:
        """Knobs and time as at the start."""
        self.sim.reset()
        self.player.last = self.sim.last
        self.player.reset()
        self._run()
        self.redraw()

    def action_choose(self, by: int) -> None:
        """Take hold of another knob."""
        names = [knob.name for knob in self.sim.knobs]
        if names:
            self.chosen = names[(names.index(self.chosen) + by) % len(names)]
            self.redraw()

    def action_turn(self, notches: int) -> None:
        """Turn the knob that is held."""
        if self.chosen:
            self._stand(self.sim.turn(self.chosen, notches, self.player.step))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the time or of something in the picture; turn a knob, by the side that is clicked."""
        self.focus()
        self._held = True
        self.capture_mouse()
        self._pull(event.x, event.y, first=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Pull what is held."""
        if self._held:
            self._pull(event.x, event.y, first=False)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        self._held = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the knob under the mouse."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the knob under the mouse back."""
        self._wheel(event, -1)

    def _frame(self, width: int, height: int) -> list[Row]:
        area, canvas = self._area, Canvas(width, height)
        picture = Canvas(area.width, area.height)
        self.picture.draw(picture, self.player.step, 0.0 if self.stepwise else self.player.phase)
        controls.draw(canvas, self.sim, self.player, self.chosen, self.stepwise)
        canvas.place(area.x, area.y, picture)
        return canvas.rows()

    def _stand(self, step: int) -> None:
        """Stand at a step after a knob was turned; playing goes on."""
        self.player.last = self.sim.last
        if step != self.player.step:
            self.player.scrub(step)
        self.redraw()

    @property
    def _layout(self) -> controls.Layout:
        return controls.layout(self.sim, *self.size)

    @property
    def _area(self) -> Region:
        """Where the picture is: in the middle of what is above the heading, no larger than it can use."""
        room = self.size.width, self._layout.heading
        width, height = (min(pair) for pair in zip(room, self.picture.most(), strict=True))
        return Region((room[0] - width) // 2, (room[1] - height) // 2, width, height)

    def _pull(self, x: int, y: int, *, first: bool) -> None:
        at = self._layout
        if y == at.time:
            self.player.scrub(controls.scrubbed(self.player, x, self.size.width))
            self.redraw()
        elif y >= at.knobs and first:
            self._press(*controls.pressed(self.sim, x, y - at.knobs, self.size.width))
        elif y < at.heading:
            self._grab(x - self._area.x, y - self._area.y)

    def _press(self, name: str, notches: int) -> None:
        if name:
            self.chosen = name
            self.action_turn(notches)

    def _grab(self, x: int, y: int) -> None:
        width, height = self._area.size
        to = self.picture.seek(x, y, width, height)
        if to is not None:
            self.player.scrub(to)
        step = self.player.step
        for name, value in self.picture.grab(x, y, width, height, step).items():
            step = self.sim.set(name, value, step)
        self._stand(step)

    def _wheel(self, event: events.MouseEvent, notches: int) -> None:
        name, _ = controls.pressed(self.sim, event.x, event.y - self._layout.knobs, self.size.width)
        if name:
            event.stop()
            self._press(name, notches)

    def _run(self) -> None:
        """A timer while it plays and can be seen; none otherwise."""
        if not self.player.playing:
            self._stop()
        elif self._timer is None:
            self._ticked = time.monotonic()
            frames = FRAMES_FAR if os.environ.get("SSH_CONNECTION") else FRAMES
            self._timer = self.set_interval(1 / frames, self._tick)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        now = time.monotonic()
        self.player.tick(min(LONGEST, now - self._ticked))
        self._ticked = now
        self.redraw()
        self._run()
