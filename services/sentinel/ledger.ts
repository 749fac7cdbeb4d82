import type { StreamKind } from '@jianwei/events/envelope.ts'
import type { LedgerTable } from '@jianwei/projections/warnings/ledger-row.ts'
import type { LedgerStep } from '#/sentinel/ledger-difference.ts'

/** Where the warnings of a rule version are kept: their events, their streams and their table. */
export interface Ledger {
  readonly table: LedgerTable
  readonly types: Readonly<Record<LedgerStep['kind'], string>>
  readonly stream: StreamKind
  /** A version that was in shadow and is published says the same warnings again, under other identities. */
  readonly id_prefix: string
}

export const WARNINGS_LEDGER: Ledger = {
  table: 'warnings_v1',
  types: { raised: 'WarningRaised', withdrawn: 'WarningWithdrawn' },
  stream: 'warning',
  id_prefix: '',
}

/** Of versions in shadow: alerting and the publisher look at the other ledger only. */
export const SHADOW_LEDGER: Ledger = {
  table: 'shadow_warnings_v1',
  types: { raised: 'ShadowWarningRaised', withdrawn: 'ShadowWarningWithdrawn' },
  stream: 'shadow',
  id_prefix: 'shadow:',
}
