import { DomainError } from '#/errors.ts'

export class ViewUnknown extends DomainError {
  override readonly name = 'ViewUnknown'
  readonly code = 'VIEW_UNKNOWN'

  constructor(viewId: string) {
    super(`no view ${viewId} was saved`)
  }
}

/** Somebody saved something else since one looked. */
export class ViewChanged extends DomainError {
  override readonly name = 'ViewChanged'
  readonly code = 'VIEW_CHANGED'

  constructor({ expected, actual }: { readonly expected: number; readonly actual: number }) {
    super(`the view is at revision ${actual}, and the step was meant for ${expected}`)
  }
}

/** Only who saved a view first changes it. */
export class ViewNotYours extends DomainError {
  override readonly name = 'ViewNotYours'
  readonly code = 'VIEW_NOT_YOURS'

  constructor() {
    super('the view belongs to somebody else; save one of your own under another name')
  }
}

/** The view is not offered any more. */
export class ViewIsRetired extends DomainError {
  override readonly name = 'ViewIsRetired'
  readonly code = 'VIEW_RETIRED'

  constructor() {
    super('the view was retired; save a new one')
  }
}

/** Others could not use it. */
export class ViewNotShared extends DomainError {
  override readonly name = 'ViewNotShared'
  readonly code = 'VIEW_NOT_SHARED'

  constructor() {
    super('share the view with everyone before it becomes the default of a role')
  }
}
