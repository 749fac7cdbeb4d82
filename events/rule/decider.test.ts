import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DomainError } from '#/errors.ts'
import { stateAfter } from '#/decider.ts'
import { ruleDecider, type RuleCommand } from '#/rule/decider.ts'
import {
  RuleContentLocked,
  RuleStepRefused,
  RuleVersionRetired,
  RuleVersionUnknown,
} from '#/rule/errors.ts'
import type { RuleDrafted } from '#/rule/events.ts'
import { evolveRule, type RuleEvent, type RuleVersions } from '#/rule/rule-versions.ts'

const step = (rule_version: number, actor = 'li') => ({
  rule_id: 'r',
  rule_version,
  actor,
  reason: 'as agreed',
})
const textOf = (
  rule_version: number,
  text = 'text',
  content_hash = `hash of ${text}`,
): RuleDrafted => ({
  ...step(rule_version),
  content_hash,
  title: { en: 'A rule', zh: '规则' },
  text,
})
const draft = (version: number, text?: string, hash?: string): RuleCommand => ({
  type: 'DraftRule',
  data: textOf(version, text, hash),
})
const shadow = (version: number): RuleCommand => ({ type: 'ShadowRule', data: step(version) })
const publish = (version: number, retire_previous = false): RuleCommand => ({
  type: 'PublishRule',
  data: step(version),
  retire_previous,
})
const retire = (version: number): RuleCommand => ({ type: 'RetireRule', data: step(version) })

function run(versions: RuleVersions, command: RuleCommand): RuleVersions {
  return ruleDecider.decide(command, versions).reduce(evolveRule, versions)
}
const after = (...commands: readonly RuleCommand[]): RuleVersions =>
  commands.reduce(run, ruleDecider.initial)
const typesOf = (events: readonly RuleEvent[]): readonly string[] =>
  events.map(({ type, data }) => `${type} ${data.rule_version}`)

describe('a publication that would raise many alerts', () => {
  const asked = (actor: string, alerts_now: number): RuleCommand => ({
    type: 'PublishRule',
    data: { ...step(1), actor },
    retire_previous: true,
    impact: { alerts_now, alerts_last_90_days: 0, limit: 10 },
  })
  const decided = (...commands: readonly RuleCommand[]): readonly string[] => {
    const last = commands.at(-1)
    if (last === undefined) throw new TypeError('there is a last command')
    return typesOf(ruleDecider.decide(last, after(draft(1), ...commands.slice(0, -1))))
  }

  test('is proposed by one person and published by another', () => {
    expect(decided(asked('li', 10))).toEqual(['RulePublished 1'])
    expect(decided(asked('li', 11))).toEqual(['RulePublicationProposed 1'])
    expect(decided(asked('li', 11), asked('li', 11))).toEqual([])
    expect(decided(asked('li', 11), asked('wang', 11))).toEqual(['RulePublished 1'])
  })

  test('is proposed anew for another text', () => {
    expect(decided(asked('li', 11), draft(1, 'other'), asked('wang', 11))).toEqual([
      'RulePublicationProposed 1',
    ])
  })
})

describe('the life of a rule version', () => {
  test('is draft, shadow, published, retired, each with who and why and the content that it is about', () => {
    const life = [draft(1), shadow(1), publish(1), retire(1)]
    let versions = ruleDecider.initial
    for (const [index, command] of life.entries()) {
      const [event, ...more] = ruleDecider.decide(command, versions)
      expect(more).toEqual([])
      expect(event?.data).toMatchObject({ ...step(1), content_hash: 'hash of text' })
      versions = run(versions, command)
      expect(versions.get(1)?.state).toBe(['drafted', 'shadow', 'published', 'retired'][index])
    }
    expect(versions.get(1)).toMatchObject({ from: 'published' })
  })

  test('may leave out the shadow', () => {
    const [published] = ruleDecider.decide(publish(1), after(draft(1)))
    expect(published).toEqual({ type: 'RulePublished', data: textOf(1) })
  })

  test('can end before it was published', () => {
    expect(after(draft(1), retire(1)).get(1)).toMatchObject({ state: 'retired', from: 'drafted' })
    expect(after(draft(1), shadow(1), retire(1)).get(1)).toMatchObject({
      state: 'retired',
      from: 'shadow',
    })
  })

  test('a command that says nothing new gives nothing', () => {
    for (const life of [
      [draft(1)],
      [draft(1), shadow(1)],
      [draft(1), publish(1)],
      [draft(1), retire(1)],
    ]) {
      const last = life.at(-1)
      if (last !== undefined) expect(ruleDecider.decide(last, after(...life))).toEqual([])
    }
  })

  test('a draft can be replaced until it is evaluated; then its content is locked', () => {
    expect(after(draft(1), draft(1, 'better')).get(1)).toMatchObject({
      state: 'drafted',
      text: 'better',
    })
    for (const evaluated of [after(draft(1), shadow(1)), after(draft(1), publish(1))]) {
      expect(() => ruleDecider.decide(draft(1, 'better'), evaluated)).toThrow(RuleContentLocked)
      expect(ruleDecider.decide(draft(1, 'more tests', 'hash of text'), evaluated)).toEqual([])
    }
  })

  test('the newest draft is what is published', () => {
    const [published] = ruleDecider.decide(publish(1), after(draft(1), draft(1, 'better')))
    expect(published?.data).toMatchObject({ text: 'better', content_hash: 'hash of better' })
  })

  test('what was never drafted takes no step', () => {
    for (const command of [shadow(2), publish(2), retire(2)]) {
      expect(() => ruleDecider.decide(command, after(draft(1)))).toThrow(RuleVersionUnknown)
    }
  })

  test('what is published does not go back to shadow', () => {
    expect(() => ruleDecider.decide(shadow(1), after(draft(1), publish(1)))).toThrow(
      RuleStepRefused,
    )
  })

  test('retired is final', () => {
    for (const command of [draft(1, 'again'), draft(1), shadow(1), publish(1), publish(1, true)]) {
      expect(() => ruleDecider.decide(command, after(draft(1), publish(1), retire(1)))).toThrow(
        RuleVersionRetired,
      )
    }
  })
})

describe('versions side by side', () => {
  test('several may be published and in shadow at the same time', () => {
    const versions = after(
      ...[1, 2, 3, 4].map((n) => draft(n)),
      publish(1),
      publish(2),
      shadow(3),
      shadow(4),
    )
    expect([...versions.values()].map(({ state }) => state)).toEqual([
      'published',
      'published',
      'shadow',
      'shadow',
    ])
  })

  test('publishing retires the earlier published versions only if told so, and neither shadows nor later ones', () => {
    const versions = after(
      ...[1, 2, 3, 4, 5].map((n) => draft(n)),
      publish(2),
      publish(1),
      shadow(3),
      publish(5),
    )
    expect(typesOf(ruleDecider.decide(publish(4), versions))).toEqual(['RulePublished 4'])
    const told = ruleDecider.decide(publish(4, true), versions)
    expect(typesOf(told)).toEqual(['RulePublished 4', 'RuleRetired 1', 'RuleRetired 2'])
    expect(typesOf(ruleDecider.decide(publish(4, true), run(versions, publish(4))))).toEqual(
      typesOf(told.slice(1)),
    )
  })
})

test('a log that begins with the publication knows the version', () => {
  const versions = stateAfter(ruleDecider, [{ type: 'RulePublished', data: textOf(1) }])
  expect(versions.get(1)).toEqual({
    state: 'published',
    content_hash: 'hash of text',
    title: { en: 'A rule', zh: '规则' },
    text: 'text',
    drafted_by: 'li',
  })
})

test('whatever the order of commands: steps go forward, contents are locked, and what is said twice changes nothing', () => {
  const ORDER = ['drafted', 'shadow', 'published', 'retired']
  const version = fc.integer({ min: 1, max: 3 })
  const command = fc.oneof(
    fc.tuple(version, fc.constantFrom('a', 'b')).map(([n, text]) => draft(n, text)),
    version.map(shadow),
    fc.tuple(version, fc.boolean()).map(([n, previous]) => publish(n, previous)),
    version.map(retire),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      let versions = ruleDecider.initial
      for (const one of commands) {
        const before = versions
        try {
          versions = run(versions, one)
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError)
          expect(versions).toBe(before)
          continue
        }
        expect(ruleDecider.decide(one, versions)).toEqual([])
        for (const [number, was] of before) {
          const is = versions.get(number)
          expect(ORDER.indexOf(is?.state ?? '')).toBeGreaterThanOrEqual(ORDER.indexOf(was.state))
          if (was.state !== 'drafted')
            expect(is).toMatchObject({ text: was.text, content_hash: was.content_hash })
          const touched =
            number === one.data.rule_version || (one.type === 'PublishRule' && one.retire_previous)
          if (!touched) expect(is).toBe(was)
        }
      }
    }),
  )
})
