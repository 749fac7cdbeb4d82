import type { Counted } from '#/overview/overview-queries.ts'

/** The pages that show the lists of the API. */
const PAGES = {
  '/v1/alerts': '/desk',
  '/v1/warnings': '/overview/warnings',
  '/v1/duties': '/overview/duties',
  '/v1/sources': '/sources',
} as const satisfies Readonly<Record<Counted['list'], string>>

export interface Behind {
  readonly to: (typeof PAGES)[Counted['list']]
  readonly search: Readonly<Record<string, boolean | string | readonly string[]>>
}

/** The page that lists what a number counts, with the filter as typed search parameters. */
export function behind({ list, filter }: Pick<Counted, 'list' | 'filter'>): Behind {
  return {
    to: PAGES[list],
    search: Object.fromEntries(
      Object.entries(filter).map(([field, values]) => [field, plain(values)]),
    ),
  }
}

function plain(values: readonly string[]): boolean | string | readonly string[] {
  const [only] = values
  if (only === undefined || values.length > 1) return values
  return only === 'true' || only === 'false' ? only === 'true' : only
}
