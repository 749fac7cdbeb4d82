import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { carryOutOrders, type OrderParts } from '@jianwei/services/intake/quarantine-orders.ts'
import type { IntakeServer } from '#/support/intake/intake-server.ts'

/** A register of violations, whose days an office writes as it likes. */
export function daysMapping(format: string): string {
  return `
mapping: days
description: a test
source: urn:example:days
input: { format: csv, columns: [id, day, found_by] }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: '91330203MA00000010'
    occurred_at: { column: day, as: instant, format: [${format}] }
    reported_at: unknown
    data: { case_number: '{id}' }
`
}

/** The same register in workbooks, whose names stand below a title, in a sheet of their own. */
export function workbookMapping(): string {
  const input = 'input: { format: xlsx, columns: [id, day, found_by], header_row: 3, sheet: 登记 }'
  return daysMapping(STRICT_DAYS).replace(/input: .*/, input)
}

export const STRICT_DAYS = 'YYYY-MM-DD'
export const BOTH_DAYS = 'YYYY-MM-DD, M/D/YYYY'

/** By name, as folders find mappings. */
export function daysNamed(format: string): (name: string) => Mapping | undefined {
  const mapping = readMapping(daysMapping(format), 'days.yaml')
  return (name) => (name === 'days' ? mapping : undefined)
}

/** Imports the rows as a file of that name, read with days as they should be. */
export async function importDays(
  opened: OpenIntake,
  folder: string,
  name: string,
  rows: readonly string[],
): Promise<void> {
  const path = join(folder, name)
  writeFileSync(path, `id,day,found_by\n${rows.map((row) => `${row}\n`).join('')}`)
  await importBy(daysMapping(STRICT_DAYS), opened, path)
}

export async function importBy(mapping: string, opened: OpenIntake, path: string): Promise<void> {
  const parts = { ...opened, intake: createIntake(opened) }
  await importFile(path, readMapping(mapping, 'days.yaml'), parts)
}

/** What the program does beside everything else, until no order is open. */
export async function ordersDone(
  server: IntakeServer,
  parts: Partial<OrderParts> = {},
): Promise<void> {
  const all = { ...server, mappingNamed: daysNamed(STRICT_DAYS), ...parts }
  await carryOutOrders(all, new AbortController().signal)
}
