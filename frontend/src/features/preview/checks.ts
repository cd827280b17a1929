/** What an editor is told of a draft: what axe finds in it, and how it reads. Editors only load this. */
import axe from 'axe-core';

const SHOWN_CHARACTERS = 200;
const WORDS_PER_MINUTE = 238;
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

type Issue = { rule: string; impact: string; help: string; where: string };
type DraftChecks = {
  issues: Issue[];
  words: number;
  minutes: number;
  readability: 'Good' | 'Acceptable' | 'Complex' | '-';
};

/** Of `main`, so that the site's own header and footer count for no page. */
export async function checkDraft(): Promise<DraftChecks> {
  const main = document.querySelector('main') ?? document.body;
  const { violations } = await axe.run(main, {
    runOnly: STANDARDS,
    resultTypes: ['violations'],
  });
  const issues = violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html }) => ({
      rule: id,
      impact: impact ?? 'minor',
      help,
      where: html.slice(0, SHOWN_CHARACTERS),
    })),
  );
  return { issues, ...metrics(main.innerText) };
}

function metrics(text: string): Omit<DraftChecks, 'issues'> {
  const words = text.match(/\p{L}[\p{L}\p{N}'’-]*/gu) ?? [];
  return {
    words: words.length,
    minutes: Math.round(words.length / WORDS_PER_MINUTE),
    readability: readability(words, text),
  };
}

/** By LIX, as Wagtail's own panel: https://en.wikipedia.org/wiki/Lix_(readability_test) */
function readability(words: string[], text: string): DraftChecks['readability'] {
  if (words.length === 0) return '-';
  const sentences = text.split(/[.!?:\n]+/).filter((part) => /\p{L}/u.test(part)).length;
  const long = words.filter((word) => word.length > 6).length;
  const lix = words.length / sentences + (long * 100) / words.length;
  if (lix < 35) return 'Good';
  return lix < 45 ? 'Acceptable' : 'Complex';
}
