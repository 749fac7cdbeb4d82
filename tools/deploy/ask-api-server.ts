import { readCommandLine } from '#/command-line.ts'
import { ApiServer } from '#/deploy/api-server.ts'
import { APPLIED, manifestsOf, type Manifest } from '@jianwei/tests/support/deploy/manifests.ts'

/*
 * `npm run test:kubernetes` has a real API server of Kubernetes look at everything that is applied,
 * and at each pod by itself under the pod security standard `restricted`. Nothing is run: there is
 * no node. Needs Go, etcd (Debian's etcd-server) and kubectl; the first run builds the server,
 * which takes half an hour of a busy machine and stays in the cache.
 */

readCommandLine({
  call: 'npm run test:kubernetes --',
  does: 'Has a real API server of Kubernetes look at all manifests.',
})

await using server = await ApiServer.start((line) => console.log(line))
const [namespace] = manifestsOf('province').filter(({ kind }) => kind === 'Namespace')
server.apply(namespace === undefined ? [] : [namespace], [])
// Or the standard would not be asked for at all.
const careless = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'careless', namespace: 'jianwei' },
  spec: { containers: [{ name: 'one', image: 'jianwei:0.1.0' }] },
}
if (!server.apply([careless], ['--dry-run=server']).join().includes('PodSecurity'))
  throw new Error('a pod that runs as root was taken')
let refused = 0
for (const folder of APPLIED) {
  const manifests = manifestsOf(folder)
  const pods = manifests.flatMap(podOf)
  for (const [what, objects] of [
    ['objects', manifests],
    ['pods', pods],
  ] as const) {
    const problems = server.apply(objects, ['--dry-run=server'])
    refused += problems.length
    console.log(`${folder}: ${objects.length} ${what}, ${problems.length} refused or warned of`)
    for (const problem of problems) console.log(`  ${problem}`)
  }
}
console.log(`${server.version}: ${refused === 0 ? 'everything was taken' : `${refused} problems`}`)
if (refused > 0) process.exitCode = 1

/** The pod that a workload would make: the server looks at pods when they are made. */
function podOf({ kind, metadata, ...rest }: Manifest): readonly Manifest[] {
  const spec = rest['spec'] as Readonly<Record<string, unknown>> | undefined
  const template =
    kind === 'CronJob'
      ? (spec as { jobTemplate: { spec: { template: object } } }).jobTemplate.spec.template
      : spec?.['template']
  if (template === undefined) return []
  const pod = template as { readonly spec: { readonly volumes: readonly object[] } }
  // Claims of a StatefulSet become volumes of its pods.
  const claims = (spec?.['volumeClaimTemplates'] ?? []) as readonly { metadata: { name: string } }[]
  const volumes = claims.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }))
  return [
    {
      ...pod,
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: metadata.name, namespace: 'jianwei' },
      spec: { ...pod.spec, volumes: [...pod.spec.volumes, ...volumes] },
    },
  ]
}
