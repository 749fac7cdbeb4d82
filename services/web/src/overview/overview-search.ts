import { plainText } from '#/parts/plain-text.ts'
/** How the regions are shown. */
export const SHOWN_AS = ['squares', 'treemap', 'map', 'table'] as const
export type ShownAs = (typeof SHOWN_AS)[number]

/** What regions are compared by. */
export const NUMBERS = ['open_alerts', 'new_warnings', 'overdue_duties'] as const
export type NumberName = (typeof NUMBERS)[number]

export const GROUPINGS = ['province', 'prefecture'] as const
export const PERIODS = [7, 30, 90, 365] as const
export const DAYS_DEFAULT = 30
const DAYS_MAX = 366

/** What the address of the overview keeps; what is left out is as usual. */
export interface OverviewSearch {
  readonly region?: string
  readonly by?: (typeof GROUPINGS)[number]
  readonly days?: number
  readonly number?: NumberName
  readonly shown?: ShownAs
}

const REGION = /^\d{6}$/

/** What it does not know is left out, never refused. */
export function overviewSearchOf(raw: Readonly<Record<string, unknown>>): OverviewSearch {
  const region = plainText(raw['region']) ?? ''
  const days = Number(raw['days'])
  const by = GROUPINGS.find((one) => one === raw['by'])
  const number = NUMBERS.find((one) => one === raw['number'])
  const shown = SHOWN_AS.find((one) => one === raw['shown'])
  return {
    ...(REGION.test(region) ? { region } : {}),
    ...(Number.isInteger(days) && days >= 1 && days <= DAYS_MAX ? { days } : {}),
    ...(by === undefined ? {} : { by }),
    ...(number === undefined ? {} : { number }),
    ...(shown === undefined ? {} : { shown }),
  }
}
