import type { ExportFormat } from '@jianwei/events/export/events.ts'

/** Rows of one export. Who needs more narrows the filter, by days for example. */
export const EXPORT_ROWS_MAX = 100_000

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}
