import type {
  AlertAssigned,
  AlertClaimed,
  AlertReleased,
  AlertReturned,
  AlertRouted,
  AlertTransferred,
} from '#/alert/assigning-events.ts'
import type { AlertClosed, AlertClosingDeclined, AlertReopened } from '#/alert/closing-events.ts'
import type {
  AlertAbsorbed,
  AlertDetached,
  AlertGatheredUnder,
  AlertMerged,
  AlertParted,
  AlertSeparated,
} from '#/alert/company-events.ts'
import type {
  AlertDisposed,
  AlertEscalated,
  AlertFedBack,
  AlertSignedFor,
  AlertSilenced,
  AlertSupervised,
  AlertUrged,
  AlertVerified,
  AlertViewed,
} from '#/alert/handling-events.ts'
import type {
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
import type {
  AlertCommented,
  AlertTagged,
  AlertUntagged,
  AlertUnwatched,
  AlertWatched,
} from '#/alert/mark-events.ts'
import type {
  AlertEvidenceChanged,
  AlertRaised,
  AlertWarningGathered,
  AlertWarningsCounted,
  AlertWarningWithdrawn,
} from '#/alert/raising-events.ts'
import type { AlertEvent } from '#/alert/effects.ts'
import type { PresentAlert } from '#/alert/alert.ts'
import type { Instant } from '#/instant.ts'

/** A closing says why; who proposed it is the alert's to know. */
type Closing = Omit<AlertClosed, 'reason_code' | 'proposed_by'> & {
  readonly reason_code: NonNullable<AlertClosed['reason_code']>
}

/** What each command says. Old values are the alert's to know. */
interface DataOfCommand {
  readonly RaiseAlert: AlertRaised
  readonly GatherWarning: AlertWarningGathered
  readonly WithdrawWarning: AlertWarningWithdrawn
  readonly CountWarnings: AlertWarningsCounted
  readonly ChangeEvidence: AlertEvidenceChanged
  readonly RouteAlert: Omit<AlertRouted, 'from_unit'>
  readonly AssignAlert: Omit<AlertAssigned, 'from'>
  readonly ClaimAlert: Omit<AlertClaimed, 'from'>
  readonly ReleaseAlert: AlertReleased
  readonly ViewAlert: AlertViewed
  readonly SignForAlert: AlertSignedFor
  readonly TransferAlert: Omit<AlertTransferred, 'from' | 'from_unit'>
  readonly ReturnAlert: AlertReturned
  readonly AskCooperation: AlertCooperationAsked
  readonly AnswerCooperation: AlertCooperationAnswered
  readonly WithdrawCooperation: AlertCooperationWithdrawn
  readonly AttachEvidence: AlertEvidenceAttached
  readonly VerifyAlert: AlertVerified
  readonly DisposeAlert: AlertDisposed
  readonly LinkMeasure: AlertMeasureLinked
  readonly CloseLink: AlertLinkClosed
  readonly RemoveLink: AlertLinkRemoved
  readonly FeedBackAlert: AlertFedBack
  readonly CloseAlert: Closing
  readonly CloseMerged: Closing
  readonly ConfirmClosing: Omit<Closing, 'reason_code' | 'despite_open_parts'>
  readonly DeclineClosing: AlertClosingDeclined
  readonly ReopenAlert: AlertReopened
  readonly EscalateAlert: Omit<AlertEscalated, 'from_level'>
  readonly SilenceAlert: AlertSilenced
  readonly UrgeAlert: AlertUrged
  readonly SuperviseAlert: AlertSupervised
  readonly CommentOnAlert: AlertCommented
  readonly TagAlert: AlertTagged
  readonly UntagAlert: AlertUntagged
  readonly WatchAlert: AlertWatched
  readonly UnwatchAlert: AlertUnwatched
  readonly AddSubject: AlertSubjectAdded
  readonly RemoveSubject: AlertSubjectRemoved
  readonly MergeAlert: AlertMerged
  readonly DetachAlert: AlertDetached
  readonly AbsorbAlert: AlertAbsorbed
  readonly SeparateAlert: AlertSeparated
  readonly GatherUnder: AlertGatheredUnder
  readonly PartAlert: AlertParted
}

/** What some commands say besides, and no event repeats. */
interface MoreOfCommand {
  /** `at`: when it is said, by which claims run out. */
  readonly SignForAlert: { readonly at: Instant }
  /** `take_over`: also where somebody else holds a claim. */
  readonly ClaimAlert: { readonly at: Instant; readonly take_over: boolean }
  readonly SilenceAlert: { readonly at: Instant }
  /** Whether the alert's level or its rule wants a second person to agree. */
  readonly CloseAlert: { readonly second_person: boolean }
}

export type AlertCommandType = keyof DataOfCommand

type CommandOfType = {
  readonly [Type in AlertCommandType]: {
    readonly type: Type
    readonly data: DataOfCommand[Type]
  } & (Type extends keyof MoreOfCommand ? MoreOfCommand[Type] : unknown)
}

export type AlertCommand = CommandOfType[AlertCommandType]

/** What follows from commands of some types about an alert that is there. */
export type AlertSteps<Type extends AlertCommandType> = {
  readonly [Of in Type]: (command: CommandOfType[Of], alert: PresentAlert) => readonly AlertEvent[]
}
