import { z } from 'zod'
import { RequestRefused } from '#/http/problem.ts'

/*
 * Who changes something says which revision they saw, and an answer says which one it shows: the
 * revision of its stream, as an entity tag (RFC 9110).
 */

/** The header for a thing of this name; whether it has to be there is for the step to say. */
export function ifMatchOf(what: string) {
  return z
    .string()
    .regex(/^"?\d{1,15}"?$/, `expected the ETag of the ${what}, such as "3"`)
    .optional()
    .meta({ description: `The \`ETag\` of the ${what} as you saw it: its revision` })
}

export function etagOf(revision: number): string {
  return `"${revision}"`
}

/** Null where the header is not there. */
export function revisionIn(ifMatch: string | undefined): number | null {
  return ifMatch === undefined ? null : Number(ifMatch.replaceAll('"', ''))
}

/** For a step that cannot be taken without it. */
export function missingIfMatch(what: string): RequestRefused {
  const detail = `send the ETag of the ${what} as you saw it as If-Match`
  return new RequestRefused('IF_MATCH_MISSING', detail)
}
