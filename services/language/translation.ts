import engines from '#/language/zh/engines.json' with { type: 'json' }
import events from '#/language/zh/events.json' with { type: 'json' }
import files from '#/language/zh/files.json' with { type: 'json' }
import mappings from '#/language/zh/mappings.json' with { type: 'json' }
import problems from '#/language/zh/problems.json' with { type: 'json' }
import steps from '#/language/zh/steps.json' with { type: 'json' }
import type { Language } from '#/language/language.ts'

/*
 * Whoever refuses something says so in English, and that is what is kept. Readers are told in their
 * language: the catalogues beside this file have each English sentence with its Chinese one.
 * `{name}` stands for what differs; `{said}` (and `{said2}` …) for words that are translated
 * themselves.
 */
const CATALOGUES: readonly Readonly<Record<string, string>>[] = [
  engines,
  events,
  files,
  mappings,
  problems,
  steps,
]

interface Sentence {
  readonly english: RegExp
  readonly names: readonly string[]
  readonly chinese: string
  /** How much of it is the same in every such sentence: the most telling one is tried first. */
  readonly fixed: number
}

const PLACE = /\{(\w+)\}/g
const SAID = /^said\d*$/
/** Words in words in words: what people are told goes no deeper. */
const DEPTH_MAX = 4
/** Letters that a sentence needs for itself before it takes whatever else stands in it. */
const FIXED_MIN = 6

const plain = new Map<string, string>()
const sentences: Sentence[] = []
for (const [english, chinese] of CATALOGUES.flatMap((catalogue) => Object.entries(catalogue))) {
  const names = [...english.matchAll(PLACE)].map(([, name = '']) => name)
  if (names.length === 0) plain.set(english, chinese)
  else sentences.push(sentenceOf(english, names, chinese))
}
sentences.sort((one, other) => other.fixed - one.fixed)

function sentenceOf(english: string, names: readonly string[], chinese: string): Sentence {
  const between = english.split(/\{\w+\}/)
  const pattern = between
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('([^\n]*?)')
  return { english: new RegExp(`^${pattern}$`), names, chinese, fixed: between.join('').length }
}

/** Words within a sentence; one word that no catalogue has is a name, where enough else fits. */
function wordsIn(value: string, depth: number, fixed: number): string | undefined {
  const known = chineseOf(value, depth + 1)
  return known ?? (value.includes(' ') || fixed < FIXED_MIN ? undefined : value)
}

/**
 * The message in the language; as it is where no catalogue has it. Of a list each line is looked
 * up, also behind the path of what it is about.
 */
export function inLanguage(message: string, language: Language): string {
  if (language === 'en') return message
  const whole = chineseOf(message, 0)
  if (whole !== undefined || !message.includes('\n')) return whole ?? message
  return message.split('\n').map(lineInChinese).join('\n')
}

function lineInChinese(line: string): string {
  const [, before = '', after = ''] = /^(\s*(?:[^\s:]+: )?)(.*)$/.exec(line) ?? []
  const blank = line.slice(0, line.length - line.trimStart().length)
  const whole = chineseOf(line.trim(), 0)
  return whole === undefined ? before + (chineseOf(after, 0) ?? after) : blank + whole
}

function chineseOf(message: string, depth: number): string | undefined {
  const known = plain.get(message)
  if (known !== undefined || depth > DEPTH_MAX) return known
  for (const { english, names, chinese, fixed } of sentences) {
    const found = english.exec(message)
    if (found === null) continue
    const values = new Map(
      names.map((name, at) => {
        const value = found[at + 1] ?? ''
        return [name, SAID.test(name) ? wordsIn(value, depth, fixed) : value]
      }),
    )
    // Half a sentence in Chinese is none.
    if ([...values.values()].includes(undefined)) continue
    return chinese.replaceAll(PLACE, (_, name: string) => values.get(name) ?? '')
  }
  return undefined
}
