from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dlprep.schedule.day import local_offset, study_day

ZONES = ["UTC", "Europe/Rome", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def at(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return int(moment.timestamp() * 1000), int(offset.total_seconds()) // 60


def test_an_hour_after_midnight_still_belongs_to_the_evening() -> None:
    night = int(datetime(2026, 11, 24, 1, 0, tzinfo=UTC).timestamp() * 1000)
    assert study_day(night, 0) == date(2026, 11, 23).toordinal()
    assert study_day(night + 3 * 3_600_000, 0) == date(2026, 11, 24).toordinal()
    assert study_day(night, 0, rollover_hours=0) == date(2026, 11, 24).toordinal()


@given(moments, zones)
def test_it_is_the_date_on_the_wall_four_hours_ago(moment: datetime, zone: ZoneInfo) -> None:
    wall = moment.astimezone(zone).replace(tzinfo=None)
    assert study_day(*at(moment, zone)) == (wall - timedelta(hours=4)).toordinal()


@given(st.lists(st.tuples(moments, zones), min_size=1, max_size=20))
def test_days_never_go_backwards_whatever_the_clock_does(
    stops: list[tuple[datetime, ZoneInfo]],
) -> None:
    days: list[int] = []
    for moment, zone in stops:
        days.append(study_day(*at(moment, zone), not_before=days[-1] if days else None))
    assert days == sorted(days)


@given(moments, zones, st.integers(0, 48))
def test_at_home_a_later_moment_is_never_an_earlier_day(moment: datetime, zone: ZoneInfo, hours: int) -> None:
    later = moment + timedelta(hours=hours)
    assert 0 <= study_day(*at(later, zone)) - study_day(*at(moment, zone)) <= 3


@given(moments)
def test_the_offset_is_the_one_of_the_moment_not_of_today(moment: datetime) -> None:
    stamp = int(moment.timestamp() * 1000)
    here = moment.astimezone().utcoffset() or timedelta()
    assert local_offset(stamp) == here.total_seconds() // 60
