// What ical.js makes of files: reads a list of files (JSON) on standard input, writes a list of lists of events. The
// instants come from the clocks that the files describe.
import { text } from 'node:stream/consumers';
import ICAL from 'ical.js';

function utc(time) {
    return time.toJSDate().toISOString().replace('.000Z', 'Z');
}

function read(file) {
    ICAL.TimezoneService.reset();
    const calendar = new ICAL.Component(ICAL.parse(file));
    for (const clock of calendar.getAllSubcomponents('vtimezone')) {
        ICAL.TimezoneService.register(clock);
    }
    return calendar.getAllSubcomponents('vevent').map((one) => {
        const said = (name) => one.getFirstPropertyValue(name) ?? '';
        return {
            method: calendar.getFirstPropertyValue('method') ?? '',
            uid: said('uid'),
            sequence: said('sequence'),
            status: said('status'),
            summary: said('summary'),
            description: said('description'),
            location: said('location'),
            starts: utc(said('dtstart')),
            ends: utc(said('dtend')),
            stamp: utc(said('dtstamp')),
            organizer: said('organizer'),
            attendees: one.getAllProperties('attendee').map((who) => who.getFirstValue()),
        };
    });
}

process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(read)));
