import { plainText } from '#/parts/plain-text.ts'

export const IMPORT_STATES = [
  'waiting',
  'running',
  'completed',
  'refused',
  'stopped',
  'failed',
  'lapsed',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export interface ImportsSearch {
  readonly state?: ImportState
}

export function importsSearchOf({ state }: Readonly<Record<string, unknown>>): ImportsSearch {
  const known = IMPORT_STATES.find((one) => one === state)
  return known === undefined ? {} : { state: known }
}

/** The upload that is looked at, so that a reload does not lose it. */
export interface NewImportSearch {
  readonly upload?: string
}

export function newImportSearchOf({ upload }: Readonly<Record<string, unknown>>): NewImportSearch {
  const id = plainText(upload)
  return id === undefined ? {} : { upload: id }
}
