import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DomainError } from '@jianwei/events/errors.ts'
import { dependencyProblems } from '@jianwei/projections/rules/depends-on.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { readRuleText } from '#/text-reading/rule-text.ts'

/** A rule with the text it was read from. */
export interface RuleFile {
  readonly path: string
  readonly rule: Rule
  readonly text: string
}

/** One or more rule files do not load. The message names every file, path and reason. */
export class RulesRefused extends DomainError {
  override readonly name = 'RulesRefused'
  readonly code = 'RULES_REFUSED'

  constructor(problems: readonly string[]) {
    super(`rules refused\n  ${problems.join('\n  ')}`)
  }
}

/** The folder of the rule packs that come with the program. */
export function shippedRules(): string {
  return fileURLToPath(
    new URL('rules/packs', import.meta.resolve('@jianwei/projections/package.json')),
  )
}

/**
 * All rules below a folder (`*.yaml`), by path. Throws RulesRefused with all problems of all files
 * at once.
 */
export async function readRuleFiles(folder: string): Promise<readonly RuleFile[]> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  const read = await Promise.all(
    names.map((name) => readRuleFile(join(folder, name), relative(folder, join(folder, name)))),
  )
  const files = read.flatMap((one) => (one.file === undefined ? [] : [one.file]))
  const unread = read.flatMap((one) => one.problems)
  // A rule that does not load is not missing; what depends on it is looked at when it does.
  const depending = unread.length > 0 ? [] : wrongDependencies(files)
  const problems = [...unread, ...repeatedRules(files), ...depending]
  if (problems.length > 0) throw new RulesRefused(problems)
  return files
}

/** The rule of one file. Throws RulesRefused with all problems of the file at once. */
export async function readRuleAt(path: string): Promise<RuleFile> {
  const { file, problems } = await readRuleFile(path, path)
  if (file === undefined || problems.length > 0) throw new RulesRefused(problems)
  return file
}

interface ReadRule {
  readonly file?: RuleFile
  readonly problems: readonly string[]
}

async function readRuleFile(path: string, name: string): Promise<ReadRule> {
  const text = await readFile(path, 'utf8')
  const parsed = readRuleText(text)
  if (parsed.ok) return { file: { path, rule: parsed.rule, text }, problems: [] }
  return {
    problems: parsed.problems.map(
      (problem) => `${name}: ${problem.path || 'the rule'}: ${problem.message}`,
    ),
  }
}

function wrongDependencies(files: readonly RuleFile[]): readonly string[] {
  return dependencyProblems(files.map(({ rule }) => rule)).map(({ rule, path, message }) => {
    const file = files.find((one) => one.rule === rule)
    return `${file?.path ?? rule.id}: ${path}: ${message}`
  })
}

function repeatedRules(files: readonly RuleFile[]): readonly string[] {
  const seen = new Map<string, string>()
  return files.flatMap(({ path, rule }) => {
    const name = `${rule.id}@${rule.version}`
    const first = seen.get(name)
    seen.set(name, path)
    return first === undefined ? [] : [`${path}: ${name} is also in ${first}`]
  })
}
