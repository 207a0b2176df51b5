"""What a calendar program makes of files: reads a list of files (JSON) on standard input, writes a list of lists of events.

The instants come from the clocks that the files describe, not from those that the program knows.
"""

import json
import sys
from datetime import datetime, timezone


def utc(at):
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_icalendar(text):
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors, calendar.errors
    clocks = {str(one["TZID"]): one.to_tz() for one in calendar.walk("VTIMEZONE")}

    def instant(prop):
        zone = prop.params.get("TZID")
        return utc(clocks[zone].localize(prop.dt.replace(tzinfo=None)) if zone else prop.dt)

    def event(one):
        assert not one.errors, one.errors
        said = lambda name: str(one.get(name, ""))
        people = one.get("ATTENDEE", [])
        people = people if isinstance(people, list) else [people]
        return {
            "method": str(calendar.get("METHOD", "")),
            "uid": said("UID"),
            "sequence": int(one["SEQUENCE"]),
            "status": said("STATUS"),
            "summary": said("SUMMARY"),
            "description": said("DESCRIPTION"),
            "location": said("LOCATION"),
            "starts": instant(one["DTSTART"]),
            "ends": instant(one["DTEND"]),
            "stamp": utc(one["DTSTAMP"].dt),
            "organizer": said("ORGANIZER"),
            "attendees": [str(who) for who in people],
        }

    return [event(one) for one in calendar.walk("VEVENT")]


def with_vobject(text):
    import vobject

    calendars = list(vobject.readComponents(text, validate=True))
    assert len(calendars) == 1, len(calendars)
    calendar = calendars[0]

    def event(one):
        said = lambda name: getattr(one, name).value if hasattr(one, name) else ""
        return {
            "method": calendar.method.value if hasattr(calendar, "method") else "",
            "uid": said("uid"),
            "sequence": int(said("sequence")),
            "status": said("status"),
            "summary": said("summary"),
            "description": said("description"),
            "location": said("location"),
            "starts": utc(one.dtstart.value),
            "ends": utc(one.dtend.value),
            "stamp": utc(one.dtstamp.value),
            "organizer": said("organizer"),
            "attendees": [who.value for who in getattr(one, "attendee_list", [])],
        }

    return [event(one) for one in getattr(calendar, "vevent_list", [])]


def with_libical(text):
    import gi

    gi.require_version("ICalGLib", "3.0")
    from gi.repository import ICalGLib as ICal

    calendar = ICal.Component.new_from_string(text)
    assert calendar is not None and calendar.isa() == ICal.ComponentKind.VCALENDAR_COMPONENT
    ICal.restriction_check(calendar)
    faults = calendar.count_errors()
    assert faults == 0, (faults, calendar.as_ical_string())
    method = calendar.get_first_property(ICal.PropertyKind.METHOD_PROPERTY)

    def instant(prop, value):
        zone = prop.get_first_parameter(ICal.ParameterKind.TZID_PARAMETER)
        clock = calendar.get_timezone(zone.get_tzid()) if zone else ICal.Timezone.get_utc_timezone()
        assert clock is not None, zone.get_tzid()
        return utc(datetime.fromtimestamp(value.as_timet_with_zone(clock), timezone.utc))

    def event(one):
        kinds = ICal.PropertyKind
        first = lambda kind: one.get_first_property(kind)
        said = lambda kind, get: getattr(first(kind), get)() if first(kind) else ""
        people, who = [], one.get_first_property(kinds.ATTENDEE_PROPERTY)
        while who:
            people.append(who.get_attendee())
            who = one.get_next_property(kinds.ATTENDEE_PROPERTY)
        starts, ends = first(kinds.DTSTART_PROPERTY), first(kinds.DTEND_PROPERTY)
        stamp = first(kinds.DTSTAMP_PROPERTY)
        status = first(kinds.STATUS_PROPERTY).get_value_as_string()
        return {
            "method": method.get_value_as_string() if method else "",
            "uid": said(kinds.UID_PROPERTY, "get_uid"),
            "sequence": said(kinds.SEQUENCE_PROPERTY, "get_sequence"),
            "status": status,
            "summary": said(kinds.SUMMARY_PROPERTY, "get_summary"),
            "description": said(kinds.DESCRIPTION_PROPERTY, "get_description"),
            "location": said(kinds.LOCATION_PROPERTY, "get_location"),
            "starts": instant(starts, starts.get_dtstart()),
            "ends": instant(ends, ends.get_dtend()),
            "stamp": instant(stamp, stamp.get_dtstamp()),
            "organizer": said(kinds.ORGANIZER_PROPERTY, "get_organizer"),
            "attendees": people,
        }

    found, one = [], calendar.get_first_component(ICal.ComponentKind.VEVENT_COMPONENT)
    while one:
        found.append(event(one))
        one = calendar.get_next_component(ICal.ComponentKind.VEVENT_COMPONENT)
    return found


READERS = {"icalendar": with_icalendar, "vobject": with_vobject, "libical": with_libical}

if __name__ == "__main__":
    read = READERS[sys.argv[1]]
    json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
