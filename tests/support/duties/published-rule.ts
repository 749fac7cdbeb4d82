import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'

const TEXT = {
  title: { en: 'Not published', zh: '未公示' },
  text: 'id: decision-not-published',
  content_hash: 'a'.repeat(64),
}

/** Says that a rule is published, so that the clocks of its duties run. */
export async function publishRule(log: EventLog, rule_id: string, now: Instant): Promise<void> {
  const data = { rule_id, rule_version: 1, actor: 'li', reason: 'approved' }
  await appendOne(log, streamOf('rule', rule_id), 'any', [
    recordEvent({
      type: 'RulePublished',
      schema_version: 2,
      source: 'jianwei:rules',
      id: `published-${rule_id}`,
      subject_id: 'platform:rules',
      region: null,
      occurred_at: now,
      causation_id: null,
      data: { ...data, ...TEXT },
    }),
  ])
}
