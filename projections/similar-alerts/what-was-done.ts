import type { AlertEvent, AlertEventType } from '@jianwei/events/alert/effects.ts'
import type { MeasureKind } from '@jianwei/events/alert/joint-events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { stepsOfAlerts, type AlertStepRow } from '#/alerts/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'

/** A measure that was named by its number, and whether a department has streamed it. */
export interface LinkedMeasure {
  readonly link_id: string
  readonly kind: MeasureKind
  readonly number: string
  readonly department: string | null
  readonly streamed: boolean
}

export interface WhatWasDone {
  /** When it was closed last; null while it is open. */
  readonly closed_at: Instant | null
  /** What was said of each disposal, oldest first. */
  readonly measures: readonly string[]
  readonly links: readonly LinkedMeasure[]
}

const NOTHING_DONE: WhatWasDone = { closed_at: null, measures: [], links: [] }

/** The steps that say it. */
const TELLING = [
  'AlertDisposed',
  'AlertMeasureLinked',
  'AlertLinkClosed',
  'AlertLinkRemoved',
  'AlertClosed',
  'AlertReopened',
] as const satisfies readonly AlertEventType[]

type TellingStep = Extract<AlertEvent, { readonly type: (typeof TELLING)[number] }>

/** By the id of each alert. */
export async function whatWasDone(
  warehouse: Warehouse,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, WhatWasDone>> {
  const steps = await stepsOfAlerts(warehouse, alertIds, TELLING)
  const ofAlert = Map.groupBy(steps, ({ alert_id }) => alert_id)
  return new Map(alertIds.map((id) => [id, (ofAlert.get(id) ?? []).reduce(after, NOTHING_DONE)]))
}

function after(before: WhatWasDone, { event_type, data, occurred_at }: AlertStepRow): WhatWasDone {
  // Only these types were asked for, and their data are read at the latest version.
  const step = { type: event_type, data } as unknown as TellingStep
  switch (step.type) {
    case 'AlertDisposed':
      return { ...before, measures: [...before.measures, step.data.measure] }
    case 'AlertMeasureLinked': {
      const { link_id, kind, number, department } = step.data
      const link = { link_id, kind, number, department, streamed: false }
      return { ...before, links: [...before.links, link] }
    }
    case 'AlertLinkClosed':
      return {
        ...before,
        links: before.links.map((link) =>
          link.link_id === step.data.link_id ? { ...link, streamed: true } : link,
        ),
      }
    case 'AlertLinkRemoved':
      return { ...before, links: before.links.filter((one) => one.link_id !== step.data.link_id) }
    case 'AlertClosed':
      return { ...before, closed_at: occurred_at }
    case 'AlertReopened':
      return { ...before, closed_at: null }
  }
}
