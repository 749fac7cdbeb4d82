import { DomainError } from '#/errors.ts'

/** The directory has no unit of this id. */
export class UnitUnknown extends DomainError {
  override readonly name = 'UnitUnknown'
  readonly code = 'UNIT_UNKNOWN'

  constructor(unitId: string) {
    super(`the directory has no unit ${unitId}`)
  }
}

/** An id means one unit for ever; what has changed is said by a step of its own. */
export class UnitExists extends DomainError {
  override readonly name = 'UnitExists'
  readonly code = 'UNIT_EXISTS'

  constructor(unitId: string, differs: readonly string[]) {
    super(
      `${unitId} is registered with another ${differs.join(', ')}; ` +
        'rename it, move it or correct it',
    )
  }
}

/** Facts that name it could mean two units. */
export class SpellingTaken extends DomainError {
  override readonly name = 'SpellingTaken'
  readonly code = 'SPELLING_TAKEN'

  constructor(spelling: string, { by, region }: { by: string; region: string | null }) {
    super(
      `${by} is named ${spelling} ${region === null ? 'everywhere' : `in ${region}`} ` +
        'on some of the same days',
    )
  }
}

/** Days that contradict what the directory has. */
export class UnitDaysRefused extends DomainError {
  override readonly name = 'UnitDaysRefused'
  readonly code = 'UNIT_DAYS_REFUSED'
}

/** The unit above it is not there, or stands below it. */
export class UnitParentRefused extends DomainError {
  override readonly name = 'UnitParentRefused'
  readonly code = 'UNIT_PARENT_REFUSED'
}

/** Who should act in its place cannot. */
export class UnitSuccessorRefused extends DomainError {
  override readonly name = 'UnitSuccessorRefused'
  readonly code = 'UNIT_SUCCESSOR_REFUSED'
}

/** A named limit of what one unit or the directory holds. */
export class DirectoryFull extends DomainError {
  override readonly name = 'DirectoryFull'
  readonly code = 'DIRECTORY_FULL'
}

/** The grid has no cell of this code. */
export class GridCellUnknown extends DomainError {
  override readonly name = 'GridCellUnknown'
  readonly code = 'GRID_CELL_UNKNOWN'

  constructor(cellCode: string) {
    super(`the grid has no cell ${cellCode}`)
  }
}

/** What is said of a cell contradicts its code, its days or the directory. */
export class GridCellRefused extends DomainError {
  override readonly name = 'GridCellRefused'
  readonly code = 'GRID_CELL_REFUSED'
}
