import { basename, dirname } from 'node:path'
import type { RuleFile } from '@jianwei/services/rules/rule-files.ts'
import { comparedCodes } from './compared-codes.ts'
import { rulesOf, type Coverage, type CoverageEntry } from './coverage.ts'

/** The tables of `projections/rules/packs/README.md`, each between its marks. */

const TABLES = ['coverage', 'rules', 'codes'] as const
type Table = (typeof TABLES)[number]

export interface PacksContent {
  readonly files: readonly RuleFile[]
  readonly coverage: Coverage
}

/**
 * The README with its tables as the packs have them. Throws TypeError when the marks around a table
 * are gone.
 */
export function withPacksTables(readme: string, content: PacksContent): string {
  return TABLES.reduce((text, table) => withTable(text, table, TEXTS[table](content)), readme)
}

function withTable(readme: string, table: Table, text: string): string {
  const begin = `<!-- ${table}: written by npm run docs:packs -->`
  const end = `<!-- end of ${table} -->`
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
  if (from < 0 || to < from)
    throw new TypeError(`the README must hold ${begin} and, after it, ${end}`)
  return `${readme.slice(0, from)}${begin}\n${text}\n${readme.slice(to)}`
}

const TEXTS: Readonly<Record<Table, (content: PacksContent) => string>> = {
  coverage: ({ coverage }) => {
    const entries = [...Object.entries(coverage.rules), ...Object.entries(coverage.deadlines)]
    return markdownTable(
      ['id', 'about', 'rules', 'note or reason', '说明或者未收录的理由'],
      entries.map(coverageRow),
    )
  },
  rules: ({ files }) =>
    markdownTable(
      ['pack', 'rule', 'kind', 'class', 'level', 'title', '名称'],
      files.map(({ path, rule }) => [
        basename(dirname(path)),
        `\`${rule.id}\``,
        rule.kind,
        rule.class,
        rule.level,
        rule.title.en,
        rule.title.zh,
      ]),
    ),
  codes: ({ files }) => {
    const rulesOfCode = Map.groupBy(
      files.flatMap(({ rule }) => comparedCodes(rule)),
      ({ field, value }) => `\`${field}\` | \`${value}\``,
    )
    const rows = [...rulesOfCode].map(([code, compared]) => {
      const rules = [...new Set(compared.map(({ rule }) => `\`${rule}\``))]
      return [code, rules.join(', ')]
    })
    return markdownTable(
      ['field | value', 'rules'],
      rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      3,
    )
  },
}

function coverageRow([id, entry]: [string, CoverageEntry]): string[] {
  if ('left_out' in entry)
    return [id, entry.about, 'left out 未收录', entry.left_out.en, entry.left_out.zh]
  const rules = rulesOf(entry).map((rule) => `\`${rule}\``)
  return [id, entry.about, rules.join(', '), entry.note?.en ?? '', entry.note?.zh ?? '']
}

function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = head.length,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(Array.from({ length: columns }, () => '---')), ...rows.map(line)].join(
    '\n',
  )
}
