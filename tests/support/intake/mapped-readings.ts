import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { EVENT_BYTES_MAX } from '@jianwei/services/intake/line-reading.ts'
import { csvFormOf, headerOf, recordReader } from '@jianwei/services/intake/mapped-records.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import type { Reading } from '@jianwei/services/intake/reading.ts'
import { recordSplitter } from '@jianwei/services/intake/records.ts'

/** What a mapping makes of a packed file, without a log. */
export function readingsOf(path: string, mapping: Mapping): Reading[] {
  const csv = csvFormOf(mapping)
  const splitter = recordSplitter({ csv, record_bytes_max: EVENT_BYTES_MAX })
  const records = [...splitter.push(gunzipSync(readFileSync(path))), ...splitter.end()]
  const [header] = csv !== undefined ? records.splice(0, 1) : []
  const reader = recordReader(mapping, (header && headerOf(header, mapping)) ?? [])
  return reader.read(records, futureBound(systemClock().now()))
}
