import { createHash } from 'node:crypto'
import type { Mapping } from '#/intake/mapping/language.ts'

/** Of what a mapping says, with its tables: comments and the order of its keys change nothing. */
export function mappingHash(mapping: Mapping): string {
  return createHash('sha256').update(JSON.stringify(mapping)).digest('hex')
}
