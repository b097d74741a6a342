"""Keys of the sitting, by binding id, so that they can be remapped.

At most six of them are hinted at in the footer at any time; `?` shows all.
"""

from __future__ import annotations

from textual.binding import Binding

SITTING = [
    Binding("space,enter", "reveal", "Show the answer", id="sitting.reveal", key_display="space"),
    Binding("space,enter", "accept", "Take ▸", id="sitting.accept", key_display="space"),
    Binding("1", "grade(1)", "Again", show=False, id="sitting.again"),
    Binding("2", "grade(2)", "Hard", show=False, id="sitting.hard"),
    Binding("3", "grade(3)", "Good", show=False, id="sitting.good"),
    Binding("4", "grade(4)", "Easy", show=False, id="sitting.easy"),
    Binding("escape", "leave_field", "Back to the answer", show=False, id="sitting.leave-field"),
    Binding("s", "skip", "Skip", id="sitting.skip"),
    Binding("u", "undo", "Undo", id="sitting.undo"),
    Binding("f", "flag", "Flag", show=False, id="sitting.flag"),
    Binding("b", "bury", "Bury till tomorrow", show=False, id="sitting.bury"),
    Binding("x", "suspend", "Suspend", show=False, id="sitting.suspend"),
    Binding("f8", "compare", "Compare", id="sitting.compare"),
    Binding("j,down", "scroll(1)", "Scroll down", show=False, id="sitting.down"),
    Binding("k,up", "scroll(-1)", "Scroll up", show=False, id="sitting.up"),
    Binding("pagedown", "scroll(8)", "Page down", show=False, id="sitting.page-down"),
    Binding("pageup", "scroll(-8)", "Page up", show=False, id="sitting.page-up"),
    Binding("f1,question_mark", "app.help", "Help", id="sitting.help", key_display="f1"),
    Binding("q", "finish", "Finish", id="sitting.finish"),
]

CHALLENGE = [
    Binding("f5,ctrl+r", "run", "Run", id="challenge.run", key_display="f5", priority=True),
    Binding("f2", "panel('prompt')", "Prompt", show=False, id="challenge.prompt", priority=True),
    Binding("f3", "panel('editor')", "Code", show=False, id="challenge.editor", priority=True),
    Binding("f4", "panel('verdict')", "Verdict", show=False, id="challenge.verdict", priority=True),
    Binding("f6", "hint", "Hint", show=False, id="challenge.hint", priority=True),
    Binding("f7", "own_editor", "Own editor", show=False, id="challenge.own-editor-f7", priority=True),
    Binding("f8", "solution", "Solution", show=False, id="challenge.solution", priority=True),
    Binding("f9", "conclude", "Grade", id="challenge.conclude", priority=True),
    Binding("escape", "leave_panel", "Leave the code", show=False, id="challenge.leave-panel"),
    Binding("e", "own_editor", "Own editor", show=False, id="challenge.own-editor"),
    Binding("a", "attempts", "Earlier attempts", show=False, id="challenge.attempts"),
    Binding("r", "reset", "Reset to the starter", show=False, id="challenge.reset"),
    Binding("d", "unfold", "All differences", show=False, id="challenge.differences"),
    Binding("g,enter", "jump", "To the line", show=False, id="challenge.jump"),
]

EDITOR = [
    Binding("shift+tab", "indent(-1)", "Indent less", show=False, id="editor.dedent"),
    Binding("ctrl+underscore,ctrl+slash,alt+slash", "comment", "Comment", show=False, id="editor.comment"),
    Binding("alt+up", "carry(-1)", "Line up", show=False, id="editor.line-up"),
    Binding("alt+down", "carry(1)", "Line down", show=False, id="editor.line-down"),
    Binding("ctrl+f", "find", "Find", show=False, id="editor.find"),
    Binding("ctrl+g,ctrl+l", "find(':')", "Go to a line", show=False, id="editor.go-to"),
    Binding("alt+z", "fold", "Wrap long lines", show=False, id="editor.fold"),
    Binding("alt+a", "select_all", "Select all", show=False, id="editor.select-all"),
]
