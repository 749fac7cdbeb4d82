import { defineProjection } from '#/projection.ts'

/** The number of each event. The table is in `table.sql`. */
export const ordinalsProjection = defineProjection({
  name: 'ordinals',
  version: 1,
  table: 'event_ordinals_v1',
  columns: ['ordinal', 'position'],
  events: 'all',
  rows: ({ ordinal, position }) => `[${ordinal},${position}]\n`,
})
