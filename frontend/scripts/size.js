/** Fails when a first visit would fetch more JavaScript than the budget allows. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 83; // room for a block or two; CONTRIBUTING.md says what to do when it is used up

const dist = new URL('../dist/', import.meta.url);
const index = readFileSync(new URL('index.html', dist), 'utf8');

const linked = [
  ...index.matchAll(/<script[^>]+src="\/([^"]+)"/g),
  ...index.matchAll(/<link[^>]+rel="modulepreload"[^>]+href="\/([^"]+)"/g),
].map(([, file]) => [file, readFileSync(new URL(file, dist))]);
const inline = [...index.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => [
  'inline',
  text,
]);

if (linked.length === 0) throw new Error('dist/index.html loads no script: run `npm run build`.');

const sizes = [...inline, ...linked].map(([name, content]) => [
  name,
  gzipSync(content).length / 1000,
]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);

for (const [name, size] of sizes) console.log(`${size.toFixed(1).padStart(6)} kB  ${name}`);
console.log(
  `${total.toFixed(1).padStart(6)} kB  initial JavaScript, gzip; the budget in scripts/size.js is ${BUDGET_KB} kB`,
);
if (total > BUDGET_KB) process.exitCode = 1;
