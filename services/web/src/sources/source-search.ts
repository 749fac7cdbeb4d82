import { plainText } from '#/parts/plain-text.ts'

export const HEALTHS = ['fresh', 'late', 'silent'] as const
export type Health = (typeof HEALTHS)[number]

export interface SourcesSearch {
  readonly health?: Health
}

export function sourcesSearchOf({ health }: Readonly<Record<string, unknown>>): SourcesSearch {
  const known = HEALTHS.find((one) => one === health)
  return known === undefined ? {} : { health: known }
}

/** Sources are named by URIs, which make no part of a path. */
export interface SourceSearch {
  readonly source: string
}

export function sourceSearchOf({ source }: Readonly<Record<string, unknown>>): SourceSearch {
  return { source: plainText(source) ?? '' }
}
