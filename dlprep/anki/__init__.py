"""Cards for Anki and from it: packages (.apkg) and tables (.csv)."""
