import { overviewSearchOf, type OverviewSearch } from '#/overview/overview-search.ts'

const TURN_S_DEFAULT = 20
const TURN_S_MIN = 5
const TURN_S_MAX = 600

/** What a screen on a wall shows: as on a laptop, and for how long each view stands. */
export interface WallSearch extends OverviewSearch {
  /** In seconds. */
  readonly turn?: number
}

export function wallSearchOf(raw: Readonly<Record<string, unknown>>): WallSearch {
  const turn = Number(raw['turn'])
  const isTurn = Number.isInteger(turn) && turn >= TURN_S_MIN && turn <= TURN_S_MAX
  return { ...overviewSearchOf(raw), ...(isTurn ? { turn } : {}) }
}

export function turnOf({ turn = TURN_S_DEFAULT }: WallSearch): number {
  return turn
}
