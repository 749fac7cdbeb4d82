import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { temporaryFolder, type TemporaryFolder } from '#/support/intake/intake-server.ts'

/** Of the test that runs. */
export interface IntakeOfTest {
  /** Intake on an empty log, `log.db` in the folder. */
  readonly opened: OpenIntake
  /** The path of a folder that goes with the test. */
  readonly folder: string
}

/** Gives each test of the file an intake of its own, and closes it after the test. */
export function intakeForEachTest(): IntakeOfTest {
  let folder: TemporaryFolder
  let opened: OpenIntake
  beforeEach(() => {
    folder = temporaryFolder()
    opened = openIntake({ log_path: join(folder.path, 'log.db') })
  })
  afterEach(async () => {
    await opened[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  return {
    get opened() {
      return opened
    },
    get folder() {
      return folder.path
    },
  }
}
