import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { complaintRuleText } from '#/support/rules/rule-text.ts'
import { draft, get, post, step, withLivingRules } from '#/support/rules/living-rules.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

/* A text is checked while somebody writes it, and nothing is stored. */

withLivingRules()

let empty: FastifyInstance
beforeAll(() => {
  empty = serverWithoutData()
})
afterAll(() => empty.close())

interface Check {
  readonly can_be_drafted: boolean
  readonly problems: readonly { path: string; line: number | null; column: number | null }[]
  readonly rule: { readonly rule_id: string; readonly text: object } | null
  readonly tests: readonly { passed: boolean; line: number; problem: string | null }[]
  readonly drafted: object | null
}

async function check(text: string): Promise<Check> {
  const payload = { text }
  const answer = await empty.inject({ method: 'POST', url: '/v1/rules/check', payload })
  expect(answer.statusCode).toBe(200)
  return answer.json<Check>()
}

const given = (n: number) => ({
  id: `c${n}`,
  type: 'ComplaintReceived',
  at: `2026-03-0${n}T00:00:00.000Z`,
  data: {},
})
const TESTED = {
  name: 'three in a month',
  given: [given(1), given(2), given(3)],
  at: '2026-03-20T00:00:00.000Z',
  expect: [{ at: '2026-03-03T00:00:00.000Z', evidence: ['c1', 'c2', 'c3'] }],
}

test('a rule that loads is summed up, with the outcome of each of its tests', async () => {
  const text = complaintRuleText({
    tests: [TESTED, { ...TESTED, name: 'none', expect: [] }],
  })
  const checked = await check(text)
  const found = [{ subject: 'test:subject', ...TESTED.expect[0] }]
  expect(checked).toMatchObject({
    can_be_drafted: false,
    problems: [],
    rule: { rule_id: 'plain-rule', kind: 'count', parameters: { at_least: 3 } },
    tests: [
      { name: 'three in a month', path: 'tests[0]', passed: true, expected: found, found },
      { name: 'none', path: 'tests[1]', passed: false, expected: [], found, problem: null },
    ],
    drafted: null,
  })
  const lines = text.split('\n')
  expect(checked.tests.map(({ line }) => lines[line - 1]?.trim())).toEqual([
    '- name: three in a month',
    '- name: none',
  ])
  expect((await check(complaintRuleText({ tests: [TESTED] }))).can_be_drafted).toBe(true)
})

test('a test whose facts intake would refuse says so, and the others are run', async () => {
  const broken = { ...TESTED, given: [{ ...given(1), type: 'NoSuchEvent' }] }
  const { tests } = await check(complaintRuleText({ tests: [broken, TESTED] }))
  expect(tests.map(({ passed }) => passed)).toEqual([false, true])
  expect(tests[0]?.problem).toContain('c1')
})

test('every problem is named with the place of its field, or of what should hold it', async () => {
  const text = `# A comment
id: plain
version: 0
"what is this": 1
parameters:
  of: { events: [ComplaintReceived, Nonsense] }
  at_least: 3
  window: 30 days
kind: count
legal_basis:
  - law: x
    article: y
`
  const { problems, rule } = await check(text)
  expect(rule).toBeNull()
  const placeOf = (path: string) => {
    const problem = problems.find((one) => one.path === path)
    return problem && [problem.line, problem.column]
  }
  expect(placeOf('version')).toEqual([3, 1])
  expect(placeOf('["what is this"]')).toEqual([4, 1])
  expect(placeOf('parameters.of.events[1]')).toEqual([6, 37])
  expect(placeOf('legal_basis[0].source')).toEqual([11, 5])
  // A field that is missing at the top has no place.
  expect(placeOf('title')).toEqual([null, null])
})

test('a text that is no YAML says where it breaks off', async () => {
  const { problems, tests } = await check('id: x\ntitle: [a\nversion: 1\n')
  expect(problems).toMatchObject([{ path: '', line: 3 }])
  expect(tests).toEqual([])
})

test('what a rule depends on must be there, and is named at its place', async () => {
  const text = complaintRuleText({ depends_on: ['nobody-drafted-it'] })
  const { problems, can_be_drafted } = await check(text)
  expect(can_be_drafted).toBe(false)
  const line = text.split('\n').findIndex((one) => one.includes('nobody-drafted-it')) + 1
  expect(problems).toMatchObject([{ path: 'depends_on[0]', line }])
})

test('texts beyond the limit are refused before they are read', async () => {
  const payload = { text: 'a'.repeat(64_001) }
  const answer = await empty.inject({ method: 'POST', url: '/v1/rules/check', payload })
  expect(answer.json()).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
})

test('it says what the log has under the number, stores nothing, and previews a publication', async () => {
  const text = complaintRuleText({ id: 'complaints' })
  expect((await post('/v1/rules/check', { text })).body).toMatchObject({ drafted: null })
  expect((await get('/v1/rules')).items).toEqual([])
  const preview = '/v1/rules/complaints/versions/1/publish/preview'
  expect(await get(preview)).toMatchObject({ status: 404, code: 'RULE_VERSION_UNKNOWN' })

  await draft({})
  expect(await get(preview)).toMatchObject({
    state: 'drafted',
    proposed_by: null,
    would_raise: { alerts_now: 0, alerts_last_90_days: 0, needs_second_person: false },
  })
  expect(await get('/v1/rules/complaints')).toMatchObject({ state: 'drafted' })
  await step(1, 'publish')
  expect(await get(preview)).toMatchObject({ state: 'published', would_raise: null })

  const state = async (more: object) =>
    (await post('/v1/rules/check', { text: complaintRuleText({ id: 'complaints', ...more }) })).body
  expect(await state({})).toMatchObject({
    can_be_drafted: true,
    drafted: { state: 'published', is_same: true },
  })
  expect(await state({ level: 'red' })).toMatchObject({
    can_be_drafted: false,
    drafted: { state: 'published', is_same: false },
  })
})

test('the content hash of the summary is the one that the draft gets', async () => {
  const text = complaintRuleText({ id: 'complaints' })
  const { body } = await post('/v1/rules/check', { text })
  expect((await draft({})).body.content_hash).toBe(body.rule.content_hash)
})
