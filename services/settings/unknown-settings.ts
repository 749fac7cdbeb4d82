import { mistakesBetween } from '#/text-reading/nearest-name.ts'

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
    const meant = known.find((other) => isSlip(name, other) || isFileOf(name, other)) ?? null
    const isOurs = name.toUpperCase().startsWith('JIANWEI_') && !LINK.test(name)
    return isOurs || meant !== null ? [{ name, meant }] : []
  })
}

export function wordsOfUnknown({ name, meant }: UnknownSetting): string {
  const hint =
    meant === null ? 'see `npx jianwei settings` for all of them' : `did you mean ${meant}?`
  return `${name} is set, but there is no such setting: ${hint}`
}

/** A file for a setting that does not stand in one. */
function isFileOf(name: string, known: string): boolean {
  return name === `${known}_FILE`
}

function isSlip(name: string, known: string): boolean {
  const upper = name.toUpperCase()
  if (name !== upper && upper === known) return true
  if (known.length < LENGTH_MIN) return false
  return mistakesBetween(upper, known) <= (known.length < LENGTH_OF_TWO_MISTAKES ? 1 : 2)
}
