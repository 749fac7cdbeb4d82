import {
  isKnownRegion,
  isRegionInForce,
  parseRegionCode,
  successorsOf,
  WHOLE_COUNTRY,
  type RegionCode,
} from '#/identifiers/region-code.ts'
import {
  headingIn,
  liesIn,
  wordsOfRegion,
  type NamedRegion,
  type RegionNames,
} from '#/identifiers/region-names.ts'
import type { RegionTable } from '#/identifiers/region-spans.ts'
import { REGION_TABLE_FIRST_YEAR } from '#/identifiers/region-table.ts'
import type { CivilDate } from '#/instant.ts'

export interface RegionQuestion {
  /** A code of 6, 9 or 12 digits, or a name, full or in short. */
  readonly text: string
  /** In which region it must lie; null: anywhere. */
  readonly within: RegionCode | null
  /** The day on which the code has to be in force; null: any code that ever was. */
  readonly on: CivilDate | null
  /** What becomes of a code that was abolished before that day. */
  readonly abolished: 'refuse' | 'successor'
}

export type RegionAnswer =
  | {
      readonly ok: true
      readonly code: RegionCode
      /** The abolished code for which it stands; null where it was meant itself. */
      readonly succeeds: RegionCode | null
    }
  | { readonly ok: false; readonly code: RegionRefusal; readonly message: string }

export type RegionRefusal =
  | 'REGION_UNREADABLE'
  | 'REGION_UNKNOWN'
  | 'REGION_AMBIGUOUS'
  | 'REGION_ELSEWHERE'
  | 'REGION_ABOLISHED'
  | 'REGION_NOT_YET'

const CANDIDATES_SHOWN_MAX = 10
const PATH_CHARACTERS_MAX = 40
const FIRST_DAY = `${REGION_TABLE_FIRST_YEAR}-01-01` as CivilDate

/**
 * The code that a text means by a table, or why none. Messages name regions of the table and never
 * repeat the text.
 */
export function resolveRegion(question: RegionQuestion, names: RegionNames): RegionAnswer {
  // Of days before the table begins it knows what it began with.
  const on = question.on === null || question.on > FIRST_DAY ? question.on : FIRST_DAY
  const asked = { ...question, on }
  const isCode = /^[\d\uff10-\uff19\s]+$/u.test(question.text)
  const found = isCode ? byCode(asked, names.table) : byPath(asked, names)
  return found.ok ? onDay(found.code, asked, names.table) : found
}

function byCode({ text, within }: RegionQuestion, table: RegionTable): RegionAnswer {
  const parsed = parseRegionCode(text)
  if (!parsed.ok) {
    const code = parsed.code === 'REGION_UNKNOWN' ? parsed.code : 'REGION_UNREADABLE'
    return { ok: false, code, message: parsed.message }
  }
  const { value } = parsed
  if (!isKnownRegion(value, table))
    return refuse('REGION_UNKNOWN', 'the code is in no table of regions')
  if (within !== null && !liesIn(value, within)) {
    const around = wordsOfRegion(within, table)
    return refuse('REGION_ELSEWHERE', `${wordsOfRegion(value, table)} does not lie in ${around}`)
  }
  return { ok: true, code: value, succeeds: null }
}

/** A name, or several of which each lies in the one before: 山东省济南市历下区. */
function byPath(question: RegionQuestion, names: RegionNames): RegionAnswer {
  const whole = byName(question, names)
  const { text } = question
  if (whole.ok || whole.code !== 'REGION_UNKNOWN' || text.length > PATH_CHARACTERS_MAX) return whole
  for (let at = 2; at <= text.length - 2; at++) {
    const around = byName({ ...question, text: text.slice(0, at) }, names)
    if (!around.ok) continue
    const rest = byPath({ ...question, text: text.slice(at), within: around.code }, names)
    if (rest.ok || rest.code === 'REGION_AMBIGUOUS') return rest
  }
  return whole
}

/** Those in force count first; a name of the past is taken where no other region has it now. */
function byName({ text, within, on }: RegionQuestion, names: RegionNames): RegionAnswer {
  const { table } = names
  const heading = headingIn(text, within)
  if (heading !== undefined) return { ok: true, code: heading, succeeds: null }
  const kinds = names.named(text, within)
  const candidates = [...kinds.map((found) => found.filter((one) => isOn(one, on))), ...kinds].map(
    (found) => codesOf(found, within),
  )
  const codes = candidates.find((some) => some.length > 0) ?? []
  const [only, ...others] = codes
  if (only === undefined) {
    const where = within === null ? '' : ` within ${wordsOfRegion(within, table)}`
    return refuse('REGION_UNKNOWN', `no region${where} has this name`)
  }
  if (others.length === 0) return { ok: true, code: only, succeeds: null }
  const list = listed(codes, table, on)
  return refuse('REGION_AMBIGUOUS', `the name may mean ${list}; say within which region`)
}

function onDay(
  code: RegionCode,
  { on, abolished }: RegionQuestion,
  table: RegionTable,
): RegionAnswer {
  if (on === null || code === WHOLE_COUNTRY || isRegionInForce(code, on, table))
    return { ok: true, code, succeeds: null }
  const words = wordsOfRegion(code, table)
  const spans = table.spans(code) ?? table.spans(code.slice(0, 6)) ?? []
  const later = spans.find(({ from }) => from !== null && from > on)
  if (later !== undefined && !spans.some(({ to }) => to !== null && to <= on))
    return refuse('REGION_NOT_YET', `${words} is in force from ${later.from} on, and not on ${on}`)
  const successors = standingSuccessors(code, on, table)
  const [only, ...others] = successors
  const went =
    only === undefined
      ? 'where its territory went is not known'
      : `its territory went to ${listed(successors, table, on)}`
  const isSole = only !== undefined && others.length === 0
  if (abolished === 'successor' && isSole && code.length === 6)
    return { ok: true, code: only, succeeds: code }
  const why =
    abolished === 'successor' && isSole ? '; which town of it is meant cannot be told' : ''
  return refuse('REGION_ABOLISHED', `${words} is not in force on ${on}; ${went}${why}`)
}

/** Those in force on the day, through successors that were abolished in their turn. */
function standingSuccessors(
  code: RegionCode,
  on: CivilDate,
  table: RegionTable,
): readonly RegionCode[] {
  const seen = new Set<string>([code])
  const standing: RegionCode[] = []
  for (const one of seen)
    for (const next of successorsOf(one as RegionCode, table) as readonly RegionCode[]) {
      if (seen.has(next)) continue
      if (isRegionInForce(next, on, table)) {
        if (!standing.includes(next)) standing.push(next)
      } else seen.add(next)
    }
  return standing
}

function isOn({ span: { from, to } }: NamedRegion, on: CivilDate | null): boolean {
  return on === null ? to === null : (from === null || from <= on) && (to === null || on < to)
}

/** A city without districts is named again where the district should stand: it counts last. */
function codesOf(found: readonly NamedRegion[], within: RegionCode | null): readonly RegionCode[] {
  const codes = [...new Set(found.map(({ code }) => code))]
  const inside = codes.filter((code) => code !== within)
  return inside.length > 0 ? inside : codes
}

function listed(codes: readonly RegionCode[], table: RegionTable, on: CivilDate | null): string {
  const shown = codes.slice(0, CANDIDATES_SHOWN_MAX)
  const more = codes.length - shown.length
  const words = shown.map((code) => wordsOfRegion(code, table, on ?? undefined))
  return `${words.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function refuse(code: RegionRefusal, message: string): RegionAnswer {
  return { ok: false, code, message }
}
