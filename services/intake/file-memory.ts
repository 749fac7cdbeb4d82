import { hash } from 'node:crypto'
import { factIdOf } from '@jianwei/events/fact.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { readContentOf, RETRACTED, saidBy } from '#/intake/content.ts'
import { idTwiceInFileReason } from '#/intake/planned-input.ts'
import type { ExchangeReport, ReadInput, Reading, RefusedInput } from '#/intake/reading.ts'

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
  const last = numberOf(`last\n${factIdOf(first.fact)}`)
  const report = numberOf(
    [factIdOf(first.fact), record.batch, record.reported_at, ...said].join('\n'),
  )
  const counted = Number(scratch.get(report) ?? 0n)
  const isOnEnd = scratch.get(last) === report
  if (!isOnEnd) {
    scratch.set(last, report)
    scratch.set(report, BigInt(counted + 1))
  }
  return { ...reading, record: { ...record, repeats: isOnEnd ? counted - 1 : counted } }
}

/** 62 bits of an event's id, which are as good as random. */
export function keyOf(eventId: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${eventId.slice(19, 23)}${eventId.slice(24)}`))
}

function numberOf(text: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${hash('sha256', text).slice(0, 16)}`))
}
