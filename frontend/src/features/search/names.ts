import type { SearchResult } from '@/api-types';

/** What the kinds of results are called. */
export const NAMES: Record<SearchResult['kind'], { one: string; many: string }> = {
  page: { one: 'Page', many: 'Pages' },
  news: { one: 'News', many: 'News' },
  project: { one: 'Project', many: 'Projects' },
};
