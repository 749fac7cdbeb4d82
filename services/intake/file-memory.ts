import { hash } from 'node:crypto'
import { factIdOf } from '@jianwei/events/fact.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { changeIdOf } from '#/intake/change-plan.ts'
import { readContentOf, RETRACTED, saidBy } from '#/intake/content.ts'
import { idTwiceInFileReason } from '#/intake/planned-input.ts'
import type {
  ExchangeReport,
  FactChange,
  ReadInput,
  Reading,
  RefusedInput,
  RowOfRegister,
} from '#/intake/reading.ts'

/**
 * What the rows of one file have said. Two rows with one id and different content are no new
 * release of a register: which holds cannot be told. The memory is made of the file's rows alone,
 * so an import that goes on reads those that it has taken into it again.
 */
export interface FileMemory {
  /** The reading of the file's next record, as it is beside the records before. */
  remember(reading: Reading): Reading
}

export function fileMemory(scratch: ScratchMemory): FileMemory {
  const isGiven = (factId: FactId): boolean => scratch.get(keyOf(factId)) !== undefined
  return {
    remember(reading) {
      if (!reading.ok || reading.record === undefined) return reading
      const { record } = reading
      if (record.kind === 'report') return rememberReport(scratch, reading, record)
      if (record.changes !== undefined)
        return { ...reading, record: rememberChanges(scratch, record, record.changes) }
      const refused = rememberRow(scratch, reading)
      if (refused !== undefined) return refused
      const isSame = record.absent.length === 0 && record.lists.length === 0
      return isSame ? reading : { ...reading, record: { ...record, is_given_elsewhere: isGiven } }
    },
  }
}

/** A row that says something else of an id is refused, and nothing of it is remembered. */
function rememberRow(scratch: ScratchMemory, reading: ReadInput): RefusedInput | undefined {
  const said = new Map<bigint, bigint>()
  for (const event of reading.events) {
    const key = keyOf(event.event_id)
    const content = numberOf(`${event.subject_id}\n${readContentOf(event)}`)
    const before = said.get(key) ?? scratch.get(key)
    if (before !== undefined && before !== content)
      return { ok: false, source: event.source, reasons: [idTwiceInFileReason] }
    if (before === undefined) said.set(key, content)
  }
  for (const [key, content] of said) scratch.set(key, content)
  return undefined
}

/** Counts how often the file has had the report before; the same one twice on end is one. */
function rememberReport(
  scratch: ScratchMemory,
  reading: ReadInput,
  record: ExchangeReport,
): Reading {
  const [first] = record.statements
  if (first === undefined) return reading
  const said = record.statements.map(({ event }) =>
    event === undefined ? RETRACTED : saidBy(event),
  )
  const factId = factIdOf(first.fact)
  const told = [factId, record.batch, record.reported_at, ...said]
  return { ...reading, record: { ...record, repeats: repeatsOf(scratch, factId, told) } }
}

function rememberChanges(
  scratch: ScratchMemory,
  record: RowOfRegister,
  changes: readonly FactChange[],
): RowOfRegister {
  const counted = changes.map((change) => {
    const told = [changeIdOf(change, record.changed_at)]
    return { ...change, repeats: repeatsOf(scratch, factIdOf(change.fact), told) }
  })
  return { ...record, changes: counted }
}

/** How often the file has told just this of the fact before; the same twice on end is once. */
function repeatsOf(scratch: ScratchMemory, factId: FactId, told: readonly string[]): number {
  const last = numberOf(`last\n${factId}`)
  const key = numberOf(told.join('\n'))
  const counted = Number(scratch.get(key) ?? 0n)
  if (scratch.get(last) === key) return counted - 1
  scratch.set(last, key)
  scratch.set(key, BigInt(counted + 1))
  return counted
}

/** 62 bits of an event's id, which are as good as random. */
export function keyOf(eventId: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${eventId.slice(19, 23)}${eventId.slice(24)}`))
}

function numberOf(text: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${hash('sha256', text).slice(0, 16)}`))
}
