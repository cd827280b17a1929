// Reads a list of iCalendar files in JSON from stdin, with ical.js, one after the other. Writes what
// each one's event says: its UID, SEQUENCE, SUMMARY, and its start and end in seconds since 1970.
import { text } from 'node:stream/consumers'
import ICAL from 'ical.js'

const read = (file) => {
  const calendar = new ICAL.Component(ICAL.parse(file))
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent'))
  const times = [event.startDate, event.endDate].map((time) => time.toUnixTime())
  return [event.uid, event.sequence ?? 0, event.summary, ...times]
}

process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(read)))
