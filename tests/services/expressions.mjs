// Evaluates texts with expressions of GitHub Actions, with GitHub's own library. Reads a JSON list of
// [text, contexts] from stdin, and writes the list of texts with the values in place.
import { text } from 'node:stream/consumers'
import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

const evaluate = (expression, contexts) => {
  const { tokens } = new Lexer(expression).lex()
  const names = contexts.pairs().map(({ key }) => key)
  return new Evaluator(new Parser(tokens, names, []).parse(), contexts).evaluate().coerceString()
}

const filled = ([template, contexts]) =>
  template.replace(/\$\{\{(.+?)\}\}/gs, (_, expression) => evaluate(expression, contexts))

const given = JSON.parse(await text(process.stdin))
const contexts = (one) => JSON.parse(JSON.stringify(one), data.reviver)
process.stdout.write(JSON.stringify(given.map(([template, one]) => filled([template, contexts(one)]))))
