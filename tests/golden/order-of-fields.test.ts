import { expect, test } from 'vitest'
import { catalogue, parseData } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { goldenFileName, readGolden } from '#/support/golden-files.ts'

const facts = (catalogue as readonly EventDefinition[]).filter(({ role }) => role === 'fact')

/** The same value with the fields of every object in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [name, reversed(item)] as const)
  return Object.fromEntries(entries.reverse())
}

test.each(facts.map((definition) => [goldenFileName(definition), definition] as const))(
  '%s: reading gives the fields of a fact in one order, so its text is equal where the content is',
  (_, definition) => {
    const { type, schemaversion, data } = readGolden(definition)
    const [one, other] = [data, reversed(data)].map((sent) =>
      JSON.stringify(parseData(type, schemaversion, sent)),
    )
    expect(one).toContain('"ok":true')
    expect(other).toBe(one)
  },
)
