/** Where the first of seconds in order lies that is at least this one; behind all where none is. */
export function placeFrom(seconds: ArrayLike<number>, least: number): number {
  let [low, high] = [0, seconds.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (seconds[middle]! < least) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether one of seconds in order lies between the two, both included. */
export function anyWithin(seconds: ArrayLike<number>, first: number, last: number): boolean {
  const found = seconds[placeFrom(seconds, first)]
  return found !== undefined && found <= last
}
