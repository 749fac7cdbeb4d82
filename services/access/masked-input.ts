import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { personalFieldsOfFacts } from '@jianwei/events/personal-fields.ts'
import { maskedColumn } from '#/access/masking.ts'
import { HIDDEN } from '#/access/masks.ts'
import { shownKinds, type Asker } from '#/access/shown-kinds.ts'

/**
 * Input that was refused, as who asks may see it: it lies nowhere and has no shape that can be
 * relied on. What reads as JSON is masked by the names of its fields, whatever they stand in; all
 * other texts in it are looked through for numbers. Of rows of a file nobody knows which column is
 * what: they are hidden.
 */
export function maskedInput(text: string, isRow: boolean, asker: Asker): string {
  if (isRow || !shownKinds(asker, {}).has('text')) return isEmptyJson(text) ? text : HIDDEN
  const named = text.replace(NAMED_TEXT, (whole, name: string, value: string) => {
    const kind = kinds().get(name)
    if (kind === undefined) return whole
    return whole.slice(0, whole.length - value.length) + masked(kind, value, asker)
  })
  return masked('text', named, asker)
}

function masked(kind: PersonalKind, value: string, asker: Asker): string {
  return maskedColumn(kind, value, { subject_id: null }, asker).value ?? ''
}

/** `"name": "value"`, also where the rest is no JSON. */
const NAMED_TEXT = /"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)/g

let known: ReadonlyMap<string, PersonalKind> | undefined

/** Kinds by the names of fields of facts, wherever these stand. */
function kinds(): ReadonlyMap<string, PersonalKind> {
  known ??= new Map(
    personalFieldsOfFacts().map(
      ({ path, kind }) => [path.slice(path.lastIndexOf('.') + 1), kind] as const,
    ),
  )
  return known
}

function isEmptyJson(text: string): boolean {
  return /^[\s{}[\]]*$/.test(text)
}
