import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { futureBound } from '@jianwei/services/intake/cloud-event.ts'
import { openParts } from '@jianwei/services/intake/files/file-parts.ts'
import { hasHeader } from '@jianwei/services/intake/files/header.ts'
import { readerOfPart } from '@jianwei/services/intake/files/part-reader.ts'
import { isBlank } from '@jianwei/services/intake/line-reading.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import type { Reading } from '@jianwei/services/intake/reading.ts'

/** What a mapping makes of a file, without a log. */
export async function readingsOf(path: string, mapping: Mapping): Promise<readonly Reading[]> {
  await using opened = await openParts(path, mapping, { packed: 0 })
  const notAfter = futureBound(systemClock().now())
  const readings: (readonly Reading[])[] = []
  for (const part of opened.parts) {
    const reader = await readerOfPart(part, mapping)
    const records = (await Array.fromAsync(part.records({ lines: 0 })))
      .flat()
      .filter((record) => !isBlank(record))
    const body = hasHeader(mapping) ? records.slice(1) : records
    if (reader !== undefined) readings.push(reader.read(body, notAfter))
  }
  return readings.flat()
}
