"""`phien bench …`: what the product does on this machine, against what the machine itself can do.

Every figure that is compared is measured in the same run, on a scratch database that is dropped afterwards.
`scratch` the stack to measure · `cpu` seconds by process · `parts` each in a process of its own · `load`
buyers and comments · `floors`, `bare` the machine's own limits · `alone` the desk without HTTP · `orders`,
`fanout`, `reading` the commands.
"""
