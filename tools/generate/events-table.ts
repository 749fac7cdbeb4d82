import { catalogue } from '@jianwei/events/catalogue.ts'
import type { EventDefinition, EventRole } from '@jianwei/events/define-event.ts'

export const TABLE_BEGIN = '<!-- table: written by npm run docs:events -->'
export const TABLE_END = '<!-- end of table -->'

const ROLES: Readonly<Record<EventRole, string>> = {
  fact: 'fact 事实',
  amendment: 'amendment 更正',
  record: 'record 记录',
}

/**
 * The README with its table as the catalogue has it. Throws when the marks around the table are
 * gone.
 */
export function withEventsTable(readme: string): string {
  const begin = readme.indexOf(TABLE_BEGIN)
  const end = readme.indexOf(TABLE_END)
  if (begin < 0 || end < begin)
    throw new TypeError(`the README must hold ${TABLE_BEGIN} and, after it, ${TABLE_END}`)
  return `${readme.slice(0, begin)}${TABLE_BEGIN}\n${eventsTable()}\n${readme.slice(end)}`
}

function eventsTable(): string {
  const latest = new Map<string, EventDefinition>(
    catalogue.map((definition) => [definition.type, definition]),
  )
  const rows = [...latest.values()].map(
    ({ type, schema_version, role, title, meaning }) =>
      `| \`${type}\` | ${schema_version} | ${title.zh} | ${meaning.en} | ` +
      `${meaning.zh} | ${ROLES[role]} |`,
  )
  return [
    '| event | version | 名称 | meaning | 含义 | role |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
