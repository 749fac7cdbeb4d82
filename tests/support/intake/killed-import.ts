import type { ImportParts } from '@jianwei/services/intake/import-file.ts'

/**
 * The parts of an import that is killed: after so many batches every step throws `killed`, so that
 * nothing more is said or kept.
 */
export function killedAfter(parts: ImportParts, batches: number): ImportParts {
  const { log, intake, checkpoints } = parts
  let taken = 0
  const alive = (): void => {
    if (taken > batches) throw new Error('killed')
  }
  return {
    ...parts,
    intake: {
      take: async (inputs) => {
        taken += 1
        alive()
        return intake.take(inputs)
      },
    },
    log: {
      ...log,
      find: (ids) => log.find(ids),
      read: (stream) => log.read(stream),
      follow: (after, options) => log.follow(after, options),
      amendmentsOf: (ids) => log.amendmentsOf(ids),
      append: async (appends) => {
        alive()
        return log.append(appends)
      },
    },
    checkpoints: {
      ...checkpoints,
      load: (name) => checkpoints.load(name),
      save: async (name, value, expected) => {
        alive()
        return checkpoints.save(name, value, expected)
      },
    },
  }
}
