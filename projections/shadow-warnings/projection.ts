import { ShadowWarningRaised, ShadowWarningWithdrawn } from '@jianwei/events/warning/events.ts'
import { defineProjection } from '#/projection.ts'
import { LEDGER_COLUMNS, ledgerRow } from '#/warnings/projection.ts'

/** The ledger of rule versions in shadow. The table is in `table.sql`. */
export const shadowWarningsProjection = defineProjection({
  name: 'shadow-warnings',
  version: 1,
  table: 'shadow_warnings_v1',
  columns: LEDGER_COLUMNS,
  events: [ShadowWarningRaised.type, ShadowWarningWithdrawn.type],
  rows: (event) =>
    ledgerRow(event, event.type === ShadowWarningRaised.type ? 'raised' : 'withdrawn'),
})
