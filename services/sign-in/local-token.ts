import { join } from 'node:path'

/** Where a local start keeps its token, for whoever may read the folder and for the commands. */
export function localTokenPath(dataFolder: string): string {
  return join(dataFolder, 'token')
}
