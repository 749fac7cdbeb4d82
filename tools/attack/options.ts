import { parseArgs } from 'node:util'

export interface AttackOptions {
  readonly seed: number
  readonly effort: number
  /** Names of the campaigns to run; empty for all. */
  readonly only: readonly string[]
  /** Writes the table into the READMEs. */
  readonly readme: boolean
}

export const HELP = `Tries to break the program, and prints what was tried and found.

Usage: npm run attack -- [options]

  --seed N      what is tried follows from it (default: from the clock; it is printed)
  --effort N    how much is tried: 1 is the short form of CI (default),
                10 takes about ten times as long
  --only NAMES  campaigns, separated by commas (default: all)
  --readme      also writes the table into the READMEs
  --help        this text

Ends with 1 when anything was found. A campaign that cannot run here says why;
ATTACK=required makes that an error.
`

/** Throws TypeError with words for people where an option is wrong. */
export function readOptions(
  args: readonly string[],
  now: number,
  names: readonly string[],
): AttackOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(now % 1_000_000) },
      effort: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const only = values.only.split(',').filter((name) => name !== '')
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new TypeError(`no such campaign: ${unknown.join(', ')}; there are ${names.join(', ')}`)
  return {
    seed: positive('seed', values.seed),
    effort: positive('effort', values.effort),
    only,
    readme: values.readme,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new TypeError(`--${name} is a whole number, not ${text}`)
  return value
}
