export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};
export type ProblemReason = {
    /**
     * Stable; branch on this
     */
    code: string;
    /**
     * Where in the request
     */
    path: string;
    message: string;
};
/**
 * What went wrong (RFC 9457)
 */
export type Problem = {
    /**
     * Names the kind of problem
     */
    type: string;
    title: string;
    status: number;
    detail?: string;
    /**
     * Stable; branch on this
     */
    code: string;
    /**
     * Find the request in the log by this
     */
    request_id: string;
    /**
     * Everything that is wrong, not only the first
     */
    reasons?: Array<ProblemReason>;
};
/**
 * Why input was refused 拒收原因; never carries the refused value
 */
export type RefusalReason = {
    /**
     * Stable; branch on this
     */
    code: string;
    /**
     * The field in the input
     */
    path: string;
    message: string;
};
/**
 * Why intake refused a request (RFC 9457)
 */
export type IntakeProblem = {
    type: string;
    title: string;
    status: number;
    detail?: string;
    /**
     * Stable; branch on this
     */
    code: string;
    request_id: string;
    reasons?: Array<RefusalReason>;
    quarantine_id?: string;
    /**
     * What the input became, where it was taken before
     */
    event_ids?: Array<string>;
};
/**
 * What became of one event
 */
export type IntakeResult = {
    /**
     * corrected: a changed record of a register became a correction, which event_id names 更正
     */
    status: 'accepted' | 'corrected' | 'duplicate';
    event_id: string;
    /**
     * Its position in the log; for a duplicate, the position of the first
     */
    position: number;
    /**
     * Taken, and worth a look 请核对: a correction or retraction of a fact that nobody has sent
     */
    notice?: RefusalReason;
} | {
    status: 'quarantined';
    /**
     * Where to find it under /v1/quarantine
     */
    quarantine_id: string;
    reasons: Array<RefusalReason>;
} | {
    /**
     * Refused and, over the day's quota of its source, not kept
     */
    status: 'counted';
    reasons: Array<RefusalReason>;
} | {
    status: 'quarantined' | 'counted';
    quarantine_id?: string;
    /**
     * The index in this list of the first result with the same reasons
     */
    same_as: number;
};
export type QuarantineEvent = {
    event_id: string;
    /**
     * Null where an earlier version of the program took it
     */
    status: 'accepted' | 'corrected' | 'duplicate' | null;
};
/**
 * Input that was refused and kept 隔离的输入
 */
export type QuarantineEntry = {
    quarantine_id: string;
    /**
     * CloudEvents source where it could be read, else the channel
     */
    source: string;
    channel: 'http' | 'file' | 'kafka';
    file: string | null;
    line: number | null;
    mapping: string | null;
    topic: string | null;
    partition: number | null;
    offset: number | null;
    content_type: string;
    bytes_count: number;
    reasons: Array<RefusalReason>;
    received_at: string;
    state: 'held' | 'redriven' | 'superseded' | 'dismissed';
    redriven_at: string | null;
    /**
     * Since when it waits no longer, however that came
     */
    ended_at: string | null;
    /**
     * By which it was dismissed
     */
    order_id: string | null;
    /**
     * What it became when it was re-driven
     */
    event_ids: Array<string>;
    /**
     * waiting: nobody sent it again. under_way: somebody is, or it stopped half-way, and the next re-drive ends it. refused_again: by the newest attempt. accepted: as the events in `events`. duplicate: all that it says was in the log. skipped: its mapping passes over it. superseded: its record came in later, as those events. dismissed: somebody decided that it waits no longer
     */
    outcome: 'waiting' | 'under_way' | 'refused_again' | 'accepted' | 'duplicate' | 'skipped' | 'superseded' | 'dismissed';
    events: Array<QuarantineEvent>;
    /**
     * How often somebody sent it again
     */
    redrives: number;
    /**
     * Who did so last 重送人
     */
    redriven_by: string | null;
    /**
     * Who repaired what was sent then; null for the original 修复人
     */
    repaired_by: string | null;
};
/**
 * A refused input that somebody sent again 重送记录
 */
export type Redriving = {
    number: number;
    at: string;
    actor: string | null;
    reason: string | null;
    /**
     * What was sent instead of the original; null for the original
     */
    repaired: {
        bytes_count: number;
        /**
         * In base64; null where something of it is masked for you, and for all but the newest repair
         */
        content: string | null;
        /**
         * The first 2000 characters; signs stand for hidden ones
         */
        preview: string | null;
    } | null;
    /**
     * Reasons where it was refused; null where it has not ended
     */
    result: {
        events: Array<QuarantineEvent>;
        reasons: Array<RefusalReason>;
    } | null;
};
export type QuarantineEntryWithOriginal = {
    quarantine_id: string;
    /**
     * CloudEvents source where it could be read, else the channel
     */
    source: string;
    channel: 'http' | 'file' | 'kafka';
    file: string | null;
    line: number | null;
    mapping: string | null;
    topic: string | null;
    partition: number | null;
    offset: number | null;
    content_type: string;
    bytes_count: number;
    reasons: Array<RefusalReason>;
    received_at: string;
    state: 'held' | 'redriven' | 'superseded' | 'dismissed';
    redriven_at: string | null;
    /**
     * Since when it waits no longer, however that came
     */
    ended_at: string | null;
    /**
     * By which it was dismissed
     */
    order_id: string | null;
    /**
     * What it became when it was re-driven
     */
    event_ids: Array<string>;
    /**
     * waiting: nobody sent it again. under_way: somebody is, or it stopped half-way, and the next re-drive ends it. refused_again: by the newest attempt. accepted: as the events in `events`. duplicate: all that it says was in the log. skipped: its mapping passes over it. superseded: its record came in later, as those events. dismissed: somebody decided that it waits no longer
     */
    outcome: 'waiting' | 'under_way' | 'refused_again' | 'accepted' | 'duplicate' | 'skipped' | 'superseded' | 'dismissed';
    events: Array<QuarantineEvent>;
    /**
     * How often somebody sent it again
     */
    redrives: number;
    /**
     * Who did so last 重送人
     */
    redriven_by: string | null;
    /**
     * Who repaired what was sent then; null for the original 修复人
     */
    repaired_by: string | null;
    /**
     * The original bytes, untouched, in base64; null where something of them is masked for you: the sender has them, and `npx jianwei quarantine show` on the machine of the log
     */
    original: string | null;
    /**
     * Fields whose values are masked 已脱敏, by their paths from here; absent where none is. Who may see them asks at POST /v1/events/{event_id}/unmask
     */
    masked?: Array<string>;
    /**
     * The first 2000 characters; signs stand for hidden ones
     */
    preview: string | null;
    /**
     * Newest first, at most 50; `redrives` counts all
     */
    redrivings: Array<Redriving>;
};
/**
 * Who asks, and what they may do where 当前身份
 */
export type Principal = {
    actor: string;
    kind: 'person' | 'service' | 'anonymous';
    grants: Array<{
        role: 'administrator' | 'supervisor' | 'regulator' | 'department' | 'analyst' | 'auditor' | 'public';
        region: string | null;
        domain: string | null;
        department: string | null;
    }>;
};
export type Title = {
    en: string;
    zh: string;
};
/**
 * An event 事件, unchanged since it was recorded
 */
export type Event = {
    /**
     * Its position in the log
     */
    position: number;
    event_id: string;
    /**
     * Event type of the catalogue
     */
    type: string;
    schema_version: number;
    /**
     * Whom it is about 监管对象
     */
    subject_id: string;
    /**
     * Region code 行政区划代码
     */
    region: string | null;
    /**
     * Who acted 部门
     */
    department: string | null;
    /**
     * The unit that `department` means there on the day of the fact, as the directory is known 部门对应的机构; null where it means none: /v1/units/unresolved says why
     */
    unit: {
        unit_id: string;
        /**
         * On the day of the fact
         */
        name: string;
    } | null;
    /**
     * When it happened 发生时间
     */
    occurred_at: string;
    /**
     * When the department entered it 报送时间
     */
    reported_at: string;
    /**
     * When this log took it 入库时间
     */
    recorded_at: string;
    /**
     * The system that sent it 数据来源
     */
    source: string;
    /**
     * Its id in the source
     */
    source_event_id: string;
    /**
     * Null for an event that you may not see
     */
    correlation_id: string | null;
    /**
     * Null also for one that you may not
     */
    causation_id: string | null;
    data: {
        [key: string]: unknown;
    };
    /**
     * How many ids its data name that you may not see: left out of lists, null elsewhere 不在权限内的编号数
     */
    withheld: number;
    /**
     * Fields whose values are masked 已脱敏, by their paths from here; absent where none is. Who may see them asks at POST /v1/events/{event_id}/unmask
     */
    masked?: Array<string>;
    /**
     * What the source wrote where it was normalised, by field path
     */
    raw: {
        [key: string]: string;
    } | null;
};
/**
 * An import under way 导入进行中: alerts of its sources wait until it ends
 */
export type ImportHold = {
    import_id: string;
    /**
     * Its name
     */
    file: string;
    mapping: string;
    /**
     * RFC 3339, UTC
     */
    since: string;
    /**
     * Unless something is heard of the import before: fifteen minutes after it was heard of last, by the clock of the log
     */
    until: string;
};
/**
 * The newest attempt to bring in a file 最近一次导入
 */
export type LastImport = {
    import_id: string;
    /**
     * Its name
     */
    file: string;
    mapping: string;
    /**
     * refused: the mapping cannot read the file. failed: something broke. stopped: somebody stopped it. superseded: it was killed, and a further attempt took its place. lapsed: nothing was heard of it for fifteen minutes
     */
    state: 'running' | 'completed' | 'refused' | 'failed' | 'stopped' | 'superseded' | 'lapsed';
    /**
     * Why it was not read to its end
     */
    code: string | null;
    /**
     * RFC 3339, UTC
     */
    began_at: string;
    /**
     * RFC 3339, UTC
     */
    changed_at: string;
};
/**
 * What a source states that it feeds 报送范围: a rule judges the absence of an event only where somebody feeds it
 */
export type SourceStatement = {
    /**
     * Where in the log it is stated
     */
    position: number;
    /**
     * RFC 3339, UTC
     */
    recorded_at: string;
    actor: string | null;
    reason: string | null;
    /**
     * Events that it sends, all of them
     */
    feeds: Array<{
        event_types: Array<string>;
        /**
         * Of these departments, or in the regions. Both null: of everybody
         */
        departments: Array<string> | null;
        /**
         * With all that lies in them
         */
        regions: Array<string> | null;
        /**
         * The mapping of the import that says so; null where a person does
         */
        mapping: string | null;
        /**
         * null: from the beginning
         */
        from: string | null;
        /**
         * Not itself; null: for as long as it says
         */
        until: string | null;
    }>;
    /**
     * Events that it never sends, though the matters are its own
     */
    never_feeds: Array<{
        event_types: Array<string>;
        /**
         * Of these departments, or in the regions. Both null: of everybody
         */
        departments: Array<string> | null;
        /**
         * With all that lies in them
         */
        regions: Array<string> | null;
        /**
         * The mapping of the import that says so; null where a person does
         */
        mapping: string | null;
    }>;
};
/**
 * Data that contradict the statement of their source 与说明不符的数据
 */
export type StatementContradiction = {
    /**
     * SENT_NOT_STATED: sends a type, department or region that it does not state. SENT_NEVER_FED: sends what it says it never sends. STATED_NOT_SENT: states a type of which it has sent nothing
     */
    code: 'SENT_NOT_STATED' | 'SENT_NEVER_FED' | 'STATED_NOT_SENT';
    event_type: string;
    events: number;
    /**
     * Of some of the events
     */
    departments: Array<string>;
    /**
     * Of some of the events
     */
    regions: Array<string>;
};
/**
 * A source 数据来源 in a list
 */
export type ListedSource = {
    /**
     * As in `source` of its events; empty for refused input of which no source could be read
     */
    source: string;
    title: Title | null;
    department: string | null;
    /**
     * The unit that the department means today 机构
     */
    unit: {
        unit_id: string;
        /**
         * On the day of the fact
         */
        name: string;
    } | null;
    /**
     * Under which its data may be used
     */
    license: string | null;
    /**
     * Facts and amendments
     */
    events: number;
    amendments: number;
    /**
     * The newest fact by its own time
     */
    last_occurred_at: string | null;
    /**
     * When this log last took something from it
     */
    last_recorded_at: string | null;
    /**
     * Seconds from the occurrence to the report
     */
    reporting_delay_s_mean: number | null;
    reporting_delay_s_max: number | null;
    /**
     * Seconds from the occurrence to this log
     */
    recording_delay_s_mean: number | null;
    recording_delay_s_max: number | null;
    /**
     * Inputs that went to quarantine
     */
    refused: number;
    /**
     * Further refused inputs beyond the quota of a day, of which only the number is kept
     */
    refused_counted: number;
    last_refused_at: string | null;
    /**
     * Why inputs were refused, of the newest 2000 of all sources; one with several reasons counts for each. What waits: /v1/quarantine/held 近期拒收原因
     */
    recent_refusals: Array<{
        code: string;
        inputs: number;
    }>;
    /**
     * Under way: alerts about this source wait until they end
     */
    imports: Array<ImportHold>;
    /**
     * Warnings that wait for them and are not too old for an alert
     */
    warnings_waiting: number;
    last_import: LastImport | null;
    /**
     * The newest one; null for a source that never registered
     */
    statement: SourceStatement | null;
    contradictions: Array<StatementContradiction>;
    /**
     * Facts that it was asked to look at because another source contradicts them: /v1/attribute-conflicts?returned_to= 退回核实
     */
    conflicts_sent_back: number;
    /**
     * By when the log last took something of it; null for what names no source
     */
    health: 'fresh' | 'late' | 'silent' | null;
};
export type SourcePage = {
    items: Array<ListedSource>;
    /**
     * Cursor of the next page; null on the last
     */
    next: string | null;
};
/**
 * CloudEvents 1.0. Further attributes belong to the transport and are not kept.
 */
export type EventAttributes = {
    specversion: '1.0';
    /**
     * Unique within the source: the same id is the same event 事件编号
     */
    id: string;
    /**
     * Who sends it, as a URI reference 数据来源
     */
    source: string;
    /**
     * Whom it is about 监管对象: a credit code, or an id in a namespace of the source
     */
    subject: string;
    /**
     * When it happened, with an offset
     */
    time: string;
    /**
     * When the department reported it
     */
    reportedat?: string | null;
    /**
     * Region code 行政区划代码
     */
    region?: string | null;
    /**
     * Who acted 部门
     */
    department?: string | null;
    /**
     * What belongs together
     */
    correlationid?: string | null;
    /**
     * What it follows from
     */
    causationid?: string | null;
    /**
     * JSON, where it is given
     */
    datacontenttype?: string | null;
};
/**
 * What a department may send, by its type 部门可上报的事件
 */
export type DepartmentEvent = SubjectRegistered | SubjectChanged | SubjectDeregistered | AnnualReportFiled | InspectionPlanned | InspectionConducted | ViolationFound | RectificationOrdered | RectificationChecked | CaseFiled | PenaltyDecided | DecisionPublished | CaseClosed | CoercionImposed | CoercionLifted | OtherActionTaken | ProcedureStepOpened | ProcedureStepCompleted | ComplaintReceived | ReportReceived | ComplaintAcceptanceDecided | ComplaintConcluded | TicketDispatched | TicketAnswered | TicketRated | CreditClassAssigned | AbnormalOperationListed | AbnormalOperationRemoved | SeriousViolationListed | SeriousViolationRemoved | CreditRepaired | LicenceGranted | LicenceRenewed | LicenceSuspended | LicenceRevoked | ReadingReported | DeviceSilent | AccidentOccurred | ReviewDecided | FactCorrected | FactRetracted;
/**
 * What a fact should have said 更正后的内容
 */
export type ReplacedFact = {
    type: 'SubjectRegistered';
    schema_version: 2;
    data: SubjectRegisteredData;
} | {
    type: 'SubjectChanged';
    schema_version: 2;
    data: SubjectChangedData;
} | {
    type: 'SubjectDeregistered';
    schema_version: 1;
    data: SubjectDeregisteredData;
} | {
    type: 'AnnualReportFiled';
    schema_version: 1;
    data: AnnualReportFiledData;
} | {
    type: 'InspectionPlanned';
    schema_version: 1;
    data: InspectionPlannedData;
} | {
    type: 'InspectionConducted';
    schema_version: 2;
    data: InspectionConductedData;
} | {
    type: 'ViolationFound';
    schema_version: 2;
    data: ViolationFoundData;
} | {
    type: 'RectificationOrdered';
    schema_version: 1;
    data: RectificationOrderedData;
} | {
    type: 'RectificationChecked';
    schema_version: 2;
    data: RectificationCheckedData;
} | {
    type: 'CaseFiled';
    schema_version: 1;
    data: CaseFiledData;
} | {
    type: 'PenaltyDecided';
    schema_version: 1;
    data: PenaltyDecidedData;
} | {
    type: 'DecisionPublished';
    schema_version: 1;
    data: DecisionPublishedData;
} | {
    type: 'CaseClosed';
    schema_version: 1;
    data: CaseClosedData;
} | {
    type: 'CoercionImposed';
    schema_version: 1;
    data: CoercionImposedData;
} | {
    type: 'CoercionLifted';
    schema_version: 1;
    data: CoercionLiftedData;
} | {
    type: 'OtherActionTaken';
    schema_version: 1;
    data: OtherActionTakenData;
} | {
    type: 'ProcedureStepOpened';
    schema_version: 1;
    data: ProcedureStepOpenedData;
} | {
    type: 'ProcedureStepCompleted';
    schema_version: 1;
    data: ProcedureStepCompletedData;
} | {
    type: 'ComplaintReceived';
    schema_version: 2;
    data: ComplaintReceivedData;
} | {
    type: 'ReportReceived';
    schema_version: 2;
    data: ReportReceivedData;
} | {
    type: 'ComplaintAcceptanceDecided';
    schema_version: 1;
    data: ComplaintAcceptanceDecidedData;
} | {
    type: 'ComplaintConcluded';
    schema_version: 1;
    data: ComplaintConcludedData;
} | {
    type: 'TicketDispatched';
    schema_version: 2;
    data: TicketDispatchedData;
} | {
    type: 'TicketAnswered';
    schema_version: 2;
    data: TicketAnsweredData;
} | {
    type: 'TicketRated';
    schema_version: 2;
    data: TicketRatedData;
} | {
    type: 'CreditClassAssigned';
    schema_version: 1;
    data: CreditClassAssignedData;
} | {
    type: 'AbnormalOperationListed';
    schema_version: 1;
    data: AbnormalOperationListedData;
} | {
    type: 'AbnormalOperationRemoved';
    schema_version: 1;
    data: AbnormalOperationRemovedData;
} | {
    type: 'SeriousViolationListed';
    schema_version: 1;
    data: SeriousViolationListedData;
} | {
    type: 'SeriousViolationRemoved';
    schema_version: 1;
    data: SeriousViolationRemovedData;
} | {
    type: 'CreditRepaired';
    schema_version: 1;
    data: CreditRepairedData;
} | {
    type: 'LicenceGranted';
    schema_version: 1;
    data: LicenceGrantedData;
} | {
    type: 'LicenceRenewed';
    schema_version: 1;
    data: LicenceRenewedData;
} | {
    type: 'LicenceSuspended';
    schema_version: 1;
    data: LicenceSuspendedData;
} | {
    type: 'LicenceRevoked';
    schema_version: 1;
    data: LicenceRevokedData;
} | {
    type: 'ReadingReported';
    schema_version: 2;
    data: ReadingReportedData;
} | {
    type: 'DeviceSilent';
    schema_version: 1;
    data: DeviceSilentData;
} | {
    type: 'AccidentOccurred';
    schema_version: 1;
    data: AccidentOccurredData;
} | {
    type: 'ReviewDecided';
    schema_version: 1;
    data: ReviewDecidedData;
};
export type SubjectRegisteredData = {
    /**
     * 名称 Name
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    name: string;
    /**
     * 对象类型 Kind of subject
     *
     * enterprise 企业，individual_business 个体工商户，social_organisation 社会组织，natural_person 自然人，product 产品，equipment 设备，site 场所。 What the subject is.
     */
    subject_type?: 'enterprise' | 'individual_business' | 'social_organisation' | 'natural_person' | 'product' | 'equipment' | 'site';
    /**
     * 对象类别 Category
     *
     * 来源自己对场所或者行业的分类。 The source's own class of the place or trade, such as a facility type.
     */
    category?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 统一社会信用代码 Unified social credit code
     *
     * GB 32100-2015，18 位。所附文字、(1/1) 之类的份数、空格、小写与全角字符均会去除或者规范。 GB 32100-2015, 18 characters. Labels, copy counts such as (1/1), blanks, lower case and full-width characters are taken off.
     */
    uscc?: string;
    /**
     * 注册号 Registration number
     *
     * 15 位，末位为 ISO 7064 MOD 11,10 校验码；与统一社会信用代码并用的另一编号。 15 digits with an ISO 7064 MOD 11,10 check digit; an alternate key beside the unified social credit code.
     */
    registration_number?: string;
    /**
     * 登记机关 Registration authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    registration_authority?: string;
    /**
     * 登记状态 Registration state
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    registration_state?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法定代表人 Legal representative
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    legal_representative?: string;
    /**
     * 行业代码 Industry code
     *
     * GB/T 4754：门类字母、两至四位数字，或者两者。未写 @2011 的按 2017 年版读取，存为 C1311@2017。 GB/T 4754: section letter, two to four digits, or both. Without @2011 it is read as the 2017 edition; kept as C1311@2017.
     */
    industry_code?: string;
    /**
     * 注册资本 Registered capital
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    capital_cents?: number;
    /**
     * 注册资本币种 Currency of the capital
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    capital_currency?: string;
    /**
     * 经营范围 Business scope
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    business_scope?: string;
    /**
     * 成立日期 Day of establishment
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    established_on?: string;
    /**
     * 营业期限自 Term from
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    term_from?: string;
    /**
     * 营业期限至 Term to
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    term_to?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 联系电话 Telephone
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    phone?: string;
};
/**
 * 监管对象登记 Subject registered
 *
 * 监管对象进入登记库，附其登记事项。 A subject entered a register, with its particulars.
 */
export type SubjectRegistered = EventAttributes & {
    type: 'SubjectRegistered';
    schemaversion: 2;
    data: SubjectRegisteredData;
};
export type SubjectChangedData = {
    /**
     * 变更事项 What changed
     *
     * 登记机关对变更的写法；所附登记事项为变更后的内容。 As the register names it; the particulars beside it are the new values.
     */
    change: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 名称 Name
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    name?: string;
    /**
     * 对象类型 Kind of subject
     *
     * enterprise 企业，individual_business 个体工商户，social_organisation 社会组织，natural_person 自然人，product 产品，equipment 设备，site 场所。 What the subject is.
     */
    subject_type?: 'enterprise' | 'individual_business' | 'social_organisation' | 'natural_person' | 'product' | 'equipment' | 'site';
    /**
     * 对象类别 Category
     *
     * 来源自己对场所或者行业的分类。 The source's own class of the place or trade, such as a facility type.
     */
    category?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 统一社会信用代码 Unified social credit code
     *
     * GB 32100-2015，18 位。所附文字、(1/1) 之类的份数、空格、小写与全角字符均会去除或者规范。 GB 32100-2015, 18 characters. Labels, copy counts such as (1/1), blanks, lower case and full-width characters are taken off.
     */
    uscc?: string;
    /**
     * 注册号 Registration number
     *
     * 15 位，末位为 ISO 7064 MOD 11,10 校验码；与统一社会信用代码并用的另一编号。 15 digits with an ISO 7064 MOD 11,10 check digit; an alternate key beside the unified social credit code.
     */
    registration_number?: string;
    /**
     * 登记机关 Registration authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    registration_authority?: string;
    /**
     * 登记状态 Registration state
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    registration_state?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法定代表人 Legal representative
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    legal_representative?: string;
    /**
     * 行业代码 Industry code
     *
     * GB/T 4754：门类字母、两至四位数字，或者两者。未写 @2011 的按 2017 年版读取，存为 C1311@2017。 GB/T 4754: section letter, two to four digits, or both. Without @2011 it is read as the 2017 edition; kept as C1311@2017.
     */
    industry_code?: string;
    /**
     * 注册资本 Registered capital
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    capital_cents?: number;
    /**
     * 注册资本币种 Currency of the capital
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    capital_currency?: string;
    /**
     * 经营范围 Business scope
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    business_scope?: string;
    /**
     * 成立日期 Day of establishment
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    established_on?: string;
    /**
     * 营业期限自 Term from
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    term_from?: string;
    /**
     * 营业期限至 Term to
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    term_to?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 联系电话 Telephone
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    phone?: string;
};
/**
 * 监管对象变更 Subject changed
 *
 * 监管对象的登记事项发生变更。 Registered particulars of a subject changed.
 */
export type SubjectChanged = EventAttributes & {
    type: 'SubjectChanged';
    schemaversion: 2;
    data: SubjectChangedData;
};
export type SubjectDeregisteredData = {
    /**
     * 注销原因 Reason for deregistration
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 文书号 Number of the document
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    document_number?: string;
    /**
     * 登记机关 Registration authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
};
/**
 * 监管对象注销 Subject deregistered
 *
 * 监管对象退出登记库。 A subject left the register.
 */
export type SubjectDeregistered = EventAttributes & {
    type: 'SubjectDeregistered';
    schemaversion?: 1;
    data: SubjectDeregisteredData;
};
export type AnnualReportFiledData = {
    /**
     * 年报年度 Year of the report
     *
     * 所报告的年度。 The year that the report is about.
     */
    report_year: number;
    /**
     * 币种 Currency
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    currency?: string;
    /**
     * 营业总收入 Revenue
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    revenue_cents?: number;
    /**
     * 营业总收入的原单位 Unit of: revenue
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    revenue_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 营业总收入的原文 Text of: revenue
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    revenue_text?: string;
    /**
     * 纳税总额 Tax paid
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    tax_paid_cents?: number;
    /**
     * 纳税总额的原单位 Unit of: tax paid
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    tax_paid_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 纳税总额的原文 Text of: tax paid
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    tax_paid_text?: string;
    /**
     * 从业人数 Staff
     *
     * 年末从业人数。 How many people work there.
     */
    staff?: number;
    /**
     * 是否零申报 All zero
     *
     * 各项数据均填报为零，登记机关标注的才填。 Every figure was reported as zero, where the register marks such reports.
     */
    all_zero?: boolean;
};
/**
 * 年度报告公示 Annual report filed
 *
 * 监管对象报送并公示年度报告。 The subject filed and published its annual report.
 */
export type AnnualReportFiled = EventAttributes & {
    type: 'AnnualReportFiled';
    schemaversion?: 1;
    data: AnnualReportFiledData;
};
export type InspectionPlannedData = {
    /**
     * 双随机检查计划编号 Number of the inspection plan
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    plan_id?: string;
    /**
     * 检查行为名称 Name of the inspection
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    check_action_name?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 检查形式 Form of the inspection
     *
     * 01 日常检查，02 专项检查。 01 routine, 02 special.
     */
    check_form?: '01' | '02';
    /**
     * 检查类别 Kind of inspection
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    check_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 检查方式 Way of inspecting
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    check_mode?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 计划完成日期 Planned by
     *
     * 检查应当在此日之前实施。 The last day on which the visit should take place.
     */
    due_date?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 检查计划 Inspection planned
 *
 * 部门计划对监管对象进行检查。 A department planned to inspect the subject.
 */
export type InspectionPlanned = EventAttributes & {
    type: 'InspectionPlanned';
    schemaversion?: 1;
    data: InspectionPlannedData;
};
export type InspectionConductedData = {
    /**
     * 双随机检查计划编号 Number of the inspection plan
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    plan_id?: string;
    /**
     * 检查行为名称 Name of the inspection
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    check_action_name?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 检查形式 Form of the inspection
     *
     * 01 日常检查，02 专项检查。 01 routine, 02 special.
     */
    check_form?: '01' | '02';
    /**
     * 检查类别 Kind of inspection
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    check_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 检查方式 Way of inspecting
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    check_mode?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 执法人员 Officers
     *
     * 至少两名不同的执法人员；来源不公布执法人员的，填 null。 At least two different officers; null where the source publishes none.
     */
    officers: Array<unknown & {
        /**
         * 执法人员姓名 Name of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        name?: string;
        /**
         * 执法证号 Certificate number
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        certificate_number?: string;
        /**
         * 所属单位 Unit of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        unit?: string;
    }> | null;
    /**
     * 检查结果 Result of the inspection
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    check_result?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 检查项 Items checked
     *
     * 逐项记录的检查结果。 What was checked, with a result for each.
     */
    check_items?: Array<{
        /**
         * 检查项编码 Code of the item
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        item_code?: string;
        /**
         * 检查项名称 Name of the item
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        item_name?: string;
        /**
         * 检查项结果 Result of the item
         *
         * pass 合格，fail 不合格，not_checked 未检查，not_applicable 合理缺项。 What came of checking the item.
         */
        result: 'pass' | 'fail' | 'not_checked' | 'not_applicable';
        /**
         * 检查项说明 Note on the item
         *
         * 一段文字，按原文记录。 Running text, as it was written.
         */
        note?: string;
    }>;
    /**
     * 检查得分 Score
     *
     * 来源给出的分值，按来源自己的尺度。 The points that the source gave, on its own scale.
     */
    score?: number;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
    /**
     * 检查码 Inspection task code
     *
     * 经批准的检查任务编号，执法人员现场出示。 The number of the approved task, as the officers show it on site.
     */
    task_code?: string;
    /**
     * 是否扫码入企 Code scanned on site
     *
     * 现场是否亮码、扫码；来源不掌握的不填。 Whether the code was scanned on site; absent where the source does not know.
     */
    code_scanned?: boolean;
    /**
     * 实施层级 Level of the acting body
     *
     * national 国家级，province 省级，city 市级，county 县级。 The level of the body that inspected.
     */
    implement_level?: 'national' | 'province' | 'city' | 'county';
    /**
     * 是否全项目检查 All items checked
     *
     * 检查实施清单的所有检查项均已检查。 Every item of the implementation list was checked.
     */
    all_items_checked?: boolean;
    /**
     * 是否发现问题 Problem found
     *
     * 按来源的判断。 As the source judges it.
     */
    problem_found?: boolean;
    /**
     * 组长执法证号 Certificate number of the leader
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    team_leader_certificate?: string;
};
/**
 * 行政检查 Inspection conducted
 *
 * 两名以上执法人员对监管对象实施检查，逐项记录结果。 At least two officers inspected the subject, with a result per item.
 */
export type InspectionConducted = EventAttributes & {
    type: 'InspectionConducted';
    schemaversion: 2;
    data: InspectionConductedData;
};
export type ViolationFoundData = {
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 违法事实 Illegal facts
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    illegal_facts?: string;
    /**
     * 违法行为类型 Kind of violation
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    violation_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法律依据 Legal basis
     *
     * 法律、法规、规章名称及条款，按来源原文。 Acts and articles in the source's own words.
     */
    legal_basis?: string;
    /**
     * 严重程度 Severity
     *
     * 来源自己的等级。 The source's own grade, such as high risk, critical, minor.
     */
    severity?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 违法行为次数 Number of violations
     *
     * 同一类违法行为的次数，来源计数的才填。 How many of one kind, where the source counts them.
     */
    citations?: number;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
    /**
     * 币种 Currency
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    currency?: string;
    /**
     * 货值金额 Value of the goods
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    goods_value_cents?: number;
    /**
     * 货值金额的原单位 Unit of: value of the goods
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    goods_value_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 货值金额的原文 Text of: value of the goods
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    goods_value_text?: string;
    /**
     * 违法行为持续天数 Days that it lasted
     *
     * 违法行为自发生至终止的天数。 From its beginning to its end.
     */
    lasted_days?: number;
};
/**
 * 发现违法行为 Violation found
 *
 * 部门发现监管对象存在违法行为。 A department found that the subject broke a rule.
 */
export type ViolationFound = EventAttributes & {
    type: 'ViolationFound';
    schemaversion: 2;
    data: ViolationFoundData;
};
export type RectificationOrderedData = {
    /**
     * 整改期限 Day by which to rectify
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    due_date: string;
    /**
     * 责令改正通知书文号 Number of the order
     *
     * 责令整改与其复查凭此关联。 Links the order to its checks.
     */
    order_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 整改要求 Requirement
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    requirement?: string;
    /**
     * 违法事实 Illegal facts
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    illegal_facts?: string;
    /**
     * 违法行为类型 Kind of violation
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    violation_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法律依据 Legal basis
     *
     * 法律、法规、规章名称及条款，按来源原文。 Acts and articles in the source's own words.
     */
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 责令限期整改 Rectification ordered
 *
 * 责令监管对象在限期内整改。 The subject was ordered to correct by a due date.
 */
export type RectificationOrdered = EventAttributes & {
    type: 'RectificationOrdered';
    schemaversion?: 1;
    data: RectificationOrderedData;
};
export type RectificationCheckedData = {
    /**
     * 整改结论 Outcome
     *
     * rectified 已整改，not_rectified 未整改，undetermined 无法判定。 Rectified, not rectified, or undetermined.
     */
    outcome: 'rectified' | 'not_rectified' | 'undetermined';
    /**
     * 责令改正通知书文号 Number of the order
     *
     * 责令整改与其复查凭此关联。 Links the order to its checks.
     */
    order_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 复查结果 Result of the check
     *
     * 复查发现的情况，按来源原文。 The source's own words for what the check found.
     */
    result?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 执法人员 Officers
     *
     * 至少两名不同的执法人员；来源不公布执法人员的，填 null。 At least two different officers; null where the source publishes none.
     */
    officers?: Array<unknown & {
        /**
         * 执法人员姓名 Name of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        name?: string;
        /**
         * 执法证号 Certificate number
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        certificate_number?: string;
        /**
         * 所属单位 Unit of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        unit?: string;
    }> | null;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 整改复查 Rectification checked
 *
 * 部门复查监管对象是否完成整改。 A department checked whether the subject had corrected what was ordered.
 */
export type RectificationChecked = EventAttributes & {
    type: 'RectificationChecked';
    schemaversion: 2;
    data: RectificationCheckedData;
};
export type CaseFiledData = {
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 案件名称 Name of the case
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    case_name?: string;
    /**
     * 案件来源 Source of the case
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    case_source?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 案源日期 Day on which the case came in
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    case_source_date?: string;
    /**
     * 移送部门 Transferring department
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    transferring_department?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 执法人员 Officers
     *
     * 至少两名不同的执法人员；来源不公布执法人员的，填 null。 At least two different officers; null where the source publishes none.
     */
    officers?: Array<unknown & {
        /**
         * 执法人员姓名 Name of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        name?: string;
        /**
         * 执法证号 Certificate number
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        certificate_number?: string;
        /**
         * 所属单位 Unit of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        unit?: string;
    }> | null;
    /**
     * 违法事实 Illegal facts
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    illegal_facts?: string;
    /**
     * 违法行为类型 Kind of violation
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    violation_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法律依据 Legal basis
     *
     * 法律、法规、规章名称及条款，按来源原文。 Acts and articles in the source's own words.
     */
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 立案 Case filed
 *
 * 部门对监管对象正式立案。 A department opened a formal case against the subject.
 */
export type CaseFiled = EventAttributes & {
    type: 'CaseFiled';
    schemaversion?: 1;
    data: CaseFiledData;
};
export type PenaltyDecidedData = {
    /**
     * 处罚种类 Kinds of penalty
     *
     * 01 警告，02 罚款，03 没收违法所得，04 责令停产停业，05 吊销许可证件，06 行政拘留，07 法律、行政法规规定的其他行政处罚，08 通报批评，09 没收非法财物，10 降低资质等级，11 暂扣许可证件，12 限制开展生产经营活动，13 限制从业，14 责令关闭。 01 warning, 02 fine, 03 confiscation of illegal gains, 04 suspension of production or business, 05 revocation of licence, 06 administrative detention, 07 other penalty set by law, 08 public criticism, 09 confiscation of illegal property, 10 downgrade of qualification, 11 suspension of licence, 12 restriction of business activity, 13 restriction of employment, 14 order to close.
     */
    penalty_types: Array<'01' | '02' | '03' | '04' | '05' | '06' | '07' | '08' | '09' | '10' | '11' | '12' | '13' | '14'>;
    /**
     * 行政处罚决定书文号 Number of the penalty decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 处罚名称 Name of the penalty
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    penalty_name?: string;
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 案件来源 Source of the case
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    case_source?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 币种 Currency
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    currency?: string;
    /**
     * 罚款金额 Fine
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    fine_cents?: number;
    /**
     * 罚款金额的原单位 Unit of: fine
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    fine_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 罚款金额的原文 Text of: fine
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    fine_text?: string;
    /**
     * 没收金额 Confiscated amount
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    confiscated_cents?: number;
    /**
     * 没收金额的原单位 Unit of: confiscated amount
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    confiscated_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 没收金额的原文 Text of: confiscated amount
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    confiscated_text?: string;
    /**
     * 处罚内容 Content of the penalty
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    result?: string;
    /**
     * 违法行为发生日期 Day of the violation
     *
     * 来源载明的才填，往往早于处罚决定日期很多。 Where the source states it; often long before the decision.
     */
    violated_on?: string;
    /**
     * 立案日期 Day of filing
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    filed_on?: string;
    /**
     * 适用程序 Procedure
     *
     * 01 简易程序，02 普通程序。 01 summary, 02 ordinary.
     */
    procedure?: '01' | '02';
    /**
     * 是否听证 Hearing held
     *
     * true 是，false 否。 Whether it is so.
     */
    hearing_held?: boolean;
    /**
     * 是否涉嫌犯罪 Criminal element
     *
     * true 是，false 否。 Whether it is so.
     */
    criminal_element?: boolean;
    /**
     * 是否重大案件 Major case
     *
     * true 是，false 否。 Whether it is so.
     */
    major_case?: boolean;
    /**
     * 是否法制审核 Legal review held
     *
     * true 是，false 否。 Whether it is so.
     */
    legal_review_held?: boolean;
    /**
     * 法制审核日期 Day of the legal review
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    legal_review_on?: string;
    /**
     * 法制审核意见 Opinion of the legal review
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    legal_review_opinion?: string;
    /**
     * 是否集体讨论 Discussed collectively
     *
     * true 是，false 否。 Whether it is so.
     */
    collective_discussion_held?: boolean;
    /**
     * 集体讨论日期 Day of the discussion
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    collective_discussion_on?: string;
    /**
     * 集体讨论结论 Conclusion of the discussion
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    collective_discussion_conclusion?: string;
    /**
     * 暂扣或吊销证照名称 Name of the suspended or revoked licence
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    licence_name?: string;
    /**
     * 暂扣或吊销证照编号 Number of the suspended or revoked licence
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    licence_number?: string;
    /**
     * 处罚有效期 Valid until
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    valid_until?: string;
    /**
     * 公示截止期 Published until
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    published_until?: string;
    /**
     * 执法人员 Officers
     *
     * 至少两名不同的执法人员；来源不公布执法人员的，填 null。 At least two different officers; null where the source publishes none.
     */
    officers?: Array<unknown & {
        /**
         * 执法人员姓名 Name of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        name?: string;
        /**
         * 执法证号 Certificate number
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        certificate_number?: string;
        /**
         * 所属单位 Unit of the officer
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        unit?: string;
    }> | null;
    /**
     * 违法事实 Illegal facts
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    illegal_facts?: string;
    /**
     * 违法行为类型 Kind of violation
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    violation_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法律依据 Legal basis
     *
     * 法律、法规、规章名称及条款，按来源原文。 Acts and articles in the source's own words.
     */
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 行政处罚决定 Penalty decided
 *
 * 部门对监管对象作出行政处罚决定。 A department decided a penalty against the subject.
 */
export type PenaltyDecided = EventAttributes & {
    type: 'PenaltyDecided';
    schemaversion?: 1;
    data: PenaltyDecidedData;
};
export type DecisionPublishedData = {
    /**
     * 决定种类 Kind of decision
     *
     * penalty 行政处罚，licence 行政许可。 A penalty or a licence.
     */
    decision_kind: 'penalty' | 'licence';
    /**
     * 决定书文号 Number of the decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 公示网站 Website
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    website?: string;
};
/**
 * 决定公示 Decision published
 *
 * 行政处罚或许可决定已对外公示。 A penalty or licence decision was made public.
 */
export type DecisionPublished = EventAttributes & {
    type: 'DecisionPublished';
    schemaversion?: 1;
    data: DecisionPublishedData;
};
export type CaseClosedData = {
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 决定书文号 Number of the decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 结案原因 Reason for closing
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 处罚执行方式 Mode of execution
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    execution_mode?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 处罚执行结果 Result of execution
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    execution_result?: string;
    /**
     * 币种 Currency
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    currency?: string;
    /**
     * 已缴罚款金额 Fine actually paid
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    paid_cents?: number;
    /**
     * 已缴罚款金额的原单位 Unit of: fine actually paid
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    paid_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 已缴罚款金额的原文 Text of: fine actually paid
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    paid_text?: string;
    /**
     * 是否不予处罚 No penalty
     *
     * true 是，false 否。 Whether it is so.
     */
    no_penalty?: boolean;
    /**
     * 是否移送司法机关 Transferred to the judiciary
     *
     * true 是，false 否。 Whether it is so.
     */
    transferred_to_judiciary?: boolean;
    /**
     * 移送日期 Day of the transfer
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    transferred_on?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 结案 Case closed
 *
 * 案件办结，或予处罚，或不予处罚。 A formal case ended, with or without a penalty.
 */
export type CaseClosed = EventAttributes & {
    type: 'CaseClosed';
    schemaversion?: 1;
    data: CaseClosedData;
};
export type CoercionImposedData = {
    /**
     * 行政强制名称 Name of the coercion
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    coercion_name?: string;
    /**
     * 行政强制编号 Number of the coercion
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    coercion_number?: string;
    /**
     * 决定书文号 Number of the decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 行政强制种类 Kind of coercion
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    coercion_kind?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 强制措施类型 Kind of measure
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    measure_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 强制执行方式 Kind of enforcement
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    execution_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政强制结果 Result of the coercion
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    result?: string;
    /**
     * 强制措施期限 Day on which the measure lapses
     *
     * 初次期限为实施之日起三十日。 At first 30 days after it began.
     */
    due_date?: string;
    /**
     * 延长后期限 Extended to
     *
     * 强制措施经批准延长的，延长后的期限。 The later day, where the measure was extended.
     */
    extended_to?: string;
    /**
     * 违法事实 Illegal facts
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    illegal_facts?: string;
    /**
     * 违法行为类型 Kind of violation
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    violation_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 法律依据 Legal basis
     *
     * 法律、法规、规章名称及条款，按来源原文。 Acts and articles in the source's own words.
     */
    legal_basis?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 实施行政强制 Coercion imposed
 *
 * 对监管对象实施强制措施，如查封、扣押。 A compulsory measure began, such as sealing or seizure.
 */
export type CoercionImposed = EventAttributes & {
    type: 'CoercionImposed';
    schemaversion?: 1;
    data: CoercionImposedData;
};
export type CoercionLiftedData = {
    /**
     * 行政强制编号 Number of the coercion
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    coercion_number?: string;
    /**
     * 决定书文号 Number of the decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 解除原因 Reason for lifting
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 解除行政强制 Coercion lifted
 *
 * 对监管对象的强制措施解除。 A compulsory measure ended.
 */
export type CoercionLifted = EventAttributes & {
    type: 'CoercionLifted';
    schemaversion?: 1;
    data: CoercionLiftedData;
};
export type OtherActionTakenData = {
    /**
     * 其他行为名称 Name of the action
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    action_name: string;
    /**
     * 其他行为编号 Number of the action
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    action_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 事项来源 Source of the item
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    item_source?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 处理结果 Result
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    result?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 其他监管行为 Other action taken
 *
 * 部门采取了其他监管行为。 A department took another regulatory action.
 */
export type OtherActionTaken = EventAttributes & {
    type: 'OtherActionTaken';
    schemaversion?: 1;
    data: OtherActionTakenData;
};
export type ProcedureStepOpenedData = {
    /**
     * 办理环节 Step
     *
     * accident_investigation 提交事故调查报告，accident_report_approval 事故调查报告批复，accident_report_by_unit 单位事故报告，accident_report_passed_up 事故逐级上报，annual_inspection_plan 年度检查计划公布，case_review 案件审核，coal_mine_restart_acceptance 煤矿复产验收，complaint_termination_notice 终止调解告知，court_enforcement_application 申请法院强制执行，credit_objection_decision 信用信息异议处理，credit_objection_marking 信用信息异议标注，credit_repair_decision 信用修复决定，decision_service 决定书送达，decision_unpublication 撤下决定公示，enforcement_correction 违法执法行为纠正，evidence_preservation 先行登记保存证据的处理，hearing 举行听证，hearing_notice 听证通知，inspection_result_publication 检查结果公示，jurisdiction_dispute 管辖争议协商，lead_verification 线索核查与立案决定，licence_decision 行政许可决定，mediation_lead_verification 调解中发现违法线索的核查，public_security_case 治安案件办理，publicity_report_verification 虚假公示信息举报核查，registration_publication 登记备案信息公示，reporter_notice 实名举报立案情况告知，review_acceptance 复议申请受理审查，review_decision 行政复议决定，special_equipment_reinspection 特种设备整改复查，urgent_measure_approval 当场强制措施补办批准。 accident_investigation: investigation report on an accident; accident_report_approval: approval of an accident investigation report; accident_report_by_unit: report of an accident by the unit; accident_report_passed_up: report of an accident to the next level; annual_inspection_plan: publication of the annual inspection plan; case_review: review of a case before its decision; coal_mine_restart_acceptance: acceptance of a coal mine before it restarts; complaint_termination_notice: notice that mediation was terminated; court_enforcement_application: application to a court for enforcement; credit_objection_decision: decision on an objection to a credit record; credit_objection_marking: mark on a record under objection; credit_repair_decision: decision on an application for credit repair; decision_service: service of a decision; decision_unpublication: withdrawal of a decision from publication; enforcement_correction: correction of unlawful enforcement; evidence_preservation: decision on evidence registered and preserved in advance; hearing: hearing; hearing_notice: notice of a hearing to the parties; inspection_result_publication: publication of an inspection result; jurisdiction_dispute: settlement of a dispute about jurisdiction; lead_verification: verification of a lead and decision on filing; licence_decision: decision on an application for a licence; mediation_lead_verification: verification of a lead found in mediation; public_security_case: handling of a public-security case; publicity_report_verification: verification of a report of false published information; registration_publication: publication of registration information; reporter_notice: notice to a named reporter whether a case is filed; review_acceptance: decision whether to accept an application for review; review_decision: decision on an administrative review; special_equipment_reinspection: re-inspection of special equipment; urgent_measure_approval: report and approval of an urgent on-site measure.
     */
    step: 'accident_investigation' | 'accident_report_approval' | 'accident_report_by_unit' | 'accident_report_passed_up' | 'annual_inspection_plan' | 'case_review' | 'coal_mine_restart_acceptance' | 'complaint_termination_notice' | 'court_enforcement_application' | 'credit_objection_decision' | 'credit_objection_marking' | 'credit_repair_decision' | 'decision_service' | 'decision_unpublication' | 'enforcement_correction' | 'evidence_preservation' | 'hearing' | 'hearing_notice' | 'inspection_result_publication' | 'jurisdiction_dispute' | 'lead_verification' | 'licence_decision' | 'mediation_lead_verification' | 'public_security_case' | 'publicity_report_verification' | 'registration_publication' | 'reporter_notice' | 'review_acceptance' | 'review_decision' | 'special_equipment_reinspection' | 'urgent_measure_approval';
    /**
     * 办件编号 Matter number
     *
     * 该环节开始与办结凭此关联。 The matter in the system of its department; ties the end of a step to its beginning.
     */
    matter_number?: string;
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 决定书文号 Number of the decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 责令改正通知书文号 Number of the order
     *
     * 责令整改与其复查凭此关联。 Links the order to its checks.
     */
    order_number?: string;
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 事故编号 Accident number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    accident_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 承办单位 Handling unit
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    handling_unit?: string;
    /**
     * 办理期限 Last day for the step
     *
     * 来源规定的，该环节的最后一日。 Where the source sets one.
     */
    due_date?: string;
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 办理环节启动 Procedure step opened
 *
 * 有法定或公布时限的办理环节开始计时。 A step of a procedure with a time limit of its own became due.
 */
export type ProcedureStepOpened = EventAttributes & {
    type: 'ProcedureStepOpened';
    schemaversion?: 1;
    data: ProcedureStepOpenedData;
};
export type ProcedureStepCompletedData = {
    /**
     * 办理环节 Step
     *
     * accident_investigation 提交事故调查报告，accident_report_approval 事故调查报告批复，accident_report_by_unit 单位事故报告，accident_report_passed_up 事故逐级上报，annual_inspection_plan 年度检查计划公布，case_review 案件审核，coal_mine_restart_acceptance 煤矿复产验收，complaint_termination_notice 终止调解告知，court_enforcement_application 申请法院强制执行，credit_objection_decision 信用信息异议处理，credit_objection_marking 信用信息异议标注，credit_repair_decision 信用修复决定，decision_service 决定书送达，decision_unpublication 撤下决定公示，enforcement_correction 违法执法行为纠正，evidence_preservation 先行登记保存证据的处理，hearing 举行听证，hearing_notice 听证通知，inspection_result_publication 检查结果公示，jurisdiction_dispute 管辖争议协商，lead_verification 线索核查与立案决定，licence_decision 行政许可决定，mediation_lead_verification 调解中发现违法线索的核查，public_security_case 治安案件办理，publicity_report_verification 虚假公示信息举报核查，registration_publication 登记备案信息公示，reporter_notice 实名举报立案情况告知，review_acceptance 复议申请受理审查，review_decision 行政复议决定，special_equipment_reinspection 特种设备整改复查，urgent_measure_approval 当场强制措施补办批准。 accident_investigation: investigation report on an accident; accident_report_approval: approval of an accident investigation report; accident_report_by_unit: report of an accident by the unit; accident_report_passed_up: report of an accident to the next level; annual_inspection_plan: publication of the annual inspection plan; case_review: review of a case before its decision; coal_mine_restart_acceptance: acceptance of a coal mine before it restarts; complaint_termination_notice: notice that mediation was terminated; court_enforcement_application: application to a court for enforcement; credit_objection_decision: decision on an objection to a credit record; credit_objection_marking: mark on a record under objection; credit_repair_decision: decision on an application for credit repair; decision_service: service of a decision; decision_unpublication: withdrawal of a decision from publication; enforcement_correction: correction of unlawful enforcement; evidence_preservation: decision on evidence registered and preserved in advance; hearing: hearing; hearing_notice: notice of a hearing to the parties; inspection_result_publication: publication of an inspection result; jurisdiction_dispute: settlement of a dispute about jurisdiction; lead_verification: verification of a lead and decision on filing; licence_decision: decision on an application for a licence; mediation_lead_verification: verification of a lead found in mediation; public_security_case: handling of a public-security case; publicity_report_verification: verification of a report of false published information; registration_publication: publication of registration information; reporter_notice: notice to a named reporter whether a case is filed; review_acceptance: decision whether to accept an application for review; review_decision: decision on an administrative review; special_equipment_reinspection: re-inspection of special equipment; urgent_measure_approval: report and approval of an urgent on-site measure.
     */
    step: 'accident_investigation' | 'accident_report_approval' | 'accident_report_by_unit' | 'accident_report_passed_up' | 'annual_inspection_plan' | 'case_review' | 'coal_mine_restart_acceptance' | 'complaint_termination_notice' | 'court_enforcement_application' | 'credit_objection_decision' | 'credit_objection_marking' | 'credit_repair_decision' | 'decision_service' | 'decision_unpublication' | 'enforcement_correction' | 'evidence_preservation' | 'hearing' | 'hearing_notice' | 'inspection_result_publication' | 'jurisdiction_dispute' | 'lead_verification' | 'licence_decision' | 'mediation_lead_verification' | 'public_security_case' | 'publicity_report_verification' | 'registration_publication' | 'reporter_notice' | 'review_acceptance' | 'review_decision' | 'special_equipment_reinspection' | 'urgent_measure_approval';
    /**
     * 办件编号 Matter number
     *
     * 该环节开始与办结凭此关联。 The matter in the system of its department; ties the end of a step to its beginning.
     */
    matter_number?: string;
    /**
     * 案件编号 Case number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    case_number?: string;
    /**
     * 决定书文号 Number of the decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 责令改正通知书文号 Number of the order
     *
     * 责令整改与其复查凭此关联。 Links the order to its checks.
     */
    order_number?: string;
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 事故编号 Accident number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    accident_number?: string;
    /**
     * 检查行为编号 Number of the inspection
     *
     * 该行为所依据的检查；处罚与强制以此相关联。 The inspection that the action follows from; penalties and coercions refer to it.
     */
    check_action_code?: string;
    /**
     * 承办单位 Handling unit
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    handling_unit?: string;
    /**
     * 办理结果 Outcome
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    outcome?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 监管事项目录编码 Regulatory item code
     *
     * 监管事项目录中该事项的编码，14 位数字。 Code of the item in the catalogue of regulatory items: exactly 14 digits.
     */
    supervise_item_implement_code?: string;
    /**
     * 检查实施清单编码 Implementation list code
     *
     * 前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。 The first 18 characters are the USCC of the department, the 19th is 1–5.
     */
    supervise_item_check_icode?: string;
    /**
     * 实施机构 Acting body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    implement_institution?: string;
    /**
     * 实施机构编码 Code of the acting body
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    implement_institution_code?: string;
    /**
     * 受委托部门 Entrusted department
     *
     * 受实施机构委托行使职权的部门。 The department that acts on behalf of the acting body.
     */
    entrust_dept?: string;
    /**
     * 受委托部门编码 Code of the entrusted department
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    entrust_dept_code?: string;
    /**
     * 监管对象 Regulated object
     *
     * 单位、产品、设备或者场所的名称。 The entity, product, device or place.
     */
    supervise_object?: string;
    /**
     * 监管对象类型 Kind of regulated object
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    supervise_object_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 行政相对人名称 Name of the party
     *
     * 监管行为所针对的单位或者个人。 The party that the action is directed at.
     */
    administrative_cp?: string;
    /**
     * 行政相对人类别 Kind of party
     *
     * 1 自然人，2 法人，3 其他组织。 1 citizen, 2 legal person, 3 other organisation.
     */
    administrative_cp_na?: '1' | '2' | '3';
    /**
     * 行政相对人证件类型 Kind of document of the party
     *
     * 001 统一社会信用代码，111 居民身份证；另有其他代码。 001 is a social credit code, 111 a resident identity card; others are in use.
     */
    administrative_cp_ce_type?: string;
    /**
     * 行政相对人证件号码 Number of the party
     *
     * 相应证件类型的号码；相对人为自然人的，即其个人号码。 The number of that kind: a person's where the party is a citizen.
     */
    administrative_cp_ui_code?: string;
    /**
     * 注册地址 Registered address
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_registered?: string;
    /**
     * 经营地址 Address of business
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    address_operating?: string;
    /**
     * 企业类型 Kind of company
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    company_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 报送日期 Day of submission
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    submitted_date?: string;
    /**
     * 报送人员 Submitted by
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    submitted_personnel?: string;
};
/**
 * 办理环节办结 Procedure step completed
 *
 * 办理环节办理完毕。 A step of a procedure was completed.
 */
export type ProcedureStepCompleted = EventAttributes & {
    type: 'ProcedureStepCompleted';
    schemaversion?: 1;
    data: ProcedureStepCompletedData;
};
export type ComplaintReceivedData = {
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 受理渠道 Channel
     *
     * 12315、12345、来信、窗口等，按来源写法。 12315, 12345, letter, counter, as the source names it.
     */
    channel?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 问题类别 Category
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    category?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 标题 Title
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    title?: string;
    /**
     * 内容 Content
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 事发地点 Place
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    place?: string;
    /**
     * 是否重复件 Repeated
     *
     * true 是，false 否。 Whether it is so.
     */
    is_repeated?: boolean;
    /**
     * 投诉人 Complainant
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    complainant_name?: string;
    /**
     * 投诉人电话 Telephone of the complainant
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complainant_phone?: string;
    /**
     * 投诉人地址 Address of the complainant
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    complainant_address?: string;
    /**
     * 被投诉人 Respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_name?: string;
    /**
     * 被投诉人地址 Address of the respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_address?: string;
    /**
     * 诉求 Claim
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    claim?: string;
    /**
     * 被投诉人电话 Telephone of the respondent
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    respondent_phone?: string;
};
/**
 * 收到投诉 Complaint received
 *
 * 收到要求解决与监管对象争议的投诉。 Somebody asked to settle a dispute with the subject.
 */
export type ComplaintReceived = EventAttributes & {
    type: 'ComplaintReceived';
    schemaversion: 2;
    data: ComplaintReceivedData;
};
export type ReportReceivedData = {
    /**
     * 举报编号 Report number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    report_number?: string;
    /**
     * 受理渠道 Channel
     *
     * 12315、12345、来信、窗口等，按来源写法。 12315, 12345, letter, counter, as the source names it.
     */
    channel?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 问题类别 Category
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    category?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 标题 Title
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    title?: string;
    /**
     * 内容 Content
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 事发地点 Place
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    place?: string;
    /**
     * 是否重复件 Repeated
     *
     * true 是，false 否。 Whether it is so.
     */
    is_repeated?: boolean;
    /**
     * 是否实名举报 Named report
     *
     * 举报人留有姓名，须告知其结果。 The reporter gave a name and must be told the outcome.
     */
    is_named?: boolean;
    /**
     * 举报人 Reporter
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    reporter_name?: string;
    /**
     * 举报人电话 Telephone of the reporter
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    reporter_phone?: string;
    /**
     * 被举报人 Reported party
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    reported_name?: string;
    /**
     * 被举报人地址 Address of the reported party
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    reported_address?: string;
    /**
     * 被举报人电话 Telephone of the reported party
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    reported_phone?: string;
};
/**
 * 收到举报 Report received
 *
 * 收到监管对象违法线索的举报。 Somebody gave a lead about a violation by the subject.
 */
export type ReportReceived = EventAttributes & {
    type: 'ReportReceived';
    schemaversion: 2;
    data: ReportReceivedData;
};
export type ComplaintAcceptanceDecidedData = {
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 是否受理 Accepted
     *
     * true 是，false 否。 Whether it is so.
     */
    accepted: boolean;
    /**
     * 理由 Reason
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
};
/**
 * 投诉受理决定 Complaint acceptance decided
 *
 * 决定受理或者不予受理投诉。 A complaint was taken up or refused.
 */
export type ComplaintAcceptanceDecided = EventAttributes & {
    type: 'ComplaintAcceptanceDecided';
    schemaversion?: 1;
    data: ComplaintAcceptanceDecidedData;
};
export type ComplaintConcludedData = {
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 问题类别 Category
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    category?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 处理结果 Outcome
     *
     * settled 达成调解，terminated 终止调解，substantiated 查证属实，not_substantiated 查无实据。 What the department established: settled, terminated, substantiated or not.
     */
    outcome: 'settled' | 'terminated' | 'substantiated' | 'not_substantiated';
    /**
     * 办结原因 Reason for the outcome
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
};
/**
 * 投诉办结 Complaint concluded
 *
 * 投诉处理完毕并告知结果。 The handling of a complaint ended.
 */
export type ComplaintConcluded = EventAttributes & {
    type: 'ComplaintConcluded';
    schemaversion?: 1;
    data: ComplaintConcludedData;
};
export type TicketDispatchedData = {
    /**
     * 工单编号 Ticket number
     *
     * 派发、答复与评价凭此关联。 Makes answer and rating belong to a dispatch.
     */
    ticket_number: string;
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 承办单位 Handling unit
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    handling_unit?: string;
    /**
     * 工单类型 Kind of ticket
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    ticket_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 紧急程度 Urgency
     *
     * 一般、普通、紧急、特急等，按热线写法。 As the hotline writes it.
     */
    urgency?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 问题类别 Category
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    category?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 标题 Title
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    title?: string;
    /**
     * 内容 Content
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 是否重复件 Repeated
     *
     * true 是，false 否。 Whether it is so.
     */
    is_repeated?: boolean;
    /**
     * 办理时限 Due at
     *
     * 工单上载明的期限。 The deadline printed on the ticket.
     */
    due_at?: string;
    /**
     * 被投诉人 Respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_name?: string;
    /**
     * 被投诉人地址 Address of the respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_address?: string;
    /**
     * 被投诉人电话 Telephone of the respondent
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    respondent_phone?: string;
};
/**
 * 工单派发 Ticket dispatched
 *
 * 热线工单派发至承办单位。 A hotline ticket was sent to the unit that must answer it.
 */
export type TicketDispatched = EventAttributes & {
    type: 'TicketDispatched';
    schemaversion: 2;
    data: TicketDispatchedData;
};
export type TicketAnsweredData = {
    /**
     * 工单编号 Ticket number
     *
     * 派发、答复与评价凭此关联。 Makes answer and rating belong to a dispatch.
     */
    ticket_number: string;
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 承办单位 Handling unit
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    handling_unit?: string;
    /**
     * 办理状态 Status
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    status?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 答复内容 Answer
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    answer?: string;
    /**
     * 被投诉人 Respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_name?: string;
    /**
     * 被投诉人地址 Address of the respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_address?: string;
    /**
     * 被投诉人电话 Telephone of the respondent
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    respondent_phone?: string;
};
/**
 * 工单答复 Ticket answered
 *
 * 承办单位答复热线工单。 The handling unit answered a hotline ticket.
 */
export type TicketAnswered = EventAttributes & {
    type: 'TicketAnswered';
    schemaversion: 2;
    data: TicketAnsweredData;
};
export type TicketRatedData = {
    /**
     * 工单编号 Ticket number
     *
     * 派发、答复与评价凭此关联。 Makes answer and rating belong to a dispatch.
     */
    ticket_number: string;
    /**
     * 投诉编号 Complaint number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    complaint_number?: string;
    /**
     * 承办单位 Handling unit
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    handling_unit?: string;
    /**
     * 是否解决 Solved
     *
     * 0 未解决，1 已解决，2 未评价。 0 not solved, 1 solved, 2 no opinion.
     */
    solved: 0 | 1 | 2;
    /**
     * 对办理结果满意度 Satisfaction with the result
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    satisfaction_with_result?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 对承办单位满意度 Satisfaction with the unit
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    satisfaction_with_unit?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 对话务员满意度 Satisfaction with the operator
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    satisfaction_with_operator?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 评价意见 Comment
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    comment?: string;
    /**
     * 被投诉人 Respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_name?: string;
    /**
     * 被投诉人地址 Address of the respondent
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    respondent_address?: string;
    /**
     * 被投诉人电话 Telephone of the respondent
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    respondent_phone?: string;
};
/**
 * 工单回访评价 Ticket rated
 *
 * 来电人评价诉求是否解决。 The caller said whether the matter was solved.
 */
export type TicketRated = EventAttributes & {
    type: 'TicketRated';
    schemaversion: 2;
    data: TicketRatedData;
};
export type CreditClassAssignedData = {
    /**
     * 信用风险类别 Credit-risk class
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    credit_class: string;
    /**
     * 原信用风险类别 Class before
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    previous_class?: string;
    /**
     * 分类标准 Scheme
     *
     * 类别所属的标准；不同标准的同一字母含义不同。 Whose classes these are; the same letter means another thing in another scheme.
     */
    scheme?: string;
    /**
     * 信用得分 Score
     *
     * 来源给出的分值，按来源自己的尺度。 The points that the source gave, on its own scale.
     */
    score?: number;
};
/**
 * 信用风险分类评定 Credit class assigned
 *
 * 监管对象被评定信用风险类别。 The subject was put into a credit-risk class.
 */
export type CreditClassAssigned = EventAttributes & {
    type: 'CreditClassAssigned';
    schemaversion?: 1;
    data: CreditClassAssignedData;
};
export type AbnormalOperationListedData = {
    /**
     * 列入或者移出事由 Reason for listing or removal
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 文书号 Number of the document
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    document_number?: string;
    /**
     * 作出决定机关 Deciding authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
};
/**
 * 列入经营异常名录 Abnormal operation listed
 *
 * 监管对象被列入经营异常名录。 The subject was put on the list of abnormal operations.
 */
export type AbnormalOperationListed = EventAttributes & {
    type: 'AbnormalOperationListed';
    schemaversion?: 1;
    data: AbnormalOperationListedData;
};
export type AbnormalOperationRemovedData = {
    /**
     * 列入或者移出事由 Reason for listing or removal
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 文书号 Number of the document
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    document_number?: string;
    /**
     * 作出决定机关 Deciding authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
};
/**
 * 移出经营异常名录 Abnormal operation removed
 *
 * 监管对象被移出经营异常名录。 The subject left the list of abnormal operations.
 */
export type AbnormalOperationRemoved = EventAttributes & {
    type: 'AbnormalOperationRemoved';
    schemaversion?: 1;
    data: AbnormalOperationRemovedData;
};
export type SeriousViolationListedData = {
    /**
     * 列入或者移出事由 Reason for listing or removal
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 文书号 Number of the document
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    document_number?: string;
    /**
     * 作出决定机关 Deciding authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
    /**
     * 届满日期 Expires on
     *
     * 来源载明的，列入到期自动终止的日期。 The day on which the listing ends by itself, where the source says so.
     */
    expires_on?: string;
};
/**
 * 列入严重违法失信名单 Serious violation listed
 *
 * 监管对象被列入严重违法失信名单。 The subject was put on the list of serious violation and dishonesty.
 */
export type SeriousViolationListed = EventAttributes & {
    type: 'SeriousViolationListed';
    schemaversion?: 1;
    data: SeriousViolationListedData;
};
export type SeriousViolationRemovedData = {
    /**
     * 列入或者移出事由 Reason for listing or removal
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 文书号 Number of the document
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    document_number?: string;
    /**
     * 作出决定机关 Deciding authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
};
/**
 * 移出严重违法失信名单 Serious violation removed
 *
 * 监管对象被移出严重违法失信名单。 The subject left the list of serious violation and dishonesty.
 */
export type SeriousViolationRemoved = EventAttributes & {
    type: 'SeriousViolationRemoved';
    schemaversion?: 1;
    data: SeriousViolationRemovedData;
};
export type CreditRepairedData = {
    /**
     * 决定书文号 Number of the decision
     *
     * 所修复的决定或者列入决定的文号。 The number of the decision or listing that was repaired.
     */
    decision_number?: string;
    /**
     * 修复的记录 Repaired record
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    repaired_record?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 作出决定机关 Deciding authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
    /**
     * 修复说明 Statement
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    statement?: string;
};
/**
 * 信用修复 Credit repaired
 *
 * 监管对象纠正失信行为后完成信用修复。 A record was taken off after the subject made good.
 */
export type CreditRepaired = EventAttributes & {
    type: 'CreditRepaired';
    schemaversion?: 1;
    data: CreditRepairedData;
};
export type LicenceGrantedData = {
    /**
     * 许可编号 Licence number
     *
     * 许可本身的编号，不随有效期变化。 The licence, whatever its term.
     */
    licence_number: string;
    /**
     * 许可证书名称 Name of the licence
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    licence_name?: string;
    /**
     * 许可类别 Kind of licence
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    licence_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 许可决定文书号 Number of the licence decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 许可机关 Licensing authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
    /**
     * 许可内容 Content of the licence
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 有效期自 Valid from
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    valid_from: string;
    /**
     * 有效期至 Valid to
     *
     * 最后一日；长期有效的填 null。 The last day; null for a licence without end.
     */
    valid_to: string | null;
};
/**
 * 许可授予 Licence granted
 *
 * 监管对象取得许可，载明有效期。 The subject was given a licence for a term.
 */
export type LicenceGranted = EventAttributes & {
    type: 'LicenceGranted';
    schemaversion?: 1;
    data: LicenceGrantedData;
};
export type LicenceRenewedData = {
    /**
     * 许可编号 Licence number
     *
     * 许可本身的编号，不随有效期变化。 The licence, whatever its term.
     */
    licence_number: string;
    /**
     * 许可证书名称 Name of the licence
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    licence_name?: string;
    /**
     * 许可类别 Kind of licence
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    licence_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 许可决定文书号 Number of the licence decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 许可机关 Licensing authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
    /**
     * 许可内容 Content of the licence
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 有效期自 Valid from
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    valid_from: string;
    /**
     * 有效期至 Valid to
     *
     * 最后一日；长期有效的填 null。 The last day; null for a licence without end.
     */
    valid_to: string | null;
};
/**
 * 许可延续 Licence renewed
 *
 * 许可有效期延续。 A licence got a further term.
 */
export type LicenceRenewed = EventAttributes & {
    type: 'LicenceRenewed';
    schemaversion?: 1;
    data: LicenceRenewedData;
};
export type LicenceSuspendedData = {
    /**
     * 许可编号 Licence number
     *
     * 许可本身的编号，不随有效期变化。 The licence, whatever its term.
     */
    licence_number: string;
    /**
     * 许可证书名称 Name of the licence
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    licence_name?: string;
    /**
     * 许可类别 Kind of licence
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    licence_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 许可决定文书号 Number of the licence decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 许可机关 Licensing authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
    /**
     * 许可内容 Content of the licence
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 暂扣原因 Reason for the suspension
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 暂扣至 Suspended until
     *
     * 日期，写作 YYYY-MM-DD。 Calendar day, YYYY-MM-DD.
     */
    suspended_until?: string;
};
/**
 * 许可暂扣 Licence suspended
 *
 * 许可被暂扣，暂不有效。 A licence does not hold for a time.
 */
export type LicenceSuspended = EventAttributes & {
    type: 'LicenceSuspended';
    schemaversion?: 1;
    data: LicenceSuspendedData;
};
export type LicenceRevokedData = {
    /**
     * 许可编号 Licence number
     *
     * 许可本身的编号，不随有效期变化。 The licence, whatever its term.
     */
    licence_number: string;
    /**
     * 许可证书名称 Name of the licence
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    licence_name?: string;
    /**
     * 许可类别 Kind of licence
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    licence_type?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 许可决定文书号 Number of the licence decision
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    decision_number?: string;
    /**
     * 许可机关 Licensing authority
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    authority?: string;
    /**
     * 许可内容 Content of the licence
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    content?: string;
    /**
     * 终止原因 Reason for the end
     *
     * 吊销、撤销或者注销，按来源说明。 Revoked, withdrawn or cancelled, as the source says.
     */
    reason?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
};
/**
 * 许可吊销 Licence revoked
 *
 * 许可在有效期届满前终止。 A licence ended before its term.
 */
export type LicenceRevoked = EventAttributes & {
    type: 'LicenceRevoked';
    schemaversion?: 1;
    data: LicenceRevokedData;
};
export type ReadingReportedData = {
    /**
     * 设备编号 Device
     *
     * 设备，或者计算该值的系统。 The device, or the system that works the value out.
     */
    device_id: string;
    /**
     * 监测指标 Metric
     *
     * 所测量的项目，按来源写法，如 so2、ph。 What is measured, in the source's words: so2, ph, custody_balance.
     */
    metric: string;
    /**
     * 监测值 Value
     *
     * 所测得的数值。 The number that was measured.
     */
    value: number;
    /**
     * 计量单位 Unit
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    unit?: string;
    /**
     * 限值 Limit
     *
     * 当时的允许值，来源一并上报的才填。 The permitted value at that time, where the source sends it along.
     */
    limit_value?: number;
    /**
     * 取值周期（秒） Period in seconds
     *
     * 该值所代表的秒数；单次采样填 0。 How many seconds the value stands for; 0 for a single sample.
     */
    period_seconds?: number;
    /**
     * 数据标记 Quality mark
     *
     * 设备自身的标记：校准、维护、超量程等。 The device's own mark for calibration, maintenance, overflow.
     */
    quality?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 监测点位 Location
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    location?: string;
    /**
     * 是否超标 Breaks the limit
     *
     * 按来源的判断。 As the source judges it.
     */
    breaks_limit?: boolean;
};
/**
 * 监测数据上报 Reading reported
 *
 * 监管对象处的设备上报监测值。 A device at the subject reported a measured value.
 */
export type ReadingReported = EventAttributes & {
    type: 'ReadingReported';
    schemaversion: 2;
    data: ReadingReportedData;
};
export type DeviceSilentData = {
    /**
     * 设备编号 Device
     *
     * 设备，或者计算该值的系统。 The device, or the system that works the value out.
     */
    device_id: string;
    /**
     * 最近上报时间 Last reported at
     *
     * 带时区偏移的时间（RFC 3339），1900 年至 2299 年。 RFC 3339 timestamp with an offset, 1900–2299.
     */
    last_reported_at?: string;
    /**
     * 应报间隔（秒） Expected every so many seconds
     *
     * 设备应当至少每隔多少秒上报一次。 How often the device should report.
     */
    expected_every_seconds?: number;
    /**
     * 失联原因 Cause
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    cause?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
};
/**
 * 设备失联 Device silent
 *
 * 监管对象处的设备停止上报。 A device at the subject stopped reporting.
 */
export type DeviceSilent = EventAttributes & {
    type: 'DeviceSilent';
    schemaversion?: 1;
    data: DeviceSilentData;
};
export type AccidentOccurredData = {
    /**
     * 事故编号 Accident number
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    accident_number?: string;
    /**
     * 事故类型 Kind of accident
     *
     * work_safety 生产安全，road_traffic 道路交通，food_safety 食品安全，special_equipment 特种设备，environment 环境，fire 火灾，other 其他。 The field in which it happened.
     */
    accident_kind: 'work_safety' | 'road_traffic' | 'food_safety' | 'special_equipment' | 'environment' | 'fire' | 'other';
    /**
     * 事故等级 Grade
     *
     * extraordinarily_serious 特别重大，serious 重大，major 较大，ordinary 一般。 From the gravest to the least.
     */
    grade?: 'extraordinarily_serious' | 'serious' | 'major' | 'ordinary';
    /**
     * 死亡人数 Deaths
     *
     * 死者人数。 How many died.
     */
    deaths?: number;
    /**
     * 受伤人数 Injured
     *
     * 受伤或者患病人数，不含死亡。 People hurt or made ill, without the dead.
     */
    injured?: number;
    /**
     * 责任认定 Responsibility
     *
     * full 全部责任，main 主要责任，equal 同等责任，secondary 次要责任，none 无责任；尚未认定的不填。 That of the subject, where it has been settled.
     */
    responsibility?: 'full' | 'main' | 'equal' | 'secondary' | 'none';
    /**
     * 事故原因 Cause
     *
     * 来源自己的代码、文字，或者两者；没有统一的代码表。 The source's own code, its own words, or both; no common table exists.
     */
    cause?: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 币种 Currency
     *
     * 币种代码（ISO 4217），如 CNY、TWD、USD。 ISO 4217: CNY, TWD, USD.
     */
    currency?: string;
    /**
     * 直接经济损失 Direct loss
     *
     * 金额，以币种主单位的百分之一计（人民币为分）。 An amount in hundredths of the main unit of the currency.
     */
    direct_loss_cents?: number;
    /**
     * 直接经济损失的原单位 Unit of: direct loss
     *
     * 来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。 The unit in which the source wrote the amount; yuan is the main unit of the currency.
     */
    direct_loss_unit?: 'cent' | 'yuan' | 'ten_thousand_yuan';
    /**
     * 直接经济损失的原文 Text of: direct loss
     *
     * 金额原文，与来源所写完全一致。 The amount exactly as the source wrote it.
     */
    direct_loss_text?: string;
    /**
     * 事故地点 Place
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    place?: string;
    /**
     * 事故情况 Description
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    description?: string;
};
/**
 * 发生事故 Accident occurred
 *
 * 监管对象发生事故或者事件。 An accident happened at the subject or by its doing.
 */
export type AccidentOccurred = EventAttributes & {
    type: 'AccidentOccurred';
    schemaversion?: 1;
    data: AccidentOccurredData;
};
export type ReviewDecidedData = {
    /**
     * 复议或陈情 Kind of review
     *
     * administrative_review 行政复议，petition 陈情。 An administrative review or a petition.
     */
    review_kind: 'administrative_review' | 'petition';
    /**
     * 复议或陈情结论 Outcome
     *
     * 按复议机关原文。 In the words of the reviewing body.
     */
    outcome: {
        /**
         * 代码 Code
         *
         * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
         */
        code?: string;
        /**
         * 文字 Text
         *
         * 名称或者简短文字。 A name or a short phrase.
         */
        text?: string;
    };
    /**
     * 对原决定的效力 Effect on the decision
     *
     * upheld 维持，changed 变更，revoked 撤销。 What became of the decision, where the words of the outcome settle it.
     */
    effect?: 'upheld' | 'changed' | 'revoked';
    /**
     * 原决定文号 Number of the reviewed decision
     *
     * 被复议或者陈情的决定的文号。 The number of the decision under review.
     */
    decision_number?: string;
    /**
     * 复议决定文号 Number of the review
     *
     * 编号，按编制者的写法。 A number or key, as whoever gave it out writes it.
     */
    review_number?: string;
    /**
     * 复议机关 Reviewing body
     *
     * 名称或者简短文字。 A name or a short phrase.
     */
    review_body?: string;
    /**
     * 复议理由 Reasons
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    reasons?: string;
};
/**
 * 复议或陈情决定 Review decided
 *
 * 对决定的行政复议或陈情已有结论。 An administrative review or petition against a decision was decided.
 */
export type ReviewDecided = EventAttributes & {
    type: 'ReviewDecided';
    schemaversion?: 1;
    data: ReviewDecidedData;
};
export type FactCorrectedData = {
    /**
     * 所指事实 Amended fact
     *
     * 该事实首次上报时的来源与编号。 The source and id of its first report.
     */
    fact: {
        /**
         * 数据来源 Source
         *
         * 数据来源系统的名称（CloudEvents source）。 The system that speaks (CloudEvents source).
         */
        source: string;
        /**
         * 来源内编号 Id within the source
         *
         * 来源系统内唯一的编号（CloudEvents id）。 Unique within the source (CloudEvents id).
         */
        id: string;
    };
    /**
     * 更正或者撤回理由 Reason for the amendment
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    reason: string;
    replacement: {
        /**
         * 发生时间 Happened at
         *
         * 带时区偏移的时间（RFC 3339），1900 年至 2299 年。 RFC 3339 timestamp with an offset, 1900–2299.
         */
        occurred_at: string;
        /**
         * 行政区划 Region
         */
        region: string | null;
        /**
         * 部门 Department
         */
        department: string | null;
    } & ReplacedFact;
};
/**
 * 事实更正 Fact corrected
 *
 * 数源部门更正已上报事实的内容。 A source replaced the content of a fact it reported.
 */
export type FactCorrected = EventAttributes & {
    type: 'FactCorrected';
    schemaversion?: 1;
    data: FactCorrectedData;
};
export type FactRetractedData = {
    /**
     * 所指事实 Amended fact
     *
     * 该事实首次上报时的来源与编号。 The source and id of its first report.
     */
    fact: {
        /**
         * 数据来源 Source
         *
         * 数据来源系统的名称（CloudEvents source）。 The system that speaks (CloudEvents source).
         */
        source: string;
        /**
         * 来源内编号 Id within the source
         *
         * 来源系统内唯一的编号（CloudEvents id）。 Unique within the source (CloudEvents id).
         */
        id: string;
    };
    /**
     * 更正或者撤回理由 Reason for the amendment
     *
     * 一段文字，按原文记录。 Running text, as it was written.
     */
    reason: string;
};
/**
 * 事实撤回 Fact retracted
 *
 * 数源部门撤回已上报的事实。 A source took back a fact it reported.
 */
export type FactRetracted = EventAttributes & {
    type: 'FactRetracted';
    schemaversion?: 1;
    data: FactRetractedData;
};
export type SendEventsData = {
    body: DepartmentEvent;
    path?: never;
    query?: never;
    url: '/v1/events';
};
export type SendEventsErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type SendEventsError = SendEventsErrors[keyof SendEventsErrors];
export type SendEventsResponses = {
    /**
     * OK
     */
    200: {
        /**
         * corrected: a changed record of a register became a correction, which event_id names 更正
         */
        status: 'accepted' | 'corrected' | 'duplicate';
        event_id: string;
        /**
         * Its position in the log; for a duplicate, the position of the first
         */
        position: number;
        notice?: RefusalReason;
    } | Array<IntakeResult>;
};
export type SendEventsResponse = SendEventsResponses[keyof SendEventsResponses];
export type ShowEventData = {
    body?: never;
    path: {
        /**
         * As named in evidence and histories
         */
        event_id: string;
    };
    query?: never;
    url: '/v1/events/{event_id}';
};
export type ShowEventErrors = {
    /**
     * Refused: branch on its code
     */
    default: Problem;
};
export type ShowEventError = ShowEventErrors[keyof ShowEventErrors];
export type ShowEventResponses = {
    /**
     * OK
     */
    200: Event;
};
export type ShowEventResponse = ShowEventResponses[keyof ShowEventResponses];
export type WhoAmIData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/v1/me';
};
export type WhoAmIErrors = {
    /**
     * Refused: branch on its code
     */
    default: Problem;
};
export type WhoAmIError = WhoAmIErrors[keyof WhoAmIErrors];
export type WhoAmIResponses = {
    /**
     * OK
     */
    200: Principal;
};
export type WhoAmIResponse = WhoAmIResponses[keyof WhoAmIResponses];
export type ListRefusedData = {
    body?: never;
    path?: never;
    query?: {
        source?: string;
        state?: 'held' | 'redriven' | 'superseded' | 'dismissed';
        /**
         * Of this group 分组
         */
        group_id?: string;
        /**
         * With a reason of this code, perhaps among others 拒收原因
         */
        code?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/v1/quarantine';
};
export type ListRefusedErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type ListRefusedError = ListRefusedErrors[keyof ListRefusedErrors];
export type ListRefusedResponses = {
    /**
     * OK
     */
    200: {
        items: Array<QuarantineEntry>;
        next: string | null;
    };
};
export type ListRefusedResponse = ListRefusedResponses[keyof ListRefusedResponses];
export type ShowRefusedData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/v1/quarantine/{id}';
};
export type ShowRefusedErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type ShowRefusedError = ShowRefusedErrors[keyof ShowRefusedErrors];
export type ShowRefusedResponses = {
    /**
     * OK
     */
    200: QuarantineEntryWithOriginal;
};
export type ShowRefusedResponse = ShowRefusedResponses[keyof ShowRefusedResponses];
export type TakeRefusedAgainData = {
    body: {
        reason?: string;
        /**
         * The whole input, repaired; of a file the row
         */
        repaired?: string;
    } | null;
    path: {
        id: string;
    };
    query?: never;
    url: '/v1/quarantine/{id}/redrive';
};
export type TakeRefusedAgainErrors = {
    /**
     * Refused: branch on its code
     */
    default: IntakeProblem;
};
export type TakeRefusedAgainError = TakeRefusedAgainErrors[keyof TakeRefusedAgainErrors];
export type TakeRefusedAgainResponses = {
    /**
     * OK
     */
    200: {
        quarantine_id: string;
        events: Array<{
            status: 'accepted' | 'corrected' | 'duplicate';
            event_id: string;
            position: number;
        }>;
    };
};
export type TakeRefusedAgainResponse = TakeRefusedAgainResponses[keyof TakeRefusedAgainResponses];
export type ListSourcesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Rows a page
         */
        limit?: number;
        /**
         * `next` of the page before, with the same filters; opaque
         */
        cursor?: string;
        /**
         * This one alone 数据来源
         */
        source?: string;
        /**
         * When the log last took something of it: at most 24 hours ago (正常), at most 168 (延迟), longer ago or never (中断)
         */
        health?: 'fresh' | 'late' | 'silent';
    };
    url: '/v1/sources';
};
export type ListSourcesErrors = {
    /**
     * Refused: branch on its code
     */
    default: Problem;
};
export type ListSourcesError = ListSourcesErrors[keyof ListSourcesErrors];
export type ListSourcesResponses = {
    /**
     * OK
     */
    200: SourcePage;
};
export type ListSourcesResponse = ListSourcesResponses[keyof ListSourcesResponses];
