/** Times as they are read at the event, wherever the reader is. */

const format = (options: Intl.DateTimeFormatOptions) => (moment: string, timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone }).format(new Date(moment));

/** "1:15 PM" */
export const timeOfDay = format({ hour: 'numeric', minute: '2-digit' });

/** "Friday, December 11, 2026" */
export const day = format({ dateStyle: 'full' });

/** "Pacific Standard Time" */
export function zoneName(moment: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'long' });
  const name = parts.formatToParts(new Date(moment)).find(({ type }) => type === 'timeZoneName');
  return name?.value ?? timeZone;
}
