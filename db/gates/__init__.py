"""Gates with a computer of their own that has no store: what goes out to them, what comes back.

`computers` are those the office knows, each with a code; `making` writes a `pack` for one of them,
a `post` works with it and keeps a `log`, `merging` takes that log in (docs/architecture.md
门岗的第二台电脑).
"""
