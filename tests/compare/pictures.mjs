// Compares pairs of pictures. Reads lines of JSON, {before, after, difference}, and prints for each the
// number of pixels that differ. The smaller picture counts as if the rest of it were empty.
import { readFileSync, writeFileSync } from 'node:fs';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

function padded(picture, width, height) {
  if (picture.width === width && picture.height === height) return picture;
  const larger = new PNG({ width, height });
  PNG.bitblt(picture, larger, 0, 0, picture.width, picture.height, 0, 0);
  return larger;
}

function compare({ before, after, difference }) {
  const pictures = [before, after].map((file) => PNG.sync.read(readFileSync(file)));
  const width = Math.max(...pictures.map((picture) => picture.width));
  const height = Math.max(...pictures.map((picture) => picture.height));
  const [one, other] = pictures.map((picture) => padded(picture, width, height).data);
  const shown = new PNG({ width, height });
  // Two captures of one page are the same in every byte, so no pixel is forgiven.
  const options = { threshold: 0, includeAA: true };
  const pixels = pixelmatch(one, other, shown.data, width, height, options);
  writeFileSync(difference, PNG.sync.write(shown));
  return { pixels, share: pixels / (width * height) };
}

const pairs = readFileSync(0, 'utf8').split('\n').filter(Boolean);
process.stdout.write(JSON.stringify(pairs.map((pair) => compare(JSON.parse(pair)))));
