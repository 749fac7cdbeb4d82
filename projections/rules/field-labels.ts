/** What a form calls a field of a rule's file, and what it says about it. */
export interface FieldLabel {
  readonly title: { readonly en: string; readonly zh: string }
  /** Without `en` where the schema has an English description of its own. */
  readonly help?: { readonly en?: string; readonly zh: string }
}

/**
 * By the path in the schema (`#count.window` for a kind's parameter, `tests[].at` for the rest), or
 * by the name of the field wherever it means the same. The path goes before the name.
 */
export function labelOf(path: string): FieldLabel | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1)
  return BY_PATH[path] ?? BY_NAME[name]
}

/** `help`: in both languages, or in Chinese beside the description that the schema has. */
function label(
  en: string,
  zh: string,
  help?: string | readonly [en: string, zh: string],
): FieldLabel {
  const title = { en, zh }
  if (help === undefined) return { title }
  return { title, help: typeof help === 'string' ? { zh: help } : { en: help[0], zh: help[1] } }
}

/** What each kind of rule warns of. */
export const KIND_LABELS: Readonly<Record<string, FieldLabel>> = {
  count: label('Count', '次数累计', [
    'Enough facts of a selection within a window.',
    '窗口期内所选事实达到规定次数时预警。',
  ]),
  sum: label('Sum', '金额累计', [
    'Amounts of a selection add up to enough within a window.',
    '窗口期内所选事实的数值合计达到规定数额时预警。',
  ]),
  combination: label('Combination', '条件组合', [
    'Several conditions hold within one window.',
    '同一窗口期内各项条件同时满足时预警。',
  ]),
  sequence: label('Sequence', '先后次序', [
    'Facts follow each other, each soon enough after the one before.',
    '事实按规定次序先后发生且间隔不超过期限时预警。',
  ]),
  deadline: label('Deadline', '办理期限', [
    'A duty that is not answered in time.',
    '应办事项逾期未办理时预警。',
  ]),
  expiry: label('Expiry', '有效期届满', [
    'A validity that ends and is not renewed.',
    '有效期届满或者即将届满而未续期时预警。',
  ]),
  silence: label('Silence', '失联', ['Regular reports that stop.', '定期报送中断时预警。']),
  surge: label('Surge', '突增', [
    'Far more facts of a group than its baseline lets expect.',
    '某一分组的事实数量明显高于其基线水平时预警。',
  ]),
  peer: label('Peers', '同类比较', [
    'A subject whose number lies far above those of its peers.',
    '主体的数值明显高于同类主体时预警。',
  ]),
  score: label('Score', '风险评分', [
    'Weighted parts that add up to a band.',
    '各项指标加权计分并达到规定等级时预警。',
  ]),
}

const BY_NAME: Readonly<Record<string, FieldLabel>> = {
  en: label('English', '英文'),
  zh: label('Chinese', '中文'),
  law: label('Law', '法律法规'),
  article: label('Article', '条款'),
  valid_from: label('In force from', '生效日期', '日期，格式为 YYYY-MM-DD'),
  valid_to: label('In force to', '失效日期', '日期，格式为 YYYY-MM-DD'),
  source: label('Document', '文件出处'),
  events: label('Event types', '事件类型'),
  where: label('Filter', '筛选条件'),
  of: label('Facts', '事实范围'),
  window: label('Window', '窗口期'),
  within: label('Within', '期限'),
  at_least: label('At least', '最低数量'),
  match: label('Equal fields', '关联字段', [
    'Fields that both facts must have, with equal values.',
    '两项事实均须具备且取值相同的字段。',
  ]),
  group_by: label('Grouped by', '分组方式', '哪些预警归入同一张预警单或者同一分组'),
  key: label('Key', '对象标识'),
  field: label('Field', '字段'),
  prefix: label('First characters', '前几位', [
    'So many first characters tell groups apart; all of them where it is left out.',
    '按取值的前若干位分组；不填则按全部取值。',
  ]),
  amount: label('Amount', '数值字段'),
  title: label('Title', '名称'),
  points: label('Points', '分值'),
  band: label('Band', '等级'),
}

const BY_PATH: Readonly<Record<string, FieldLabel>> = {
  id: label('Rule id', '规则编号'),
  version: label('Version', '版本号'),
  title: label('Title', '规则名称'),
  text: label('What the rule says', '规则说明'),
  level: label('Level', '风险等级'),
  legal_basis: label('Legal basis', '法律依据'),
  class: label(
    'Class',
    '规则来源',
    '法定：条件见于法律法规；公布做法：由主管部门公布；模板：供本地调整',
  ),
  jurisdiction: label('Jurisdiction', '适用地域'),
  owner: label('Owner', '责任单位'),
  review_by: label('Review by', '复审期限', '责任单位须在此日之前复审法律依据、阈值和实施效果'),
  false_positives: label('False positives', '误报说明', '并无问题却会预警的情形'),
  playbook: label('Playbook', '处置指引', '收到预警单后逐步应做的工作'),
  alert_anchor_age_days: label(
    'Oldest warning that opens an alert, in days',
    '预警时效（天）',
    '锚点早于来源最新事实若干天的预警只记台账，不生成预警单',
  ),
  utc_offset: label('Time zone', '时区', '规则所称的日以此时区起止'),
  in_force: label('In force', '适用期间', '本版本的适用日期，起止日均含；以预警锚点所在日判断'),
  'in_force.from': label('From', '起始日期', '日期，格式为 YYYY-MM-DD'),
  'in_force.to': label('To', '截止日期', '日期，格式为 YYYY-MM-DD'),
  facts_before_in_force: label(
    'Facts before that',
    '适用前的事实',
    '窗口期可否计入适用之前的事实；修法后是否溯及，应当明确选择',
  ),
  depends_on: label(
    'Depends on',
    '依赖的失联规则',
    '所列失联规则监测数据来源；来源失联期间，本规则显示为无法判断',
  ),
  kind: label('Kind', '规则类型'),
  parameters: label('Condition', '预警条件'),
  tests: label('Tests', '规则自测', [
    'Examples of when the rule warns and when not; a rule that fails one cannot be drafted.',
    '说明何时预警、何时不预警的样例；有一项不通过，规则不得起草。',
  ]),
  'tests[].name': label('Name', '样例名称'),
  'tests[].given': label('Given events', '给定事件'),
  'tests[].given[].id': label('Id in the test', '样例内编号'),
  'tests[].given[].subject': label('Subject', '主体'),
  'tests[].given[].type': label('Event type', '事件类型'),
  'tests[].given[].at': label('Occurred at', '发生时间', '带时区偏移的时间，1900 至 2299 年'),
  'tests[].given[].region': label('Region', '行政区划'),
  'tests[].given[].department': label('Department', '部门'),
  'tests[].given[].data': label('Data', '事件内容'),
  'tests[].given[].known_at': label('Known at', '获知时间', '带时区偏移的时间，1900 至 2299 年'),
  'tests[].given[].corrects': label('Corrects', '更正的事件'),
  'tests[].given[].retracts': label('Retracts', '撤回的事件'),
  'tests[].known': label('When events are known', '获知方式'),
  'tests[].at': label('Clock of the test', '测试时刻', '带时区偏移的时间，1900 至 2299 年'),
  'tests[].expect': label('Expected warnings', '应有预警'),
  'tests[].expect[].subject': label('Subject', '主体'),
  'tests[].expect[].at': label('Anchor', '锚点时间', '带时区偏移的时间，1900 至 2299 年'),
  'tests[].expect[].evidence': label('Evidence', '依据事实'),
  exceptions: label('Exceptions', '除外情形'),
  'exceptions[].name': label('Name', '标识', [
    'Stable; outcomes are counted by it.',
    '保持不变；按此统计结果。',
  ]),
  'exceptions[].reason': label('Reason', '除外理由'),
  'exceptions[].law': label('Legal basis', '法律依据'),
  'exceptions[].subject': label('While the subject is', '主体符合'),
  'exceptions[].while': label('While there is', '存在事实'),
  alerting: label('Alerting', '预警合并', '哪些预警合并为一张预警单，哪些不生成预警单'),
  'alerting.record_only': label('Recording only', '仅观察', '预警记入台账，不生成预警单'),
  'alerting.window': label(
    'Longest distance in one alert',
    '合并期限',
    '锚点与已有预警单相距超过此期限的，另立预警单',
  ),
  'alerting.storm': label(
    'Storm',
    '预警激增',
    '一段时间内新增预警单超过此数的，其余并为一张并计数',
  ),
  'alerting.storm.more_than': label('More alerts than', '超过件数'),
  'alerting.needs_second_person_above': label(
    'Second person above',
    '第二人确认件数',
    '发布后将立即产生或者近九十日本应产生的预警单超过此数的，须由第二人确认',
  ),
  '#count.distinct': label('Different values of', '按不同取值计数', [
    'Different values of the field are counted instead of facts.',
    '按该字段的不同取值计数，而不按事实件数。',
  ]),
  '#deadline.duty': label('What opens the duty', '应办事项'),
  '#deadline.answer': label('What answers it', '办结事实'),
  '#deadline.within.hours': label('Hours', '小时数'),
  '#deadline.within.days': label('Days', '天数'),
  '#deadline.within.counted': label('Which days count', '计日方式'),
  '#deadline.within.calendar': label('Whose working days', '工作日法域', [
    'The country whose holiday notices count; CN where nothing is said.',
    '按该法域的放假安排计算工作日，未注明的按中国大陆。',
  ]),
  '#deadline.due': label('Field with the due date', '到期日字段'),
  '#combination.conditions': label('Conditions', '条件'),
  '#expiry.valid_to': label('Field with the last moment', '有效期截止字段'),
  '#expiry.notice_days': label('Days of notice', '提前天数'),
  '#expiry.ended_by': label('Ended by', '终止事实'),
  '#expiry.inactive_by': label('Subject inactive by', '主体退出事实'),
  '#sequence.first': label('First', '首项事实'),
  '#sequence.followed_by': label('Followed by', '后续事实'),
  '#peer.every': label('Snapshot every', '快照周期'),
  '#peer.window_periods': label('Periods that are counted', '统计周期数'),
  '#peer.group_by[].attribute': label('Attribute', '分组属性'),
  '#peer.peers_at_least': label('Peers at least', '最少同类主体数'),
  '#peer.z_at_least': label('Distance from the median at least', '最低偏离倍数'),
  '#peer.scale_floor': label('Smallest spread', '最小离散度'),
  '#surge.baseline': label('Baseline', '基线期'),
  '#surge.chance_at_most': label('Chance at most', '偶然概率上限'),
  '#silence.per': label('Whom the warning is about', '预警对象'),
  '#silence.regular': label('What is regular', '定期报送标准'),
  '#silence.silent_after': label('Silent after', '失联时长'),
  '#silence.unless': label('Unless', '除非'),
  '#score.base': label('Base', '基础分'),
  '#score.indicators': label('Indicators', '指标'),
  '#score.indicators[].id': label('Indicator id', '指标编号'),
  '#score.indicators[].points_per': label('Points for an amount', '按数值计分'),
  '#score.indicators[].points_per.amount': label('For each', '每单位数值'),
  '#score.indicators[].points_by': label('Points by a value', '按取值计分'),
  '#score.indicators[].points_by.values': label('Values', '取值与分值'),
  '#score.indicators[].points_by.otherwise': label('Otherwise', '其他取值'),
  '#score.indicators[].newest': label('Only the newest fact', '仅计最新事实'),
  '#score.indicators[].half_life': label('Half-life', '半衰期'),
  '#score.indicators[].cap': label('At most', '分值上限'),
  '#score.bands': label('Bands', '等级划分'),
  '#score.bands[].override_only': label('Only by determination', '仅直接判定'),
  '#score.bands[].from': label('From', '起始分'),
  '#score.bands[].below': label('Below', '低于'),
  '#score.overrides': label('Direct determinations', '直接判定'),
  '#score.overrides[].id': label('Determination id', '判定编号'),
  '#score.warn_bands': label('Bands that warn', '预警等级'),
}
