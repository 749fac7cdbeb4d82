import type { CampaignRow } from './campaign.ts'

const BEGIN = '<!-- attack:begin -->'
const END = '<!-- attack:end -->'

export type Language = 'en' | 'zh'

const HEADS: Readonly<Record<Language, readonly string[]>> = {
  en: ['campaign', 'what must hold', 'tried', 'found', 'seconds'],
  zh: ['攻击', '必须成立', '尝试', '发现', '秒'],
}

const LEFT_OUT: Readonly<Record<Language, string>> = { en: 'left out: ', zh: '未执行：' }

export interface TableFacts {
  readonly seed: number
  readonly effort: number
  readonly day: string
}

/** The rows as a Markdown table with the command that makes it again. */
export function attackTable(
  rows: readonly CampaignRow[],
  facts: TableFacts,
  language: Language,
): string {
  const head = HEADS[language]
  const lines = rows.map(({ campaign, seconds, outcome }) =>
    'left_out' in outcome
      ? [
          `\`${campaign.name}\``,
          campaign.promise[language],
          `${LEFT_OUT[language]}${outcome.left_out}`,
          '–',
          '–',
        ]
      : [
          `\`${campaign.name}\``,
          campaign.promise[language],
          `${outcome.tried.toLocaleString('en')} ${outcome.unit}`,
          String(outcome.findings.length),
          String(seconds),
        ],
  )
  return [
    `| ${head.join(' | ')} |`,
    '| --- | --- | --- | ---: | ---: |',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `\`npm run attack -- --seed ${facts.seed} --effort ${facts.effort}\`, ${facts.day}`,
  ].join('\n')
}

/**
 * The README with the table in its place. Throws TypeError where the README has no place for it.
 */
export function withAttackTable(readme: string, table: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin === -1 || end < begin) throw new TypeError(`the README lacks ${BEGIN} … ${END}`)
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`
}
