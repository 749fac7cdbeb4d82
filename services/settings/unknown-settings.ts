/*
 * A misspelt setting does nothing, and nobody notices: `KAFKA_BROKER` leaves a department's events
 * where they are. So what looks like one of ours and is none is named at the start.
 */

/** Of the launcher, for the program that it starts. */
const INTERNAL = ['JIANWEI_LAUNCHER']
/** What Kubernetes and Docker put into every container for services that are called `jianwei-…`. */
const LINK = /_SERVICE_(HOST|PORT)(_|$)|_PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?$/
/** Names shorter than this resemble too much. */
const LENGTH_MIN = 7
const LENGTH_OF_TWO_MISTAKES = 11

export interface UnknownSetting {
  readonly name: string
  /** The setting that it resembles, null where none does. */
  readonly meant: string | null
}

/**
 * Variables of the environment that begin like ours or are a slip away from one. An empty one is
 * not set.
 */
export function unknownSettings(
  env: NodeJS.ProcessEnv,
  known: readonly string[],
): readonly UnknownSetting[] {
  return Object.entries(env).flatMap(([name, value]): readonly UnknownSetting[] => {
    if (value === undefined || value === '' || known.includes(name) || INTERNAL.includes(name))
      return []
    const meant = known.find((other) => isSlip(name, other)) ?? null
    const isOurs = name.toUpperCase().startsWith('JIANWEI_') && !LINK.test(name)
    return isOurs || meant !== null ? [{ name, meant }] : []
  })
}

export function wordsOfUnknown({ name, meant }: UnknownSetting): string {
  const hint =
    meant === null ? 'see `npx jianwei settings` for all of them' : `did you mean ${meant}?`
  return `${name} is set, but there is no such setting: ${hint}`
}

function isSlip(name: string, known: string): boolean {
  const upper = name.toUpperCase()
  if (name !== upper && upper === known) return true
  if (known.length < LENGTH_MIN) return false
  return mistakesBetween(upper, known) <= (known.length < LENGTH_OF_TWO_MISTAKES ? 1 : 2)
}

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
