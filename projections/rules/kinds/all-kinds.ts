import { combinationKind } from '#/rules/kinds/combination/kind.ts'
import { countKind } from '#/rules/kinds/count/kind.ts'
import { deadlineKind } from '#/rules/kinds/deadline/kind.ts'
import { expiryKind } from '#/rules/kinds/expiry/kind.ts'
import { peerKind } from '#/rules/kinds/peer/kind.ts'
import { scoreKind } from '#/rules/kinds/score/kind.ts'
import { sequenceKind } from '#/rules/kinds/sequence/kind.ts'
import { silenceKind } from '#/rules/kinds/silence/kind.ts'
import { sumKind } from '#/rules/kinds/sum/kind.ts'
import { surgeKind } from '#/rules/kinds/surge/kind.ts'

/** Every kind of rule there is, in the order in which documents and schemas name them. */
export const ALL_KINDS = [
  countKind,
  deadlineKind,
  sumKind,
  combinationKind,
  expiryKind,
  sequenceKind,
  peerKind,
  surgeKind,
  silenceKind,
  scoreKind,
] as const
