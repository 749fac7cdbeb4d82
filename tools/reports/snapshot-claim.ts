import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'

/*
 * The plainest look at the Taiwan data, without any of the program: on the first day of each
 * quarter, which facilities have five or more penalties in the 365 days before, and which of all
 * have a violation in the 180 days after.
 */

const PENALTIES = 5
const YEAR_DAYS = 365
const AHEAD_DAYS = 180
/** A year after the data begin, and far enough from their end. */
const SNAPSHOTS = ['2012', '2013', '2014']
  .flatMap((year) => ['01', '04', '07', '10'].map((month) => `${year}-${month}-01`))
  .concat('2015-01-01', '2015-04-01')

interface Facility {
  readonly penalties: number[]
  readonly violations: number[]
}

export function snapshotClaim(shared: string): readonly string[] {
  const folder = `${shared}/tw-epa-penalties`
  const facilities = new Map<string, Facility>()
  for (const row of rowsOf(`${folder}/penalties.csv.gz`)) {
    const id = row['facility_id'] ?? ''
    const facility = facilities.get(id) ?? { penalties: [], violations: [] }
    facilities.set(id, facility)
    facility.penalties.push(dayOf(row['penalty_date']))
    facility.violations.push(dayOf(row['transgress_date']))
  }
  const registered = rowsOf(`${folder}/facilities.csv.gz`).length
  const seen = { repeated: 0, repeated_hits: 0, known: 0, known_hits: 0, hits: 0 }
  for (const day of SNAPSHOTS.map(dayOf)) {
    for (const { penalties, violations } of facilities.values()) {
      const hit = violations.some((at) => at > day && at <= day + AHEAD_DAYS) ? 1 : 0
      const recent = penalties.filter((at) => at <= day && at > day - YEAR_DAYS).length
      seen.hits += hit
      if (recent >= PENALTIES) {
        seen.repeated += 1
        seen.repeated_hits += hit
      }
      if (penalties.some((at) => at <= day)) {
        seen.known += 1
        seen.known_hits += hit
      }
    }
  }
  const share = (hits: number, size: number): string =>
    `${((hits / size) * 100).toFixed(1)} % (${hits}/${size})`
  return [
    '## The plain claim, checked without the program',
    '',
    `On the first days of ${SNAPSHOTS.length} quarters, 2012 to 2015: ` +
      'of the facilities with five or more penalties in the last 365 days, ' +
      'those with a violation in the next 180 days.',
    '',
    '| who | violation in the next 180 days |',
    '| --- | ---: |',
    `| five or more penalties in the last year | ${share(seen.repeated_hits, seen.repeated)} |`,
    `| all facilities penalised until then | ${share(seen.known_hits, seen.known)} |`,
    `| all ${registered} facilities of the register, ` +
      `penalised or not | ${share(seen.hits, registered * SNAPSHOTS.length)} |`,
    '',
    'The often quoted 58 % against 3.5 % is the first row against the last. The rule above ' +
      'stands where the count is reached instead of on a calendar, knows only what was decided ' +
      'until then, and is compared with facilities that have a record.',
  ]
}

function rowsOf(path: string): readonly Readonly<Record<string, string>>[] {
  // With `columns`, the parser gives one object of texts a row.
  return parse(gunzipSync(readFileSync(path)), { columns: true }) as readonly Readonly<
    Record<string, string>
  >[]
}

function dayOf(text: string | undefined): number {
  // The register writes days as YYYY-MM-DD.
  return dayNumberOf((text ?? '') as CivilDate)
}
