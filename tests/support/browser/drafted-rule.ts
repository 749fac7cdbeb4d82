import { randomUUID } from 'node:crypto'
import { newSubject, reportFacts, untilKnown } from '#/support/browser/reported-facts.ts'

/** A draft that nobody but its test knows of. */
export interface DraftedRule {
  readonly rule_id: string
  /** Of the alerts that publishing it raises, one about each of two subjects. */
  readonly alerts: number
}

const DAY_MS = 86_400_000

/**
 * Reports penalties against two subjects that a rule of its own is about, and drafts that rule.
 * Publishing it raises more alerts than one person may decide on.
 */
export async function draftRule(origin: string, token: string): Promise<DraftedRule> {
  const rule_id = `browser-${randomUUID().slice(0, 8)}`
  const penalty_name = `违法行为 ${rule_id}`
  const subjects = [newSubject(), newSubject()]
  await reportFacts(
    origin,
    token,
    subjects.flatMap((subject) =>
      [20, 5].map((days) => ({
        type: 'PenaltyDecided',
        subject,
        time: new Date(Date.now() - days * DAY_MS).toISOString(),
        data: { penalty_types: ['02'], decision_number: `${rule_id}-${days}`, penalty_name },
      })),
    ),
  )
  for (const subject of subjects) await untilKnown(origin, token, subject, 2)
  const answer = await fetch(`${origin}/v1/rules`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: textOf(rule_id, penalty_name), reason: '供复核试用' }),
  })
  if (!answer.ok) throw new Error(`the rule was refused: ${await answer.text()}`)
  return { rule_id, alerts: subjects.length }
}

function textOf(rule_id: string, penalty_name: string): string {
  return `id: ${rule_id}
version: 1
title: { en: Two penalties of one name, zh: 同一违法行为两次处罚 }
text: { en: Two penalties of one name within a year., zh: 一年内因同一违法行为受到两次处罚。 }
level: yellow
class: template
jurisdiction: CN
owner: ecology-environment
review_by: '2027-06-30'
false_positives: { en: None are known., zh: 暂无。 }
playbook: { en: 1. Read both decisions., zh: 1. 核对两份处罚决定。 }
legal_basis:
  - { law: 示例办法, article: 第一条, source: 示例 }
alerting: { needs_second_person_above: 1 }
kind: count
parameters:
  of:
    events: [PenaltyDecided]
    where: { field: data.penalty_name, eq: ${penalty_name} }
  at_least: 2
  window: 365 days
tests:
  - name: other penalties say nothing
    given:
      - id: p1
        type: PenaltyDecided
        at: '2025-03-01T09:00:00+08:00'
        data: { penalty_types: ['02'] }
      - id: p2
        type: PenaltyDecided
        at: '2025-04-01T09:00:00+08:00'
        data: { penalty_types: ['02'] }
    at: '2025-04-02T00:00:00+08:00'
    expect: []
`
}
