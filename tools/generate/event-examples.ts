import { catalogue } from '@jianwei/events/catalogue.ts'
import { readGolden, type GoldenEvent } from '@jianwei/tests/support/golden-files.ts'

/**
 * The department of the golden examples has a code of mere filler, which intake refuses; what is
 * shown can be sent, so it has another that was made up.
 */
const FILLER = '113302030000000028'
const MADE_UP = '11330203058317422Y'

/** The golden examples of all types, each with its versions from 1: one type a line. */
export function eventExamples(): string {
  const byType = new Map<string, GoldenEvent[]>()
  for (const definition of catalogue) {
    const versions = byType.get(definition.type) ?? []
    byType.set(definition.type, [...versions, readGolden(definition)])
  }
  const lines = [...byType].map(
    ([type, versions]) => `  ${JSON.stringify(type)}: ${JSON.stringify(versions)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`.replaceAll(FILLER, MADE_UP)
}
