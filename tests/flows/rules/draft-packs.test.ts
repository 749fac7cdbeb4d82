import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { streamOf, recordEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RuleState } from '@jianwei/events/rule/rule-versions.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import { openLog, type LogStores } from '@jianwei/services/composition/open-log.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openRule } from '@jianwei/services/rules/rule-aggregate.ts'
import { draftRule, takeRuleStep } from '@jianwei/services/rules/rule-steps.ts'
import { readRuleText } from '@jianwei/services/text-reading/rule-text.ts'
import { draftPacks, EXAMPLE_RULES } from '@jianwei/services/rules/draft-packs.ts'
import { readRuleFiles, shippedRules, type RuleFile } from '@jianwei/services/rules/rule-files.ts'
import type { PublishedAtFirst } from '@jianwei/services/settings/settings.ts'
import { complaintRuleText, complaints } from '#/support/rules/rule-text.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const WHO = { actor: 'chen', reason: 'agreed' }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let stores: LogStores

beforeEach(async () => {
  folder = await temporaryFolder('draft-packs')
  stores = await openLog(readConfig({ JIANWEI_DATA: folder.path }).log, { clock: systemClock() })
})
afterEach(async () => {
  await stores[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function file(pack: string, given: Readonly<Record<string, unknown>>): RuleFile {
  const text = complaintRuleText(given)
  const parsed = readRuleText(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return { path: `/packs/${pack}/${parsed.rule.id}.yaml`, rule: parsed.rule, text }
}
const files = [
  file('statutory', { id: 'a' }),
  file('statutory', { id: 'b' }),
  file('template', { id: 'c' }),
]
const drafted = (publish: PublishedAtFirst, of: readonly RuleFile[] = files) =>
  draftPacks(stores.log, of, { publish, now: NOW })

async function states(
  of: readonly RuleFile[] = files,
): Promise<Readonly<Record<string, RuleState>>> {
  const found: Record<string, RuleState> = {}
  for (const id of new Set(of.map(({ rule }) => rule.id))) {
    for (const [number, { state }] of (await openRule(stores.log, id)).state)
      found[`${id}@${number}`] = state
  }
  return found
}

describe('at a first start', () => {
  test.each<[PublishedAtFirst, readonly string[]]>([
    ['all', ['a', 'b', 'c']],
    ['none', []],
    ['example', []],
    [['c'], ['c']],
    [['statutory'], ['a', 'b']],
    [
      ['template', 'a'],
      ['a', 'c'],
    ],
  ])('%j publishes %j, and drafts the others', async (publish, published) => {
    expect(await drafted(publish)).toEqual({ published: published.length, rules: 3, differing: [] })
    const expected = ['a', 'b', 'c'].map((id) => [
      `${id}@1`,
      published.includes(id) ? 'published' : 'drafted',
    ])
    expect(await states()).toEqual(Object.fromEntries(expected))
  })

  test('the example rules are six of those that are shipped', async () => {
    const shipped = await readRuleFiles(shippedRules())
    expect(shipped.map(({ rule }) => rule.id)).toEqual(expect.arrayContaining([...EXAMPLE_RULES]))
    expect(await drafted('example', shipped)).toMatchObject({ published: 6, differing: [] })
  })

  test('a name that no rule and no pack has is refused, and nothing is written', async () => {
    await expect(drafted(['a', 'nobody'])).rejects.toThrow(
      'RULES_PUBLISHED: no rule and no pack is called nobody',
    )
    expect(await stores.log.head()).toBe(0)
  })

  test('a hundred rules take one append, and each says who and why', async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => file('many', { id: `rule-${index}` }))
    let appends = 0
    const counting: EventLog = {
      append: (all) => {
        appends += 1
        return stores.log.append(all)
      },
      read: (stream) => stores.log.read(stream),
      find: (ids) => stores.log.find(ids),
      amendmentsOf: (ids) => stores.log.amendmentsOf(ids),
      follow: (after, options) => stores.log.follow(after, options),
      head: () => stores.log.head(),
      placesAt: (positions) => stores.log.placesAt(positions),
      checkpointAt: (position) => stores.log.checkpointAt(position),
      newest: () => stores.log.newest(),
      async [Symbol.asyncDispose]() {},
    }
    await draftPacks(counting, hundred, { publish: 'all', now: NOW })
    expect([appends, await eventsIn(stores.log)]).toEqual([1, 200])
    const events = await Array.fromAsync(stores.log.read(streamOf('rule', 'rule-7')))
    expect(events.map(({ type, data }) => [type, data['actor'], data['reason']])).toEqual([
      ['RuleDrafted', 'jianwei:packs', 'comes with the program'],
      ['RulePublished', 'jianwei:packs', 'RULES_PUBLISHED=all'],
    ])
  })
})

describe('at a further start', () => {
  test('nothing is written, whatever the setting says now', async () => {
    await drafted(['a'])
    const head = await stores.log.head()
    for (const publish of ['all', 'none', ['b']] as const) {
      expect(await drafted(publish)).toEqual({ published: 1, rules: 3, differing: [] })
    }
    expect(await stores.log.head()).toBe(head)
  })

  test('what people did stays', async () => {
    await drafted('all')
    const retire = { type: 'RetireRule', data: { rule_id: 'a', rule_version: 1, ...WHO } } as const
    await takeRuleStep(stores.log, retire, NOW)
    expect(await drafted('all')).toMatchObject({ published: 2, differing: [] })
    expect(await states()).toMatchObject({ 'a@1': 'retired' })
  })

  test('a rule that is new to the log follows the setting; a further version of a known one waits for people', async () => {
    await drafted('all', files.slice(0, 2))
    const next = file('statutory', { id: 'a', version: 2, ...complaints(5) })
    await drafted('all', [...files, next])
    expect(await states()).toEqual({
      'a@1': 'published',
      'a@2': 'drafted',
      'b@1': 'published',
      'c@1': 'published',
    })
  })

  test("the packs' own drafts follow their text; what is evaluated, or was redrafted by others, does not", async () => {
    await drafted(['a'])
    await draftRule(
      stores.log,
      { text: complaintRuleText({ id: 'c', ...complaints(9) }), ...WHO },
      NOW,
    )
    const changed = ['a', 'b', 'c'].map((id) => file('statutory', { id, ...complaints(5) }))
    expect(await drafted(['a'], changed)).toMatchObject({ differing: ['a@1', 'c@1'] })
    const texts = await Promise.all(
      ['a', 'b', 'c'].map(async (id) => (await openRule(stores.log, id)).state.get(1)?.text),
    )
    expect(texts).toEqual([
      files[0]?.text,
      changed[1]?.text,
      complaintRuleText({ id: 'c', ...complaints(9) }),
    ])
  })

  test('a log that was begun before rules had drafts keeps what it published', async () => {
    const [a] = files
    if (a === undefined) throw new TypeError('there are files')
    const published = recordEvent({
      type: 'RulePublished',
      schema_version: 1,
      source: 'jianwei:rules',
      id: 'a@1',
      subject_id: 'rule:a',
      region: null,
      occurred_at: NOW,
      causation_id: null,
      data: {
        rule_id: 'a',
        rule_version: 1,
        content_hash: a.rule.content_hash,
        title: a.rule.title,
        text: a.text,
      },
    })
    await stores.log.append([
      { stream: streamOf('rule', 'a'), expected: 'any', events: [published] },
    ])
    expect(await drafted('none')).toEqual({ published: 1, rules: 3, differing: [] })
    expect(await states()).toEqual({ 'a@1': 'published', 'b@1': 'drafted', 'c@1': 'drafted' })
  })
})

test('two starts at once make each rule known once', async () => {
  await Promise.all([drafted('all'), drafted('all'), drafted('all')])
  expect(await eventsIn(stores.log)).toBe(6)
})
