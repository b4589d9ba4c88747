"""Event streams to many viewers: one frame is encoded once and the same bytes go to every connection.

`server` lets a request hand its socket over; `stream` holds the viewers. No Django.
"""
