import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import type { ExportStarted } from '@jianwei/events/export/events.ts'
import type { QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT } from '#/cli/exit-codes.ts'
import { openIntakeOn } from '#/cli/open-intake.ts'
import { mappingNamedOf } from '#/cli/quarantine-mappings.ts'
import { GroupExport } from '#/composition/group-exports.ts'
import { charsetOfType } from '#/intake/files/kept-type.ts'
import { readableText } from '#/intake/files/readable-text.ts'
import { groupFile } from '#/intake/group-file.ts'
import { lookedUpOnce } from '#/intake/mapping/mapping-files.ts'
import { cellsOf } from '#/intake/refused-cells.ts'
import { noteEnd, noteStart } from '#/server/exports/export-record.ts'

interface DownloadOptions extends DataOption {
  readonly purpose: string
  readonly actor: string
}

/** Who sits at the machine of the log sees its bytes: nothing of the file is masked. */
export function downloadCommand(): Command {
  return new Command('download')
    .description('What waits of a group as .xlsx or .csv, to be corrected and imported again')
    .argument('<group>', 'as `quarantine groups` gives it')
    .argument('<file>', 'to be written; its ending says the format')
    .requiredOption('--purpose <text>', 'for what; recorded')
    .option('--actor <name>', 'who takes it; recorded', 'local:administrator')
    .addOption(dataOption())
    .action(download)
}

async function download(groupId: string, path: string, options: DownloadOptions): Promise<void> {
  const format = extname(path) === '.csv' ? 'csv' : extname(path) === '.xlsx' ? 'xlsx' : undefined
  if (format === undefined) return fail('name a file that ends in .xlsx or .csv')
  const config = configOf(options)
  await using opened = await openIntakeOn(config.log)
  const group = await opened.quarantine.group(groupId)
  if (group === undefined) return fail(`there is no group ${groupId}`)
  const named = lookedUpOnce(await mappingNamedOf(undefined, config, opened.log))
  const mapping = group.mapping === null ? undefined : named(group.mapping)
  const file = await groupFile(opened.quarantine, groupId, mapping, (entry) =>
    leaving(entry, mapping),
  )
  const { source, code, path: column } = group
  const { purpose, actor } = options
  const started: ExportStarted = {
    export_id: randomUUID(),
    actor,
    purpose,
    list: 'quarantine',
    format,
    filter: JSON.stringify({ source, mapping: group.mapping, code, path: column }),
    fields: [],
    withheld: [],
    recipient: actor,
    masked: [],
    personal: true,
    up_to: await opened.log.head(),
    rows_expected: file.rows_expected,
  }
  const sent = new GroupExport(started, opened.now(), file)
  await noteStart(opened.log, started, sent.started_at)
  await pipeline(Readable.from(sent.pieces()), createWriteStream(path))
  const { rows, outcome } = sent
  await noteEnd(opened.log, { export_id: started.export_id, rows, outcome }, opened.now())
  console.log(`${rows} rows in ${path}`)
}

function leaving(entry: QuarantineEntry, mapping: Parameters<typeof cellsOf>[1]) {
  const text = (): string => readableText(entry.bytes, charsetOfType(entry.content_type))
  const cells = cellsOf(entry, mapping) ?? [{ column: '内容', text: text() }]
  return cells.map((cell) => ({ ...cell, is_masked: false }))
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = EXIT.refused
}
