import { DomainError } from '#/errors.ts'

/** The step does not follow from where the link is. */
export class LinkStepRefused extends DomainError {
  override readonly name = 'LinkStepRefused'
  readonly code = 'LINK_STEP_REFUSED'
}

/** Neither proposed nor confirmed. */
export class LinkUnknown extends DomainError {
  override readonly name = 'LinkUnknown'
  readonly code = 'LINK_UNKNOWN'

  constructor(subjectId: string, targetId: string) {
    super(`no link of ${subjectId} with ${targetId} was proposed or confirmed`)
  }
}

/** A subject is linked to one other at most. */
export class LinkedElsewhere extends DomainError {
  override readonly name = 'LinkedElsewhere'
  readonly code = 'LINKED_ELSEWHERE'

  constructor(subjectId: string, targetId: string) {
    super(`${subjectId} is linked to ${targetId}; undo that link first`)
  }
}
