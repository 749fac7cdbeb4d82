import { holdsUp, type EngineFinding } from '@jianwei/events/ports/engine-check.ts'

/** One sentence: what is missing, and how it is given. */
export function sentenceOf({ engine, asked, came, mend }: EngineFinding): string {
  const said = `${engine}: ${asked}: ${came}`
  return mend === null ? said : `${said}; ${mend}`
}

/** What the work has to wait for, a sentence each. */
export function sentencesOf(findings: readonly EngineFinding[]): readonly string[] {
  return findings.filter(holdsUp).map(sentenceOf)
}
