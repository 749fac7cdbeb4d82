import {
  AlertAssigned,
  AlertClaimed,
  AlertReleased,
  AlertReturned,
  AlertRouted,
  AlertTransferred,
  AlertTransferredV1,
} from '#/alert/assigning-events.ts'
import {
  AlertClosed,
  AlertClosedV1,
  AlertClosingDeclined,
  AlertClosingProposed,
  AlertReopened,
} from '#/alert/closing-events.ts'
import {
  AlertAbsorbed,
  AlertDetached,
  AlertGatheredUnder,
  AlertMerged,
  AlertParted,
  AlertSeparated,
} from '#/alert/company-events.ts'
import {
  AlertDisposed,
  AlertEscalated,
  AlertEscalatedV1,
  AlertFedBack,
  AlertFedBackV1,
  AlertSignedFor,
  AlertSignedForV1,
  AlertSilenced,
  AlertSupervised,
  AlertUrged,
  AlertVerified,
  AlertVerifiedV1,
  AlertViewed,
} from '#/alert/handling-events.ts'
import {
  AlertCooperationAnswered,
  AlertCooperationAsked,
  AlertCooperationWithdrawn,
  AlertEvidenceAttached,
  AlertLinkClosed,
  AlertLinkRemoved,
  AlertMeasureLinked,
  AlertSubjectAdded,
  AlertSubjectRemoved,
} from '#/alert/joint-events.ts'
import {
  AlertCommented,
  AlertTagged,
  AlertUntagged,
  AlertUnwatched,
  AlertWatched,
} from '#/alert/mark-events.ts'
import {
  AlertEvidenceChanged,
  AlertRaised,
  AlertRaisedV1,
  AlertWarningGathered,
  AlertWarningsCounted,
  AlertWarningWithdrawn,
} from '#/alert/raising-events.ts'

/**
 * The life of an alert (预警单): raised → signed for → verified → disposed → fed back → closed, with
 * what people do besides. `decider.ts` says which step may follow which.
 */
export const latestAlertEvents = [
  AlertRaised,
  AlertWarningGathered,
  AlertWarningsCounted,
  AlertWarningWithdrawn,
  AlertRouted,
  AlertAssigned,
  AlertClaimed,
  AlertReleased,
  AlertViewed,
  AlertSignedFor,
  AlertTransferred,
  AlertReturned,
  AlertCooperationAsked,
  AlertCooperationAnswered,
  AlertCooperationWithdrawn,
  AlertEvidenceAttached,
  AlertVerified,
  AlertDisposed,
  AlertMeasureLinked,
  AlertLinkClosed,
  AlertLinkRemoved,
  AlertFedBack,
  AlertClosingProposed,
  AlertClosingDeclined,
  AlertClosed,
  AlertReopened,
  AlertEscalated,
  AlertSilenced,
  AlertUrged,
  AlertSupervised,
  AlertCommented,
  AlertTagged,
  AlertUntagged,
  AlertWatched,
  AlertUnwatched,
  AlertSubjectAdded,
  AlertSubjectRemoved,
  AlertMerged,
  AlertDetached,
  AlertAbsorbed,
  AlertSeparated,
  AlertGatheredUnder,
  AlertParted,
  AlertEvidenceChanged,
] as const

/** Shapes that are read and never written any more. */
const earlierAlertEvents = [
  AlertRaisedV1,
  AlertSignedForV1,
  AlertTransferredV1,
  AlertVerifiedV1,
  AlertFedBackV1,
  AlertClosedV1,
  AlertEscalatedV1,
] as const

/** Every shape, each type's versions in their order. */
export const alertEvents = latestAlertEvents.flatMap((latest) => [
  ...earlierAlertEvents.filter(({ type }) => type === latest.type),
  latest,
])
