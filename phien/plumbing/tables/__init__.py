"""Tables that people bring: XLSX and CSV as rows of cells with their numbers, within bounds. No Django.

`reader.tables` reads whatever came; `written` makes files that spreadsheets open.
`docs/decisions/0024-goods-from-a-table.md`.
"""
