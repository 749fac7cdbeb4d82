import { defineKind } from '#/rules/kinds/define-kind.ts'
import { explainPeer } from '#/rules/kinds/peer/explanation.ts'
import { groupAtSnapshotSql } from '#/rules/kinds/peer/group-at-snapshot-sql.ts'
import { peerOutcomesSql } from '#/rules/kinds/peer/outcomes-sql.ts'
import { parsePeer, PeerShape, type PeerRule } from '#/rules/kinds/peer/parameters.ts'
import {
  passesSnapshot,
  peerOutcomes,
  peerSeconds,
  peerWarnings,
} from '#/rules/kinds/peer/evaluate.ts'
import { peerLedgerSql, peerWarningsSql } from '#/rules/kinds/peer/warnings-sql.ts'
import { tellPeer } from '#/rules/kinds/peer/sentence.ts'

export const peerKind = defineKind<PeerRule, 'snapshots'>({
  name: 'peer',
  judged: 'snapshots',
  shape: PeerShape,
  parse: parsePeer,
  selections: ({ parameters }) => [parameters.of],
  lookBackSeconds: null,
  anchorFacts: null,
  passesSnapshot,
  warningsSql: (rule, view) => peerWarningsSql(rule, view, view.clock),
  ledgerSql: peerLedgerSql,
  outcomesSql: peerOutcomesSql,
  ledgerOutcomesSql: null,
  evaluation: { warnings: peerWarnings, outcomes: peerOutcomes, snapshotSeconds: peerSeconds },
  groupAtSnapshotSql,
  explain: explainPeer,
  tell: tellPeer,
})
