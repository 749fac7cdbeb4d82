import { csvFields } from '#/text-reading/csv-fields.ts'

/*
 * Notices as CSV, a row a day: `year`, `title`, `published_on`, `day` and `state` (`off` or
 * `work`), and where they are known `jurisdiction`, `region`, `number` and `url`. Rows of one
 * jurisdiction, region and year are one notice.
 */

const REQUIRED = ['year', 'title', 'published_on', 'day', 'state'] as const
const KNOWN: readonly string[] = [...REQUIRED, 'jurisdiction', 'region', 'number', 'url']
const STATES: Readonly<Record<string, 'off' | 'work'>> = {
  off: 'off',
  work: 'work',
  休: 'off',
  班: 'work',
}

interface CsvNotice {
  readonly off: string[]
  readonly work: string[]
  readonly [field: string]: unknown
}

/** The notices as they are written, to be read as those of YAML are. */
export function noticesInCsv(
  text: string,
):
  | { readonly ok: true; readonly value: readonly unknown[] }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
  const columns = csvFields(lines[0]?.line ?? '', ',')?.map((name) => name.trim()) ?? []
  const problems = [
    ...REQUIRED.filter((name) => !columns.includes(name)).map(
      (name) => `the column ${name} is missing`,
    ),
    ...columns
      .filter((name, index) => !KNOWN.includes(name) || columns.indexOf(name) !== index)
      .map((name) => `the column ${name} is unknown or there twice`),
  ]
  if (problems.length > 0) return { ok: false, problems }
  const notices = new Map<string, CsvNotice>()
  for (const { line, number } of lines.slice(1)) {
    const fields = csvFields(line, ',')
    if (fields?.length !== columns.length) {
      problems.push(
        `line ${number}: ${fields?.length ?? 'no'} fields; the header has ${columns.length}`,
      )
      continue
    }
    const of = (name: string): string => fields[columns.indexOf(name)]?.trim() ?? ''
    const state = STATES[of('state')]
    if (state === undefined) {
      problems.push(`line ${number}: the state is ${of('state') || 'empty'}, neither off nor work`)
      continue
    }
    const key = ['jurisdiction', 'region', 'year'].map(of).join('\n')
    const notice = notices.get(key) ?? { ...noticeOf(of), off: [], work: [] }
    notices.set(key, notice)
    notice[state].push(of('day'))
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: [...notices.values()] }
}

function noticeOf(of: (name: string) => string): Readonly<Record<string, unknown>> {
  const optional = ['jurisdiction', 'region', 'number', 'url'].filter((name) => of(name) !== '')
  return {
    ...Object.fromEntries(optional.map((name) => [name, of(name)])),
    year: /^\d{4}$/.test(of('year')) ? Number(of('year')) : of('year'),
    title: of('title'),
    published_on: of('published_on'),
  }
}
