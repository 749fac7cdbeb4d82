import { z } from 'zod'

/**
 * Parts of a rule that are read by functions of their own, because what may stand there depends on
 * the rest of the rule. The JSON Schema for editors (`rule-schema.ts`) knows them by these schemas.
 */

/** Read by `parseSelection`. */
export const SelectionPart = z.unknown()
/** Read as a condition on one event. */
export const FilterPart = z.unknown()
/** Read as a condition on the subject alone, by `parseSubjectFilter`. */
export const SubjectFilterPart = z.unknown()
/** The path of a field, such as `data.fine_cents`. Read by `readField`. */
export const FieldPart = z.string()
/** A type of fact in the catalogue. */
export const EventTypePart = z.string()
