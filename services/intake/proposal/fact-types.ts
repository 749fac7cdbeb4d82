import { catalogue } from '@jianwei/events/catalogue.ts'

/** The types of events that a record of a file may become. */
export const FACT_TYPES: readonly string[] = [
  ...new Set(catalogue.filter(({ role }) => role === 'fact').map(({ type }) => type)),
]
