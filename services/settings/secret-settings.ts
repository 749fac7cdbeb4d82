import { readFileSync } from 'node:fs'
import type { z } from 'zod'

/*
 * A setting that may hold a secret can stand in a file: `NAME_FILE` names the file, `NAME` is what
 * it holds. So secrets stay out of the environment, which whoever may look at a process reads.
 */

const FILE = '_FILE'
/** An address or a key; nothing longer is a secret of ours. */
const BYTES_MAX = 64 * 1024

/** The variable that names a file with the value of this one. */
export function fileVariable(name: string): string {
  return `${name}${FILE}`
}

/** Whether a setting's value may be a secret, or hold one. */
export function mayBeSecret(meaning: Readonly<Record<string, unknown>>): boolean {
  return meaning['secret'] === true || meaning['address'] === true
}

export interface GivenVariables {
  readonly given: Readonly<Record<string, string>>
  /** By variable name, never by value. */
  readonly problems: readonly string[]
}

/**
 * The variables that are set, with the content of the files that `NAME_FILE` names. Of a file the
 * one line break at its end is none of the value. An empty variable counts as not set.
 */
export function givenVariables(shape: z.ZodRawShape, env: NodeJS.ProcessEnv): GivenVariables {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value]],
    ),
  )
  const problems: string[] = []
  for (const name of secretNames(shape)) {
    const path = given[fileVariable(name)]
    if (path === undefined) continue
    if (given[name] !== undefined) {
      problems.push(`${fileVariable(name)}: ${name} is set too; give one of them`)
      continue
    }
    const read = contentOf(path)
    if ('problem' in read) problems.push(`${fileVariable(name)}: ${read.problem}`)
    else given[name] = read.value
  }
  return { given, problems }
}

function secretNames(shape: z.ZodRawShape): readonly string[] {
  return Object.entries(shape).flatMap(([name, field]) =>
    // The shapes are made of zod's own types.
    mayBeSecret((field as z.ZodType).meta() ?? {}) ? [name] : [],
  )
}

function contentOf(path: string): { readonly value: string } | { readonly problem: string } {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { problem: `${path} cannot be read (${code})` }
  }
  if (bytes.length > BYTES_MAX) return { problem: `${path} is larger than ${BYTES_MAX} bytes` }
  const value = bytes.toString('utf8').replace(/\r?\n$/, '')
  return value === '' ? { problem: `${path} is empty` } : { value }
}
