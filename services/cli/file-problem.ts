/** What the file system refused, in a sentence that names the file; other errors give undefined. */
export function fileProblem(error: Error): string | undefined {
  if (!('syscall' in error)) return undefined
  // Errors of system calls carry what Node's type says.
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'mkdir' && path !== undefined)
    return `the folder ${path} cannot be made (${code})`
  // Reading a folder fails without its name.
  if (code === 'EISDIR') return `${path ?? 'this'} is a folder, and a file is expected (${code})`
  const sentence =
    typeof path === 'string' && code !== undefined ? SENTENCES[code]?.(path) : undefined
  return sentence === undefined ? error.message : `${sentence} (${code})`
}

const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no file ${path}`,
  ENOTDIR: (path) => `there is no file ${path}: a part of its path is no folder`,
  EACCES: (path) => `${path} may not be opened by this user`,
  EPERM: (path) => `${path} may not be opened by this user`,
  EROFS: (path) => `${path} cannot be written: the disk is read-only`,
  ENOSPC: (path) => `${path} cannot be written: the disk is full`,
}
