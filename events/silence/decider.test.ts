import { describe, expect, test } from 'vitest'
import { stateAfter } from '#/decider.ts'
import type { Instant } from '#/instant.ts'
import { silenceDecider, type SilenceCommand } from '#/silence/decider.ts'
import {
  SilenceOver,
  SilencePeriodRefused,
  SilenceUnknown,
  SilenceWithoutScope,
} from '#/silence/errors.ts'
import type { SilenceScope } from '#/silence/events.ts'
import { isHeldBack, type PresentSilence, type SilenceEvent } from '#/silence/silence.ts'

const silence_id = '1c7db5e3-ca58-5158-84d3-c2c340b61bf0'
const day = (of: number): Instant =>
  `2026-03-${String(of).padStart(2, '0')}T00:00:00.000Z` as Instant
const nobody: SilenceScope = {
  rule_id: null,
  subject_id: null,
  region: null,
  department: null,
  level: null,
}
const who = { silence_id, actor: 'chief', reason: 'works' }

function ordering(scope: Partial<SilenceScope>, until: Instant): SilenceCommand {
  const data = {
    ...who,
    scope: { ...nobody, ...scope },
    owner: 'officer',
    from: day(2),
    until,
  }
  return { type: 'OrderSilence', data, at: day(1) }
}

const order = ordering({ region: '330200' }, day(20))
const extend = (until: Instant, at: Instant): SilenceCommand => ({
  type: 'ExtendSilence',
  data: { ...who, until },
  at,
})
const lift = (at: Instant): SilenceCommand => ({ type: 'LiftSilence', data: who, at })
const announce: SilenceCommand = { type: 'AnnounceEnd', data: who }

/** What follows from commands, one after another. */
function decided(...commands: readonly SilenceCommand[]): readonly SilenceEvent[] {
  const events: SilenceEvent[] = []
  for (const command of commands)
    events.push(...silenceDecider.decide(command, stateAfter(silenceDecider, events)))
  return events
}

function silenceAfter(...commands: readonly SilenceCommand[]): PresentSilence {
  const silence = stateAfter(silenceDecider, decided(...commands))
  if (silence.state === 'absent') throw new TypeError('it was ordered')
  return silence
}

describe('a silence', () => {
  test('has a scope, and an end that is neither past nor too far', () => {
    expect(() => decided(ordering({}, day(20)))).toThrow(SilenceWithoutScope)
    expect(() => decided(ordering({ level: 'blue' }, day(20)))).toThrow(SilenceWithoutScope)
    expect(() => decided(ordering({ rule_id: 'r' }, day(2)))).toThrow(SilencePeriodRefused)
    const years = ordering({ rule_id: 'r' }, '2027-03-20T00:00:00.000Z' as Instant)
    expect(() => decided(years)).toThrow('at most 366 days')
  })

  test('is extended and lifted until its end, and each end is announced once', () => {
    expect(decided(order, announce, announce, extend(day(25), day(10)), announce)).toMatchObject([
      { type: 'SilenceOrdered' },
      { type: 'SilenceEndAnnounced', data: { owner: 'officer', until: day(20) } },
      { type: 'SilenceExtended', data: { until: day(25), until_before: day(20) } },
      { type: 'SilenceEndAnnounced', data: { until: day(25) } },
    ])
    expect(decided(order, lift(day(10)), lift(day(11)), announce)).toMatchObject([
      { type: 'SilenceOrdered' },
      { type: 'SilenceLifted', data: { until: day(10), until_before: day(20) } },
    ])
    expect(() => decided(order, extend(day(15), day(10)))).toThrow(SilencePeriodRefused)
    expect(() => decided(order, extend(day(30), day(20)))).toThrow(SilenceOver)
    expect(() => decided(order, lift(day(10)), extend(day(30), day(11)))).toThrow(SilenceOver)
    expect(() => decided(lift(day(10)))).toThrow(SilenceUnknown)
  })

  test('lifted before it began, it holds back nothing', () => {
    const { from, until } = silenceAfter(order, lift(day(1)))
    expect(from).toBe(until)
  })
})

describe('what it holds back', () => {
  const warning = {
    rule_id: 'three-complaints',
    subject_id: 'test:a',
    level: 'yellow',
    anchor_at: day(5),
    region: '330204',
    department: 'market',
  }
  test('is decided by when the fact happened, its end being outside', () => {
    const silence = silenceAfter(order)
    const at = (anchor_at: Instant): boolean => isHeldBack(silence, { ...warning, anchor_at })
    expect([day(1), day(2), day(19), day(20)].map(at)).toEqual([false, true, true, false])
  })

  test.each<[string, Partial<SilenceScope>, boolean]>([
    ['a region around it', { region: '330000' }, true],
    ['its own region', { region: '330204' }, true],
    ['another region', { region: '330100' }, false],
    ['the rule', { rule_id: 'three-complaints' }, true],
    ['another rule', { rule_id: 'other' }, false],
    ['the rule for another subject', { rule_id: 'three-complaints', subject_id: 'test:b' }, false],
    ['the department and the level', { department: 'market', level: 'yellow' }, true],
    ['the department at another level', { department: 'market', level: 'red' }, false],
  ])('lies within %s', (_, scope, held) => {
    expect(isHeldBack(silenceAfter(ordering(scope, day(20))), warning)).toBe(held)
  })

  test.each<[string, string, boolean]>([
    ['a cell of the grid in the region', 'grid:3302040010010001', true],
    ['a cell of the grid elsewhere', 'grid:3301040010010001', false],
    ['a place of another numbering', 'chicago:60609', false],
  ])('lies at %s', (_, region, held) => {
    expect(isHeldBack(silenceAfter(order), { ...warning, region })).toBe(held)
  })

  test('lies anywhere, also in another numbering, for the whole country', () => {
    const everywhere = silenceAfter(
      ordering({ rule_id: warning.rule_id, region: '100000' }, day(20)),
    )
    for (const region of ['330204', 'grid:3302040010010001', 'chicago:60609'])
      expect(isHeldBack(everywhere, { ...warning, region })).toBe(true)
    expect(isHeldBack(everywhere, { ...warning, region: null })).toBe(false)
  })

  test('of a place that is not known lies in no region', () => {
    expect(isHeldBack(silenceAfter(order), { ...warning, region: null })).toBe(false)
  })
})
