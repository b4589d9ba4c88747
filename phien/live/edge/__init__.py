"""The live routes of the public port. No Django.

`bodies` what may be sent · `buy` the buy button · `remarks` comments of channels and of the live page ·
`state` what is so now · `events` the streams · `guards` tokens, limits, origins · `routes` the table.
"""
