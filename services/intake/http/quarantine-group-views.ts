import { z } from 'zod'
import {
  ORDER_KINDS,
  ORDER_OUTCOMES,
  type QuarantineOrder,
} from '@jianwei/events/ports/quarantine-orders.ts'
import type { QuarantineGroup } from '@jianwei/events/ports/quarantine-groups.ts'
import { maskedEvent } from '#/access/masking.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { Reason } from '#/intake/http/problem.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { shownCells } from '#/intake/http/refused-cells-shown.ts'
import type { RedrivePreview } from '#/intake/redrive-preview.ts'

const Count = z.int().min(0)

export const GroupView = z
  .object({
    group_id: z.string(),
    source: z.string().meta({ description: 'Where none could be read, the channel' }),
    mapping: z.string().nullable().meta({ description: 'By which rows of files were read' }),
    code: z.string(),
    path: z.string().meta({
      description: 'A column of a file or a field of an event; `[]`: any item of a list',
    }),
    counts: z.object({
      held: Count,
      redriven: Count,
      superseded: Count,
      dismissed: Count,
    }),
    first_received_at: z.string().nullable(),
    last_received_at: z.string().nullable(),
    example_id: z.string().nullable().meta({ description: 'The oldest that waits' }),
    example_message: z.string().nullable(),
  })
  .meta({
    id: 'QuarantineGroup',
    description: 'Input of one source that was refused for one reason in one place 隔离分组',
  })

export const GroupList = z.object({
  items: z.array(GroupView),
  next: z.string().nullable(),
  total: Count.meta({ description: 'Groups in all; one input may be in several' }),
})

export const Selection = z
  .union([
    z.strictObject({ group_id: z.string().regex(/^\d{1,15}$/) }),
    z.strictObject({ quarantine_id: z.uuid() }),
    z.strictObject({ dismissal_id: z.uuid() }),
  ])
  .meta({
    id: 'QuarantineSelection',
    description: 'One input, those of a group, or those of an order that dismissed them 选择范围',
  })

const outcomes = z
  .partialRecord(z.enum(ORDER_OUTCOMES), Count)
  .meta({ description: 'How many, by what became or would become of them' })

export const OrderView = z
  .object({
    order_id: z.string(),
    kind: z.enum(ORDER_KINDS),
    selection: Selection,
    at: z.string(),
    actor: z.string().nullable(),
    reason: z.string().nullable(),
    has_mapping: z.boolean().meta({ description: 'Whether a text of a mapping came with it' }),
    inputs: Count.meta({ description: 'For which it was given' }),
    outcomes,
    left: Count.meta({
      description: 'That have no outcome: they wait, or were left when it ended',
    }),
    state: z.enum(['under_way', 'stopping', 'complete', 'stopped', 'failed']),
    ended_at: z.string().nullable(),
  })
  .meta({
    id: 'QuarantineOrder',
    description: 'What somebody wants done with several refused inputs 批量处理单',
  })

export const OrderList = z.object({ items: z.array(OrderView) })

const OrderResultView = z.object({
  quarantine_id: z.string(),
  outcome: z.enum(ORDER_OUTCOMES).nullable(),
})

export const OrderResultList = z.object({
  items: z.array(OrderResultView),
  next: z.string().nullable(),
})

export const CellsView = z
  .array(z.object({ column: z.string(), text: z.string(), is_masked: z.boolean() }))
  .nullable()
  .meta({ description: 'What the record says; null where it has no cells' })

const PreviewExample = z.object({
  quarantine_id: z.string(),
  file: z.string().nullable(),
  line: z.int().nullable(),
  cells: CellsView,
  outcome: z.enum(ORDER_OUTCOMES),
  events: z.array(z.object({ type: z.string(), id: z.string(), data: z.unknown() })),
  reasons: z.array(Reason),
})

export const PreviewView = z
  .object({
    inputs: Count.meta({ description: 'That were looked at' }),
    has_more: z.boolean().meta({ description: 'Whether there are more, not looked at' }),
    outcomes,
    refusals: z.array(Reason.extend({ inputs: Count }).meta({ id: 'PreviewedRefusal' })),
    examples: z.array(PreviewExample).meta({ description: 'The first of each outcome' }),
  })
  .meta({ id: 'RedrivePreview', description: 'What would become of refused inputs 重送预览' })

export function groupView(group: QuarantineGroup): z.infer<typeof GroupView> {
  return { ...group, counts: { ...group.counts } }
}

export function orderView(order: QuarantineOrder): z.infer<typeof OrderView> {
  const { mapping, is_stopping, end, outcomes: known, ...rest } = order
  const done = Object.values(known).reduce((sum, count) => sum + count, 0)
  return {
    ...rest,
    outcomes: { ...known },
    has_mapping: mapping !== null,
    left: order.inputs - done,
    state: end?.how ?? (is_stopping ? 'stopping' : 'under_way'),
    ended_at: end?.at ?? null,
  }
}

export function previewView(
  { examples, refusals, outcomes: found, ...numbers }: RedrivePreview,
  mappingNamed: (name: string) => Mapping | undefined,
  asker: Asker,
): z.infer<typeof PreviewView> {
  return {
    ...numbers,
    outcomes: found,
    refusals: [...refusals],
    examples: examples.map(({ entry, outcome, events, reasons }) => ({
      quarantine_id: entry.quarantine_id,
      file: entry.origin.channel === 'file' ? entry.origin.file : null,
      line: entry.origin.channel === 'kafka' ? null : entry.origin.line,
      cells: shownCells(entry, mappingNamed, asker),
      outcome,
      events: events.map((event) => ({
        type: event.type,
        id: event.source_event_id,
        data: maskedEvent(event, asker).data,
      })),
      reasons: [...reasons],
    })),
  }
}
