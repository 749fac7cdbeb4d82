import { refusal, type RefusedInput } from '#/intake/reading.ts'

/**
 * Readers refuse and never throw. If one throws all the same, that is our mistake, and it must cost
 * the sender one input and not what came beside it: the input is refused, so that its bytes are
 * kept and it can be sent again when the reader is mended.
 */
export function guarded<Read>(source: string | null, read: () => Read): Read | RefusedInput {
  try {
    return read()
  } catch (error) {
    return refusal(
      source,
      'READER_FAILED',
      '',
      `reading this input failed here (${nameOf(error)}); its bytes are kept`,
    )
  }
}

/** The kind of error alone: its message may quote what was read. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'an error'
}
