import { RequestRefused } from '#/http/problem.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { MappingRefused, readMapping } from '#/intake/mapping/read-mapping.ts'

/**
 * The mapping whose text came with a request for rows that were read by the one of that name.
 * Throws RequestRefused with all of its problems.
 */
export function mappingGiven(text: string | undefined, name: string | null): Mapping | undefined {
  if (text === undefined) return undefined
  const mapping = read(text)
  if (mapping.mapping === name) return mapping
  const wanted =
    name === null ? 'these inputs are read by no mapping' : `the rows were read by ${name}`
  throw new RequestRefused('MAPPING_REFUSED', `${wanted}, and this one is ${mapping.mapping}`)
}

function read(text: string): Mapping {
  try {
    return readMapping(text, 'the mapping')
  } catch (error) {
    if (!(error instanceof MappingRefused)) throw error
    const [, ...lines] = error.message.split('\n')
    throw new RequestRefused('MAPPING_REFUSED', lines.map((line) => line.trim()).join('\n'))
  }
}
