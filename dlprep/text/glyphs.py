"""Which Unicode character stands for which TeX command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _pairs(text: str) -> dict[str, str]:
    """A table written as `name glyph name glyph ...`."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


LETTERS: Final[Mapping[str, str]] = _pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
    lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
    phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ
    Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ
    partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥
    ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ prime ′ dagger † ddagger ‡ degree ° angle ∠
    checkmark ✓ star ⋆ triangle △ square □ blacksquare ■ sharp ♯ flat ♭ | ‖ Vert ‖ vert | % % # # $ $ & & _ _
    backslash \\ lbrack [ rbrack ]
    """
)
"""Ordinary symbols."""

BINARY: Final[Mapping[str, str]] = _pairs(
    """
    cdot · times × div ÷ pm ± mp ∓ ast ∗ circ ∘ bullet • odot ⊙ otimes ⊗ oplus ⊕ ominus ⊖ oslash ⊘
    cup ∪ cap ∩ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ sqcup ⊔ sqcap ⊓ amalg ⨿
    """
)
"""Operators between two operands."""

RELATIONS: Final[Mapping[str, str]] = _pairs(
    """
    leq ≤ le ≤ geq ≥ ge ≥ leqslant ≤ geqslant ≥ neq ≠ ne ≠ lt < gt > approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝
    equiv ≡ triangleq ≜ coloneqq ≔ coloneq ≔ ll ≪ gg ≫ prec ≺ succ ≻ preceq ⪯ succeq ⪰ doteq ≐ asymp ≍
    to → rightarrow → longrightarrow ⟶ gets ← leftarrow ← longleftarrow ⟵ leftrightarrow ↔ mapsto ↦
    longmapsto ⟼ Rightarrow ⇒ implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ uparrow ↑ downarrow ↓
    Longrightarrow ⟹ hookrightarrow ↪ nearrow ↗ searrow ↘ rightharpoonup ⇀ leadsto ⇝
    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ nsubseteq ⊈
    mid | nmid ∤ parallel ‖ perp ⊥ vdash ⊢ models ⊨ therefore ∴ because ∵ colon :
    """
)
"""Relations, arrows included."""

LARGE: Final[Mapping[str, str]] = _pairs(
    """
    sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀
    """
)
"""Large operators whose limits stand above and below."""

INTEGRALS: Final[Mapping[str, str]] = _pairs("int ∫ iint ∬ iiint ∭ oint ∮")
"""Large operators whose limits stand at the side."""

LIMIT_NAMES: Final = frozenset(
    ("max", "min", "sup", "inf", "lim", "limsup", "liminf", "argmax", "argmin", "Pr", "det", "gcd")
)
"""Functions whose subscript stands underneath."""

NAMES: Final[Mapping[str, str]] = {
    "argmax": "arg max", "argmin": "arg min", "limsup": "lim sup", "liminf": "lim inf",
}  # fmt: skip
"""Functions spelled otherwise than their command; every other command shows its own name."""

FENCES: Final[Mapping[str, str]] = _pairs(
    """
    lbrace { rbrace } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | lVert ‖ rVert ‖
    vert | Vert ‖ | ‖ { { } } lbrack [ rbrack ] lparen ( rparen ) uparrow ↑ downarrow ↓
    """
)
"""Delimiters by command."""

PARTNER: Final[Mapping[str, str]] = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}

SPACES: Final[Mapping[str, int]] = {
    "!": 0, ",": 1, ":": 1, ";": 1, " ": 1, ">": 1, "quad": 2, "qquad": 4, "enspace": 1,
    "thinspace": 1, "space": 1,
}  # fmt: skip
"""Cells that a spacing command stands for."""

ACCENTS: Final[Mapping[str, str]] = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303",
    "widetilde": "\u0303", "vec": "\u20d7", "overrightarrow": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
    "underline": "\u0332",
}  # fmt: skip
"""The combining character of an accent: it follows the character that it marks."""

ROOF: Final[Mapping[str, str]] = {
    "\u0302": "^", "\u0304": "▁", "\u0303": "~", "\u20d7": "→", "\u0307": "·", "\u0308": "··", "\u0332": "‾",
}  # fmt: skip
"""How an accent is drawn over (a line: along) something wider than one character."""

SUPERSCRIPT: Final[Mapping[str, str]] = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤′*∗†",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ′**†",
        strict=True,
    )
)
SUBSCRIPT: Final[Mapping[str, str]] = dict(
    zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)

_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


def _run(first: str, characters: str) -> dict[str, str]:
    """The table from `characters` to the code points that start at `first`."""
    return {c: chr(ord(first) + i) for i, c in enumerate(characters)}


_BOLD = {
    **_run("𝐀", _UPPER), **_run("𝐚", _LOWER), **_run("𝟎", "0123456789"),
    **_run("𝚨", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂"),
}  # fmt: skip
_DOUBLE = {
    **_run("𝔸", _UPPER), **_run("𝕒", _LOWER), **_run("𝟘", "0123456789"),
    **_pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ"),
}  # fmt: skip
_SCRIPT = {**_run("𝒜", _UPPER), **_pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ")}
_FRAKTUR = {**_run("𝔄", _UPPER), **_run("𝔞", _LOWER), **_pairs("C ℭ H ℌ I ℑ R ℜ Z ℨ")}

ALPHABETS: Final[Mapping[str, Mapping[str, str]]] = {
    "mathbf": _BOLD, "boldsymbol": _BOLD, "bm": _BOLD, "bf": _BOLD, "mathbb": _DOUBLE, "mathds": _DOUBLE,
    "mathbbm": _DOUBLE, "mathcal": _SCRIPT, "mathscr": _SCRIPT, "mathfrak": _FRAKTUR,
}  # fmt: skip
"""Alphabet command → its letters; a character without one stays as it is."""

ROMAN: Final = frozenset(
    "text textrm textit textbf textsf texttt textnormal mathrm mathsf mathtt mathit mbox".split()  # noqa: SIM905
)
"""Commands whose argument is words."""

ENVIRONMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "rcases": ("", "}"),
}  # fmt: skip
"""Environment → its delimiters; any other has none."""

TALL: Final[Mapping[str, str]] = {
    "(": "⎛⎜⎜⎝", ")": "⎞⎟⎟⎠", "[": "⎡⎢⎢⎣", "]": "⎤⎥⎥⎦", "{": "⎧⎪⎨⎩", "}": "⎫⎪⎬⎭", "⌊": "⎢⎢⎢⎣", "⌋": "⎥⎥⎥⎦",
    "⌈": "⎡⎢⎢⎢", "⌉": "⎤⎥⎥⎥", "|": "││││", "‖": "‖‖‖‖", "⟨": "╱││╲", "⟩": "╲││╱", "/": "╱╱╱╱",
}  # fmt: skip
"""A tall delimiter's top, filler, middle and bottom."""
