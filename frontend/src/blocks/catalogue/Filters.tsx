import { useId, useRef, type RefObject, type SubmitEvent } from 'react';
import type { Choice, Projects } from '@/api-types';
import { FILTERS, SORTS, WORDS_MAX_LENGTH, type Wanted } from '@/lib/catalogue';
import { hrefOf, NOTHING_WANTED } from '@/lib/catalogue-links';
import { useTyped } from '@/lib/typed';
import { navigate } from '@/lib/visit';

type Props = { wanted: Wanted; semester: string; projects: Projects };

/** Each choice adds an entry to the browser's history. Typing replaces the current entry. */
export function Filters({ wanted, semester, projects }: Props) {
  const search = (words: string) =>
    navigate(hrefOf({ ...wanted, q: words.trim(), page: 1 }), { replace: true });
  const { typed, setTyped, settle, clear } = useTyped(wanted.q, search);
  const choose = (change: Partial<Wanted>) =>
    navigate(hrefOf({ ...wanted, q: typed.trim(), page: 1, ...change }), { stays: true });
  const field = useRef<HTMLInputElement>(null);
  const isNarrowed = typed !== '' || FILTERS.some((filter) => wanted[filter]);
  return (
    <div className="filters">
      <WordsField
        field={field}
        typed={typed}
        onType={setTyped}
        onSubmit={() => {
          settle();
          search(typed);
        }}
      />
      {!semester && (
        <Select
          label="Semester"
          value={wanted.semester}
          choices={projects.semesters}
          onChoose={(value) => choose({ semester: value })}
        />
      )}
      <Select
        label="Class"
        value={wanted.class}
        choices={projects.classes}
        onChoose={(value) => choose({ class: value })}
      />
      <Select
        label="Industry"
        value={wanted.industry}
        choices={projects.industries}
        onChoose={(value) => choose({ industry: value })}
      />
      <SortSelect value={wanted.sort || 'newest'} onChoose={(value) => choose({ sort: value })} />
      {isNarrowed && (
        <button
          type="button"
          className="filters__clear"
          onClick={() => {
            field.current?.focus(); // the button goes away, and the focus would be lost with it
            navigate(hrefOf({ ...NOTHING_WANTED, sort: wanted.sort }), { stays: true });
            clear();
          }}
        >
          Clear search and filters
        </button>
      )}
    </div>
  );
}

type WordsProps = {
  field: RefObject<HTMLInputElement | null>;
  typed: string;
  onType: (typed: string) => void;
  onSubmit: () => void;
};

function WordsField({ field, typed, onType, onSubmit }: WordsProps) {
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form role="search" aria-label="Projects" className="filters__words" onSubmit={submit}>
      <label htmlFor={id}>Search projects</label>
      <input
        ref={field}
        id={id}
        type="search"
        value={typed}
        maxLength={WORDS_MAX_LENGTH}
        autoComplete="off"
        enterKeyHint="search"
        placeholder="Title, partner, student, team …"
        onChange={(event) => onType(event.target.value)}
      />
    </form>
  );
}

type SelectProps = {
  label: string;
  value: string;
  choices: Choice[];
  onChoose: (value: string) => void;
};

/** The chosen value stays in the list, even if no project has it any more. */
function Select({ label, value, choices, onChoose }: SelectProps) {
  const chosen = choices.find((choice) => choice.value.toLowerCase() === value.toLowerCase());
  return (
    <label className="filters__choice">
      <span>{label}</span>
      <select
        value={chosen?.value ?? value}
        onChange={(event) => onChoose(event.target.value)}
        data-chosen={value !== '' || undefined}
      >
        <option value="">All</option>
        {value && !chosen && <option value={value}>{value} (0)</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label} ({choice.count})
          </option>
        ))}
      </select>
    </label>
  );
}

function SortSelect({ value, onChoose }: { value: string; onChoose: (value: string) => void }) {
  return (
    <label className="filters__choice">
      <span>Sort by</span>
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {Object.entries(SORTS).map(([sort, label]) => (
          <option key={sort} value={sort}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
