import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ajvFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { RULE_KINDS } from '@jianwei/projections/rules/rule.ts'
import { ruleJsonSchema } from '@jianwei/projections/rules/rule-schema.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { anyFilter, RANDOM_FIELDS } from '#/support/rules/random-parts.ts'
import { RULE_SCHEMA_FILE, ruleSchemaText } from '@jianwei/tools/generate/rule-schema-file.ts'

const EXAMPLES = fileURLToPath(new URL('../support/rules/examples', import.meta.url))
const files = [...(await readRuleFiles(shippedRules())), ...(await readRuleFiles(EXAMPLES))]
const text = readFileSync(RULE_SCHEMA_FILE, 'utf8')
const validate = validatorOf(JSON.parse(text))

function validatorOf(schema: object) {
  const ajv = new Ajv2020({
    allErrors: true,
    strictTypes: false,
    strictRequired: false,
    keywords: ['x-title-zh', 'x-description-zh'],
  })
  // The package exports its function as `default` of a CommonJS module.
  ajvFormats.default(ajv)
  return ajv.compile(schema)
}

const EXCEPTION = {
  name: 'gone',
  title: { en: 'Gone', zh: '已注销' },
  reason: { en: 'Nobody is left.', zh: '主体已不存在。' },
}

test('the schema for editors is in step; run `npm run docs:rules` if it is not', () => {
  expect(text).toBe(ruleSchemaText())
})

test('every rule that is shipped, and every example, fits it', () => {
  expect(files.length).toBeGreaterThanOrEqual(10)
  for (const file of files) {
    expect(validate(parse(file.text)) || validate.errors, file.path).toBe(true)
  }
})

test('every kind has its parameters in it', () => {
  const { $defs } = ruleJsonSchema() as {
    readonly $defs: Record<string, { readonly properties?: object }>
  }
  for (const kind of RULE_KINDS)
    expect(Object.keys($defs[kind]?.properties ?? {}), kind).not.toEqual([])
})

test('a form can show every field and every kind in both languages', () => {
  interface Node {
    readonly title?: string
    readonly description?: string
    readonly 'x-title-zh'?: string
    readonly 'x-description-zh'?: string
    readonly properties?: Readonly<Record<string, Node>>
    readonly items?: Node
    readonly anyOf?: readonly Node[]
    readonly oneOf?: readonly Node[]
    readonly $defs?: Readonly<Record<string, Node>>
  }
  const without: string[] = []
  let shown = 0
  const walk = (node: Node | undefined, path: string): void => {
    for (const [name, property] of Object.entries(node?.properties ?? {})) {
      const place = `${path}.${name}`
      const { title, description, 'x-title-zh': zh, 'x-description-zh': help } = property
      if (title === undefined || !/\p{Script=Han}/u.test(zh ?? '')) without.push(place)
      if (description !== undefined && help === undefined) without.push(`${place} description`)
      shown += 1
      walk(property, place)
    }
    if (node?.items !== undefined) walk(node.items, `${path}[]`)
    for (const one of [...(node?.anyOf ?? []), ...(node?.oneOf ?? [])]) walk(one, path)
  }
  const schema = JSON.parse(text) as Node
  walk(schema, '')
  for (const kind of ['selection', ...RULE_KINDS]) walk(schema.$defs?.[kind], `#${kind}`)
  for (const kind of RULE_KINDS) expect(schema.$defs?.[kind]).toHaveProperty('x-description-zh')
  expect(without).toEqual([])
  expect(shown).toBeGreaterThan(100)
})

describe('it refuses what the program refuses', () => {
  const rule = parse(files.find((file) => file.rule.id === 'two-penalties-in-one-year')?.text ?? '')
  const of = (where: unknown): object => ({
    ...rule.parameters,
    of: { events: ['PenaltyDecided'], where },
  })
  const mistakes: Readonly<Record<string, object>> = {
    'a field that there is not': { ...rule, titel: rule.title },
    'a missing playbook': { ...rule, playbook: undefined },
    'a kind that there is not': { ...rule, kind: 'oracle' },
    'parameters of another kind': { ...rule, kind: 'deadline' },
    'a level that there is not': { ...rule, level: 'purple' },
    'a window without a unit': { ...rule, parameters: { ...rule.parameters, window: '365' } },
    'an event that there is not': {
      ...rule,
      parameters: { ...rule.parameters, of: { events: ['Nothing'] } },
    },
    'a field that no event has': {
      ...rule,
      parameters: of({ field: 'data.nothing', exists: true }),
    },
    'two operators at once': {
      ...rule,
      parameters: of({ field: 'region', eq: '33', starts_with: '33' }),
    },
    'no operator': { ...rule, parameters: of({ field: 'region' }) },
    'an operator that says nothing of the field': {
      ...rule,
      parameters: of({ field: 'region', gte: 3 }),
    },
    'an empty list of conditions': { ...rule, parameters: of({ all: [] }) },
    'a field that no fact says of a subject': {
      ...rule,
      parameters: of({ field: 'subject.colour', exists: true }),
    },
    'an exception without a condition': { ...rule, exceptions: [{ ...EXCEPTION }] },
    'an exception about an event': {
      ...rule,
      exceptions: [{ ...EXCEPTION, subject: { field: 'region', eq: '33' } }],
    },
    'a mistake deep in a filter': {
      ...rule,
      parameters: of({ not: { any: [{ field: 'region', eq: 3 }] } }),
    },
  }
  test.each(Object.entries(mistakes))('%s', (_, mistaken) => {
    const written = JSON.parse(JSON.stringify(mistaken))
    expect(parseRule(written).ok).toBe(false)
    expect(validate(written)).toBe(false)
  })

  test('and the rule itself is fine', () => {
    expect(validate(rule)).toBe(true)
  })
})

test('whatever filter loads fits it', () => {
  const fits = validatorOf(ruleJsonSchema(RANDOM_FIELDS))
  const rule = parse(files[0]?.text ?? '')
  fc.assert(
    fc.property(anyFilter, (where) => {
      const of = { events: ['PenaltyDecided'], where }
      const written = {
        ...rule,
        kind: 'count',
        parameters: { of, at_least: 2, window: '1 day' },
        tests: [],
      }
      if (parseRule(written, RANDOM_FIELDS).ok) expect(fits(written) || fits.errors).toBe(true)
    }),
  )
})
