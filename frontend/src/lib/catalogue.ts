/** What a visitor wants to see of the catalogue, as the address of the page says it. */
import { projectsUrl } from '@/lib/paths';

export const FILTERS = ['semester', 'class', 'industry'] as const;
export const SORTS = { newest: 'Newest first', title: 'Title', organisation: 'Partner' };
export const WORDS_MAX_LENGTH = 100;

type Filter = (typeof FILTERS)[number];
export type Wanted = Record<'q' | 'sort' | Filter, string> & { page: number };

export function readWanted(search: string): Wanted {
  const params = new URLSearchParams(search);
  const text = (name: string) => (params.get(name) ?? '').trim().slice(0, WORDS_MAX_LENGTH);
  const page = Math.trunc(Number(params.get('page')));
  const sort = text('sort');
  return {
    q: text('q'),
    semester: text('semester'),
    class: text('class'),
    industry: text('industry'),
    sort: sort in SORTS ? sort : '',
    page: page >= 1 && page <= 1000 ? page : 1,
  };
}

/** Only what differs from a catalogue that nobody has asked anything. */
export function paramsOf({ page, ...texts }: Wanted): URLSearchParams {
  const params = new URLSearchParams(Object.entries(texts).filter(([, text]) => text));
  if (params.get('sort') === 'newest') params.delete('sort');
  if (page > 1) params.set('page', String(page));
  return params;
}

/** `semester` is the one that a page is limited to, or empty. */
export const wantedUrl = (wanted: Wanted, semester: string) =>
  projectsUrl(paramsOf(semester ? { ...wanted, semester } : wanted));
