import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  evolveSilence,
  type PresentSilence,
  type Silence,
} from '@jianwei/events/silence/silence.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { silenceEvents } from '@jianwei/projections/silences/queries.ts'
import { Level } from '#/server/views/vocabulary.ts'

export const SilenceView = z
  .object({
    silence_id: z.string(),
    state: z
      .enum(['planned', 'in_force', 'over', 'lifted'])
      .meta({ description: 'By the clock of the log' }),
    scope: z.object({
      rule_id: z.string().nullable(),
      subject_id: z.string().nullable(),
      region: z.string().nullable(),
      department: z.string().nullable(),
      level: Level.nullable(),
    }),
    owner: z.string(),
    ordered_by: z.string(),
    reason: z.string(),
    from: z.string().meta({ format: 'date-time' }),
    until: z.string().meta({ format: 'date-time' }),
    announced_until: z.string().nullable().meta({
      description: 'The end of which its owner was told; null before',
      format: 'date-time',
    }),
    revision: z.int().min(0),
    ordered_position: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'Where in the log it was ordered; null in the answer to a step' }),
  })
  .meta({ id: 'Silence', description: 'What people hold back, and until when 静默' })
export type SilenceView = z.infer<typeof SilenceView>

export const HeldBackView = z
  .object({
    now: z.int().min(0).meta({ description: 'Warnings that stand and open no alert by it' }),
    sample: z.array(z.string()).meta({ description: 'Ids of some of them' }),
    last_year: z
      .object({ warnings: z.int().min(0), alerts: z.int().min(0) })
      .meta({ description: 'Of facts of the last year, had it held all the time' }),
  })
  .meta({ id: 'HeldBack', description: 'What a silence holds back, and would have held back' })

export interface ListedSilence extends Omit<SilenceView, 'scope' | 'from' | 'until'> {
  readonly scope: PresentSilence['scope']
  readonly from: Instant
  readonly until: Instant
}

/** All silences that the warehouse knows, as they stand at a time. */
export async function listedSilences(
  warehouse: Warehouse,
  clock: Instant,
): Promise<readonly ListedSilence[]> {
  const silences = new Map<string, { silence: Silence; events: number; first: Position }>()
  // Positions begin at 1.
  for (const event of await silenceEvents(warehouse, { after: 0 as Position })) {
    const { silence_id } = event.data
    const known = silences.get(silence_id)
    const before = known?.silence ?? { state: 'absent' as const }
    silences.set(silence_id, {
      silence: evolveSilence(before, event),
      events: (known?.events ?? 0) + 1,
      first: known?.first ?? event.position,
    })
  }
  return [...silences.values()].flatMap(({ silence, events, first }) =>
    silence.state === 'absent'
      ? []
      : [silenceView(silence, { revision: events - 1, ordered_position: first, clock })],
  )
}

export function silenceView(
  {
    state,
    silence_id,
    scope,
    owner,
    ordered_by,
    reason,
    from,
    until,
    announced_until,
  }: PresentSilence,
  at: {
    readonly revision: number
    readonly ordered_position: number | null
    readonly clock: Instant
  },
): ListedSilence {
  const who = { owner, ordered_by, reason }
  const span = { from, until, announced_until }
  const { revision, ordered_position } = at
  const shown = state === 'lifted' ? 'lifted' : stateAt(from, until, at.clock)
  return { silence_id, state: shown, scope, ...who, ...span, revision, ordered_position }
}

function stateAt(from: Instant, until: Instant, clock: Instant): 'planned' | 'in_force' | 'over' {
  if (clock < from) return 'planned'
  return clock < until ? 'in_force' : 'over'
}
