"""Work that is too long for a request, and a look once a minute at what a dead worker left."""

from procrastinate.contrib.django import app

from phien.sheets.work import pick_up, work_on


@app.task(queue="sheets")
def work_on_sheet(sheet_id: int) -> bool:
    """Read, write or undo: whatever the sheet waits for."""
    return work_on(sheet_id=sheet_id)


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="pick_up_sheets", pass_context=False)
def pick_up_sheets(timestamp: int) -> int:
    """Give what stands still to a worker again. Gives how many."""
    again = pick_up()
    for sheet_id in again:
        work_on_sheet.defer(sheet_id=sheet_id)
    return len(again)
