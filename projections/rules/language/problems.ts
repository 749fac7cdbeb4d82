import type { z } from 'zod'
import { fieldPath } from '@jianwei/events/refusal-reasons.ts'

/** Why a rule does not load: where in the file, and what is wrong there. */
export interface RuleProblem {
  /** Field path in the rule, such as `parameters.of.where.all[1].field`; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** Reads a part of a rule with its schema; what does not fit becomes problems under `path`. */
export function readPart<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  path: string,
  problems: RuleProblem[],
): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        problems.push({
          path: fieldPath(path, [...issue.path, key]),
          message: 'there is no such field',
        })
      }
    } else {
      problems.push({ path: fieldPath(path, issue.path), message: issue.message })
    }
  }
  return undefined
}

/** Lets the inside of a part be checked although something beside it is wrong. */
export function partOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null
    ? (input as Record<string, unknown>)[name]
    : undefined
}
