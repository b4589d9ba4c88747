"""The order desk: one writer per open session. No Django here.

`book` memory of a session · `load` reads it from the database · `place` decides on wishes ·
`remarks` decides on comments · `commands/` everything that locks order rows first · `desk` queue,
batch, commit, answer, publish · `lease` who may write · `frames` what viewers and the studio are told.
"""
