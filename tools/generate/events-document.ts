import { catalogue, latestVersion } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { fieldsOf, type EventField } from '@jianwei/events/event-fields.ts'

const HEAD = `# What departments send: every type and field

Written by \`npm run docs:events\` from the definitions in \`events/\`. The program
answers the same at \`GET /v1/event-types/{type}\`, with a JSON Schema, an example, and what
corrects and retracts it.
本页由程序生成，列出全部上报事件及其字段的中文名称。

Each event is a CloudEvent. Its attributes (\`id\`, \`source\`, \`type\`, \`subject\`, \`time\`,
\`reportedat\`, \`region\`, \`department\`) are the same for all types; below stands its \`data\`.

- A dot leads into an object, \`[]\` into the items of a list.
- Fields that are not **required 必填** may be left out, because real registers are sparse.
- A field of the type \`code\`, \`text\` is an object with the source's own code, its own words, or
  both: no common table exists.
- Personal fields 个人 are masked by role ([personal data](personal-data.md)).
`

/** `docs/events.md`: each type that departments may send, with its fields in both languages. */
export function eventsDocument(): string {
  const sent = catalogue.filter(
    ({ type, role, schema_version }) => role !== 'record' && latestVersion(type) === schema_version,
  )
  return [HEAD, ...sent.map(section)].join('\n')
}

function section(definition: EventDefinition): string {
  const { type, schema_version, title, meaning } = definition
  const fields = fieldsOf(definition)
  const coded = new Set(fields.filter((field) => isCoded(field, fields)).map(({ path }) => path))
  const rows = fields
    .filter(({ path }) => !coded.has(path.replace(/\.(?:code|text)$/, '')) || coded.has(path))
    .map((field) => row(field, coded.has(field.path) ? '`code`, `text`' : field.kind))
  return [
    `## ${type} ${title.zh}`,
    '',
    `${title.en}, version ${schema_version}. ${meaning.en} ${meaning.zh}`,
    '',
    '| field | 名称 | name | type | 说明 | what it holds |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

/** Whether it is a source's own code and its own words: an object that need not be laid out. */
function isCoded({ path }: EventField, fields: readonly EventField[]): boolean {
  const inner = fields.filter((other) => other.path.startsWith(`${path}.`))
  return inner.map((other) => other.path.slice(path.length)).join() === '.code,.text'
}

function row(field: EventField, kind: string): string {
  const { path, title, description } = field
  const cells = [
    `\`${path}\``,
    title?.zh ?? '',
    title?.en ?? '',
    [kind, ...marksOf(field)].join(', '),
    description?.zh ?? '',
    description?.en ?? '',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function marksOf({ nullable, required, personal }: EventField): readonly string[] {
  return [
    ...(nullable ? ['or null'] : []),
    ...(required ? ['**required 必填**'] : []),
    ...(personal === null ? [] : ['personal 个人']),
  ]
}
