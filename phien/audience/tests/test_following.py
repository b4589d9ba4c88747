"""Follow and be reminded: asked, confirmed, told once, stopped; within limits; nobody learns who follows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from phien.activity.models import Entry
from phien.audience import actions, jobs, senders
from phien.audience.actions import reminding
from phien.audience.models import Follower, Knock, Reminder
from phien.audience.rules import email_of
from phien.kernel.refusals import Refusal
from phien.live import sheet
from phien.live.models import Session
from phien.testing.factories import make_coop, make_session
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
MAIL = "nguoi12@example.com"


@pytest.fixture(autouse=True)
def post(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def follower_of(coop: Any, number: int = 12, **fields: Any) -> Follower:
    at = timezone.now()
    given = {
        "address": f"nguoi{number}@example.com",
        "token": f"t{number}",
        "asked_at": at,
        "confirmed_at": at,
    }
    return Follower.every_coop.create(coop=coop, **{**given, **fields})


def ask(client: Any, coop: Any, email: str = MAIL) -> Any:
    return client.post(f"/live/{coop.slug}/followers/", {"email": email})


def run_jobs() -> None:
    """What the worker would do with the letters that wait."""
    for job in ProcrastinateJob.objects.filter(task_name="phien.audience.jobs.ask_to_confirm"):
        jobs.ask_to_confirm(**job.args)


def test_nothing_comes_before_the_letters_link_was_pressed(client, coop):
    assert ask(client, coop).status_code == 302
    run_jobs()
    (letter,) = mail.outbox
    follower = Follower.every_coop.get()
    assert letter.to == [MAIL]
    assert f"/reminders/{follower.token}/" in letter.body
    session = make_session(coop, scheduled_at=timezone.now() + timedelta(minutes=30))
    assert actions.remind(at=timezone.now()) == 0

    page = client.get(f"/reminders/{follower.token}/").content.decode()
    assert Follower.every_coop.get().confirmed_at is None, "opening the link is not yet a yes"
    assert "Ừ, nhắc tôi nha" in page
    client.post(f"/reminders/{follower.token}/confirmation/")
    assert Entry.every_coop.get(kind="coop.followed").facts == {}
    assert actions.remind(at=timezone.now()) == 1
    told = mail.outbox[1]
    assert session.title in told.subject
    assert f"/live/{session.pk}" in told.body


def test_every_letter_can_be_stopped_with_one_click_of_the_mail_program(client, coop):
    follower = follower_of(coop)
    make_session(coop, scheduled_at=timezone.now() + timedelta(minutes=30))
    actions.remind(at=timezone.now())
    headers = mail.outbox[0].message()
    stop = str(headers["List-Unsubscribe"])
    assert stop.endswith(f"/reminders/{follower.token}/ending/>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = stop.strip("<>").split("//", 1)[1].partition("/")[2]
    strict = type(client)(enforce_csrf_checks=True)
    answer = strict.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Follower.every_coop.exists(), "the address is deleted"
    assert strict.post(f"/{path}").status_code == 200, "twice is harmless"
    assert client.get(f"/reminders/{follower.token}/").status_code == 404


def test_once_a_follower_and_live_however_often_the_job_runs(coop):
    followers = [follower_of(coop, number) for number in (12, 13)]
    follower_of(make_coop(), 14)
    make_session(coop, scheduled_at=timezone.now() + timedelta(minutes=30))
    assert [actions.remind(at=timezone.now()) for _ in range(3)] == [2, 0, 0]
    assert sorted(letter.to[0] for letter in mail.outbox) == [one.address for one in followers]
    assert Reminder.every_coop.filter(sent_at__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("begins", "state", "letters"),
    [(61, "scheduled", 0), (59, "scheduled", 1), (1, "scheduled", 1), (-1, "scheduled", 0), (-1, "open", 1)],
)
def test_an_hour_before_or_as_it_begins(coop, begins: int, state: str, letters: int):
    at = timezone.now()
    follower_of(coop)
    session = make_session(coop, scheduled_at=at + timedelta(minutes=begins))
    if state == "open":
        Session.every_coop.filter(pk=session.pk).update(state="open", opened_at=at)
    assert actions.remind(at=at) == letters


def test_a_live_that_moves_while_letters_leave_is_told_at_its_new_hour(coop, monkeypatch):
    at = timezone.now()
    for number in (12, 13, 14):
        follower_of(coop, number)
    session = make_session(coop, scheduled_at=at + timedelta(minutes=30))
    send = senders.EmailSender.send

    def and_then_it_moves(self: Any, letter: Any) -> None:
        send(self, letter)
        later = at + timedelta(hours=5)
        Session.every_coop.filter(pk=session.pk).update(scheduled_at=later)

    monkeypatch.setattr(senders.EmailSender, "send", and_then_it_moves)
    assert actions.remind(at=at) == 0
    assert len(mail.outbox) == 1
    assert Reminder.every_coop.count() == 1, "the others are still to be told"
    monkeypatch.setattr(senders.EmailSender, "send", send)
    assert actions.remind(at=at + timedelta(hours=4, minutes=30)) == 2


def test_a_live_that_moves_after_its_reminder_is_told_of_once_more(coop, monkeypatch):
    at = timezone.now()
    for number in (12, 13):
        follower_of(coop, number)
    session = make_session(coop, title="Mật mùa mới", scheduled_at=datetime(2026, 12, 5, 13, 0, tzinfo=UTC))
    before = session.scheduled_at - timedelta(minutes=30)
    assert (actions.remind(at=before), actions.tell_of_moves(at=before)) == (2, 0)
    Session.every_coop.filter(pk=session.pk).update(scheduled_at=session.scheduled_at + timedelta(minutes=4))
    assert actions.tell_of_moves(at=before) == 0, "four minutes are no news"
    Session.every_coop.filter(pk=session.pk).update(scheduled_at=session.scheduled_at + timedelta(days=1))

    send = senders.EmailSender.send
    monkeypatch.setattr(senders.EmailSender, "send", lambda *_: (_ for _ in ()).throw(senders.Away))
    assert actions.tell_of_moves(at=before) == 0, "the mail server is away"
    monkeypatch.setattr(senders.EmailSender, "send", send)
    assert [actions.tell_of_moves(at=before) for _ in range(2)] == [2, 0]
    letter = mail.outbox[-1]
    assert letter.subject.endswith("dời live qua 20:00 Chủ nhật 6/12: Mật mùa mới")
    assert "Lúc trước báo 20:00 thứ Bảy 5/12" in letter.body
    assert f"/live/{session.pk}" in letter.body
    assert actions.remind(at=before + timedelta(days=1)) == 0, "they know"
    Session.every_coop.filter(pk=session.pk).update(state="open", opened_at=at)
    assert actions.tell_of_moves(at=before) == 0


def test_a_mail_server_that_is_away_is_tried_again_and_nobody_is_told_twice(coop, monkeypatch):
    at = timezone.now()
    for number in (12, 13, 14):
        follower_of(coop, number)
    make_session(coop, scheduled_at=at + timedelta(minutes=30))
    send, tried = senders.EmailSender.send, []

    def away_at_the_second(self: Any, letter: Any) -> None:
        tried.append(letter.to)
        if len(tried) == 2:
            raise senders.Away
        send(self, letter)

    monkeypatch.setattr(senders.EmailSender, "send", away_at_the_second)
    actions.remind(at=at)
    assert len(mail.outbox) == 1
    assert actions.remind(at=at) == 2
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 3


def test_a_letter_that_was_on_its_way_in_a_crash_is_never_sent_twice(coop, monkeypatch):
    follower_of(coop)
    make_session(coop, scheduled_at=timezone.now() + timedelta(minutes=30))
    claimed = reminding._claim(Session.every_coop.get(), at=timezone.now())
    assert len(claimed) == 1
    assert actions.remind(at=timezone.now()) == 0, "somebody may have sent it: nobody knows"
    assert mail.outbox == []


def test_an_address_that_takes_no_letters_is_not_tried_again(coop, monkeypatch):
    follower_of(coop)
    make_session(coop, scheduled_at=timezone.now() + timedelta(minutes=30))

    def refused(self: Any, letter: Any) -> None:
        raise senders.Unreachable

    monkeypatch.setattr(senders.EmailSender, "send", refused)
    assert [actions.remind(at=timezone.now()) for _ in range(2)] == [0, 0]
    assert Reminder.every_coop.get().sent_at is None


def test_nobody_learns_from_the_answer_who_follows_already(client, coop):
    follower_of(coop, 12)
    answers = [ask(client, coop, email) for email in (MAIL, "nguoi99@example.com")]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [["nguoi99@example.com"]], "who follows gets no letter"


def test_letters_asked_for_are_counted_by_mailbox_and_by_network(client, coop):
    assert [ask(client, coop).status_code for _ in range(4)] == [302, 302, 302, 429]
    others = [ask(client, coop, f"nguoi{number}@example.com").status_code for number in range(20, 38)]
    assert others == [302] * 17 + [429]
    with assert_nothing_happened():
        page = ask(client, coop, "nguoi77@example.com").content.decode()
    assert "Một giờ nữa thử lại" in page
    Knock.objects.update(at=timezone.now() - timedelta(hours=2))
    assert ask(client, coop).status_code == 302


def test_neither_network_nor_mailbox_is_kept_for_the_count(client, coop):
    ask(client, coop)
    kept = "".join(Knock.objects.values_list("who", flat=True))
    assert "127.0.0.1" not in kept
    assert "example" not in kept


@pytest.mark.parametrize(
    "email", ["", "abc", "a@b", "a b@example.com", "a@example..com", "x" * 250 + "@e.vn"]
)
def test_what_is_no_address_is_told_at_the_field(client, coop, email: str):
    with assert_nothing_happened():
        answer = ask(client, coop, email)
    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()


def test_capitals_and_spaces_are_the_same_mailbox():
    assert email_of("  Nguoi12@Example.COM ") == MAIL
    with pytest.raises(Refusal):
        email_of("a@b\n.vn")


def test_a_strange_token_opens_nothing(client, coop):
    follower = follower_of(coop)
    for method, path in (("get", ""), ("post", "confirmation/")):
        with assert_nothing_happened():
            assert getattr(client, method)(f"/reminders/{follower.token}x/{path}").status_code == 404
    with assert_nothing_happened():
        client.post(f"/reminders/{follower.token}x/ending/")


def test_addresses_nobody_confirmed_are_deleted_after_a_week(coop):
    at = timezone.now()
    follower_of(coop, 12, confirmed_at=None, asked_at=at - timedelta(days=8))
    follower_of(coop, 13, confirmed_at=None, asked_at=at - timedelta(days=6))
    follower_of(coop, 14, asked_at=at - timedelta(days=400))
    actions.tidy(at=at)
    assert [one.token for one in Follower.every_coop.order_by("pk")] == ["t13", "t14"]


@pytest.mark.parametrize("count", [3, 60])
def test_the_plan_takes_the_same_queries_however_long_it_is(client, coop, count: int):
    at = timezone.now()
    for place in range(count):
        make_session(coop, scheduled_at=at + timedelta(days=1 + place))
    with assert_queries(4):
        page = client.get(f"/live/{coop.slug}/").content.decode()
    assert page.count('class="when"') == min(count, 50)
    assert client.get("/live/khong-co/").status_code == 404


# calendar files


def lines_of(answer: Any) -> list[str]:
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def test_one_live_as_a_file(client, coop):
    session = make_session(coop, scheduled_at=datetime(2026, 12, 5, 13, 0, tzinfo=UTC))
    lines = lines_of(client.get(f"/live/{session.pk}/calendar.ics"))
    for line in (
        f"UID:live-{session.pk}@localhost",
        "DTSTART;TZID=Asia/Ho_Chi_Minh:20261205T200000",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DURATION:PT1H",
        "TRIGGER:-PT15M",
        "TZID:Asia/Ho_Chi_Minh",
    ):
        assert line in lines


def test_the_feed_moves_and_strikes_out_what_was_changed(client, coop):
    at = timezone.now()
    moved, dropped = (
        sheet.schedule_session(coop=coop, title=title, scheduled_at=at + timedelta(days=1), by=None, at=at)
        for title in ("Phiên dời", "Phiên bỏ")
    )
    gone = dropped.pk
    for day in (2, 3):
        sheet.reschedule_session(
            coop=coop,
            session_id=moved.pk,
            title="Phiên dời",
            scheduled_at=at + timedelta(days=day),
            by=None,
            at=at,
        )
    sheet.drop_session(coop=coop, session_id=gone, by=None, at=at)
    make_session(make_coop(), title="Phiên của nhà khác", scheduled_at=at + timedelta(days=1))
    answer = client.get(f"/live/{coop.slug}/calendar.ics")
    events = answer.content.decode().split("BEGIN:VEVENT")[1:]
    assert len(events) == 2
    assert f"UID:live-{moved.pk}@" in events[0]
    assert "SEQUENCE:2" in events[0]
    assert f"UID:live-{gone}@" in events[1]
    assert "STATUS:CANCELLED" in events[1]
    assert "SEQUENCE:1" in events[1]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


# passing it on


def test_a_preview_has_title_hour_and_picture(client, coop):
    session = make_session(coop, scheduled_at=datetime(2026, 12, 5, 13, 0, tzinfo=UTC))
    page = client.get(f"/live/{session.pk}").content.decode()
    assert f'property="og:title" content="{session.title}"' in page
    assert "20:00" in page.partition('property="og:description" content="')[2].partition('"')[0]
    assert f'property="og:image" content="http://localhost:8000/live/{session.pk}/card.png"' in page
    assert "https://www.facebook.com/sharer/sharer.php?u=http%3A%2F%2Flocalhost%3A8000%2Flive%2F" in page
    for path in (f"/live/{session.pk}/card.png", f"/live/{coop.slug}/card.png"):
        picture = client.get(path)
        assert picture.headers["Content-Type"] == "image/png"
        assert picture.content[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
