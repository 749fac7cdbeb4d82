import { WarningRaised, WarningWithdrawn } from '@jianwei/events/warning/events.ts'
import { defineProjection } from '#/projection.ts'
import { LEDGER_COLUMNS, ledgerRow } from '#/warnings/ledger-row.ts'

/** The ledger of warnings. The table is in `table.sql`. */
export const warningsProjection = defineProjection({
  name: 'warnings',
  version: 1,
  table: 'warnings_v1',
  columns: LEDGER_COLUMNS,
  events: [WarningRaised.type, WarningWithdrawn.type],
  rows: (event) => ledgerRow(event, event.type === WarningRaised.type ? 'raised' : 'withdrawn'),
})
