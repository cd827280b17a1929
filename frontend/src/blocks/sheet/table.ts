/** What a sheet's texts mean: numbers, dates, choices; and which rows are visible, in order. */
import type { SheetRows } from '@/api-types';

export type Column = {
  name: string;
  /** Numbers and dates are aligned to the right and sorted by their value. */
  isNumeric: boolean;
  /** The filter's choices. Undefined if a list would not help: then the filter takes text. */
  choices: string[] | undefined;
  /** The width that most cells need for one line, in widths of a digit (CSS ch). Most letters are narrower. */
  width: number;
  /** The smallest width, in the same unit, if the table does not fit. Texts then wrap, numbers do not. */
  least: number;
};

export type Row = { cells: string[]; folded: string };

export type TableState = {
  find: string;
  sort: { column: string; descending: boolean } | undefined;
  filters: ReadonlyMap<string, string>;
};

const MOST_CHOICES = 30;
const NARROWEST = 5;
const WIDEST = 32;
const MOST_BROKEN = 14;
const LETTER = 0.88; // of a digit's width

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Without accents and capitals, so that “Jose” finds “José”. */
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function describeColumns({ columns, rows }: SheetRows): Column[] {
  return columns.map((name, index) => {
    const cells = rows.map((row) => row[index] ?? '').filter(Boolean);
    const isNumeric = cells.length > 0 && cells.every((cell) => !Number.isNaN(meaning(cell)));
    const width = widthOf(name, cells, isNumeric);
    const least = isNumeric ? width : Math.min(width, Math.max(MOST_BROKEN, headerWidth(name)));
    return { name, isNumeric, choices: choicesOf(cells), width, least };
  });
}

export const foldRows = ({ rows }: SheetRows): Row[] =>
  rows.map((cells) => ({ cells, folded: fold(cells.join('\n')) }));

function choicesOf(cells: string[]): string[] | undefined {
  const choices = new Set<string>();
  for (const cell of cells) {
    choices.add(cell);
    if (choices.size > MOST_CHOICES) return undefined;
  }
  const areFew = choices.size > 1 && choices.size <= cells.length / 2;
  return areFew ? [...choices].sort(collator.compare) : undefined;
}

/** Wide enough for 97 % of the texts; the others wrap. Numbers never wrap, so all must fit. */
function widthOf(name: string, cells: string[], isNumeric: boolean): number {
  const lengths = cells.map((cell) => cell.length).sort((a, b) => a - b);
  const usual = lengths[Math.floor((lengths.length - 1) * 0.97)] ?? 0;
  const wanted = isNumeric ? (lengths.at(-1) ?? 0) : usual * LETTER;
  return Math.min(WIDEST, Math.ceil(Math.max(NARROWEST, wanted, headerWidth(name))));
}

/** The width, in digits, of the name's longest word and of the arrows for sorting. */
function headerWidth(name: string): number {
  const longest = Math.max(...name.split(/\s+/).map((word) => word.length));
  return Math.ceil(longest * LETTER + 3);
}

const NUMBER = /^[-−+]?[$€£]?\s?(\d[\d,]*)?\.?\d+\s?%?$/;
const AMERICAN_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A number for a number or a date; NaN for anything else. */
export function meaning(cell: string): number {
  const american = AMERICAN_DATE.exec(cell);
  if (american) return Date.UTC(Number(american[3]), Number(american[1]) - 1, Number(american[2]));
  if (ISO_DATE.test(cell)) return Date.parse(cell);
  if (!NUMBER.test(cell)) return Number.NaN;
  return Number(cell.replace('−', '-').replace(/[^\d.-]/g, ''));
}

export function visibleRows(state: TableState, columns: Column[], rows: Row[]): Row[] {
  const words = fold(state.find).split(/\s+/).filter(Boolean);
  const tests = filtersOf(state, columns);
  const found = rows.filter(
    ({ cells, folded }) =>
      words.every((word) => folded.includes(word)) && tests.every((test) => test(cells)),
  );
  return sorted(found, state, columns);
}

function filtersOf({ filters }: TableState, columns: Column[]) {
  return columns.flatMap(({ name, choices }, index) => {
    const wanted = filters.get(name);
    if (!wanted) return [];
    const folded = fold(wanted);
    return choices
      ? (cells: string[]) => cells[index] === wanted
      : (cells: string[]) => fold(cells[index] ?? '').includes(folded);
  });
}

/** Empty cells come last in either direction; equal ones keep the sheet's order. */
function sorted(rows: Row[], { sort }: TableState, columns: Column[]): Row[] {
  const index = columns.findIndex(({ name }) => name === sort?.column);
  if (!sort || index < 0) return rows;
  const compare = columns[index]?.isNumeric
    ? (a: string, b: string) => meaning(a) - meaning(b)
    : collator.compare;
  const direction = sort.descending ? -1 : 1;
  const cell = (row: Row) => row.cells[index] ?? '';
  return [...rows].sort((a, b) => {
    if (!cell(a) || !cell(b)) return Number(!cell(a)) - Number(!cell(b));
    return direction * compare(cell(a), cell(b));
  });
}
