"""What `phien up` runs and watches: PostgreSQL, the bus, the edge, the web and the jobs.

Nothing here imports Django, save `prepare`, which is started as a process of its own: the commands that only
ask where things are must stay fast. A failure that a person can mend is a `StackError`: one clear sentence.
"""
