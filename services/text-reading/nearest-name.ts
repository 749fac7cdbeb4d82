/** Below this many letters two names resemble each other too easily. */
const LENGTH_OF_ONE_MISTAKE = 4
const LENGTH_OF_TWO_MISTAKES = 11

/** The name that was probably meant; undefined where none resembles it closely enough. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const allowed =
    name.length < LENGTH_OF_ONE_MISTAKE ? 0 : name.length < LENGTH_OF_TWO_MISTAKES ? 1 : 2
  const plain = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]/gu, '')
  return names
    .map((other) => ({ other, mistakes: mistakesBetween(plain(name), plain(other)) }))
    .filter(({ mistakes }) => mistakes <= allowed)
    .toSorted((a, b) => a.mistakes - b.mistakes)[0]?.other
}

/** As the end of a sentence about a name that there is not. */
export function orNearest(name: string, names: readonly string[]): string {
  const meant = nearestName(name, names)
  if (meant !== undefined) return `: did you mean ${meant}?`
  return names.length === 0 || names.length > NAMES_SHOWN_MAX
    ? ''
    : `; there are ${names.join(', ')}`
}

const NAMES_SHOWN_MAX = 40

/** Letters that are missing, more, other or in the wrong order: optimal string alignment. */
export function mistakesBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1]
      // All three stand in rows that are filled up to here.
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1))
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) least = Math.min(least, beforeLast[j - 2]! + 1)
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  // The last row is as long as b and one more.
  return last[b.length]!
}
