"""The days of rules as python-dateutil counts them: from JSON of [rule, first day], JSON of the days of seven hundred, five hundred
at most."""

import json
import sys
from datetime import datetime, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr


def days(rule, first):
    start = datetime.fromisoformat(first)
    last = start + timedelta(days=700)
    found = takewhile(lambda day: day <= last, rrulestr(rule, dtstart=start))
    return [day.strftime("%Y-%m-%d") for day in islice(found, 500)]


json.dump([days(rule, first) for rule, first in json.load(sys.stdin)], sys.stdout)
