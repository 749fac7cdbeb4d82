import { z } from 'zod'
import { ExportFormat } from '@jianwei/events/export/events.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { EXPORT_ROWS_MAX, EXPORT_TYPES } from '#/server/exports/export-types.ts'

/** In a body, what is asked of every export besides the filter of its list. */
export const exportFields = {
  format: ExportFormat.default('xlsx'),
  purpose: Passage.meta({ description: 'For what; recorded 用途' }),
  recipient: Words.optional().meta({
    description: 'Who is to have it, where that is not who asks; recorded 接收方',
  }),
}

const Bytes = z.unknown().meta({ type: 'string', format: 'binary' })

/** What a route that sends a list as a file says of its answers. */
export const exportAnswers = {
  response: { 200: Bytes, ...problems(400, 415, 422, 500, 503) },
  'x-media-type': EXPORT_TYPES.xlsx,
  'x-further-answers': Object.fromEntries(
    [EXPORT_TYPES.csv, EXPORT_TYPES.ndjson, EXPORT_TYPES.parquet].map((type) => [
      type.split(';')[0] ?? type,
      { schema: { type: 'string' } },
    ]),
  ),
}

/** What holds of every export, for descriptions of routes. */
export const EXPORT_MEANING = `As a file that is written while it is
read: \`xlsx\` (texts stay texts, with a second sheet that says who exported what, when, for what,
and how many rows), \`csv\` (UTF-8 with a byte order mark, formulas made harmless), \`ndjson\` or
\`parquet\` (written by the engine). \`Export-Note\` says of each who, when, for what and how many.
At most ${EXPORT_ROWS_MAX} rows: a filter that fits more is refused before anything is sent.
\`Link: rel="describedby"\` names the note about the file. A file that breaks off was not sent
whole: the connection ends without its last chunk.`

/** Throws RequestRefused where more rows fit than an export holds. */
export function refuseTooMany(rows: number, what: string): void {
  if (rows > EXPORT_ROWS_MAX)
    throw new RequestRefused(
      'EXPORT_TOO_LARGE',
      `${rows} ${what} fit, and an export holds ${EXPORT_ROWS_MAX}; narrow the filter`,
    )
}
