import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const styles = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.css'))
  .map((name) => readFileSync(`src/${name}`, 'utf8'));

test('no style writes a sign that the font may not have', () => {
  const written = styles.flatMap((style) => style.match(/content: [^;]*/g) ?? []);
  expect(written).not.toEqual([]);
  expect(written.filter((content) => /[^ -~]/.test(content))).toEqual([]);
});
