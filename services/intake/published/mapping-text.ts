import { certainIdentityNumbersIn } from '@jianwei/events/identifiers/personal-numbers-in.ts'
import { MAPPING_CHARACTERS_MAX, type MappingTable } from '@jianwei/events/mapping/events.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import type { MappingProblem } from '#/intake/mapping/mapping-problem.ts'
import {
  MappingRefused,
  mappingOfContent,
  readMapping,
  type FileBeside,
} from '#/intake/mapping/read-mapping.ts'
import type { MappingText } from '#/intake/published/mapping-book.ts'
import { textReader } from '#/text-reading/text-reader.ts'

/** A mapping that was published: its text was read before it was taken. */
export function mappingOfText({ text, tables }: MappingText, name: string): Mapping {
  return readMapping(text, name, besideIn(tables))
}

/**
 * A mapping that somebody sends, read aside: a text can be made to take long. Throws MappingRefused
 * with every problem, and TextsBusy.
 */
export async function mappingSent(
  { text, tables }: MappingText,
  name = 'the mapping',
): Promise<Mapping> {
  const answer = await textReader.read({ wanted: 'content', text })
  if (!answer.ok) throw new MappingRefused(name, answer.problems)
  const mapping = mappingOfContent(answer.value, name, besideIn(tables))
  const unfit = unfitForLog({ text, tables })
  if (unfit.length > 0) throw new MappingRefused(name, unfit)
  return mapping
}

/** What the log is to keep for ever holds no person's number, and is one event. */
export function unfitForLog({ text, tables }: MappingText): readonly MappingProblem[] {
  const characters = tables.reduce((sum, table) => sum + table.text.length, text.length)
  const tooLong = {
    path: '',
    message: `a mapping and its tables have at most ${MAPPING_CHARACTERS_MAX} characters together`,
  }
  return [
    ...(characters > MAPPING_CHARACTERS_MAX ? [tooLong] : []),
    ...(certainIdentityNumbersIn(text).length > 0 ? [personal('')] : []),
    ...tables
      .filter((table) => certainIdentityNumbersIn(table.text).length > 0)
      .map(({ file }) => personal(`tables.${file}`)),
  ]
}

function personal(path: string): MappingProblem {
  return { path, message: 'it holds the identity number of a person, which the log would keep' }
}

function besideIn(tables: readonly MappingTable[]): FileBeside {
  return (name) => {
    const table = tables.find(({ file }) => file === name)
    return table === undefined ? undefined : Buffer.from(table.text)
  }
}
