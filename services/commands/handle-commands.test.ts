import { describe, expect, test } from 'vitest'
import { LogUnavailable, StreamConflict } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { eventsOf } from '@jianwei/tests/support/intake/intake-server.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { logWithAppend } from '@jianwei/tests/support/log/log-with-append.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  appendDecided,
  COMMAND_ATTEMPTS_MAX,
  handleCommands,
  type Handled,
} from '#/commands/handle-commands.ts'
import { openRule } from '#/rules/rule-aggregate.ts'
import { draftCommand } from '#/rules/rule-steps.ts'

const NOW = '2026-03-20T02:00:00.000Z' as Instant

let log: EventLog
logForEachTest(newSqliteLog, (opened) => void (log = opened))

const draftOf = (id: string, version: number) =>
  draftCommand(
    ruleWith({
      id,
      version,
      kind: 'count',
      parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
    }),
    { text: `${id} ${version}`, actor: 'chen', reason: 'because' },
  )

/** Drafts a version of each of the rules, in one append. */
function draft(into: EventLog, ids: readonly string[], version = 1): Promise<Handled<number>> {
  return handleCommands(into, async () => {
    const rules = await Promise.all(ids.map((id) => openRule(into, id)))
    for (const rule of rules) rule.decide(draftOf(rule.id, version), { now: NOW })
    return { appends: rules.flatMap(({ appends }) => appends), result: rules.length }
  })
}

/** Names of the versions that the log holds, in its order. */
async function drafted(): Promise<readonly string[]> {
  return (await eventsOf(log)).map(
    ({ data }) => `${String(data['rule_id'])}@${String(data['rule_version'])}`,
  )
}

/** A log in which a rival drafts a further version of a rule before each of the first appends. */
function contended(id: string, times: number): EventLog {
  let rivals = 0
  return logWithAppend(log, async (appends) => {
    if (rivals < times) {
      rivals += 1
      await draft(log, [id], 100 + rivals)
    }
    return log.append(appends)
  })
}

describe('when somebody else writes meanwhile', () => {
  test('it is read and decided again, over what the other one said', async () => {
    const { appended } = await draft(contended('a', 2), ['a'])
    expect(await drafted()).toEqual(['a@101', 'a@102', 'a@1'])
    expect(appended).toMatchObject([{ position: 3, duplicate: false }])
  })

  test('what was decided without a conflict is written once, and counts', async () => {
    const { appended } = await draft(contended('b', 1), ['a', 'b', 'c'])
    expect(await drafted()).toEqual(['b@101', 'a@1', 'c@1', 'b@1'])
    expect(appended.map(({ position }) => position)).toEqual([2, 3, 4])
  })

  test('the retries have an end, with a code', async () => {
    const endless = draft(contended('a', Number.POSITIVE_INFINITY), ['a'])
    await expect(endless).rejects.toThrow(StreamConflict)
    await expect(endless).rejects.toMatchObject({ code: 'STREAM_CONFLICT', retryable: true })
    expect(await drafted()).toHaveLength(COMMAND_ATTEMPTS_MAX)
  })

  test('two who say the same at once say it once', async () => {
    await Promise.all([draft(log, ['a', 'b']), draft(log, ['b', 'a'])])
    expect((await drafted()).toSorted()).toEqual(['a@1', 'b@1'])
  })
})

describe('when it stops half-way', () => {
  test('before the append nothing has happened, and the same command goes on', async () => {
    const away = logWithAppend(log, () => Promise.reject(new LogUnavailable('the disk is full')))
    await expect(draft(away, ['a'])).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
    expect(await drafted()).toEqual([])
    await draft(log, ['a'])
    expect(await drafted()).toEqual(['a@1'])
  })

  /** It writes, and nobody hears of it. */
  const silenced = (): EventLog =>
    logWithAppend(log, async (appends) => {
      await log.append(appends)
      throw new LogUnavailable('no answer came')
    })

  test('after an append of unknown outcome the same command decides nothing more', async () => {
    await expect(draft(silenced(), ['a', 'b'])).rejects.toThrow(LogUnavailable)
    const { appended } = await draft(log, ['a', 'b'])
    expect(appended).toEqual([])
    expect(await drafted()).toEqual(['a@1', 'b@1'])
  })

  test('and the same append, decided over a state that lags, is a duplicate', async () => {
    const rule = await openRule(log, 'a')
    rule.decide(draftOf('a', 1), { now: NOW })
    await expect(appendDecided(silenced(), rule.appends)).rejects.toThrow(LogUnavailable)
    const again = await appendDecided(log, rule.appends)
    expect(again).toMatchObject([{ position: 1, duplicate: true }])
    expect(await drafted()).toEqual(['a@1'])
  })

  test('a decision that cannot be made anew is not tried again', async () => {
    const rule = await openRule(log, 'a')
    rule.decide(draftOf('a', 1), { now: NOW })
    const late = appendDecided(contended('a', 1), rule.appends)
    await expect(late).rejects.toMatchObject({ code: 'STREAM_CONFLICT' })
    expect(await drafted()).toEqual(['a@101'])
  })
})

test('what follows from two commands over one stream is appended together', async () => {
  const rule = await openRule(log, 'a')
  rule.decide(draftOf('a', 1), { now: NOW })
  rule.decide(draftOf('a', 2), { now: NOW })
  rule.decide(draftOf('a', 2), { now: NOW })
  expect(rule.appends).toMatchObject([{ expected: 'absent', events: [{}, {}] }])
  await appendDecided(log, rule.appends)
  expect(await drafted()).toEqual(['a@1', 'a@2'])
  const read = await openRule(log, 'a')
  expect([read.events, read.state.size, read.appends]).toEqual([2, 2, []])
})
