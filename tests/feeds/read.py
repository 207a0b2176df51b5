"""What a feed reader makes of feeds: reads a list of them (JSON) on standard input, writes what it understood of each.

Whatever it complains of ends it with an error.
"""

import json
import sys

import feedparser

HEADERS = {"content-type": "application/atom+xml; charset=utf-8"}


def read(text):
    found = feedparser.parse(text.encode(), response_headers=HEADERS, sanitize_html=False)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10", found.version
    entry = lambda one: {
        "id": one.id,
        "title": one.title,
        "kind": one.title_detail.type,
        "language": one.title_detail.language,
        "link": one.link,
        "updated": list(one.updated_parsed[:6]),
        "summary": one.get("summary", ""),
        "authors": [who["name"] for who in one.authors],
    }
    return {
        "title": found.feed.title,
        "id": found.feed.id,
        "updated": list(found.feed.updated_parsed[:6]),
        "entries": [entry(one) for one in found.entries],
    }


if __name__ == "__main__":
    json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
