export interface KraftSettings {
  readonly broker_port: number
  readonly controller_port: number
  readonly data_folder: string
}

/**
 * The properties of one broker that is its own controller, on loopback, for tests and for trying
 * things out.
 */
export function kraftProperties({
  broker_port,
  controller_port,
  data_folder,
}: KraftSettings): string {
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller_port}
listeners=PLAINTEXT://127.0.0.1:${broker_port},CONTROLLER://127.0.0.1:${controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:${broker_port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${data_folder}
num.partitions=6
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
# A broker that was killed is taken back when its old session has ended: 9 s unless told otherwise.
# Where the machine has other work to do, one that lives misses shorter sessions, and stays away.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
`
}
