"""The sitting as a full-screen program (Textual)."""
