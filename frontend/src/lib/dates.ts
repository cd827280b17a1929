/** The programme's own time, so that every visitor, and whoever pre-renders, reads one date. */
const LONG = { dateStyle: 'long', timeZone: 'America/Los_Angeles' } as const;

export const longDate = (at: string) => new Date(at).toLocaleDateString('en-US', LONG);

/** A day without a time, such as 2026-11-12, which is the same day everywhere. */
export const longDay = (day: string) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', { ...LONG, timeZone: 'UTC' });
