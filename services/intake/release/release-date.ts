import { streamOf } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ReleaseCompared } from '@jianwei/events/source/release.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import { civilTimeReader } from '#/intake/mapping/civil-format.ts'
import { instantReader } from '#/intake/mapping/civil-time.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { partReader } from '#/intake/mapping/pattern.ts'
import { releaseTerms } from '#/intake/mapping/release-terms.ts'

/**
 * The date of a release as the name of its file says it; null where the mapping does not say where
 * it stands. Throws FileRefused where the name does not say it.
 */
export function releaseDate(file: string, mapping: Mapping): Instant | null {
  const dated = releaseTerms(mapping)?.dated
  if (dated === undefined) return null
  const text = partReader(dated.file_name)(file)
  const civil = text === undefined ? undefined : civilTimeReader(dated.format)(text)
  if (civil === undefined) {
    const wanted = `${dated.file_name} as ${dated.format}`
    throw new FileRefused('RELEASE_UNDATED', `the name ${file} says no date: it wants ${wanted}`)
  }
  return instantReader(mapping.time_zone)(civil)
}

/**
 * What a later release lacks would come back by an older one. Throws FileRefused where the log has
 * a later one of this mapping.
 */
export async function checkNewest(
  log: Pick<EventLog, 'read'>,
  mapping: Mapping,
  released: Instant | null,
): Promise<void> {
  if (released === null) return
  for await (const { type, data } of log.read(streamOf('source', mapping.source))) {
    if (type !== 'ReleaseCompared') continue
    // The catalogue has read it.
    const before = data as ReleaseCompared
    if (before.mapping !== mapping.mapping || (before.released_at ?? '') <= released) continue
    const words = `a release of ${before.released_at} was taken before; this is of ${released}`
    throw new FileRefused('RELEASE_OLDER', words)
  }
}
