import { ScoreRefused } from '#/score/score-refused.ts'

const COLUMN = 'subject_id'

/**
 * The subjects that a file names, in its order: one id a line; or CSV, if the first line has a
 * column `subject_id`. Lines without anything are passed over. Throws ScoreRefused where a line has
 * no id.
 */
export function subjectsOf(content: string): readonly string[] {
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/)
  const header = fieldsOf(lines[0] ?? '')?.map((name) => name.trim()) ?? []
  const column = header.indexOf(COLUMN)
  const written = lines
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
  if (column === -1) return written.map(({ line }) => line.trim())
  return written.slice(1).map(({ line, number }) => {
    const id = fieldsOf(line)?.[column]?.trim() ?? ''
    if (id === '') throw new ScoreRefused(`line ${number} of the subjects has no ${COLUMN}`)
    return id
  })
}

/** `subject_id,score`, a line for each subject in the order given. */
export function scoresCsv(
  subjects: readonly string[],
  scoreOf: (subject: string) => string,
): string {
  const lines = subjects.map((subject) => `${fieldText(subject)},${scoreOf(subject)}\n`)
  return `${COLUMN},score\n${lines.join('')}`
}

/**
 * Quotes are read and written as RFC 4180 has them, within one line; undefined where they do not
 * close.
 */
function fieldsOf(line: string): readonly string[] | undefined {
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  for (;;) {
    const found = field.exec(line)
    if (found === null) return undefined
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '') return fields
  }
}

function fieldText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
