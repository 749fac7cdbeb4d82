/** Where a row stands in its order, as the API writes it: two numbers, smaller first. */
export type Place = readonly [number, number]

export function placeOf(place: string): Place {
  const [first = 0, second = 0] = place.split('/').map(Number)
  return [first, second]
}

export function isBefore(one: Place, other: Place): boolean {
  return one[0] === other[0] ? one[1] < other[1] : one[0] < other[0]
}

/** Up to which position of the log a row was made, by its place in the order of changes. */
export function readUpTo(placeByChange: string): number {
  return -placeOf(placeByChange)[0]
}
