import { parseArgs } from 'node:util'
import { CivilDateSchema } from '@jianwei/events/instant.ts'
import { DEFAULT_OPTIONS, problemsOf, type SimulationOptions } from './options.ts'

export interface SimulationCommand {
  readonly options: SimulationOptions
  readonly target: Target
  /** Lines a second; as fast as it goes without. */
  readonly perSecond?: number
  /** The truth file; without it the truth is only counted. */
  readonly truth?: string
}

export type Target =
  | { readonly kind: 'standard-output' }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'url'; readonly url: string }

/** The command, a call for help, or what is wrong with the arguments. */
export type ReadArguments =
  | { readonly kind: 'command'; readonly command: SimulationCommand }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

export const HELP = `Write the stream of a simulated province: CloudEvents, one a line.

Usage: npm run simulate -- [options]

  npm run simulate -- --seed 7 --subjects 2000 --days 120 --to province.ndjson
  npm run simulate -- --seed 7 --subjects 2000 --days 120 --url http://127.0.0.1:3000 --rate 500

The same options give the same bytes, on every machine. Beside the stream goes
the truth (NDJSON): what was planted.

  --seed N          which of the possible provinces               ${DEFAULT_OPTIONS.seed}
  --subjects N      bodies under regulation                       ${DEFAULT_OPTIONS.subjects}
  --days N          length of the stream                          ${DEFAULT_OPTIONS.days}
  --start DATE      its first day; late reports come up to 250 days after
                    the end, so leave that long before today      ${DEFAULT_OPTIONS.start}
  --activity N      facts a year for each subject, on average     ${DEFAULT_OPTIONS.activity}
  --zipf N          how unequal the subjects are: 0 alike, 1 very ${DEFAULT_OPTIONS.zipfExponent}
  --province NN     first two digits of GB/T 2260                 ${DEFAULT_OPTIONS.province}
  --stories N       subjects that turn bad                        ${DEFAULT_OPTIONS.stories}
  --late P          share of facts reported days to months late   ${DEFAULT_OPTIONS.late}
  --duplicates P    share of lines that come again                ${DEFAULT_OPTIONS.duplicates}
  --corrections P   share of facts corrected later                ${DEFAULT_OPTIONS.corrections}
  --retractions P   share of facts retracted later                ${DEFAULT_OPTIONS.retractions}
  --broken P        spoilt lines, as a share of the good ones        ${DEFAULT_OPTIONS.broken}

  --to FILE         write there; without --to and --url, to standard output
  --url URL         post to URL/v1/events and compare the answers with the truth
  --rate N/s        at most so many lines a second
  --truth FILE      where the truth goes                          FILE.truth.ndjson with --to
  --help
`

const NUMBERS = {
  seed: 'seed',
  subjects: 'subjects',
  days: 'days',
  activity: 'activity',
  zipf: 'zipfExponent',
  stories: 'stories',
  late: 'late',
  duplicates: 'duplicates',
  corrections: 'corrections',
  retractions: 'retractions',
  broken: 'broken',
} as const satisfies Record<string, keyof SimulationOptions>

const TEXTS = ['start', 'province', 'to', 'url', 'rate', 'truth'] as const

export function readArguments(args: readonly string[]): ReadArguments {
  const flags = [...Object.keys(NUMBERS), ...TEXTS]
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]))
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' } },
    }).values
  } catch (error) {
    return { kind: 'refused', problems: [error instanceof Error ? error.message : String(error)] }
  }
  return values['help'] === true ? { kind: 'help' } : readValues(values)
}

function readValues(values: Record<string, string | boolean | undefined>): ReadArguments {
  const text = (flag: (typeof TEXTS)[number]): string | undefined => {
    const value = values[flag]
    return typeof value === 'string' ? value : undefined
  }
  const problems: string[] = []
  const numbers: Record<string, number> = {}
  for (const [flag, name] of Object.entries(NUMBERS)) {
    const value = values[flag]
    if (value !== undefined) numbers[name] = value === '' ? NaN : Number(value)
  }
  const start = CivilDateSchema.safeParse(text('start') ?? DEFAULT_OPTIONS.start)
  if (!start.success) problems.push('start must be a day, YYYY-MM-DD')
  const perSecond = rateOf(text('rate'))
  if (Number.isNaN(perSecond)) problems.push('rate must be a number above 0, such as 500/s')
  if (text('to') !== undefined && text('url') !== undefined)
    problems.push('give --to or --url, not both')
  const options = {
    ...DEFAULT_OPTIONS,
    ...numbers,
    province: text('province') ?? DEFAULT_OPTIONS.province,
  }
  const dated = { ...options, start: start.data ?? DEFAULT_OPTIONS.start }
  problems.push(...problemsOf(dated))
  if (problems.length > 0) return { kind: 'refused', problems }
  const truth =
    text('truth') ?? (text('to') === undefined ? undefined : `${text('to')}.truth.ndjson`)
  return {
    kind: 'command',
    command: {
      options: dated,
      target: targetOf(text('to'), text('url')),
      ...(perSecond === undefined ? {} : { perSecond }),
      ...(truth === undefined ? {} : { truth }),
    },
  }
}

function targetOf(file: string | undefined, url: string | undefined): Target {
  if (url !== undefined) return { kind: 'url', url }
  return file === undefined ? { kind: 'standard-output' } : { kind: 'file', file }
}

/** `500` or `500/s`; NaN for anything else. */
function rateOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const rate = Number(/^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text)?.[1] ?? NaN)
  return rate > 0 ? rate : NaN
}
