import { parseArgs } from 'node:util'

/** What a program for people takes; its `--help` is made of it. */
export interface CommandLine<Option extends string, Flag extends string> {
  /** How it is called, without what it takes. */
  readonly call: string
  readonly does: string
  /** Words that are no options, as they are named in the usage: `URL`, `[FOLDER]`. */
  readonly operands?: string
  /** With a value each: what it says, and its value where it is not given. */
  readonly options?: Readonly<Record<Option, readonly [says: string, otherwise: string]>>
  readonly flags?: Readonly<Record<Flag, string>>
}

export interface Given<Option extends string, Flag extends string> {
  readonly options: Readonly<Record<Option, string>>
  readonly flags: Readonly<Record<Flag, boolean>>
  readonly operands: readonly string[]
}

/**
 * What the program was given. Ends the process where only help is asked for, and where something is
 * given that it does not take.
 */
export function readCommandLine<Option extends string = never, Flag extends string = never>(
  line: CommandLine<Option, Flag>,
): Given<Option, Flag> {
  const { operands, options = {}, flags = {} } = line
  const taken = Object.entries<readonly [string, string]>(options)
  const switches = Object.keys(flags)
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: operands !== undefined,
      options: {
        ...Object.fromEntries(
          taken.map(([name, [, otherwise]]) => [
            name,
            { type: 'string' as const, default: otherwise },
          ]),
        ),
        ...Object.fromEntries(
          [...switches, 'help'].map((name) => [name, { type: 'boolean' as const, default: false }]),
        ),
      },
    })
    if (values['help'] === true) return ending(helpOf(line), 0)
    const given = (names: readonly string[]): object =>
      Object.fromEntries(names.map((name) => [name, values[name]]))
    return {
      // Every name has a default of its type, so each is there.
      options: given(taken.map(([name]) => name)) as Record<Option, string>,
      flags: given(switches) as Record<Flag, boolean>,
      operands: positionals,
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return ending(`${error.message}\n${line.call} --help says what it takes.\n`, 1)
  }
}

function helpOf({
  call,
  does,
  operands = '',
  options,
  flags,
}: CommandLine<string, string>): string {
  const rows = [
    ...Object.entries(options ?? {}).map(
      ([name, [says, otherwise]]) =>
        [`--${name} …`, otherwise === '' ? says : `${says} (${otherwise})`] as const,
    ),
    ...Object.entries(flags ?? {}).map(([name, says]) => [`--${name}`, says] as const),
    ['--help', 'this text'] as const,
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const usage = [call, operands, '[options]'].filter((part) => part !== '').join(' ')
  const listed = rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`)
  return `${does}\n\nUsage: ${usage}\n\n${listed.join('\n')}\n`
}

function ending(words: string, code: number): never {
  if (code === 0) process.stdout.write(words)
  else process.stderr.write(words)
  process.exit(code)
}
