import type { Instant } from '@jianwei/events/instant.ts'
import type {
  FoundInterval,
  FoundOfSubject,
  FoundPiece,
  FoundWarning,
} from '#/backtest/subject-pass.ts'
import type { KnownAt } from '#/rules/evaluator/ledger/known-at.ts'

/**
 * What a thread found, in few long lists: an object a warning would cost more on its way than the
 * warning did.
 */
export interface PackedPiece {
  readonly left: FoundPiece['left']
  readonly subject_ids: readonly string[]
  /** Of each finding: the rule, and how many intervals and standing warnings follow. */
  readonly findings: Uint32Array
  /** Of each warning, in the same order; the second is '' where it is the first. */
  readonly anchors: readonly string[]
  readonly evidence: Uint32Array
  /** Of each interval: raised, withdrawn; NaN where it was not. */
  readonly when: Float64Array
}

const NUMBERS_A_FINDING = 3
const NUMBERS_AN_INTERVAL = 4

export function packedPiece({ findings, left }: FoundPiece): PackedPiece {
  const subject_ids: string[] = []
  const counts: number[] = []
  const anchors: string[] = []
  const evidence: number[] = []
  const when: number[] = []
  const add = (warning: FoundWarning): void => {
    const { anchor, anchor_at } = warning
    anchors.push(anchor, anchor_at === anchor ? '' : anchor_at)
    evidence.push(warning.evidence)
  }
  for (const { rule, subject_id, ledger, standing } of findings) {
    subject_ids.push(subject_id)
    counts.push(rule, ledger.length, standing.length)
    for (const { warning, raised, withdrawn } of ledger) {
      add(warning)
      when.push(raised.ms, raised.position)
      when.push(withdrawn?.ms ?? Number.NaN, withdrawn?.position ?? Number.NaN)
    }
    for (const warning of standing) add(warning)
  }
  return {
    left,
    subject_ids,
    findings: Uint32Array.from(counts),
    anchors,
    evidence: Uint32Array.from(evidence),
    when: Float64Array.from(when),
  }
}

export function unpackedPiece(packed: PackedPiece): FoundPiece {
  const { subject_ids, findings: counts, anchors, evidence, when, left } = packed
  let [warnings, intervals] = [0, 0]
  const warning = (): FoundWarning => {
    const anchor = anchors[warnings * 2]!
    // Both are what the thread wrote: an anchor that is none of a fact is a time.
    const anchor_at = (anchors[warnings * 2 + 1]! || anchor) as Instant
    const found = { anchor, anchor_at, evidence: evidence[warnings]! }
    warnings += 1
    return found
  }
  const point = (index: number): KnownAt => ({ ms: when[index]!, position: when[index + 1]! })
  const interval = (): FoundInterval => {
    const at = intervals * NUMBERS_AN_INTERVAL
    intervals += 1
    const withdrawn = Number.isNaN(when[at + 2]) ? null : point(at + 2)
    return { warning: warning(), raised: point(at), withdrawn }
  }
  const findings = subject_ids.map((subject_id, index): FoundOfSubject => {
    const [rule, of_ledger, standing] = counts.subarray(index * NUMBERS_A_FINDING)
    return {
      rule: rule!,
      subject_id,
      ledger: Array.from({ length: of_ledger! }, interval),
      standing: Array.from({ length: standing! }, warning),
    }
  })
  return { findings, left }
}
