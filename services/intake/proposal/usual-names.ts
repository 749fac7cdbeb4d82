/**
 * How offices call the columns of their registers, besides the names of the fields themselves: in
 * the order of preference, as `plainName` writes them.
 */

/** What an event says beside its data. */
export const ROLES = [
  'id',
  'subject',
  'occurred_at',
  'reported_at',
  'region',
  'department',
] as const
export type Role = (typeof ROLES)[number]

const NAMES_OF_ROLES: Readonly<Record<Role, readonly string[]>> = {
  id: [
    '行政处罚决定书文号',
    '处罚决定书文号',
    '决定书文号',
    '决定文书号',
    '许可决定文书号',
    '文书号',
    '文号',
    '许可编号',
    '许可证编号',
    '工单编号',
    '工单号',
    '投诉编号',
    '举报编号',
    '登记编号',
    '案件编号',
    '案号',
    '检查编号',
    '记录编号',
    '业务编号',
    '流水号',
    '编号',
    '序号',
    '主键',
    'id',
    'recordid',
    'uuid',
    'number',
    'casenumber',
    'decisionnumber',
    'ticketid',
    'complaintid',
    'inspectionid',
    'licensenumber',
    'licencenumber',
  ],
  subject: [
    '统一社会信用代码',
    '社会信用代码',
    '信用代码',
    '行政相对人代码1统一社会信用代码',
    '行政相对人代码',
    'uscc',
    'creditcode',
    'unifiedsocialcreditcode',
    '注册号',
    '工商注册号',
    '行政相对人名称',
    '企业名称',
    '单位名称',
    '当事人名称',
    '当事人',
    '经营者名称',
    '市场主体名称',
    '被投诉单位',
    '被投诉企业',
    '被检查单位',
    '商户名称',
    '店铺名称',
    '字号名称',
    '企业',
    '商户',
    '名称',
    'company',
    'companyname',
    'business',
    'businessname',
    'facility',
    'facilityid',
    'establishment',
    'establishmentname',
    'dbaname',
    'businessid',
    'subject',
  ],
  occurred_at: [
    '处罚决定日期',
    '行政处罚决定日期',
    '决定日期',
    '作出处罚决定日期',
    '处罚日期',
    '许可决定日期',
    '检查日期',
    '检查时间',
    '发现日期',
    '违法行为发生日期',
    '受理时间',
    '来电时间',
    '投诉时间',
    '举报时间',
    '派单时间',
    '登记时间',
    '登记日期',
    '列入日期',
    '移出日期',
    '发生时间',
    '发生日期',
    '立案日期',
    '日期',
    '时间',
    '年报日期',
    'date',
    'day',
    'time',
    'inspectiondate',
    'issuedate',
    'occurredat',
    'decidedat',
    'createddate',
    'receiveddate',
  ],
  reported_at: [
    '录入时间',
    '录入日期',
    '填报时间',
    '填报日期',
    '上报时间',
    '报送时间',
    '报送日期',
    '公示日期',
    '公开日期',
    '更新时间',
    '数据更新时间',
    '数据来源时间',
    '入库时间',
    'reportedat',
    'updatedat',
    'lastupdated',
    'cdtime',
  ],
  region: [
    '行政区划代码',
    '行政区划编码',
    '行政区划',
    '区划代码',
    '区划编码',
    '所属区划',
    '地区代码',
    '区县代码',
    '区域代码',
    'region',
    'regioncode',
    'areacode',
  ],
  department: [
    '处罚机关',
    '处罚机关名称',
    '作出处罚决定机关',
    '许可机关',
    '许可机关名称',
    '检查单位',
    '检查机关',
    '执法部门',
    '执法单位',
    '承办单位',
    '主办单位',
    '实施机关',
    '填报单位',
    '部门',
    'department',
    'agency',
  ],
}

/** Fields of events that registers call otherwise than the events do. */
const NAMES_OF_FIELDS: Readonly<Record<string, readonly string[]>> = {
  administrative_cp: ['企业名称', '单位名称', '当事人', '当事人名称', '经营者名称', '市场主体名称'],
  administrative_cp_ui_code: ['统一社会信用代码', '社会信用代码', '信用代码'],
  decision_number: ['处罚决定书文号', '决定书文号', '文书号', '文号'],
  case_number: ['案号', '立案号', '案件号'],
  fine_cents: [
    '罚款',
    '罚款数额',
    '罚款金额万元',
    '罚款金额元',
    '处罚金额',
    '罚没金额',
    '罚款额',
    'fine',
    'amount',
  ],
  confiscated_cents: [
    '没收金额',
    '没收违法所得',
    '没收违法所得没收非法财物的金额',
    '没收违法所得金额',
  ],
  illegal_facts: ['违法行为', '主要违法事实', '案由', '违法事实描述', '违法行为描述', 'violation'],
  legal_basis: ['处罚依据', '处罚依据法律法规', '违法依据', '依据', 'note', 'law', 'legalbasis'],
  result: ['处罚结果', '处罚决定', '处理结果'],
  published_until: ['公示截止日期', '公示截止时间'],
  complaint_number: ['投诉编号', '投诉单号', '工单编号', '工单号', '登记编号', '编号'],
  title: ['标题', '主题', '诉求标题'],
  content: ['内容', '投诉内容', '诉求内容', '问题描述', '举报内容'],
  respondent_name: ['被投诉单位', '被投诉企业', '被投诉对象', '涉事主体'],
  complainant_name: ['来电人', '来电人姓名', '投诉人姓名', '诉求人'],
  complainant_phone: ['联系电话', '来电号码', '投诉人电话', '手机号', '手机号码'],
  licence_number: [
    '许可编号',
    '许可证编号',
    '许可证号',
    '证书编号',
    '证照编号',
    '许可证书编号',
    'licensenumber',
  ],
  licence_name: ['许可证书名称', '许可文件名称', '证照名称', '许可证名称'],
  authority: ['许可机关', '许可机关名称', '发证机关'],
  valid_from: [
    '有效期起',
    '有效期自',
    '有效期开始日期',
    '有效开始日期',
    '生效日期',
    '发证日期',
    'validfrom',
    'startdate',
  ],
  valid_to: [
    '有效期止',
    '有效期至',
    '有效期截止日期',
    '有效截止日期',
    '截止日期',
    '到期日期',
    'validto',
    'expirationdate',
  ],
  address_operating: ['经营地址', '经营场所', '地址', 'address'],
  address_registered: ['注册地址', '住所', '登记住所'],
}

/** Words in the name of a file, a sheet or its columns that tell what its records are. */
export const WORDS_OF_TYPES: readonly (readonly [type: string, words: readonly string[]])[] = [
  ['PenaltyDecided', ['处罚', '罚款', '罚單', '裁處', 'penalt', 'fine']],
  ['LicenceGranted', ['许可', '證照', '证照', 'licence', 'license', 'permit']],
  ['InspectionConducted', ['检查', '抽查', 'inspection']],
  ['TicketDispatched', ['工单', '12345', 'ticket']],
  ['ReportReceived', ['举报']],
  ['ComplaintReceived', ['投诉', '消费纠纷', '申诉', 'complaint']],
  ['AbnormalOperationListed', ['经营异常']],
  ['SeriousViolationListed', ['严重违法', '失信']],
  ['AnnualReportFiled', ['年报', '年度报告', 'annualreport']],
  ['ReadingReported', ['监测值', '监测数据', 'reading']],
  ['AccidentOccurred', ['事故', 'accident']],
  ['ViolationFound', ['违法', 'violation']],
]

export const TOTALS = ['合计', '总计', '小计', '合 计', '总 计', 'Total', 'TOTAL'] as const
/** Texts that say that a cell is empty. */
export const EMPTY_WORDS = [
  '/',
  '-',
  '—',
  '--',
  '无',
  '無',
  '空',
  'N/A',
  'n/a',
  'NULL',
  'null',
] as const
export const ENDLESS_WORDS = [
  '长期',
  '長期',
  '永久',
  '长期有效',
  '9999-12-31',
  '2099-12-31',
] as const
export const YES_NO: Readonly<Record<string, boolean>> = {
  是: true,
  否: false,
  有: true,
  无: false,
}

/** Without blanks, brackets and marks; in small letters. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** How well a column is called for a role: the smaller the better; undefined where it is not. */
export function rankForRole(role: Role, column: string): number | undefined {
  return rankIn(NAMES_OF_ROLES[role], column)
}

/** The same for a field of an event, by its own names first. */
export function rankForField(
  field: string,
  titles: readonly string[],
  column: string,
): number | undefined {
  return rankIn([...titles.map(plainName), ...(NAMES_OF_FIELDS[field] ?? [])], column)
}

function rankIn(names: readonly string[], column: string): number | undefined {
  const plain = plainName(column)
  const at = names.indexOf(plain)
  return at === -1 ? undefined : at
}
