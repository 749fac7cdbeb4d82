import { SHIPPED_REGIONS } from '@jianwei/events/identifiers/region-spans.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { openParts } from '@jianwei/services/intake/files/file-parts.ts'
import { checkedColumns, recordsBelowHeader } from '@jianwei/services/intake/files/part-reader.ts'
import { recordReader } from '@jianwei/services/intake/mapped-records.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import type { Reading } from '@jianwei/services/intake/reading.ts'

/** What a mapping makes of a file, without a log. */
export async function readingsOf(path: string, mapping: Mapping): Promise<readonly Reading[]> {
  await using opened = await openParts(path, mapping, { packed: 0 })
  const notAfter = futureBound(systemClock().now())
  const readings: (readonly Reading[])[] = []
  for (const part of opened.parts) {
    const columns = await checkedColumns(part, mapping)
    if (columns === undefined) continue
    const reader = recordReader(mapping, columns, part.charset, SHIPPED_REGIONS)
    for await (const records of recordsBelowHeader(part.records({ lines: 0 }), mapping))
      readings.push(reader.read(records, notAfter))
  }
  return readings.flat()
}
