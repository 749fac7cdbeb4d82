import { z } from 'zod'
import { AUDITED_TYPES } from '@jianwei/projections/audit/audit-entry.ts'
import type { AuditRow } from '@jianwei/projections/audit/queries.ts'
import { Time } from '#/server/views/vocabulary.ts'
import type { Withheld } from '#/server/withheld-ids.ts'

/** What can be in the audit, by the names of events. */
export const AuditAction = z.enum(AUDITED_TYPES as readonly [string, ...string[]])

const Said = z.record(z.string(), z.unknown())

export const AuditRecordView = z
  .object({
    position: z.int().meta({ description: 'Its position in the log', examples: [41207] }),
    event_id: z.uuid(),
    at: Time.meta({ description: 'When it was recorded 记录时间' }),
    occurred_at: Time.meta({ description: 'When it happened 发生时间' }),
    actor: z.string().nullable().meta({
      description: 'An account, or a part of the platform 行为人; null where nobody is known',
    }),
    action: z.string().meta({
      description: 'What was done, as an event of the catalogue 行为',
      examples: ['DossierRead', 'RoleGranted'],
    }),
    object_kind: z.string().meta({ examples: ['subject', 'alert', 'account', 'rule'] }),
    object: z.string().nullable().meta({
      description: 'To what; null for the platform as a whole 对象',
    }),
    region: z.string().nullable(),
    old: Said.nullable().meta({ description: 'What was there before 原值' }),
    new: Said.nullable().meta({ description: 'What is there now 新值' }),
    reason: z.string().nullable().meta({ description: 'As whoever did it said 理由' }),
    purpose: z.string().nullable().meta({ description: 'For what 用途' }),
    details: Said.meta({
      description:
        'What else the record says: recipient, fields, counts, address; without what names persons',
    }),
    withheld: z.int().min(0).meta({
      description: 'How many ids of what lies elsewhere are left out of old, new and details',
    }),
  })
  .meta({ id: 'AuditRecord', description: 'Who read, took or changed what 审计记录' })

export function auditRecordView(
  { recorded_at, old, new: now, details, ...row }: AuditRow,
  withheld: Withheld,
): z.infer<typeof AuditRecordView> {
  const said = withheld.within({ old, new: now, details })
  return {
    ...row,
    at: recorded_at,
    // A copy has the shape of what was copied.
    ...(said.data as Record<'old' | 'new' | 'details', z.infer<typeof Said>>),
    withheld: said.withheld,
  }
}
