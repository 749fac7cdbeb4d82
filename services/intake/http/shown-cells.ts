import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { maskedColumn } from '#/access/masking.ts'
import { maskInText } from '#/access/masks.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { personalColumns } from '#/intake/mapping/column-persons.ts'
import type { Mapping } from '#/intake/mapping/language.ts'

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
  const kinds = mapping === undefined ? undefined : personalColumns(mapping)
  return (cells) =>
    cells.map(([column, text]) => {
      const short = text.slice(0, CELL_CHARACTERS_MAX)
      const kind = kinds?.get(column) ?? null
      const named = kind === null ? short : masked(kind, short, asker)
      return { column, text: maskInText(named) }
    })
}

function masked(kind: PersonalKind, text: string, asker: Asker): string {
  return maskedColumn(kind, text, { subject_id: null }, asker).value ?? ''
}
