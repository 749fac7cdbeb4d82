import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { DomainError } from '@jianwei/events/errors.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT_CODES_HELP, exitCodeOf } from '#/cli/exit-codes.ts'
import { mappingOf, mappingOfFile } from '#/cli/mapping-of.ts'
import { openIntakeOn, type OpenIntake } from '#/cli/open-intake.ts'
import { progressDisplay } from '#/all-in-one/progress.ts'
import { Stopped } from '#/cli/stopped.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { importFile, type ImportSummary } from '#/intake/import-file.ts'
import type { FieldsLeftOut } from '#/intake/import-record.ts'
import type { StatementLeft } from '#/intake/stated-feeds.ts'
import { reportRefusalCounts } from '#/intake/refusal-counts.ts'
import type { IntakeCounts } from '#/intake/intake.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { REGION_SUCCEEDED } from '#/intake/mapping/row.ts'
import type { NamedMapping } from '#/intake/published/known-mappings.ts'
import { parseGoneAtMost, releaseTerms } from '#/intake/mapping/release-terms.ts'
import type { ReleaseSummary } from '#/intake/release/whole-release.ts'

interface ImportOptions extends DataOption {
  readonly mapping: string
  readonly goneAtMost?: string
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'Bring a file (CSV, Excel, JSON, XML; plain, gzip or ZIP) into the event log. Can be ' +
        'stopped and run again.',
    )
    .argument('<file>', 'the file')
    .requiredOption(
      '-m, --mapping <mapping>',
      'a mapping file, or the name of one that was published or comes with the program',
    )
    .option(
      '--gone-at-most <number>',
      'of a register that is published whole: how many of the facts that stand this file may ' +
        'lack, as a number or a part (5%); else as the mapping says',
    )
    .addOption(dataOption())
    .addHelpText('after', EXIT_CODES_HELP)
    .action(runImport)
}

async function runImport(file: string, options: ImportOptions): Promise<void> {
  const config = configOf(options)
  // What is wrong with a file is told before a log is opened, or made.
  const ofFile = existsSync(options.mapping) ? mappingOfFile(options.mapping) : undefined
  let counted = 0
  const onTaken = (counts: IntakeCounts): void => void (counted += counts.counted)
  await using opened = await openIntakeOn(config.log, { quota: config.refused_kept, onTaken })
  await checkClock(opened, opened)
  const named = ofFile ?? (await mappingOf(options.mapping, config, opened.log))
  const mapping = withGoneAtMost(named.mapping, options.goneAtMost)
  try {
    const summary = await importWithProgress(file, { ...named, mapping }, opened)
    console.log(wordsOf(summary, counted))
    const { accepted, corrected, duplicate, quarantined, release } = summary
    const taken = accepted + corrected + duplicate + (release?.retracted ?? 0)
    process.exitCode = exitCodeOf({ taken, refused: quarantined })
  } finally {
    await reportRefusalCounts(opened)
  }
}

/** Exits with the reason where the option is none of this mapping, or no number. */
function withGoneAtMost(mapping: Mapping, text: string | undefined): Mapping {
  if (text === undefined) return mapping
  const terms = releaseTerms(mapping)
  const gone_at_most = parseGoneAtMost(text)
  if (terms === undefined || gone_at_most === undefined)
    throw new GoneAtMostRefused(text, mapping.mapping)
  return { ...mapping, release: { ...terms, gone_at_most } }
}

class GoneAtMostRefused extends DomainError {
  override readonly name = 'GoneAtMostRefused'
  readonly code = 'GONE_AT_MOST_REFUSED'

  constructor(text: string, mapping: string) {
    super(
      `--gone-at-most ${text}: expected a number or a part such as 5%, with a mapping that says ` +
        `\`release: whole\` (${mapping})`,
    )
  }
}

async function importWithProgress(
  file: string,
  { mapping, version }: NamedMapping,
  opened: OpenIntake,
): Promise<ImportSummary> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => stop.abort(new Stopped()))
  }
  using display = progressDisplay(mapping.mapping, process.stdout)
  return await importFile(file, mapping, {
    ...opened,
    mapping_version: version,
    signal: stop.signal,
    onProgress: ({ bytes_read, bytes_total, accepted, duplicate, corrected }) =>
      display.show({
        done: bytes_read,
        total: bytes_total,
        events: accepted + duplicate + corrected,
      }),
  })
}

function wordsOf(summary: ImportSummary, counted: number): string {
  const {
    records,
    lines,
    accepted,
    duplicate,
    corrected,
    quarantined,
    was_complete,
    was_read_anew,
    fields_left_out,
    skipped,
    statements_left,
    release,
  } = summary
  const read =
    lines === null
      ? many(records, 'record')
      : `${many(records, 'record')} in ${many(lines, 'line')}`
  const events =
    `${many(accepted, 'event')} accepted, ` +
    `${corrected} corrected, ${many(duplicate, 'duplicate')}`
  const passed = skipped === 0 ? '' : `, ${skipped} passed over on purpose`
  const counts = `${read}: ${events}, ${many(quarantined, 'record')} quarantined${passed}`
  const more =
    counted > 0 ? `; ${counted} of these beyond the quota of the day: counted and not kept` : ''
  const hint = quarantined === 0 ? '' : '\nSee them with: jianwei quarantine list'
  const cells = fields_left_out.map((one) => `\n${leftOutWords(one)}`)
  const left = statements_left.map((one) => `\n${leftWords(one)}`)
  return [
    beginning({ was_complete, was_read_anew }) + counts + more + hint,
    ...(release === null ? [] : [`\n${releaseWords(release)}`]),
    ...cells,
    ...left,
  ].join('')
}

function releaseWords({ gone, retracted, rows_without_id }: ReleaseSummary): string {
  if (rows_without_id === 0)
    return `Of the facts that stood, the file lacks ${gone}: ${retracted} retracted`
  const rows = many(rows_without_id, 'row')
  return (
    `Of the facts that stood, the file lacks ${gone}: none was retracted, because the id of ` +
    `${rows} could not be read. Send the release again without that`
  )
}

/** Also of a trial. */
export function leftOutWords({ column, code, cells }: FieldsLeftOut): string {
  if (code === REGION_SUCCEEDED) {
    const named = `${many(cells, 'cell')} named an abolished region (${code})`
    return `In column ${column}, ${named}: the events name its only successor`
  }
  const events = 'the events lack that field'
  return `In column ${column}, ${many(cells, 'cell')} could not be read (${code}): ${events}`
}

function leftWords({ source, because, problems }: StatementLeft): string {
  const stays = `What ${source} states of its feeds stays as it is`
  return because === 'STATED_BY_PERSON'
    ? `${stays}: a person stated it, and not this mapping`
    : `${stays}: with this mapping it could not be recorded (${problems.join('; ')})`
}

function beginning({
  was_complete,
  was_read_anew,
}: Pick<ImportSummary, 'was_complete' | 'was_read_anew'>): string {
  if (was_complete) return 'This import was finished before; nothing was read. It was '
  if (!was_read_anew) return ''
  return (
    'This file was imported before, and other files of its source since; it was read again, as ' +
    'a release of today.\n'
  )
}

function many(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
