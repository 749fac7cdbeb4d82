import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { personalFieldsOfType } from '@jianwei/events/personal-fields.ts'
import { maskedColumn } from '#/access/masking.ts'
import { maskInText } from '#/access/masks.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { usesOf } from '#/intake/mapping/mapping-uses.ts'

export type ShownCells = (
  cells: readonly (readonly [column: string, text: string])[],
) => { column: string; text: string }[]

/** A cell is shown up to here. */
const CELL_CHARACTERS_MAX = 500

/**
 * Cells of a file as who sent it may see them here: what the mapping reads into a personal field is
 * masked as that field, and numbers of persons are masked wherever they stand.
 */
export function cellsShownTo(asker: Asker, mapping: Mapping | undefined): ShownCells {
  const kinds = mapping === undefined ? new Map<string, PersonalKind>() : personalColumns(mapping)
  return (cells) =>
    cells.map(([column, text]) => {
      const short = text.slice(0, CELL_CHARACTERS_MAX)
      const kind = kinds.get(column)
      const named = kind === undefined ? short : masked(kind, short, asker)
      return { column, text: maskInText(named) }
    })
}

function masked(kind: PersonalKind, text: string, asker: Asker): string {
  return maskedColumn(kind, text, { subject_id: null }, asker).value ?? ''
}

/** Columns that the mapping reads into personal fields, in whatever depth, with their kinds. */
function personalColumns(mapping: Mapping): ReadonlyMap<string, PersonalKind> {
  const found = new Map<string, PersonalKind>()
  for (const { path, name } of usesOf(mapping).columns) {
    const [, at, field] = /^events\.(\d+)\.data\.(.*)$/.exec(path) ?? []
    const type = mapping.events[Number(at)]?.type
    if (field === undefined || type === undefined) continue
    const names = new Set(field.split('.'))
    for (const [personal, kind] of personalFieldsOfType(type) ?? [])
      if (names.has(lastName(personal))) found.set(name, kind)
  }
  return found
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).replaceAll('[]', '')
}
