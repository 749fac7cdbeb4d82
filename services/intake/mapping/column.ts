import { kindReader } from '#/intake/mapping/column-kinds.ts'
import type { ColumnValue, Scalar } from '#/intake/mapping/language.ts'
import { partReader } from '#/intake/mapping/pattern.ts'
import { asText, columnOf, refuse, refuseEmpty, type RowInHand } from '#/intake/mapping/row.ts'
import type {
  PresentReader,
  ValueReader,
  ValueSurroundings,
} from '#/intake/mapping/value-reader.ts'

/**
 * Reads one column as its mapping says: words that mean empty or without end first, then the part
 * that a pattern takes, then a code table or the kind of value.
 */
export function columnReader(spec: ColumnValue, around: ValueSurroundings): ValueReader {
  const read = afterPattern(
    spec,
    spec.table === undefined
      ? kindReader(spec, around)
      : tableReader(spec, around.tables[spec.table] ?? {}),
  )
  const present = spec.unreadable === 'leave_out' ? leavingOut(spec, read) : read
  const empty = new Set(spec.empty)
  const withoutEnd = new Set(spec.without_end)
  return (hand) => {
    const value = columnOf(hand.row, spec.column)
    const isEmpty = value === undefined || (typeof value === 'string' && empty.has(value))
    if (!isEmpty) return withoutEnd.has(asText(value) ?? '') ? null : present(value, hand)
    if (spec.default !== undefined) return spec.default
    return spec.optional ? undefined : refuseEmpty(hand, spec.column)
  }
}

function afterPattern(spec: ColumnValue, read: PresentReader): PresentReader {
  if (spec.pattern === undefined) return read
  const partOf = partReader(spec.pattern)
  return (value, hand) => {
    const part = partOf(asText(value) ?? '')
    return part === undefined || part === ''
      ? refuse(
          hand,
          'PATTERN_NOT_FOUND',
          spec.column,
          `the pattern ${spec.pattern} fits nothing in it`,
        )
      : read(part, hand)
  }
}

/** What cannot be read is counted instead of refused. */
function leavingOut({ column }: ColumnValue, read: PresentReader): PresentReader {
  return (value, hand) => {
    const tried: RowInHand = { ...hand, reasons: [] }
    const given = read(value, tried)
    const [reason] = tried.reasons
    if (reason === undefined) return given
    hand.left_out.push({ column, code: reason.code })
    return undefined
  }
}

function tableReader(spec: ColumnValue, table: Readonly<Record<string, Scalar>>): PresentReader {
  return (value, hand) => {
    const key = asText(value) ?? ''
    if (Object.hasOwn(table, key)) return table[key]
    if (spec.otherwise !== undefined) return spec.otherwise
    if (spec.unlisted === 'leave_out') return undefined
    return refuse(
      hand,
      'CODE_UNKNOWN',
      spec.column,
      `the code table ${spec.table ?? ''} has no entry for this value`,
    )
  }
}
