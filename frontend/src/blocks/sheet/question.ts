/** What a visitor asks of a table, kept in the address so that it can be shared. */
import { useMemo } from 'react';
import type { Question } from '@/blocks/sheet/table';
import { navigate, useVisit } from '@/lib/visit';

/** The part of the address that belongs to one table: a page may have several. */
export const nameInAddress = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'table';

export function readQuestion(search: string, name: string): Question {
  const params = new URLSearchParams(search);
  const sort = params.get(`${name}.sort`);
  const filters = [...params].flatMap(([key, value]) =>
    key.startsWith(`${name}_`) && value ? [[key.slice(name.length + 1), value] as const] : [],
  );
  return {
    find: params.get(`${name}.find`) ?? '',
    sort: sort ? { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') } : undefined,
    filters: new Map(filters),
  };
}

/** `search` with this table's question in it, and everything else as it was. */
export function writeQuestion(search: string, name: string, question: Question): string {
  const params = new URLSearchParams(search);
  for (const key of [...params.keys()]) {
    if (key.startsWith(`${name}.`) || key.startsWith(`${name}_`)) params.delete(key);
  }
  if (question.find) params.set(`${name}.find`, question.find);
  if (question.sort) {
    params.set(`${name}.sort`, `${question.sort.descending ? '-' : ''}${question.sort.column}`);
  }
  for (const [column, value] of question.filters) params.set(`${name}_${column}`, value);
  return params.size ? `?${params}` : '';
}

export function useQuestion(name: string) {
  const { search } = useVisit();
  const question = useMemo(() => readQuestion(search, name), [search, name]);
  const ask = (changes: Partial<Question>) => {
    const { pathname, search: current, hash } = window.location;
    const next = { ...readQuestion(current, name), ...changes };
    navigate(pathname + writeQuestion(current, name, next) + hash, { replace: true });
  };
  return { question, ask };
}

export const isAsking = ({ find, sort, filters }: Question) =>
  find !== '' || sort !== undefined || filters.size > 0;
