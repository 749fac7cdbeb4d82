import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { DomainError } from '@jianwei/events/errors.ts'
import { FACT_TYPES } from '#/intake/proposal/fact-types.ts'
import { MAPPING_SCHEMA_ADDRESS } from '#/intake/mapping/mapping-schema.ts'
import { proposeMapping } from '#/intake/proposal/propose-mapping.ts'
import { orNearest } from '#/text-reading/nearest-name.ts'

interface NewOptions {
  readonly type?: string
  readonly out?: string
}

export function mappingNewCommand(): Command {
  return new Command('new')
    .description(
      'Propose a mapping from a file: its format, its columns by their names and values, with a ' +
        'comment at whatever should be looked at. Nothing else is written.',
    )
    .argument('<file>', 'the file')
    .option('-t, --type <type>', 'the event that a record is; by the names if not said')
    .option('-o, --out <file>', 'where to write it; to standard output if not said')
    .action(runNew)
}

async function runNew(file: string, { type, out }: NewOptions): Promise<void> {
  if (type !== undefined && !FACT_TYPES.includes(type)) throw new TypeUnknown(type)
  const options = { schema: MAPPING_SCHEMA_ADDRESS, ...(type && { event_type: type }) }
  const { text, event_type, columns } = await proposeMapping(file, options)
  if (out === undefined) return console.log(text.trimEnd())
  // Never over something that somebody wrote.
  await writeFile(out, text, { flag: 'wx' })
  const left = columns.filter(({ becomes }) => becomes.length === 0).length
  console.log(
    `${out}: ${event_type} from ${columns.length} columns, ${left} of them not recognised. ` +
      `Look at it, then: npx jianwei mapping try ${out} ${file}`,
  )
}

class TypeUnknown extends DomainError {
  override readonly name = 'TypeUnknown'
  readonly code = 'TYPE_UNKNOWN'

  constructor(type: string) {
    super(`no event that a source may report has the type ${type}${orNearest(type, FACT_TYPES)}`)
  }
}
