/** What a visitor searches, sorts and filters a table by, kept in the address so that it can be shared. */
import { useMemo } from 'react';
import type { TableState } from '@/blocks/sheet/table';
import { navigate, useVisit } from '@/lib/visit';

/** The part of the address that belongs to one table: a page may have several. */
export const nameInAddress = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'table';

export function readState(search: string, name: string): TableState {
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

/** `search` with this table's state in it, and everything else as it was. */
export function writeState(search: string, name: string, state: TableState): string {
  const params = new URLSearchParams(search);
  for (const key of [...params.keys()]) {
    if (key.startsWith(`${name}.`) || key.startsWith(`${name}_`)) params.delete(key);
  }
  if (state.find) params.set(`${name}.find`, state.find);
  if (state.sort) {
    params.set(`${name}.sort`, `${state.sort.descending ? '-' : ''}${state.sort.column}`);
  }
  for (const [column, value] of state.filters) params.set(`${name}_${column}`, value);
  const text = String(params);
  return text && `?${text}`;
}

export function useTableState(name: string) {
  const { search } = useVisit();
  const state = useMemo(() => readState(search, name), [search, name]);
  const change = (changes: Partial<TableState>) => {
    const { pathname, search: current, hash } = window.location;
    const next = { ...readState(current, name), ...changes };
    navigate(pathname + writeState(current, name, next) + hash, { replace: true });
  };
  return { state, change };
}

export const isInitial = ({ find, sort, filters }: TableState) =>
  find === '' && sort === undefined && filters.size === 0;
