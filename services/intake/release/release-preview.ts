import { basename } from 'node:path'
import type { FactReference } from '@jianwei/events/fact.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { fileMemory } from '#/intake/file-memory.ts'
import { openParts } from '#/intake/files/file-parts.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import { checkedColumns } from '#/intake/files/part-reader.ts'
import { planInputs } from '#/intake/input-plans.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { regionsFor } from '#/intake/mapping/mapping-regions.ts'
import type { Plan } from '#/intake/planned-input.ts'
import { GivenFacts } from '#/intake/release/given-facts.ts'
import {
  checkGone,
  compareRelease,
  type ReleaseComparison,
} from '#/intake/release/release-comparison.ts'
import { checkNewest, releaseDate } from '#/intake/release/release-date.ts'
import { readingsOf } from '#/intake/release/whole-release.ts'
import { RegionBook } from '#/regions/region-book.ts'

/** What an import of the release would do now, in events. Rows that are refused are none. */
export interface ReleasePreview extends ReleaseComparison {
  readonly new: number
  readonly corrected: number
  readonly unchanged: number
  /** Some of the facts that would be corrected. */
  readonly changed: readonly FactReference[]
  /** Why an import would refuse the file; null where it would not. */
  readonly refusal: FileRefused | null
}

export interface PreviewParts {
  readonly log: EventLog
  readonly scratch: () => ScratchMemory
  readonly now: () => Instant
  readonly signal?: AbortSignal
}

/** Reads the file and the log, and writes nothing. Throws FileRefused as `openParts` does. */
export async function previewRelease(
  path: string,
  mapping: Mapping,
  { log, scratch, now, signal = new AbortController().signal }: PreviewParts,
): Promise<ReleasePreview> {
  using ofRows = scratch()
  using ofFacts = scratch()
  const memory = fileMemory(ofRows)
  const given = new GivenFacts(ofFacts)
  const planned = new PlannedCounts()
  const regions = await regionsFor(mapping, new RegionBook(log))
  await using opened = await openParts(path, mapping, { packed: 0 })
  for (const part of opened.parts) {
    const one = { part, columns: await checkedColumns(part, mapping) }
    for await (const read of readingsOf(one, mapping, { regions, now })) {
      signal.throwIfAborted()
      const readings = read.map((reading) => memory.remember(reading))
      for (const reading of readings) given.add(reading)
      const good = readings.filter((reading) => reading.ok)
      for (const plan of await planInputs(log, good, { look: true, now: now() })) planned.add(plan)
    }
  }
  const compared = await compareRelease(log, mapping, given, signal)
  const refusal = await refusalOf(async () => {
    await checkNewest(log, mapping, releaseDate(basename(path), mapping))
    checkGone(compared)
  })
  return { ...compared, ...planned.counts, changed: planned.changed, refusal }
}

async function refusalOf(check: () => Promise<void>): Promise<FileRefused | null> {
  try {
    await check()
    return null
  } catch (error) {
    if (error instanceof FileRefused) return error
    throw error
  }
}

const EXAMPLES_MAX = 5

class PlannedCounts {
  readonly counts = { new: 0, corrected: 0, unchanged: 0 }
  readonly changed: FactReference[] = []

  add(plan: Plan): void {
    for (const { event, answer, held } of plan.ok ? plan.events : []) {
      if (answer === 'nothing') continue
      const isNew = answer === 'accepted' && held === 'nothing'
      this.counts[isNew ? 'new' : answer === 'corrected' ? 'corrected' : 'unchanged'] += 1
      if (answer === 'corrected' && this.changed.length < EXAMPLES_MAX)
        // Every amendment's schema has this field.
        this.changed.push(event.data['fact'] as FactReference)
    }
  }
}
