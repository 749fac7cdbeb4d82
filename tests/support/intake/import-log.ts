import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'

/** A register of violations of one source, as a CSV file says it. */
export const REGISTER_SOURCE = 'urn:example:register'
export const REGISTER_SUBJECT = '91330203MA00000010'

export const registerMapping: Mapping = readMapping(
  `
mapping: register
description: a test
source: ${REGISTER_SOURCE}
input: { format: csv, columns: [id, day] }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: '${REGISTER_SUBJECT}'
    occurred_at: { column: day, as: instant, format: YYYY-MM-DD }
    reported_at: unknown
    data: { case_number: '{id}' }
`,
  'register.yaml',
)

/** One row for each day from 1990 on. */
export function registerCsv(rows: number): string {
  const days = Array.from(
    { length: rows },
    (_, n) => new Date(Date.UTC(1990, 0, 1) + n * 86_400_000),
  )
  return `id,day\n${days.map((day, n) => `v-${n},${day.toISOString().slice(0, 10)}\n`).join('')}`
}

/** What the log says about imports, oldest first. */
export async function importEvents(log: EventLog): Promise<readonly RecordedEvent[]> {
  return (await eventsOf(log)).filter(({ type }) => type.startsWith('Import'))
}
