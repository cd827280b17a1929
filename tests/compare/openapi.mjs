// Prints what differs between two OpenAPI documents, as JSON: node openapi.mjs BEFORE AFTER
import { readFileSync } from 'node:fs';
import { apiDiff } from 'api-smart-diff';

const [before, after] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const differences = apiDiff(before, after).map(({ type, action, path, before, after }) => ({
  type,
  action,
  path: path.map(String),
  before,
  after,
}));
process.stdout.write(JSON.stringify(differences));
