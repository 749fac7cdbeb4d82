import type { PersonalKind } from '@jianwei/events/define-event.ts'
import type { QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { maskedColumn } from '#/access/masking.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { personalColumns } from '#/intake/mapping/column-persons.ts'
import { cellsOf, type RefusedCell } from '#/intake/refused-cells.ts'

export interface ShownCell extends RefusedCell {
  readonly is_masked: boolean
}

/**
 * The cells of a refused row as who asks may see them: what a mapping makes a personal field of is
 * masked as that field is. A column that it does not read may hold anything, and is hidden. Null
 * where there are no cells, or no mapping that says what they are.
 */
export function shownCells(
  entry: QuarantineEntry,
  mappingNamed: (name: string) => Mapping | undefined,
  asker: Asker,
): ShownCell[] | null {
  const { origin } = entry
  if (origin.channel !== 'file' || origin.mapping === null) return null
  const mapping = mappingNamed(origin.mapping)
  const cells = mapping && cellsOf(entry, mapping)
  if (mapping === undefined || cells === undefined) return null
  const kinds = kindsOf(mapping)
  return cells.map(({ column, text }, at) => {
    const [kind = 'sealed'] = [column, `#${at + 1}`].flatMap((name) => {
      const known = kinds.get(name)
      return known === undefined ? [] : [known]
    })
    return shownCell(column, text, kind, asker)
  })
}

function shownCell(
  column: string,
  text: string,
  kind: PersonalKind | null,
  asker: Asker,
): ShownCell {
  if (text === '') return { column, text, is_masked: false }
  const { value, masked } = maskedColumn(kind ?? '', text, { subject_id: null }, asker)
  return { column, text: value ?? '', is_masked: masked }
}

const ofMappings = new WeakMap<Mapping, ReadonlyMap<string, PersonalKind | null>>()

function kindsOf(mapping: Mapping): ReadonlyMap<string, PersonalKind | null> {
  const kinds = ofMappings.get(mapping) ?? personalColumns(mapping)
  ofMappings.set(mapping, kinds)
  return kinds
}
