import { latestVersion, parseData } from '@jianwei/events/catalogue.ts'
import { compileCondition } from '#/intake/mapping/condition.ts'
import {
  changedIdOf,
  type ChangeOutput,
  type CorrectOutput,
  type Mapping,
} from '#/intake/mapping/language.ts'
import { refuse, refuseEmpty, type RowInHand } from '#/intake/mapping/row.ts'
import type { ValueSurroundings } from '#/intake/mapping/value-reader.ts'
import { compileRecord, compileValue, withOf } from '#/intake/mapping/value.ts'
import type { ChangedFields, FactChange } from '#/intake/reading.ts'

/**
 * Reads one change of a row; undefined where its condition does not hold, or where something is
 * wrong, which is noted with the row.
 */
export type ChangeReader = (hand: RowInHand) => FactChange | undefined

const CHANGE_LOG = 'the change log of the source'

export function changeReaders(
  { changes, source }: Mapping,
  around: ValueSurroundings,
): readonly ChangeReader[] {
  return changes.map((change) => changeReader(change, change.source ?? source, around))
}

function changeReader(
  change: ChangeOutput,
  source: string,
  around: ValueSurroundings,
): ChangeReader {
  const { type, when, change_id, reason } = change
  const holds = when === undefined ? () => true : compileCondition(when)
  const readId = compileValue(changedIdOf(change), around)
  const readChangeId = change_id === undefined ? () => null : compileValue(change_id, around)
  const readReason = reason === undefined ? () => CHANGE_LOG : compileValue(reason, around)
  const readFields = 'correct' in change ? fieldsReader(change, around) : () => null
  return (whole) => {
    if (!holds(whole.row)) return undefined
    const hand: RowInHand = { ...whole, reasons: [] }
    const id = readId(hand)
    const changeId = readChangeId(hand)
    const fields = readFields(hand)
    const why = readReason(hand)
    whole.reasons.push(...hand.reasons)
    if (hand.reasons.length > 0 || fields === undefined || typeof id !== 'string') return undefined
    return {
      fact: { source, id },
      type,
      reason: typeof why === 'string' ? why : CHANGE_LOG,
      fields,
      change_id: typeof changeId === 'string' ? changeId : null,
      repeats: 0,
    }
  }
}

type FieldsReader = (hand: RowInHand) => ChangedFields | undefined

function fieldsReader(change: CorrectOutput, around: ValueSurroundings): FieldsReader {
  const { type, set, remove, occurred_at, region, department } = change
  const readEnvelope = compileRecord(
    Object.fromEntries(
      Object.entries({ occurred_at, region, department }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    around,
  )
  const readSet = change.field === undefined ? wholeSet(change, around) : oneOfSet(change, around)
  return (hand) => {
    // A record, as it was compiled from one.
    const envelope = readEnvelope(hand) as Record<string, unknown>
    const read = readSet(hand)
    if (read === undefined) return undefined
    refuseWrong(type, read.set, hand)
    const removed = [...new Set([...remove, ...read.remove])]
    const isEmpty = [read.set, envelope].every((one) => Object.keys(one).length === 0)
    if (isEmpty && removed.length === 0)
      return refuse(hand, 'CHANGE_EMPTY', Object.keys(set)[0] ?? '', 'the row changes nothing')
    return { set: read.set, remove: removed, envelope }
  }
}

type ReadSet = (hand: RowInHand) => Pick<ChangedFields, 'set' | 'remove'> | undefined

function wholeSet({ set }: CorrectOutput, around: ValueSurroundings): ReadSet {
  const read = compileRecord(set, around)
  // As above.
  return (hand) => ({ set: read(hand) as Record<string, unknown>, remove: [] })
}

/** The field that the row names, with those that go with it. */
function oneOfSet({ set, field }: CorrectOutput, around: ValueSurroundings): ReadSet {
  const readName = compileValue(field ?? '', around)
  const readers = new Map(
    Object.keys(set).map((name) => {
      const some = Object.entries(set).filter(
        ([other, value]) => other === name || withOf(value) === name,
      )
      const names = some.map(([other]) => other)
      return [name, { names, read: compileRecord(Object.fromEntries(some), around) }] as const
    }),
  )
  return (hand) => {
    const name = readName(hand)
    if (name === undefined || name === null)
      return hand.reasons.length > 0 ? undefined : refuseEmpty(hand, 'field')
    const one = typeof name === 'string' ? readers.get(name) : undefined
    if (one === undefined) {
      const known = [...readers.keys()].join(', ')
      const message = `the mapping reads no new value of this field; it reads those of ${known}`
      return refuse(hand, 'CHANGE_FIELD_UNKNOWN', 'field', message)
    }
    const read = one.read(hand) as Record<string, unknown>
    return { set: read, remove: one.names.filter((other) => !Object.hasOwn(read, other)) }
  }
}

/** The values alone, beside the shape of the type; the whole is read when the fact is known. */
function refuseWrong(type: string, set: Readonly<Record<string, unknown>>, hand: RowInHand): void {
  const parsed = parseData(type, latestVersion(type) ?? 1, set)
  if (parsed.ok) return
  for (const reason of parsed.reasons) {
    const name = /^data\.(\w+)/.exec(reason.path)?.[1] ?? ''
    if (Object.hasOwn(set, name)) hand.reasons.push({ ...reason, path: `${type}.${reason.path}` })
  }
}
