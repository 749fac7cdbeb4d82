import { z } from 'zod'
import { programVariables } from '#/all-in-one/config.ts'
import { intakeVariables } from '#/intake/config.ts'
import { noticesVariables } from '#/notices/config.ts'
import { projectorVariables } from '#/projector/config.ts'
import { publisherVariables } from '#/publisher/config.ts'
import { sentinelVariables } from '#/sentinel/config.ts'
import { serverVariables } from '#/server/config.ts'
import { fileVariable, mayBeSecret } from '#/settings/secret-settings.ts'
import { says, type SettingMeaning } from '#/settings/setting-meaning.ts'
import { telemetryVariables } from '#/settings/telemetry-settings.ts'

/*
 * Every environment variable that the program reads, with what it means: made of the same
 * definitions that read them. A test looks for names in the source that are not here.
 */

/** Read by Node, the launcher or a library, before there is a configuration. */
const machineVariables = {
  UV_THREADPOOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_024)
    .default(12)
    .meta(
      says(
        'Threads of Node that the embedded warehouse and the file system share; eleven are the ' +
          'least that chDB can do with',
        'Node 线程池大小，由内嵌仓库与文件系统共用',
        { expects: 'a whole number' },
      ),
    ),
  ...telemetryVariables,
  NODE_EXTRA_CA_CERTS: z
    .string()
    .optional()
    .meta(
      says(
        "A file of further authorities, for servers with certificates of one's own",
        '自建证书机构的证书文件',
        {
          expects: 'a file in PEM',
        },
      ),
    ),
}

/** `start` stands for everything in one process, and for the commands. */
export const SETTINGS_OF = {
  start: programVariables,
  intake: intakeVariables,
  projector: projectorVariables,
  sentinel: sentinelVariables,
  publisher: publisherVariables,
  notices: noticesVariables,
  server: serverVariables,
} as const satisfies Record<string, z.ZodRawShape>
export type SettledProcess = keyof typeof SETTINGS_OF

export interface DescribedSetting {
  readonly name: string
  readonly meaning: SettingMeaning
  readonly expects: string
  /** By process, where it reads the setting at all; null where there is no default. */
  readonly defaults: ReadonlyMap<SettledProcess | 'machine', string | null>
}

export const describedSettings: readonly DescribedSetting[] = describe()

/** The variables of these settings, also those that name files. */
export function variablesOf(settings: readonly DescribedSetting[]): readonly string[] {
  return settings.flatMap(({ name, meaning }) =>
    mayBeSecret(meaning) ? [name, fileVariable(name)] : [name],
  )
}

function describe(): readonly DescribedSetting[] {
  const found = new Map<
    string,
    { schema: z.ZodType; defaults: Map<SettledProcess | 'machine', string | null> }
  >()
  const shapes: [SettledProcess | 'machine', z.ZodRawShape][] = [
    // The keys of an object literal are its names.
    ...(Object.entries(SETTINGS_OF) as [SettledProcess, z.ZodRawShape][]),
    ['machine', machineVariables],
  ]
  for (const [process, shape] of shapes) {
    for (const [name, field] of Object.entries(shape)) {
      // The shapes are made of zod's own types.
      const schema = field as z.ZodType
      const setting = found.get(name) ?? { schema, defaults: new Map() }
      setting.defaults.set(process, defaultOf(schema))
      found.set(name, setting)
    }
  }
  return [...found].map(([name, { schema, defaults }]) => {
    const meaning = meaningOf(name, schema)
    return { name, meaning, expects: meaning.expects ?? wordsOf(name, schema), defaults }
  })
}

function defaultOf(schema: z.ZodType): string | null {
  const { data } = schema.safeParse(undefined)
  return data === undefined || data === '' ? null : JSON.stringify(data).replaceAll('"', '')
}

function meaningOf(name: string, schema: z.ZodType): SettingMeaning {
  const meaning = schema.meta() as Partial<SettingMeaning> | undefined
  if (meaning?.description === undefined || meaning.zh === undefined)
    throw new TypeError(`the setting ${name} is not described`)
  return { ...meaning, description: meaning.description, zh: meaning.zh }
}

/** Words are for the eye; other types say what they expect themselves. */
function wordsOf(name: string, schema: z.ZodType): string {
  const { enum: words } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (words === undefined) throw new TypeError(`the setting ${name} does not say what it expects`)
  return words.map((word) => `\`${String(word)}\``).join(', ')
}
