"""What others make of a Vietnamese office's working time: each library on the same receipts, times and answers told.

Runs in the peers' house; the driver writes the office's calendar and our answers into a file and compares.

    python -m benchmarks.peers.working_time CALENDAR.json
"""

import json
import sys
import warnings
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any

Answer = Callable[[datetime], Any]


def hours_by_pandas(told: dict[str, Any]) -> Answer:
    import pandas as pd

    opens, closes = zip(*told["sessions"], strict=True)
    hours = pd.offsets.CustomBusinessHour(start=list(opens), end=list(closes), holidays=told["off"])
    offset = hours * told["hours"]
    return lambda at: (pd.Timestamp(at) + offset).to_pydatetime()


def hours_by_businesstimedelta(told: dict[str, Any]) -> Answer:
    import businesstimedelta as bt

    (opens, pauses), (resumes, closes) = (map(time.fromisoformat, one) for one in told["sessions"])
    off = {date.fromisoformat(one): "off" for one in told["off"]}
    day = bt.WorkDayRule(start_time=opens, end_time=closes, working_days=[0, 1, 2, 3, 4])
    lunch = bt.LunchTimeRule(start_time=pauses, end_time=resumes, working_days=[0, 1, 2, 3, 4])
    rules = bt.Rules([day, lunch, bt.HolidayRule(off)])
    span = bt.BusinessTimeDelta(rules, hours=told["hours"])
    return lambda at: (at + span).replace(tzinfo=None)


def days_by_pandas(told: dict[str, Any]) -> Answer:
    import pandas as pd

    offset = pd.offsets.CustomBusinessDay(told["days"], holidays=told["off"])
    return lambda at: (pd.Timestamp(at) + offset).date()


def days_by_numpy(told: dict[str, Any]) -> Answer:
    import numpy as np

    calendar = np.busdaycalendar(holidays=told["off"])
    return lambda at: np.busday_offset(at.date(), told["days"], "preceding", busdaycal=calendar).item()


def days_by_bizdays(told: dict[str, Any]) -> Answer:
    from bizdays import Calendar

    calendar = Calendar(
        holidays=told["off"], weekdays=["Saturday", "Sunday"], startdate=told["first"], enddate=told["last"]
    )
    return lambda at: calendar.offset(at.date(), told["days"])


PEERS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "hours: pandas CustomBusinessHour": hours_by_pandas,
    "hours: businesstimedelta": hours_by_businesstimedelta,
    "days: pandas CustomBusinessDay": days_by_pandas,
    "days: numpy busday_offset": days_by_numpy,
    "days: bizdays": days_by_bizdays,
}
ROUNDS = 3


def main(file: str) -> None:
    warnings.simplefilter("ignore")
    told = json.loads(Path(file).read_text(encoding="utf-8"))
    receipts = [datetime.fromisoformat(one) for one in told["receipts"]]
    for name, prepare in PEERS.items():
        answer = prepare(told)
        few = receipts[: told["slow"]] if name.startswith("hours") else receipts
        taken = []
        for _ in range(ROUNDS):
            began = perf_counter()
            answers = [answer(one) for one in few]
            taken.append((perf_counter() - began) / len(few))
        print(json.dumps({"name": name, "seconds": sorted(taken)[ROUNDS // 2], "answers": list(map(str, answers))}))


if __name__ == "__main__":
    main(sys.argv[1])
