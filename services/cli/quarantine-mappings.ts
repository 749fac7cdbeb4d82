import type { Config } from '#/all-in-one/config.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { mappingFinder, mappingFromFile, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'

/** By which mapping refused rows are read: the given one of its name, else that of the folders. */
export function mappingNamedOf(
  given: string | undefined,
  config: Config,
): (name: string) => Mapping | undefined {
  const found = mappingFinder([
    ...(config.mappings_dir === null ? [] : [config.mappings_dir]),
    SHIPPED_MAPPINGS,
  ])
  if (given === undefined) return found
  const mapping = mappingFromFile(given)
  return (name) => (name === mapping.mapping ? mapping : found(name))
}
