import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { complaintRuleText, complaints } from '@jianwei/tests/support/rules/rule-text.ts'
import { openRule } from '#/rules/rule-aggregate.ts'
import { draftRule, takeRuleStep } from '#/rules/rule-steps.ts'

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const WHO = { actor: 'chen', reason: 'agreed' }

let log: EventLog
logForEachTest(newSqliteLog, (opened) => void (log = opened))

const draft = (atLeast: number) => {
  const text = complaintRuleText({ id: 'a', version: 1, ...complaints(atLeast) })
  return draftRule(log, { ...WHO, text }, NOW)
}

/** Publishes; `meanwhile` happens while it is asked what would come of it. */
const publish = (meanwhile: () => Promise<unknown>) =>
  takeRuleStep(
    log,
    {
      type: 'PublishRule',
      data: { rule_id: 'a', rule_version: 1, ...WHO },
      retire_previous: false,
    },
    NOW,
    async () => {
      await meanwhile()
      return { alerts_now: 0, alerts_last_90_days: 0 }
    },
  )

test('a version is published with the text whose impact was asked, and with no other', async () => {
  await draft(3)
  const late = publish(() => draft(1))
  await expect(late).rejects.toMatchObject({ code: 'STREAM_CONFLICT', retryable: true })
  expect((await openRule(log, 'a')).state.get(1)).toMatchObject({ state: 'drafted' })
  expect(await publish(async () => {})).toMatchObject({ state: 'published' })
})
