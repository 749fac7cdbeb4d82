import { compareKnownAt, countBefore, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { VersionColumns } from '#/rules/evaluator/ledger/version-columns.ts'

/**
 * The points at which something became known of some versions, or ended, in the order of knowing.
 * A point is spoken of by its number.
 */
export class Changes {
  readonly length: number
  /** Of each point, the greatest second of a version that became known up to and with it. */
  readonly greatest: readonly number[]
  readonly #versions: VersionColumns
  /** Places in the order of knowing. */
  readonly #places: readonly number[]
  /** Null where nothing ended and each version became known alone: points are `places`. */
  readonly #points: readonly Point[] | null

  /** `places`: of the versions that are looked at, in the order in which they became known. */
  constructor(versions: VersionColumns, places: readonly number[]) {
    this.#versions = versions
    this.#places = places
    const { seconds } = versions.facts
    const greatest: number[] = []
    this.#points = isOneByOne(versions, places) ? null : pointsOf(versions, places)
    this.length = this.#points?.length ?? places.length
    let greatest_second = Number.NEGATIVE_INFINITY
    for (let point = 0; point < this.length; point += 1) {
      const end = this.#points?.[point]?.begun_end ?? point + 1
      for (let index = this.#begunFrom(point); index < end; index += 1)
        greatest_second = Math.max(greatest_second, seconds[places[index]!]!)
      greatest.push(greatest_second)
    }
    this.greatest = greatest
  }

  at(point: number): KnownAt {
    const { from_ms, from_position } = this.#versions
    if (this.#points !== null) return this.#points[point]!.at
    const place = this.#places[point]!
    return { ms: from_ms[place]!, position: from_position[place]! }
  }

  /** How many points lie before one of the order of knowing. */
  before(point: KnownAt): number {
    return countBefore(this.length, (i) => compareKnownAt(this.at(i), point) < 0)
  }

  /** How many lie before it or at it. */
  upTo(point: KnownAt): number {
    return countBefore(this.length, (i) => compareKnownAt(this.at(i), point) <= 0)
  }

  /** The places of the versions that became known at a point. */
  begunAt(point: number): readonly number[] {
    return this.#places.slice(this.#begunFrom(point), this.#points?.[point]?.begun_end ?? point + 1)
  }

  /** Whether at a point one version became known, later than all before it, and nothing else. */
  isInOrder(point: number): boolean {
    const found = this.#points?.[point]
    if (found !== undefined && (found.ended > 0 || found.begun_end - this.#begunFrom(point) !== 1))
      return false
    return point === 0 || this.greatest[point]! > this.greatest[point - 1]!
  }

  endedAt(point: number): number {
    return this.#points?.[point]?.ended ?? 0
  }

  #begunFrom(point: number): number {
    if (this.#points === null) return point
    return point === 0 ? 0 : this.#points[point - 1]!.begun_end
  }
}

interface Point {
  readonly at: KnownAt
  /** Behind the last of its places. */
  begun_end: number
  ended: number
}

function isOneByOne(
  { from_ms, from_position, until }: VersionColumns,
  places: readonly number[],
): boolean {
  let before = -1
  for (const place of places) {
    if (until !== null && until.ms[place]! < Number.POSITIVE_INFINITY) return false
    if (
      before >= 0 &&
      from_ms[before] === from_ms[place] &&
      from_position[before] === from_position[place]
    )
      return false
    before = place
  }
  return true
}

function pointsOf(
  { from_ms, from_position, until }: VersionColumns,
  places: readonly number[],
): Point[] {
  const ends =
    until === null
      ? []
      : places
          .filter((place) => until.ms[place]! < Number.POSITIVE_INFINITY)
          .map((place) => ({ ms: until.ms[place]!, position: until.position[place]! }))
          .sort(compareKnownAt)
  const points: Point[] = []
  const pointAt = (at: KnownAt): Point => {
    const last = points.at(-1)
    if (last !== undefined && compareKnownAt(last.at, at) === 0) return last
    const point = { at, begun_end: last?.begun_end ?? 0, ended: 0 }
    points.push(point)
    return point
  }
  let end = 0
  for (const [index, place] of places.entries()) {
    const at = { ms: from_ms[place]!, position: from_position[place]! }
    for (; end < ends.length && compareKnownAt(ends[end]!, at) <= 0; end += 1)
      pointAt(ends[end]!).ended += 1
    pointAt(at).begun_end = index + 1
  }
  for (; end < ends.length; end += 1) pointAt(ends[end]!).ended += 1
  return points
}
