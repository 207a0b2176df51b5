"""What python-dateutil makes of local times by the description of a clock alone: from JSON of [file, [local times]] for each zone,
JSON of their instants. It knows no zone but the ones that a file describes."""

import json
import sys
from datetime import datetime, timezone
from io import StringIO

from dateutil.tz import tzical


def described(file):
    begin, end = file.index("BEGIN:VTIMEZONE"), file.index("END:VTIMEZONE")
    text = file[begin : end + len("END:VTIMEZONE")]
    return tzical(StringIO(text.replace("\r\n ", "") + "\r\n")).get()


def instants(file, times):
    zone = described(file)
    at = (datetime.fromisoformat(time).replace(tzinfo=zone) for time in times)
    return [one.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") for one in at]


json.dump([instants(file, times) for file, times in json.load(sys.stdin)], sys.stdout)
