"""Live sessions: run sheet, pinned item, the desk that sells, the studio's facts.

Nouns: session, item, desk, command, token. `desk/` and `edge/` import no Django."""
