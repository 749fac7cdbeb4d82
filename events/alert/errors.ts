import type { PresentAlert } from '#/alert/alert.ts'
import type { AlertCommandType } from '#/alert/commands.ts'
import { DomainError } from '#/errors.ts'

/** No alert was ever raised under this id. */
export class AlertUnknown extends DomainError {
  override readonly name = 'AlertUnknown'
  readonly code = 'ALERT_UNKNOWN'

  constructor(alertId: string) {
    super(`no alert ${alertId} was raised`)
  }
}

/** The step does not follow from where the alert is. */
export class AlertStepRefused extends DomainError {
  override readonly name = 'AlertStepRefused'
  readonly code = 'ALERT_STEP_REFUSED'

  constructor(command: string, state: string) {
    super(`${command} is not possible: the alert is ${state.replace('_', ' ')}`)
  }
}

/** The refusal of a command by where the alert is. */
export function refusedStep(command: AlertCommandType, { state }: PresentAlert): AlertStepRefused {
  return new AlertStepRefused(command, state)
}

/** Verification found no risk, so there is nothing to dispose of: feed that back instead. */
export class AlertNotSubstantiated extends DomainError {
  override readonly name = 'AlertNotSubstantiated'
  readonly code = 'ALERT_NOT_SUBSTANTIATED'

  constructor(alertId: string) {
    super(`alert ${alertId} was not verified as substantiated; feed the finding back instead`)
  }
}

/** Escalation goes to a graver level only. */
export class AlertLevelNotHigher extends DomainError {
  override readonly name = 'AlertLevelNotHigher'
  readonly code = 'ALERT_LEVEL_NOT_HIGHER'

  constructor(levels: { present: string; asked: string }) {
    super(`the alert is ${levels.present}; ${levels.asked} is not graver`)
  }
}

/** A silence must end after it begins. */
export class AlertSilencePast extends DomainError {
  override readonly name = 'AlertSilencePast'
  readonly code = 'ALERT_SILENCE_PAST'

  constructor(until: string) {
    super(`the silence would have ended at ${until}, before it began`)
  }
}

/** Somebody else looks at it: wait for the end of the claim, or take it over. */
export class AlertClaimedByOther extends DomainError {
  override readonly name = 'AlertClaimedByOther'
  readonly code = 'ALERT_CLAIMED'

  constructor(by: string, until: string) {
    super(`${by} has claimed the alert until ${until}; a claim can be taken over`)
  }
}

/** A transfer names a person, a unit, or both. */
export class AlertTransferNowhere extends DomainError {
  override readonly name = 'AlertTransferNowhere'
  readonly code = 'ALERT_TRANSFER_NOWHERE'

  constructor(alertId: string) {
    super(`say to whom or to which unit alert ${alertId} goes`)
  }
}

/** A finding cites files that are attached to the alert. */
export class AlertEvidenceUnknown extends DomainError {
  override readonly name = 'AlertEvidenceUnknown'
  readonly code = 'ALERT_EVIDENCE_UNKNOWN'

  constructor(sha256: string) {
    super(`no file with the hash ${sha256} is attached to the alert`)
  }
}

/** Whoever leads cannot close while others still work on their parts, unless they say why. */
export class AlertPartsOpen extends DomainError {
  override readonly name = 'AlertPartsOpen'
  readonly code = 'ALERT_PARTS_OPEN'

  constructor(units: readonly string[]) {
    super(`parts are open: ${units.join(', ')}; say why it is closed all the same`)
  }
}

/** The unit works on its part; withdraw that first to ask for something else. */
export class AlertPartAskedAlready extends DomainError {
  override readonly name = 'AlertPartAskedAlready'
  readonly code = 'ALERT_PART_ASKED_ALREADY'

  constructor(unit: string) {
    super(`${unit} was asked already and has not answered; withdraw its part to ask anew`)
  }
}

/** Only who was asked, and has not answered, can answer. */
export class AlertPartUnknown extends DomainError {
  override readonly name = 'AlertPartUnknown'
  readonly code = 'ALERT_PART_UNKNOWN'

  constructor(unit: string) {
    super(`${unit} has no open part of the alert`)
  }
}

/** Nobody agrees to their own proposal. */
export class AlertSecondPersonMissing extends DomainError {
  override readonly name = 'AlertSecondPersonMissing'
  readonly code = 'ALERT_SECOND_PERSON_MISSING'

  constructor(actor: string) {
    super(`${actor} proposed to close the alert; somebody else must agree`)
  }
}

/** It is worked on with another alert. */
export class AlertIsMerged extends DomainError {
  override readonly name = 'AlertIsMerged'
  readonly code = 'ALERT_MERGED'

  constructor(into: string) {
    super(`the alert is worked on as part of ${into}; detach it first`)
  }
}

/** Merging goes one level deep. */
export class AlertMergeRefused extends DomainError {
  override readonly name = 'AlertMergeRefused'
  readonly code = 'ALERT_MERGE_REFUSED'

  constructor(because: string) {
    super(`the alert cannot be merged: ${because}`)
  }
}
