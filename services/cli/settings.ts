import { Command, Option } from 'commander'
import {
  describedSettings,
  SETTINGS_OF,
  variablesOf,
  type DescribedSetting,
  type SettledProcess,
} from '#/composition/described-settings.ts'
import { fileVariable, mayBeSecret } from '#/settings/secret-settings.ts'
import { readVariables } from '#/settings/settings.ts'
import { unknownSettings, wordsOfUnknown } from '#/settings/unknown-settings.ts'

interface SettingsOptions {
  readonly of: SettledProcess
}

export function settingsCommand(): Command {
  return new Command('settings')
    .description(
      'All settings with their present values; passwords are not shown. docs/settings.md ' +
        'explains them',
    )
    .addOption(
      new Option('--of <process>', 'of this process')
        .choices(Object.keys(SETTINGS_OF))
        .default('start' as const),
    )
    .action(({ of }: SettingsOptions) => {
      for (const line of settingLines(of, process.env)) console.log(line)
      // Throws with all that cannot be used.
      readVariables(SETTINGS_OF[of], process.env)
    })
}

/** A line for each setting that the process reads. */
export function settingLines(of: SettledProcess, env: NodeJS.ProcessEnv): readonly string[] {
  const settings = describedSettings.filter(
    ({ defaults }) => defaults.has(of) || defaults.has('machine'),
  )
  const rows = settings.map((setting) => {
    const meaning = setting.meaning.description
    const value = env[setting.name] ?? ''
    if (value !== '')
      return { name: setting.name, shown: shownValue(setting, value), from: 'set', meaning }
    const file = mayBeSecret(setting.meaning) ? (env[fileVariable(setting.name)] ?? '') : ''
    if (file !== '') return { name: setting.name, shown: `(in ${file})`, from: 'file', meaning }
    const fallback = setting.defaults.get(of) ?? setting.defaults.get('machine') ?? null
    return { name: setting.name, shown: fallback ?? '–', from: 'default', meaning }
  })
  const [names, values] = [
    rows.map(({ name }) => name.length),
    rows.map(({ shown }) => shown.length),
  ].map((lengths) => Math.max(...lengths))
  const unknown = unknownSettings(env, variablesOf(settings))
  return [
    ...rows.map(
      ({ name, shown, from, meaning }) =>
        `${name.padEnd(names ?? 0)}  ${shown.padEnd(values ?? 0)}  ${from.padEnd(7)}  ${meaning}`,
    ),
    ...unknown.map((one) => `? ${wordsOfUnknown(one)}`),
  ]
}

function shownValue({ meaning }: DescribedSetting, value: string): string {
  if (meaning.secret === true) return '(hidden)'
  // A user and a password stand before the last @ of an address, also of one that cannot be read.
  return meaning.address === true ? value.replace(/^([^:]+:\/\/).*@/s, '$1(hidden)@') : value
}
