/** The first of seconds in order that is at least this one; undefined where none is. */
function firstFrom(seconds: ArrayLike<number>, least: number): number | undefined {
  let [low, high] = [0, seconds.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (seconds[middle]! < least) low = middle + 1
    else high = middle
  }
  return seconds[low]
}

/** Whether one of seconds in order lies between the two, both included. */
export function anyWithin(seconds: ArrayLike<number>, first: number, last: number): boolean {
  const found = firstFrom(seconds, first)
  return found !== undefined && found <= last
}
