import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import type { MappingTable } from '@jianwei/events/mapping/events.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { knownMappings } from '#/cli/mapping-of.ts'
import { openIntakeOn } from '#/cli/open-intake.ts'
import { mappingHash } from '#/intake/mapping/mapping-hash.ts'
import { publishMapping } from '#/intake/published/mapping-aggregate.ts'
import { mappingSent } from '#/intake/published/mapping-text.ts'
import { tableFilesOf } from '#/intake/mapping/read-mapping.ts'
import { checkClock } from '#/start-checks/clock-check.ts'

interface PublishOptions extends DataOption {
  readonly actor: string
  readonly reason: string
}

export function mappingPublishCommand(): Command {
  return new Command('publish')
    .description(
      'Publish a mapping in the log: from then on its name means this text. The same text again ' +
        'is no new version.',
    )
    .argument('<file>', 'the mapping; the tables that it names lie beside it')
    .requiredOption('--actor <name>', 'who publishes it; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
    .addOption(dataOption())
    .action(runPublish)
}

export function mappingListCommand(): Command {
  return new Command('list')
    .description('List the mappings: those that were published, and those in files')
    .addOption(dataOption())
    .action(runList)
}

async function runPublish(file: string, options: PublishOptions): Promise<void> {
  const { actor, reason } = options
  const text = readFileSync(file, 'utf8')
  const tables = tablesBeside(text, file)
  const mapping = await mappingSent({ text, tables }, file)
  await using opened = await openIntakeOn(configOf(options).log)
  await checkClock(opened, opened)
  const name = mapping.mapping
  const data = { mapping: name, text, tables, hash: mappingHash(mapping), actor, reason }
  const command = { type: 'PublishMapping', data } as const
  const { published, is_new } = await publishMapping(opened.log, command, opened.now())
  console.log(
    is_new
      ? `${name} is published as version ${published.version}`
      : `Version ${published.version} of ${name} says the same; nothing was published`,
  )
}

/** Those that are there: what is missing is told with all that is wrong with the mapping. */
function tablesBeside(text: string, file: string): MappingTable[] {
  return tableFilesOf(text).flatMap((name) => {
    const path = join(dirname(file), name)
    return existsSync(path) ? [{ file: name, text: readFileSync(path, 'utf8') }] : []
  })
}

async function runList(options: DataOption): Promise<void> {
  const config = configOf(options)
  await using opened = await openIntakeOn(config.log)
  const known = knownMappings(config)
  await known.book.catchUp(opened.log)
  const published = new Map(known.book.all().map((one) => [one.name, one.newest]))
  for (const name of [...new Set([...published.keys(), ...known.files().keys()])].toSorted()) {
    const newest = published.get(name)
    console.log(
      newest === undefined
        ? `${name}  in a file`
        : `${name}  version ${newest.version}, ${newest.published_at}, ${newest.actor}: ` +
            newest.reason.replaceAll(/\s+/gu, ' '),
    )
  }
}
