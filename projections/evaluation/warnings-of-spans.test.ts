import fc from 'fast-check'
import { expect, test } from 'vitest'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { correction, recordedLog, retraction } from '@jianwei/tests/support/log/recorded-log.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { judgeInto, noWarnings, NO_STOPWATCH, roundOf } from '#/evaluation/judged-rules.ts'
import { anchorsReached, secondsOfSaid } from '#/evaluation/touched-anchors.ts'
import { judgeWithin, lookedAt, isCompared } from '#/evaluation/warnings-of-spans.ts'
import { evaluate } from '#/rules/evaluator/evaluate.ts'
import { factsAsKnown } from '#/rules/evaluator/facts-as-known.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import { NOTHING_STATED } from '#/rules/feeds/statements-as-known.ts'
import { EVER, isWithinAny, spansAround } from '#/rules/facts/series/seconds-span.ts'
import { subjectReachOf, warningIdOf, watchedTypes, type FactRule } from '#/rules/rule.ts'

const SUBJECT = 'test:dense'
const CLOCK = '2026-04-20T00:00:00.000Z' as Instant
const KNOWN = { by: 'platform' } as const
const complaints = { events: ['ComplaintReceived'] }
const reports = { events: ['ReportReceived'] }

function rule(kind: string, parameters: object, more: object = {}): FactRule {
  return ruleWith({ id: `a-${kind}`, kind, parameters, ...more }) as FactRule
}

const WHILE_REPORTED = {
  name: 'reported',
  title: { zh: '有举报', en: 'reported' },
  reason: { zh: '有举报', en: 'reported' },
  while: { of: reports, within: '5 days' },
}

const WHILE_PENALIZED = {
  ...WHILE_REPORTED,
  while: { of: { events: ['PenaltyDecided'] }, within: '5 days' },
}

const RULES: readonly FactRule[] = [
  rule('count', { of: complaints, at_least: 2, window: '2 days' }),
  rule('count', {
    of: complaints,
    at_least: 2,
    window: '3 days',
    distinct: 'data.complaint_number',
  }),
  rule(
    'count',
    { of: complaints, at_least: 2, window: '1 day' },
    {
      exceptions: [WHILE_REPORTED],
    },
  ),
  rule('combination', {
    conditions: [
      { of: complaints, at_least: 1 },
      { of: reports, at_least: 1 },
    ],
    window: '2 days',
  }),
  rule('sequence', {
    first: reports,
    followed_by: [
      { of: complaints, within: '2 days' },
      { of: reports, within: '3 days' },
    ],
  }),
  rule('score', {
    window: '4 days',
    indicators: [
      { id: 'c', title: { zh: 'c', en: 'c' }, of: complaints, points: 4, half_life: '1 day' },
      { id: 'r', title: { zh: 'r', en: 'r' }, of: reports, points: 3, newest: true },
    ],
    bands: [
      { band: 'low', below: 6 },
      { band: 'high', from: 6 },
    ],
    warn_bands: ['high'],
  }),
]

const SUM = rule('sum', {
  of: { events: ['PenaltyDecided'] },
  amount: 'data.fine_cents',
  at_least: 5,
  window: '3 days',
})

/** What the clock has passed is found by what it answers, wherever that lies. */
const SILENCES = [{ key: ['data.complaint_number'] }, { unless: reports }].map((more) =>
  rule('silence', {
    per: 'subject',
    of: complaints,
    regular: { at_least: 2, within: '4 days' },
    silent_after: '3 days',
    ...more,
  }),
)

/** What answers one duty of a subject leaves the others. */
const DEADLINES = [
  { match: ['data.channel.code'], within: { hours: 72 } },
  { match: ['data.channel.code', 'region'], within: { days: 2, counted: 'calendar' } },
  { within: { hours: 72 } },
].flatMap((parameters) => {
  const waits = { duty: complaints, answer: reports, ...parameters }
  return [rule('deadline', waits), rule('deadline', waits, { exceptions: [WHILE_PENALIZED] })]
})

const UNFADING = rule('score', {
  window: '2 days',
  indicators: [{ id: 'c', title: { zh: 'c', en: 'c' }, of: complaints, points: 4 }],
  bands: [
    { band: 'low', below: 6 },
    { band: 'high', from: 6 },
  ],
  warn_bands: ['high'],
})

interface Told {
  readonly what: 'report' | 'correct' | 'retract'
  readonly fact: number
  readonly hour: number
  readonly type: 'ComplaintReceived' | 'ReportReceived' | 'PenaltyDecided'
}

const said = ({ fact, hour, type }: Told, id: string) => ({
  id,
  type,
  subject_id: SUBJECT,
  occurred_at: new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000).toISOString() as Instant,
  region: hour % 4 === 0 ? null : '350100',
  // What a correction moves is also what ties it to others.
  data: dataOf(type, fact + hour),
})

function dataOf(type: Told['type'], number: number) {
  const fine = number % 5
  switch (type) {
    case 'ReportReceived':
      return { report_number: `n${number % 3}`, channel: { code: `1231${number % 3}` } }
    case 'ComplaintReceived':
      return {
        complaint_number: `n${number % 3}`,
        channel: { code: `1231${number % 3}` },
        is_repeated: false,
      }
    case 'PenaltyDecided':
      return {
        penalty_types: ['02'],
        fine_cents: fine,
        fine_unit: 'cent',
        fine_text: `${fine}`,
        currency: 'CNY',
      }
  }
}

/** What was told, in this order; a fact is reported once, and may come behind its amendments. */
function versionsOf(told: readonly Told[]): readonly FactVersion[] {
  const reported = new Set<number>()
  const events = told.flatMap((one, index) => {
    const { what, fact } = one
    if (what === 'correct') return [correction(`x${index}`, `c${fact}`, said(one, `c${fact}`))]
    if (what === 'retract') return [retraction(`x${index}`, `c${fact}`, { subject_id: SUBJECT })]
    if (reported.has(fact)) return []
    reported.add(fact)
    return [said(one, `c${fact}`)]
  })
  return recordedLog(events).flatMap((event) => versionOf(event) ?? [])
}

const TYPES: Told['type'][] = ['ComplaintReceived', 'ReportReceived', 'PenaltyDecided']

const anyTold: fc.Arbitrary<Told[]> = fc.array(
  fc.record({
    what: fc.constantFrom<Told['what'][]>('report', 'report', 'report', 'correct', 'retract'),
    // Few of them, which are amended and come back, or many.
    fact: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 })),
    // Near each other, or far apart.
    hour: fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((half) => half * 12),
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 0, max: 1_000 }),
    ),
    type: fc.constantFrom(...TYPES),
  }),
  { minLength: 5, maxLength: 40 },
)

const secondOf = (anchor_at: string): number => secondOfInstant(anchor_at as Instant)

/** What was withdrawn lies where it lay. */
interface LedgerEntry {
  readonly anchor_at: string
  readonly evidence: unknown
  readonly standing: boolean
}

type Ledger = ReadonlyMap<string, LedgerEntry>

/** `W` over all that is known. */
function whole(rule: FactRule, versions: readonly FactVersion[]): Ledger {
  const found = evaluate(rule, versions, { known: KNOWN, clock: CLOCK })
  return new Map(
    found.map(({ subject_id, anchor, anchor_at, evidence }) => [
      warningIdOf(rule, subject_id, anchor),
      { anchor_at, evidence, standing: true },
    ]),
  )
}

/** The ledger after what is new, by the facts that lie near to it, or looking no farther. */
function byInterval(
  rule: FactRule,
  versions: readonly FactVersion[],
  from: number,
  before: Ledger,
  how: 'facts read' | 'facts held' | 'facts held, duties',
): Ledger {
  const touched = new Set(versions.slice(from).map(({ fact_id }) => fact_id))
  const news = versions.flatMap((version) => {
    if (!touched.has(version.fact_id) || version.kind === 'retraction') return []
    return [{ ...version, second: secondOfInstant(version.content.occurred_at) }]
  })
  const reach = subjectReachOf(rule)
  if (reach === undefined) throw new TypeError('it has a reach')
  const types = new Set(watchedTypes(rule))
  const facts = factsAsKnown(versions, KNOWN).filter(({ content }) => types.has(content.type))
  const ofRule = noWarnings()
  const { known, ...round } = roundOf({ known: KNOWN, clock: CLOCK }, NOTHING_STATED)
  if (how !== 'facts read') {
    const touched = { said_of: () => news, is_due: () => false }
    const together = FactsTogether.of(SUBJECT, facts, known)
    judgeInto(ofRule, rule, together, round, anchorsReached(together, touched)(rule))
  } else {
    const anchors = spansAround(secondsOfSaid(news), reach, 5)
    const read = lookedAt(anchors, reach)
    const near = facts.filter(({ second }) => isWithinAny(read, second))
    const together = FactsTogether.of(SUBJECT, near, known)
    judgeWithin(ofRule, rule, { together, anchors, round: { ...round, now_ms: NO_STOPWATCH } })
  }
  const found = new Map(
    ofRule.found.map(({ warning_id, anchor_at, evidence }) => [
      warning_id,
      { anchor_at, evidence, standing: true },
    ]),
  )
  const after = new Map(before)
  for (const [id, { anchor_at, evidence, standing }] of before) {
    const place = { standing, anchor_second: secondOf(anchor_at) }
    const is_compared = isCompared(place, ofRule.within.get(SUBJECT) ?? [EVER])
    // What has entries is found among them: it would begin its stream a second time.
    if (found.has(id)) expect(is_compared).toBe(true)
    else if (is_compared) after.set(id, { anchor_at, evidence, standing: false })
  }
  for (const [id, warning] of found) after.set(id, warning)
  return after
}

test.each([
  ['facts read', [...RULES, UNFADING, SUM]],
  ['facts held', [...RULES, UNFADING, SUM, ...SILENCES]],
  ['facts held, duties', DEADLINES],
] as const)(
  '%s by interval, in whatever pieces it comes, a history says what it says as a whole',
  (how, rules) => {
    let warnings = 0
    let interval = 0
    fc.assert(
      fc.property(
        anyTold,
        fc.infiniteStream(fc.integer({ min: 1, max: 8 })),
        fc.constantFrom(...rules),
        (told, sizes, one) => {
          const versions = versionsOf(told)
          let ledger: Ledger = new Map()
          for (let at = 0; at < versions.length;) {
            const to = at + (sizes.next().value ?? 1)
            ledger = byInterval(one, versions.slice(0, to), at, ledger, how)
            const expected = whole(one, versions.slice(0, to))
            expect(new Map([...ledger].filter(([, { standing }]) => standing))).toEqual(expected)
            warnings += expected.size
            interval += at
            at = to
          }
        },
      ),
      { numRuns: 1_000, endOnFailure: true },
    )
    expect(warnings).toBeGreaterThan(1_000)
    expect(interval).toBeGreaterThan(1_000)
  },
)

test.each([['asks what the subject was', { where: { field: 'subject.industry_code', eq: 'F' } }]])(
  'a rule that %s has no reach',
  (_, more) => {
    const parameters = { of: { ...complaints, ...more }, at_least: 2, window: '2 days' }
    expect(subjectReachOf(rule('count', parameters))).toBeUndefined()
  },
)

test('spans that touch are one, and so are too many', () => {
  const reach = { before_seconds: 1, after_seconds: 2 }
  expect(spansAround([10, 3, 0], reach, 2)).toEqual([
    { from: -1, up_to: 5 },
    { from: 9, up_to: 12 },
  ])
  expect(spansAround([10, 3, 0], reach, 1)).toEqual([{ from: -1, up_to: 12 }])
  expect(spansAround([], reach, 1)).toEqual([])
})
