import type { Instant } from '@jianwei/events/instant.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import type {
  GroupCounts,
  GroupFilter,
  GroupPage,
  QuarantineGroup,
} from '@jianwei/events/ports/quarantine-groups.ts'
import { rowOfCursor } from '#/log/sqlite-quarantine-rows.ts'
import { refusalColumn } from '#/log/refusal-column.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/** Groups of refused inputs, which the triggers of the quarantine's file keep. Only reads. */
export class SqliteQuarantineGroups {
  readonly #database: SqliteDatabase
  readonly #selectGroup: SqlStatement
  readonly #selectCounts: SqlStatement
  readonly #selectEdges: SqlStatement
  readonly #selectEntry: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#selectGroup = database.prepare(
      'SELECT source, mapping, code, path FROM quarantine_groups WHERE group_id = ?',
    )
    this.#selectCounts = database.prepare(
      `SELECT state, inputs FROM quarantine_group_counts
      WHERE state IN ('held', 'redriven', 'superseded', 'dismissed') AND group_id = ?`,
    )
    this.#selectEdges = database.prepare(
      'SELECT min(place), max(place) FROM quarantine_members WHERE group_id = ? AND state = ?',
    )
    this.#selectEntry = database.prepare(
      'SELECT quarantine_id, received_at, reasons FROM quarantine WHERE place = ?',
    )
  }

  groups({ state, source, after, limit }: GroupFilter): GroupPage {
    const [ofSource, given] =
      source === undefined ? ['', []] : (['AND source = ?', [source]] as const)
    const from = `FROM quarantine_group_counts JOIN quarantine_groups USING (group_id)
      WHERE state = ? ${ofSource}`
    const offset = rowOfCursor(after)
    const found = rowsOf(
      this.#database
        .prepare(`SELECT group_id ${from} ORDER BY inputs DESC, group_id LIMIT ? OFFSET ?`)
        .all(state, ...given, limit + 1, offset),
    )
    const total = this.#database.prepare(`SELECT count(*) ${from}`).get(state, ...given)
    const groups = found.slice(0, limit).flatMap(([id]) => this.group(String(id), state) ?? [])
    return {
      groups,
      next: found.length > limit ? String(offset + limit) : null,
      total: Number(rowOf(total)[0]),
    }
  }

  group(groupId: string, state: keyof GroupCounts = 'held'): QuarantineGroup | undefined {
    const id = Number(groupId)
    const row = Number.isSafeInteger(id) ? this.#selectGroup.get(id) : undefined
    if (row === undefined) return undefined
    const [source, mapping, code, path] = rowOf(row).map(String)
    const counts = { held: 0, redriven: 0, superseded: 0, dismissed: 0 }
    for (const [name, inputs] of rowsOf(this.#selectCounts.all(id)))
      counts[name as keyof GroupCounts] = Number(inputs)
    const [first, last] = rowOf(this.#selectEdges.get(id, state))
    const [exampleId, firstAt, reasons] = this.#entryAt(first)
    return {
      group_id: groupId,
      source: source ?? '',
      mapping: mapping === '' ? null : (mapping ?? null),
      code: code ?? '',
      path: path ?? '',
      counts,
      first_received_at: firstAt as Instant | null,
      last_received_at: this.#entryAt(last)[1] as Instant | null,
      example_id: exampleId,
      example_message: messageOf(reasons, code, path),
    }
  }

  #entryAt(place: unknown): readonly [string | null, string | null, string] {
    const row = typeof place === 'number' ? this.#selectEntry.get(place) : undefined
    if (row === undefined) return [null, null, '[]']
    const [id, receivedAt, reasons] = rowOf(row).map(String)
    return [id ?? null, receivedAt ?? null, reasons ?? '[]']
  }
}

function messageOf(
  reasons: string,
  code: string | undefined,
  path: string | undefined,
): string | null {
  // What `rowOfInput` wrote.
  const known = JSON.parse(reasons) as readonly RefusalReason[]
  const own = known.find((one) => one.code === code && refusalColumn(one.path) === path)
  return own?.message ?? null
}
