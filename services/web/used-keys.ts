import { globSync, readFileSync } from 'node:fs'

/*
 * Keys of messages that are built, or that a function looks up by a `t` which it was given: the
 * extraction of i18next-cli follows neither. Missing ones are found by the compiler, which knows
 * all keys.
 */

const TEXT = /'([^'\n]*)'|`([^`]*)`/g
/** A text that is built within another one. */
const INNER = /\(`([^`]*)`/g
const HOLE = /\$\{(?:[^{}]|\{[^{}]*\})*\}/g
/** More than holes, so that it names something. */
const KEY = /^(?=.*\w)[\w.*-]+$/
/** Ends of keys that a count or a context chooses. */
const CHOSEN_ENDS = /_(?:zero|one|two|few|many|other)$/

/** Of the keys, those that a text in the sources names, with anything in its holes. */
export function keysNamedIn(source: string, keys: readonly string[]): readonly string[] {
  const named = [
    ...[...source.matchAll(TEXT)].map(([, plain, built]) => plain ?? holesIn(built ?? '')),
    ...[...source.matchAll(INNER)].map(([, built]) => holesIn(built ?? '')),
  ]
  const exact = new Set(named)
  const built = [...exact]
    .filter((text) => text.includes('*') && text.includes('.') && KEY.test(text))
    .map((text) => new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`))
  return keys.filter((key) => {
    const base = key.replace(CHOSEN_ENDS, '')
    return exact.has(base) || exact.has(key) || built.some((pattern) => pattern.test(base))
  })
}

/** The keys of the Chinese messages that something in `src` names. */
export function usedKeys(): readonly string[] {
  const at = (path: string): string => `${import.meta.dirname}/src/${path}`
  const keys = globSync(at('language/zh/*.json')).flatMap((path) =>
    keysOf(JSON.parse(readFileSync(path, 'utf8'))),
  )
  const sources = globSync(at('**/*.{ts,tsx}'))
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => readFileSync(path, 'utf8'))
  return keysNamedIn(sources.join('\n'), [...new Set(keys)])
}

function holesIn(template: string): string {
  return template.replace(HOLE, '*')
}

function keysOf(messages: unknown, above = ''): readonly string[] {
  // What was read is JSON: objects of objects and texts.
  if (typeof messages === 'string') return [above.slice(1)]
  return Object.entries(messages as object).flatMap(([name, part]) =>
    keysOf(part, `${above}.${name}`),
  )
}
