import { DomainError } from '#/errors.ts'

export interface RegionProblem {
  readonly code: string
  readonly message: string
}

/** Nothing of what was sent was written. All that is wrong is named. */
export class RegionsRefused extends DomainError {
  override readonly name = 'RegionsRefused'
  readonly code = 'REGIONS_REFUSED'
  readonly problems: readonly RegionProblem[]

  constructor(problems: readonly RegionProblem[]) {
    super(problems.map(({ code, message }) => `${code}: ${message}`).join('\n'))
    this.problems = problems
  }
}
