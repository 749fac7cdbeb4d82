import { fileURLToPath } from 'node:url'
import type { JsonSchema } from '@jianwei/events/json-schema.ts'
import {
  groupsOfKeys,
  mappingJsonSchema,
  wordsOf,
} from '@jianwei/services/intake/mapping/mapping-schema.ts'

export const MAPPING_DOCUMENT = fileURLToPath(new URL('../../docs/mappings.md', import.meta.url))

const BEGIN = /^<!-- keys of (\w+): written by npm run docs:mappings -->$/
const END = '<!-- end of keys -->'

export function mappingSchemaText(): string {
  return `${JSON.stringify(mappingJsonSchema(), undefined, 1)}\n`
}

/** The document with its tables of keys as the language has them. Throws where a mark is gone. */
export function withKeyTables(document: string): string {
  const written: string[] = []
  let inTable = false
  const left = new Set(groupsOfKeys().keys())
  for (const line of document.split('\n')) {
    const [, group] = BEGIN.exec(line) ?? []
    if (group !== undefined) {
      written.push(line, '', ...tableOf(group), '')
      left.delete(group)
      inTable = true
    }
    if (line === END) inTable = false
    if (!inTable) written.push(line)
  }
  const told = ['mapping', 'input', 'event', 'column', 'condition', 'change']
  const missing = told.filter((group) => left.has(group))
  if (inTable || missing.length > 0)
    throw new TypeError(`docs/mappings.md has no table for ${missing.join(', ') || 'its end'}`)
  return written.join('\n')
}

function tableOf(group: string): readonly string[] {
  const keys = groupsOfKeys().get(group)
  if (keys === undefined) throw new TypeError(`the language has no keys of ${group}`)
  return [
    '| key | may be | what it says | 含义 |',
    '| --- | --- | --- | --- |',
    ...[...keys].map(([key, schema]) => {
      const words = wordsOf(group, key)
      if (words === undefined)
        throw new TypeError(`key-words.ts says nothing of ${group}.${key}: add a line`)
      return `| \`${key}\` | ${escaped(kindOf(schema))} | ${escaped(words.en)} | ${words.zh} |`
    }),
  ]
}

function kindOf(schema: JsonSchema): string {
  const { $ref, enum: values, const: only, type, items, anyOf, default: usual } = schema
  const otherwise =
    usual === undefined || typeof usual === 'object'
      ? ''
      : `; if not said, \`${typeof usual === 'string' ? usual : JSON.stringify(usual)}\``
  if (typeof $ref === 'string') return `a ${$ref.slice($ref.lastIndexOf('/') + 1)}`
  if (Array.isArray(values) && values.length > 20) return 'a type of [events](events.md)'
  if (Array.isArray(values)) return `${values.map((one) => `\`${one}\``).join(', ')}${otherwise}`
  if (only !== undefined) return `\`${typeof only === 'string' ? only : JSON.stringify(only)}\``
  if (Array.isArray(anyOf))
    return [...new Set(anyOf.map((one) => kindOf(one as JsonSchema)))].join(', or ') + otherwise
  if (type === 'array') return `a list, each ${kindOf((items ?? {}) as JsonSchema)}`
  if (Array.isArray(type)) return 'a text, a number, `true`, `false` or null'
  return `${WORDS[String(type)] ?? 'anything'}${otherwise}`
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true`, `false`',
  object: 'keys and values',
  null: 'null',
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
