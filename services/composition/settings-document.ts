import { describedSettings, type DescribedSetting } from '#/composition/described-settings.ts'
import { fileVariable, mayBeSecret } from '#/settings/secret-settings.ts'

const HEAD = `# Settings 设置

Everything that can be set, by environment variables. Made by \`npm run docs:settings\` from the
definitions in [services/settings/settings.ts](../services/settings/settings.ts); \`npx jianwei
settings\` shows the present values. An empty variable counts as not set. All problems of an
environment are reported at once, by name, and what looks like a misspelt setting is named at the
start.

What may hold a secret can stand in a file instead: a variable with \`_FILE\` at its end names the
file, and its content is the value, without the line break at its end. Such variables are listed
with both names, 以 \`_FILE\` 结尾的变量给出存放该值的文件. User and password of a server are given
beside its address as they are; in the address itself every character that means something there is
escaped.

\`start\` is everything in one process, and the commands; the others are [separate
processes](../infra/deploy/README.md).

| variable | may be | default | read by | meaning | 含义 |
| --- | --- | --- | --- | --- | --- |
`

/** `docs/settings.md`. */
export function settingsDocument(): string {
  return HEAD + describedSettings.map(rowOf).join('')
}

function rowOf({ name, expects, meaning, defaults }: DescribedSetting): string {
  const names = mayBeSecret(meaning) ? [name, fileVariable(name)] : [name]
  const cells = [
    names.map((one) => `\`${one}\``).join(', '),
    expects,
    defaultsOf(defaults),
    readersOf(defaults),
    meaning.description,
    meaning.zh,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
}

function defaultsOf(defaults: DescribedSetting['defaults']): string {
  const values = [...defaults].flatMap(([process, value]) =>
    value === null ? [] : [{ process, value }],
  )
  const different = new Set(values.map(({ value }) => value))
  if (different.size === 0) return ''
  if (different.size === 1) return `\`${[...different].join('')}\``
  return values.map(({ process, value }) => `\`${value}\` (${process})`).join(', ')
}

function readersOf(defaults: DescribedSetting['defaults']): string {
  const processes = [...defaults.keys()]
  return processes.includes('machine') ? 'Node' : processes.join(', ')
}
