#!/usr/bin/env node
// Plain JavaScript, because this file must run on the host's Node, which may be too old for the
// rest: the program is TypeScript that Node 24 runs as it is. Where the host is older, the npm
// package `node` supplies 24.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const NODE_MAJOR_MIN = 24
const PARENT_LOOK_MS = 500
// chDB and the file system share libuv's threads; it reads their number before the first I/O.
process.env.UV_THREADPOOL_SIZE ??= '12'

endWithParent(process.env)

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
  // Compiled code is kept beside the packages, where it can be written; where it cannot, each start
  // compiles anew.
  module.enableCompileCache(
    fileURLToPath(new URL('../../node_modules/.cache/jianwei', import.meta.url)),
  )
  await import('./jianwei.ts')
} else {
  runOn(suppliedNode())
}

/**
 * npm and the launcher below are parents that nobody means when they end them: whoever ends `npm
 * start` means the program. npm passes SIGTERM and SIGINT on; when it dies of anything else, or of
 * `kill -9`, all that a child sees is another parent. It takes that as the hang-up of its terminal.
 * A shell is no such parent: what was started in the background outlives it.
 */
function endWithParent({
  npm_lifecycle_event,
  npm_package_name,
  npm_lifecycle_script = '',
  JIANWEI_LAUNCHER,
}) {
  const byNpm = npm_lifecycle_event === 'start' && npm_package_name === 'jianwei'
  const byNpx = npm_lifecycle_event === 'npx' && /^["']?jianwei\b/.test(npm_lifecycle_script)
  if (!byNpm && !byNpx && JIANWEI_LAUNCHER === undefined) return
  const parent = JIANWEI_LAUNCHER === undefined ? process.ppid : Number(JIANWEI_LAUNCHER)
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    process.kill(process.pid, 'SIGHUP')
  }, PARENT_LOOK_MS)
  look.unref()
}

function suppliedNode() {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const node = fileURLToPath(new URL('node_modules/.bin/node', folder))
    if (existsSync(node)) return node
    if (folder.pathname === '/') return undefined
  }
}

function runOn(node) {
  if (node === undefined) {
    console.error(
      `jianwei needs Node ${NODE_MAJOR_MIN}; this is ${process.version}, ` +
        'and node_modules/.bin/node is missing (run npm ci).',
    )
    process.exitCode = 1
    return
  }
  const env = { ...process.env, JIANWEI_LAUNCHER: String(process.pid) }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  // A terminal gives Ctrl-C to both processes; passed on as well, it would look like a second,
  // impatient one.
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY
  const forward = (signal) => (signal === 'SIGINT' && hasTerminal) || child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  child.on('error', (error) => {
    console.error(`cannot start ${node}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    for (const each of signals) process.off(each, forward)
    if (signal === null) process.exitCode = code
    // Ends as the child ended, so that a shell sees the same.
    else process.kill(process.pid, signal)
  })
}
