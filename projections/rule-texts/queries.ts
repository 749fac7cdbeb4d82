import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { z } from 'zod'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** A rule version as it was published: the text whole, and its position in the log. */
export interface PublishedRuleText {
  readonly rule_id: string
  readonly rule_version: number
  readonly content_hash: string
  readonly text: string
  readonly position: number
}

const Published = z.object({ rule_version: z.int(), content_hash: z.string(), text: z.string() })

/** The text under which a rule version was published; undefined when the log does not say. */
export async function publishedRuleText(
  warehouse: Warehouse,
  rule: { readonly rule_id: string; readonly rule_version: number },
): Promise<PublishedRuleText | undefined> {
  const rows = await warehouse.query<{ payload: string; position: string }>(
    sql`
SELECT payload, position FROM events_v2
WHERE subject_key = cityHash64(${platformSubject('rule', rule.rule_id)})
  AND event_type = 'RulePublished'
ORDER BY position`,
    { purpose: 'rules:published-text' },
  )
  for (const { payload, position } of rows) {
    const published = Published.parse(JSON.parse(payload))
    if (published.rule_version === rule.rule_version) {
      return { ...published, rule_id: rule.rule_id, position: countOf(position) }
    }
  }
  return undefined
}
