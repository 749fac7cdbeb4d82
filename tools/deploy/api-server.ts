import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const VERSION = 'v1.35.4'
/** The modules that are Kubernetes' own have this in place of its version. */
const OF_THE_SAME = VERSION.replace('v1', 'v0')
const CACHE = join(homedir(), '.cache', 'jianwei', `kube-apiserver-${VERSION}`)
const READY_LOOKS = 600
const LOOK_MS = 500

const MAIN = `package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
`

/** An API server with a store of its own, on loopback. Disposing ends both and forgets all. */
export class ApiServer implements AsyncDisposable {
  readonly version = `Kubernetes ${VERSION}`
  readonly #folder: string
  readonly #processes: readonly ChildProcess[]
  readonly #access: readonly string[]

  private constructor(
    folder: string,
    processes: readonly ChildProcess[],
    access: readonly string[],
  ) {
    this.#folder = folder
    this.#processes = processes
    this.#access = access
  }

  /** Throws where something that it needs is not installed, or it does not come up. */
  static async start(say: (line: string) => void): Promise<ApiServer> {
    if (!existsSync(CACHE)) {
      say('building the API server …')
      build()
    }
    const folder = mkdtempSync(join(tmpdir(), 'jianwei-kubernetes-'))
    const [client, peer, secure] = await freePorts()
    const token = randomBytes(16).toString('hex')
    writeFileSync(join(folder, 'tokens.csv'), `${token},operator,1,system:masters\n`)
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    const key = join(folder, 'accounts.key')
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(join(folder, 'accounts.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    const store = `http://127.0.0.1:${client}`
    const processes = [
      started(folder, 'etcd', [
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=${store}`,
        `--advertise-client-urls=${store}`,
        `--listen-peer-urls=http://127.0.0.1:${peer}`,
      ]),
      started(folder, CACHE, [
        `--etcd-servers=${store}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${secure}`,
        `--cert-dir=${join(folder, 'certificates')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${join(folder, 'accounts.pub')}`,
        `--service-account-signing-key-file=${key}`,
        '--service-cluster-ip-range=10.96.0.0/16',
        '--authorization-mode=RBAC',
        `--token-auth-file=${join(folder, 'tokens.csv')}`,
        // Nobody makes accounts here, which pods would wait for.
        '--disable-admission-plugins=ServiceAccount',
      ]),
    ]
    const address = ['--server', `https://127.0.0.1:${secure}`, '--insecure-skip-tls-verify']
    const server = new ApiServer(folder, processes, [...address, '--token', token])
    try {
      await server.#ready()
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
    return server
  }

  /** What kubectl says of these objects beyond that they were taken, a line each. */
  apply(items: readonly object[], options: readonly string[]): readonly string[] {
    const said = spawnSync(
      'kubectl',
      [...this.#access, 'apply', '--filename', '-', '--warnings-as-errors', ...options],
      { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), encoding: 'utf8' },
    )
    const lines = said.stderr.split('\n').filter((line) => line.trim() !== '')
    return said.status === 0 ? [] : lines.length > 0 ? lines : [`kubectl ended with ${said.status}`]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#processes.toReversed()) {
      if (one.exitCode !== null || one.signalCode !== null) continue
      const ended = once(one, 'exit')
      one.kill('SIGKILL')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #ready(): Promise<void> {
    for (let look = 0; look < READY_LOOKS; look += 1) {
      const asked = spawnSync('kubectl', [...this.#access, 'get', '--raw', '/readyz'])
      if (asked.error !== undefined) throw asked.error
      if (asked.status === 0) return
      const ended = this.#processes.find((one) => one.exitCode !== null)
      if (ended !== undefined) break
      await sleep(LOOK_MS)
    }
    const last = readFileSync(join(this.#folder, 'log'), 'utf8').slice(-2_000)
    throw new Error(`the API server is not ready:\n${last}`)
  }
}

function started(folder: string, command: string, args: readonly string[]): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a')
  const child = spawn(command, args, { stdio: ['ignore', log, log] })
  // That it is not installed is found when it is not ready.
  child.once('error', (error) => writeFileSync(log, `${command}: ${error.message}\n`))
  return child
}

/** A program of one line around Kubernetes' own, with its own versions of its own modules. */
function build(): void {
  const folder = mkdtempSync(join(tmpdir(), 'jianwei-kube-apiserver-'))
  try {
    const run = (...args: readonly string[]): string =>
      execFileSync('go', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    writeFileSync(join(folder, 'main.go'), MAIN)
    const { GoMod } = z
      .object({ GoMod: z.string() })
      .parse(JSON.parse(run('mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`)))
    const own = readFileSync(GoMod, 'utf8').matchAll(/^\s(k8s\.io\/\S+) => \.\/staging/gm)
    const replaced = [...own].map(([, name]) => `replace ${name} => ${name} ${OF_THE_SAME}\n`)
    const head = `module apiserver\n\ngo 1.25.0\n\nrequire k8s.io/kubernetes ${VERSION}\n\n`
    writeFileSync(join(folder, 'go.mod'), head + replaced.join(''))
    run('mod', 'tidy', '-e')
    const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${VERSION}`
    mkdirSync(dirname(CACHE), { recursive: true })
    // It appears under its name when it is whole.
    const made = `${CACHE}.${process.pid}`
    run('build', '-ldflags', flags, '-o', made, '.')
    renameSync(made, CACHE)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function freePorts(): Promise<readonly [number, number, number]> {
  const servers = Array.from({ length: 3 }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  // Listening TCP servers have addresses with ports.
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  for (const server of servers) server.close()
  const [client = 0, peer = 0, secure = 0] = ports
  return [client, peer, secure]
}
