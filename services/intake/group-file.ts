import type { Quarantine, QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { hasHeader } from '#/intake/files/header.ts'
import { isTable, type Mapping } from '#/intake/mapping/language.ts'

/** A cell of a refused row as it may leave. */
export interface LeavingCell {
  readonly column: string
  readonly text: string
  readonly is_masked: boolean
}

/** What of an entry may leave: its cells, or its text where it has none. */
export type LeavingCells = (entry: QuarantineEntry) => readonly LeavingCell[]

/** The refused rows of a group as a table that can be corrected and sent back by its mapping. */
export interface GroupFile {
  /** The columns of the file, without what is added. */
  readonly fields: readonly string[]
  readonly masked: readonly string[]
  readonly rows_expected: number
  /** The sheet in which the mapping looks: by name, or by number from 1. */
  readonly sheet: string | number
  readonly delimiter: string
  /** Lines above the rows, those rows, and nothing else. Counts the rows in `taken`. */
  readonly lines: (taken: () => void) => AsyncGenerator<readonly string[]>
}

const PAGE_ENTRIES = 200
const TITLE = '拒收数据：改正后按原映射重新导入'
const MASKED = '（已脱敏，不可回传）'
const REASONS = '拒收原因'
const ID = '隔离编号'

interface Column {
  readonly name: string
  /** Which of those that have this name, from 0. */
  readonly occurrence: number
  isMasked: boolean
}

/**
 * Looks at all entries once, for the columns of all files that they came from. A column of which a
 * cell is masked gets another name, so that no mapping takes masks for values.
 */
export async function groupFile(
  quarantine: Pick<Quarantine, 'list'>,
  group_id: string,
  mapping: Mapping | undefined,
  cellsOf: LeavingCells,
): Promise<GroupFile> {
  const columns = new Map<string, Column>()
  let rows_expected = 0
  for await (const entry of held(quarantine, group_id)) {
    rows_expected += 1
    for (const [key, cell] of keyed(cellsOf(entry))) {
      const column = columns.get(key)
      if (column === undefined) columns.set(key, { ...columnOf(key), isMasked: cell.is_masked })
      else column.isMasked ||= cell.is_masked
    }
  }
  const all = [...columns.values()]
  const masked = all.filter(({ isMasked }) => isMasked).map(({ name }) => name)
  const isBare = mapping !== undefined && isTable(mapping) && !hasHeader(mapping)
  // Without a header nothing says that a column is masked: further cells do not fit the mapping.
  const hasMore = !isBare || masked.length > 0
  const input = mapping !== undefined && isTable(mapping) ? mapping.input : undefined
  return {
    fields: all.map(({ name }) => name),
    masked,
    rows_expected,
    sheet: input?.sheet ?? 1,
    delimiter: input?.delimiter ?? ',',
    async *lines(taken) {
      if (!isBare) yield* head(all, input?.header_row ?? 1)
      for await (const entry of held(quarantine, group_id)) {
        const cells = new Map(keyed(cellsOf(entry)))
        const own = [...columns.keys()].map((key) => cells.get(key)?.text ?? '')
        taken()
        yield hasMore ? [...own, reasonsSaid(entry), entry.quarantine_id] : own
      }
    },
  }
}

function* head(columns: readonly Column[], headerRow: number): Generator<readonly string[]> {
  for (let line = 1; line < headerRow; line += 1) yield [TITLE]
  const names = columns.map(({ name, isMasked }) => (isMasked ? `${name}${MASKED}` : name))
  yield [...names, REASONS, ID]
}

async function* held(
  quarantine: Pick<Quarantine, 'list'>,
  group_id: string,
): AsyncGenerator<QuarantineEntry> {
  for (let after: string | null | undefined; after !== null;) {
    const page = await quarantine.list({
      group_id,
      state: 'held',
      limit: PAGE_ENTRIES,
      ...(after === undefined ? {} : { after }),
    })
    yield* page.entries
    after = page.next
  }
}

/** By name and occurrence, which names a column of a file whose header has it several times. */
function keyed(cells: readonly LeavingCell[]): readonly (readonly [string, LeavingCell])[] {
  const seen = new Map<string, number>()
  return cells.map((cell) => {
    const occurrence = seen.get(cell.column) ?? 0
    seen.set(cell.column, occurrence + 1)
    return [`${occurrence}\n${cell.column}`, cell]
  })
}

function columnOf(key: string): Pick<Column, 'name' | 'occurrence'> {
  const at = key.indexOf('\n')
  return { name: key.slice(at + 1), occurrence: Number(key.slice(0, at)) }
}

function reasonsSaid({ reasons }: QuarantineEntry): string {
  return reasons.map(({ code, path, message }) => `${code} ${path}: ${message}`).join('; ')
}
