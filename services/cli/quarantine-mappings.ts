import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Config } from '#/all-in-one/config.ts'
import { knownMappings } from '#/cli/mapping-of.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { mappingFromFile } from '#/intake/mapping/mapping-files.ts'

/**
 * By which mapping refused rows are read: the given file of its name, else the newest that was
 * published, else that of the folders.
 */
export async function mappingNamedOf(
  given: string | undefined,
  config: Config,
  log: EventLog,
): Promise<(name: string) => Mapping | undefined> {
  const known = knownMappings(config)
  await known.book.catchUp(log)
  const mapping = given === undefined ? undefined : mappingFromFile(given)
  return (name) => (name === mapping?.mapping ? mapping : known.named(name))
}
