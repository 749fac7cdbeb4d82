import { alertsProjection } from '#/alerts/projection.ts'
import { eventsProjection } from '#/events/projection.ts'
import type { Projection } from '#/projection.ts'
import { shadowWarningsProjection } from '#/shadow-warnings/projection.ts'
import { subjectFactsProjection } from '#/subject-facts/projection.ts'
import type { TableFile } from '#/table-file.ts'
import { warningsProjection } from '#/warnings/projection.ts'

/** Filled by the projector, one insert each per batch. Everything else in the warehouse hangs on these by views. */
export const allProjections: readonly Projection[] = [
  eventsProjection,
  subjectFactsProjection,
  warningsProjection,
  shadowWarningsProjection,
  alertsProjection,
]

/** In the order of making: a view comes after the table it reads. */
export const allTableFiles: readonly TableFile[] = [
  { name: 'events', version: 1, path: 'events/table.sql' },
  { name: 'events-by-type', version: 1, path: 'events-by-type/table.sql' },
  { name: 'fact-ends', version: 1, path: 'fact-ends/table.sql' },
  { name: 'daily-counts', version: 1, path: 'daily-counts/table.sql' },
  { name: 'subjects', version: 1, path: 'subjects/table.sql' },
  { name: 'sources', version: 1, path: 'sources/table.sql' },
  { name: 'subject-facts', version: 1, path: 'subject-facts/table.sql' },
  { name: 'warnings', version: 1, path: 'warnings/table.sql' },
  { name: 'shadow-warnings', version: 1, path: 'shadow-warnings/table.sql' },
  { name: 'alerts', version: 1, path: 'alerts/table.sql' },
  { name: 'clock', version: 1, path: 'clock/table.sql' },
]
