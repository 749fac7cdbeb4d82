import type { z } from 'zod'
import { CombinationShape } from '#/rules/kinds/combination/parameters.ts'
import { CountShape } from '#/rules/kinds/count/parameters.ts'
import { DeadlineShape } from '#/rules/kinds/deadline/parameters.ts'
import { ExpiryShape } from '#/rules/kinds/expiry/parameters.ts'
import { PeerShape } from '#/rules/kinds/peer/parameters.ts'
import { ScoreShape } from '#/rules/kinds/score/parameters.ts'
import { SequenceShape } from '#/rules/kinds/sequence/parameters.ts'
import { SilenceShape } from '#/rules/kinds/silence/parameters.ts'
import { SumShape } from '#/rules/kinds/sum/parameters.ts'
import { SurgeShape } from '#/rules/kinds/surge/parameters.ts'
import type { Rule } from '#/rules/rule.ts'

/** What `parameters` holds, by kind: one line for each. */
export const KIND_SHAPES: Readonly<Record<Rule['kind'], z.ZodType>> = {
  count: CountShape,
  deadline: DeadlineShape,
  sum: SumShape,
  combination: CombinationShape,
  expiry: ExpiryShape,
  sequence: SequenceShape,
  score: ScoreShape,
  surge: SurgeShape,
  silence: SilenceShape,
  peer: PeerShape,
}
