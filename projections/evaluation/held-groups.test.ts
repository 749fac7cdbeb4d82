import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { correction, recordedLog, retraction } from '@jianwei/tests/support/log/recorded-log.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { heldGroupWarnings, type GroupLookedAt } from '#/evaluation/held-group-warnings.ts'
import {
  groupedSelectionOf,
  groupWithin,
  HeldGroups,
  type GroupedSelection,
  type GroupedFact,
} from '#/evaluation/held-groups.ts'
import { factsAsKnown } from '#/rules/evaluator/facts-as-known.ts'
import { EVER, isWithin, type SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import type { FactRule } from '#/rules/rule.ts'
import type { FoundWarning } from '#/warnings/ledger-so-far.ts'

const parameters = {
  of: { events: ['ComplaintReceived'] },
  group_by: [{ field: 'region', prefix: 4 }],
  window: '2 days',
  baseline: '4 days',
  at_least: 2,
  chance_at_most: 0.1,
}
const surge = ruleWith({ id: 'surge', kind: 'surge', parameters }) as FactRule
const silence = ruleWith({
  id: 'silence',
  kind: 'silence',
  parameters: {
    of: { events: ['ComplaintReceived'] },
    key: [{ field: 'region', prefix: 4 }],
    regular: { at_least: 2, within: '4 days' },
    silent_after: '3 days',
  },
}) as FactRule
const unlessInspected = ruleWith({
  id: 'unless-inspected',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    unless: { events: ['InspectionConducted'], where: { field: 'department', eq: 'x' } },
    key: ['department'],
    regular: { at_least: 2, within: '1 day' },
    silent_after: '24 hours',
  },
}) as FactRule
const selection = groupedSelectionOf(surge)!
const MEGABYTE = 1_000_000
const NOTHING = { groups: 0, bytes: 0, too_many: 0 }

interface Told {
  readonly what: 'report' | 'correct' | 'retract'
  readonly fact: number
  readonly day: number
  readonly region: string
}

const complaint = ({ fact, day, region }: Told, id = `c${fact}`) => ({
  id,
  type: 'ComplaintReceived',
  subject_id: `test:${fact}`,
  region,
  occurred_at: `2026-03-${String(day).padStart(2, '0')}T04:00:00.000Z`,
  data: { complaint_number: `c${fact}`, channel: { code: '12315' }, is_repeated: false },
})

/** What was told, in this order; a fact is reported once. */
function versionsOf(told: readonly Told[]): readonly FactVersion[] {
  const reported = new Set<number>()
  const events = told.flatMap((one, index) => {
    const { what, fact } = one
    if (what === 'correct') return [correction(`x${index}`, `c${fact}`, complaint(one))]
    if (what === 'retract')
      return [retraction(`x${index}`, `c${fact}`, { subject_id: `test:${fact}` })]
    if (reported.has(fact)) return []
    reported.add(fact)
    return [complaint(one)]
  })
  return recordedLog(events).flatMap((event) => versionOf(event) ?? [])
}

const anyTold: fc.Arbitrary<Told[]> = fc.array(
  fc.record({
    what: fc.constantFrom<Told['what'][]>('report', 'report', 'correct', 'retract'),
    fact: fc.integer({ min: 1, max: 8 }),
    day: fc.integer({ min: 1, max: 25 }),
    region: fc.constantFrom('330203', '330212', '350203'),
  }),
  { maxLength: 40 },
)

/** As they are read from the warehouse. */
async function* groupsOf(
  asked: GroupedSelection,
  versions: readonly FactVersion[],
): AsyncGenerator<readonly GroupedFact[]> {
  const facts = factsAsKnown(versions, { by: 'platform' })
  yield facts.flatMap((fact) => {
    const group_id = groupWithin(asked, fact)
    return group_id === undefined ? [] : [{ ...fact, group_id }]
  })
}

/** What a stretch says, with every version of the facts that it speaks of. */
function newsOf(versions: readonly FactVersion[], from: number, to: number): FactVersion[] {
  const facts = new Set(versions.slice(from, to).map(({ fact_id }) => fact_id))
  return versions.slice(0, to).filter(({ fact_id }) => facts.has(fact_id))
}

const CITIES = ['group:region=3302', 'group:region=3502']
const CLOCK = secondOfInstant('2026-03-20T00:00:00.000Z' as Instant)

function lookedAt(
  rule: FactRule,
  city: string,
  touched: SecondsSpan,
  groups: HeldGroups,
): GroupLookedAt {
  return heldGroupWarnings(rule, new Map([[city, touched]]), groups, CLOCK).get(city)!
}

/** What two rules over the same facts say of each city. */
function said(groups: HeldGroups): readonly (readonly FoundWarning[])[] {
  return CITIES.flatMap((city) =>
    [surge, silence].map((rule) => lookedAt(rule, city, EVER, groups).found),
  )
}

/** Between which seconds the facts of a city lie that news speak of. */
function touchedIn(news: readonly FactVersion[], city: string): SecondsSpan | undefined {
  const seconds = news.flatMap((version) =>
    version.kind !== 'retraction' && groupWithin(selection, version) === city
      ? [secondOfInstant(version.content.occurred_at)]
      : [],
  )
  return seconds.length === 0
    ? undefined
    : { from: Math.min(...seconds), up_to: Math.max(...seconds) }
}

/** Where news can reach is all that has changed, and what is found there is all there is. */
function expectReached(
  held: HeldGroups,
  news: readonly FactVersion[],
  before: readonly (readonly FoundWarning[])[],
): void {
  const now = said(held)
  for (const [index, [city, rule]] of CITIES.flatMap((one) =>
    [surge, silence].map((each) => [one, each] as const),
  ).entries()) {
    const touched = touchedIn(news, city)
    if (touched === undefined) {
      expect(now[index]).toEqual(before[index])
      continue
    }
    const { span, found } = lookedAt(rule, city, touched, held)
    const isLookedAt = ({ anchor_at }: FoundWarning): boolean =>
      isWithin(span, secondOfInstant(anchor_at as Instant))
    expect(found).toEqual(now[index]?.filter(isLookedAt))
    const beyond = (warnings: readonly FoundWarning[] = []) =>
      warnings.filter((warning) => !isLookedAt(warning))
    expect(beyond(now[index])).toEqual(beyond(before[index]))
  }
}

describe('groups that are held', () => {
  test('are after any news what is read anew, and what news can reach is all that changes', async () => {
    let warnings = 0
    const pieces = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(anyTold, pieces, async (told, sizes) => {
        const versions = versionsOf(told)
        const held = new HeldGroups(MEGABYTE)
        await held.hold(selection, groupsOf(selection, []))
        for (let from = 0, piece = 0; from < versions.length; piece += 1) {
          const to = Math.min(from + sizes[piece % sizes.length]!, versions.length)
          const before = said(held)
          const news = newsOf(versions, from, to)
          held.follow({ after: from, up_to: to, news })
          expectReached(held, news, before)
          const anew = new HeldGroups(MEGABYTE)
          await anew.hold(selection, groupsOf(selection, versions.slice(0, to)))
          expect(said(held)).toEqual(said(anew))
          warnings += said(held).flat().length
          from = to
        }
      }),
      { numRuns: 1_000 },
    )
    // Where nothing is found, nothing is compared.
    expect(warnings).toBeGreaterThan(0)
  })

  test('are let go of where it is not known what came', async () => {
    const versions = versionsOf([{ what: 'report', fact: 1, day: 3, region: '330203' }])
    for (const stretch of [
      { after: 0, up_to: 1, news: 'by position' },
      { after: 1, up_to: 2, news: [] },
    ] as const) {
      const held = new HeldGroups(MEGABYTE)
      await held.hold(selection, groupsOf(selection, versions))
      expect(held.view.groups).toBe(1)
      held.follow(stretch)
      expect([held.view, held.has(selection)]).toEqual([NOTHING, false])
    }
  })

  test('and so are those that no rule asks for any more', async () => {
    const versions = versionsOf([{ what: 'report', fact: 1, day: 3, region: '330203' }])
    const held = new HeldGroups(MEGABYTE)
    await held.hold(selection, groupsOf(selection, versions))
    held.keepOnly([surge])
    expect(held.has(selection)).toBe(true)
    held.keepOnly([])
    expect([held.view, held.has(selection)]).toEqual([NOTHING, false])
  })

  test('take no more than the limit: beyond it none is, and that is remembered', async () => {
    const told = Array.from({ length: 20 }, (_, fact): Told => {
      return { what: 'report', fact, day: 1 + fact, region: '330203' }
    })
    const held = new HeldGroups(500)
    expect(await held.hold(selection, groupsOf(selection, versionsOf(told)))).toBe(false)
    expect([held.view, held.has(selection)]).toEqual([{ ...NOTHING, too_many: 1 }, 'too many'])
  })

  test('go beyond the limit with what comes later: then they are let go of', async () => {
    const told = Array.from({ length: 20 }, (_, fact): Told => {
      return { what: 'report', fact, day: 1 + fact, region: '330203' }
    })
    const versions = versionsOf(told)
    const held = new HeldGroups(800)
    expect(await held.hold(selection, groupsOf(selection, versions.slice(0, 2)))).toBe(true)
    held.follow({ after: 0, up_to: 20, news: versions.slice(2) })
    expect([held.view, held.has(selection)]).toEqual([{ ...NOTHING, too_many: 1 }, 'too many'])
  })

  test('are not those of rules that look at more than when facts lie', () => {
    expect(groupedSelectionOf(unlessInspected)).toBeUndefined()
  })
})
