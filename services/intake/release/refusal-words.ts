import type { ReleaseLack } from '@jianwei/events/import/events.ts'
import type { FileRefusal } from '#/intake/files/file-errors.ts'

const WORDS: Readonly<Record<FileRefusal, string>> = {
  FILE_HEADER: 'the columns of the file are not those that the mapping expects',
  FILE_EMPTY: 'the file is empty',
  FILE_FORMAT: 'the file is of another format than the mapping expects',
  RELEASE_LACKS_MUCH:
    'the file lacks more facts of the register than it may (gone_at_most); ' +
    'nothing of it was taken',
  RELEASE_OLDER: 'a later release of the register was taken before; nothing of this one was taken',
  RELEASE_UNDATED: 'the name of the file does not say its date as the mapping wants it',
}

/**
 * Why a file was refused, without anything that it says: for whoever may not see the ids in it, and
 * for what is told of it later. Null for codes of other ends.
 */
export function refusalWords(code: string | null, lack: ReleaseLack | null): string | null {
  if (code === 'RELEASE_LACKS_MUCH' && lack !== null)
    return (
      `the file lacks ${lack.gone} of the ${lack.standing} facts of the register that stand, and ` +
      `may lack ${lack.gone_at_most} (gone_at_most); nothing of it was taken`
    )
  return code !== null && isFileRefusal(code) ? WORDS[code] : null
}

function isFileRefusal(code: string): code is FileRefusal {
  return Object.hasOwn(WORDS, code)
}
