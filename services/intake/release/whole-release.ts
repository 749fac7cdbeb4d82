import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { futureBound } from '#/intake/cloud-event.ts'
import type { FilePart } from '#/intake/files/file-parts.ts'
import { recordsBelowHeader } from '#/intake/files/part-reader.ts'
import type { ImportedFile } from '#/intake/import-attempt.ts'
import type { Intake } from '#/intake/intake.ts'
import { recordReader } from '#/intake/mapped-records.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { releaseTerms } from '#/intake/mapping/release-terms.ts'
import type { Reading } from '#/intake/reading.ts'
import { GivenFacts } from '#/intake/release/given-facts.ts'
import {
  checkGone,
  compareRelease,
  type ReleaseComparison,
} from '#/intake/release/release-comparison.ts'
import { checkNewest, releaseDate } from '#/intake/release/release-date.ts'
import { retractGone } from '#/intake/release/release-retractions.ts'

/** What became of a register that is published whole. */
export interface ReleaseSummary extends ReleaseComparison {
  readonly released_at: Instant | null
  /** Those of the facts that are gone that were retracted by this import. */
  readonly retracted: number
}

export interface ReleaseParts {
  readonly regions: RegionTable
  readonly log: EventLog
  readonly intake: Intake
  readonly now: () => Instant
  readonly signal?: AbortSignal
}

/** A part of the file with its columns; undefined for one that holds nothing. */
export interface PartColumns {
  readonly part: FilePart
  readonly columns: readonly string[] | undefined
}

/** A file that is a whole register, beside what stands. */
export interface WholeRelease {
  readonly compared: ReleaseComparison
  readonly released_at: Instant | null
  /** Retracts what the file lacks; after each step `onRetracted` hears of how many more. */
  retract(onRetracted: (more: number) => Promise<void>): Promise<void>
}

/**
 * Reads the file to its end, and writes nothing. Undefined where a file of the mapping is no whole
 * register. Throws FileRefused for a release that may not be taken, and FileDamaged for a file that
 * breaks off.
 */
export async function openRelease(
  partsOfFile: readonly PartColumns[],
  file: ImportedFile,
  scratch: ScratchMemory,
  parts: ReleaseParts,
): Promise<WholeRelease | undefined> {
  const { mapping } = file
  if (releaseTerms(mapping) === undefined) return undefined
  const { log, signal = new AbortController().signal } = parts
  const released_at = releaseDate(file.file, mapping)
  await checkNewest(log, mapping, released_at)
  const given = new GivenFacts(scratch)
  for (const one of partsOfFile) {
    for await (const readings of readingsOf(one, mapping, parts)) {
      signal.throwIfAborted()
      for (const reading of readings) given.add(reading)
    }
  }
  const compared = await compareRelease(log, mapping, given, signal)
  checkGone(compared)
  return {
    compared,
    released_at,
    async retract(onRetracted) {
      if (compared.rows_without_id > 0) return
      const told = { ...file, released_at }
      for await (const more of retractGone(mapping, given, told, { ...parts, signal })) {
        signal.throwIfAborted()
        await onRetracted(more)
      }
    },
  }
}

/** The row is known from the date of its release on, where it does not say when it changed. */
export function inRelease(reading: Reading, release: WholeRelease | undefined): Reading {
  const released_at = release?.released_at ?? null
  if (released_at === null || !reading.ok || reading.record?.kind !== 'row') return reading
  if (reading.record.changed_at !== null) return reading
  return { ...reading, record: { ...reading.record, changed_at: released_at } }
}

/** What the mapping reads from a part. */
export async function* readingsOf(
  { part, columns }: PartColumns,
  mapping: Mapping,
  { regions, now }: { readonly regions: RegionTable; readonly now: () => Instant },
): AsyncGenerator<readonly Reading[]> {
  if (columns === undefined) return
  const reader = recordReader(mapping, columns, part.charset, regions)
  for await (const records of recordsBelowHeader(part.records({ lines: 0 }), mapping))
    yield reader.read(records, futureBound(now()))
}
